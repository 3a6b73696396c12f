"""What every reader makes of a document: one flat list of blocks, each with its lines.

A block's text is plain (no mark-up); `spans` say which stretches of it were bold, code, struck or links.
A newline in a block's text is a line break of the source, so a stretch of text can be traced to its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_CHECK_BOX = re.compile(r"\[([ xX])\](?=\s|$) *")


class BlockKind:
    """What a block is. No enum: to name a member takes four times as long in Python 3.11, and each rule does so for
    each block.
    """

    HEADING: Final = "heading"
    PARAGRAPH: Final = "paragraph"
    ITEM: Final = "item"
    ROW: Final = "row"
    CODE: Final = "code"


class Mark:
    """How a stretch of a text is marked."""

    BOLD: Final = "bold"
    CODE: Final = "code"
    LINK: Final = "link"
    STRUCK: Final = "struck"


@dataclass(slots=True, frozen=True)
class Span:
    """text[start:end] carries the mark; `target` is a link's address."""

    mark: str
    start: int
    end: int
    target: str = ""


@dataclass(slots=True)
class Cell:
    text: str
    spans: list[Span] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Block:
    """`level` is a heading's (1 to 6), `depth` the list nesting, `parent` the index of the item around (or -1)."""

    kind: str
    text: str
    line: int
    end_line: int
    level: int = 0
    depth: int = 0
    parent: int = -1
    index: int = -1
    ordered: bool = False
    quoted: bool = False
    checked: bool | None = None
    header: bool = False
    table: int = 0
    spans: list[Span] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def line_at(self, offset: int) -> int:
        return min(self.line + self.text.count("\n", 0, offset), self.end_line)

    def links(self, start: int = 0, end: int | None = None) -> list[str]:
        """Addresses of the links within text[start:end], in order."""
        stop = len(self.text) if end is None else end
        return [s.target for s in self.spans if s.mark is Mark.LINK and start <= s.start < max(stop, start + 1)]

    def bold_lead(self) -> str:
        """The bold stretch that the text begins with, else the empty string."""
        for span in self.spans:
            if span.mark is Mark.BOLD and not self.text[: span.start].strip():
                return self.text[span.start : span.end]
        return ""

    def all_bold(self) -> bool:
        lead = self.bold_lead()
        return bool(lead) and not self.text.strip()[len(lead.strip()) :].strip(" :")

    def struck(self) -> bool:
        """True where most of the text is struck through."""
        total = sum(s.end - s.start for s in self.spans if s.mark is Mark.STRUCK)
        return total * 2 > len(self.text.strip()) > 0

    def in_code(self, offset: int) -> bool:
        return any(s.mark is Mark.CODE and s.start <= offset < s.end for s in self.spans)

    def rows(self) -> Iterator[tuple[int, int, str]]:
        """(line number, offset in text, text) of each source line of the block."""
        offset = 0
        for number, line in enumerate(self.text.split("\n")):
            yield min(self.line + number, self.end_line), offset, line
            offset += len(line) + 1


def slice_spans(spans: list[Span], start: int, end: int) -> list[Span]:
    """The spans that reach into [start, end), moved so that start is 0."""
    return [
        Span(s.mark, max(s.start, start) - start, min(s.end, end) - start, s.target)
        for s in spans
        if s.end > start and s.start < end
    ]


def cut(block: Block, start: int, end: int | None = None) -> Block:
    """The part of a paragraph or item from start to end as a block of its own, at its own line."""
    stop = len(block.text) if end is None else end
    text = block.text[start:stop]
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    begin = start + lead
    return Block(
        block.kind,
        text,
        block.line_at(begin),
        block.line_at(begin + len(text)),
        depth=block.depth,
        parent=block.parent,
        index=block.index,
        ordered=block.ordered,
        quoted=block.quoted,
        checked=block.checked,
        spans=slice_spans(block.spans, begin, begin + len(text)),
    )


def cut_check_box(block: Block) -> None:
    """Take the box off the item's text, and keep whether it is ticked."""
    match = _CHECK_BOX.match(block.text)
    if match is not None:
        block.checked = match[1] in "xX"
        block.text, by = block.text[match.end() :], match.end()
        block.spans = [Span(s.mark, max(s.start - by, 0), s.end - by, s.target) for s in block.spans if s.end > by]
