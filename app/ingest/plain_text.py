"""Plain text to blocks: paragraphs, bullets, and the lines that stand alone and read like headings."""

import re

from app.domain.errors import UnreadableDocument
from app.ingest.blocks import Block, BlockKind
from app.ingest.bounds import BLOCKS, NESTING, PARAGRAPH_CHARS
from app.ingest.section_names import names_of

_BULLET = re.compile(r"([ \t]{0,200}+)(?:[•·▪◦‣*+-]|(\d{1,3}[.)]))[ \t]{1,80}+(.*)")
_RULES = "=-~*_"
_HEADING_END = re.compile(r"[^.,;!…]$")
_TIME_LED = re.compile(r"\W{0,12}+(?:\d{1,2}[:.]\d\d\b|\d{4}-\d\d-\d\d)")
_HEADING_CHARS = 110
_HEADING_WORDS = 16


def read_plain(lines: list[str], first: int) -> list[Block]:
    """The blocks of lines[first - 1:]. Headings have level 2; `posts.split` makes titles of some of them."""
    reader = _Reader(lines)
    at = first - 1
    while at < len(lines):
        at = reader.step(at)
    return reader.blocks


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines, self.blocks = lines, list[Block]()
        self.stack: list[tuple[int, Block]] = []

    def _add(self, block: Block) -> None:
        block.index = len(self.blocks)
        if block.index >= BLOCKS:
            raise UnreadableDocument(block.line, f"over {BLOCKS:,} blocks")
        self.blocks.append(block)

    def step(self, at: int) -> int:
        """Read the block that starts at this index; the index after it."""
        line = self.lines[at]
        if not line.strip() or _is_rule(line):
            return at + 1
        match = _BULLET.match(line)
        if match:
            return self._bullet(at, match)
        if self._underlined(at):
            level = 1 if self.lines[at + 1].lstrip()[0] == "=" else 2
            self._add(Block(BlockKind.HEADING, line.strip(), at + 1, at + 2, level=level))
            return at + 2
        if (
            self._stands_alone(at)
            and reads_like_heading(line)
            and (names_of(line) or not line.rstrip().endswith(":"))
        ):
            self._add(Block(BlockKind.HEADING, line.strip().rstrip(":"), at + 1, at + 1, level=2))
            return at + 1
        return self._paragraph(at)

    def _blank(self, at: int) -> bool:
        return not 0 <= at < len(self.lines) or not self.lines[at].strip()

    def _stands_alone(self, at: int) -> bool:
        if not self._blank(at - 1):
            return False
        return self._blank(at + 1) or (self.lines[at].rstrip().endswith(":") and len(self.lines[at]) < 60)

    def _underlined(self, at: int) -> bool:
        return not self._blank(at + 1) and _is_rule(self.lines[at + 1]) and reads_like_heading(self.lines[at])

    def _bullet(self, at: int, match: re.Match[str]) -> int:
        indent = min(len(match[1].expandtabs(4)), 2 * NESTING)
        end = at + 1
        text = [match[3]]
        while not self._blank(end) and not _BULLET.match(self.lines[end]) and self.lines[end][0] in " \t":
            text.append(self.lines[end].strip())
            end += 1
        if not self.blocks or self.blocks[-1].kind is not BlockKind.ITEM:
            self.stack = []
        while self.stack and self.stack[-1][0] >= indent:
            self.stack.pop()
        parent = self.stack[-1][1].index if self.stack else -1
        block = Block(BlockKind.ITEM, "\n".join(text), at + 1, end, depth=len(self.stack) + 1, parent=parent)
        self.stack.append((indent, block))
        block.ordered = match[2] is not None
        self._add(block)
        return end

    def _paragraph(self, at: int) -> int:
        end, length = at, 0
        while not self._blank(end) and not (end > at and _BULLET.match(self.lines[end])):
            length += len(self.lines[end])
            end += 1
            if length > PARAGRAPH_CHARS:
                raise UnreadableDocument(end, f"a paragraph of over {PARAGRAPH_CHARS:,} characters")
        text = "\n".join(line.strip() for line in self.lines[at:end])
        self._add(Block(BlockKind.PARAGRAPH, text, at + 1, end))
        return end


def _is_rule(line: str) -> bool:
    """A line of one mark alone, three of it or more."""
    text = line.strip()
    return len(text) >= 3 and text[0] in _RULES and text == text[0] * len(text)


def reads_like_heading(line: str) -> bool:
    """Short, no sentence's end, not led by a time."""
    text = line.strip()
    return (
        0 < len(text) <= _HEADING_CHARS
        and len(text.split()) <= _HEADING_WORDS
        and (text[0].isalnum() or text[0] in "(#[")
        and _HEADING_END.search(text) is not None
        and not _TIME_LED.match(text)
    )
