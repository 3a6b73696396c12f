"""A document's lines beside the blocks that were read from them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.domain.lines import split_lines
from app.ingest.blocks import Block, BlockKind
from app.ingest.decoding import newlines
from app.ingest.formats import ERB, HTML, PLAIN, Format, format_of
from app.ingest.front_matter import FrontMatter, read_front_matter

_END = re.compile(r"(?:\r\n|\n|\r)$")


@dataclass(slots=True)
class Source:
    """`bodies` are the lines without their ends, the ends stay as they are. Line n is bodies[n - 1]."""

    path: str
    encoding: str
    bodies: list[str]
    ends: list[str]
    head: FrontMatter
    form: Format
    blocks: list[Block]
    _starting: dict[int, list[Block]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, path: str, encoding: str) -> "Source":
        """Raises UnreadableDocument as parse_document does."""
        lines = split_lines(text)
        ends = [m[0] if (m := _END.search(line)) else "" for line in lines]
        bodies = [line.removesuffix(end) for line, end in zip(lines, ends, strict=True)]
        read = newlines(text).split("\n")
        head = read_front_matter(read)
        form = format_of(path, read, head.end_line)
        source = cls(path, encoding, bodies, ends, head, form, form.read(read, head.end_line + 1))
        for block in source.blocks:
            source._starting.setdefault(block.line, []).append(block)
        return source

    @property
    def html(self) -> bool:
        return self.form is HTML

    @property
    def plain(self) -> bool:
        return self.form is PLAIN

    @property
    def erb(self) -> bool:
        return self.form is ERB

    def joined(self) -> str:
        return "".join(body + end for body, end in zip(self.bodies, self.ends, strict=True))

    def fits(self, line: str) -> bool:
        """True where the line can be written in the document's encoding, as one line."""
        try:
            line.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return "\n" not in line and "\r" not in line and "\0" not in line

    def starting_at(self, line: int, *kinds: str) -> Sequence[Block]:
        return [b for b in self._starting.get(line, ()) if b.kind in kinds]

    def around(self, line: int) -> Iterator[Block]:
        """Items and paragraphs whose words may reach the line, the innermost first."""
        for block in reversed(self.blocks):
            if block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH) and block.line <= line <= block.end_line:
                yield block
