"""Names for places in a shown document: headings by their words, blocks by their line."""

import bisect
from dataclasses import dataclass, field

from app.domain.names import slugify

#: Headings of the page above the document: its own begin below them.
_PAGE_LEVEL = 2
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is the document's own (1 to 6), `anchor` the id it carries on the page."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(slots=True)
class Anchors:
    """Gives out ids while a document is rendered: one a line and one a heading, none twice."""

    by_line: dict[int, str] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    _used: dict[str, int] = field(default_factory=dict)
    _above: list[int] = field(default_factory=list)

    def block(self, line: int) -> str | None:
        """The id of a block that starts at this line; None where another block has it already."""
        if line in self.by_line:
            return None
        self.by_line[line] = f"L{line}"
        return self.by_line[line]

    def heading(self, level: int, text: str, line: int) -> str:
        anchor = "h-" + slugify(text, "section")
        count = self._used[anchor] = self._used.get(anchor, 0) + 1
        if count > 1:
            anchor = f"{anchor}-{count}"
        self.headings.append(Heading(level, text, anchor, line))
        return anchor

    def shown_level(self, level: int) -> int:
        """The level on the page: below the page's own headings, and never a step skipped."""
        while self._above and self._above[-1] >= level:
            self._above.pop()
        self._above.append(level)
        return min(_PAGE_LEVEL + len(self._above), _DEEPEST)


@dataclass(frozen=True, slots=True)
class Places:
    """Where in the shown document a line of the file is."""

    by_line: dict[int, str]
    lines: tuple[int, ...]

    @classmethod
    def of(cls, anchors: Anchors) -> "Places":
        return cls(anchors.by_line, tuple(sorted(anchors.by_line)))

    def at(self, line: int | None) -> str | None:
        """The id of the block that holds the line: the last one that starts at it or before."""
        if line is None or not self.lines or line < self.lines[0]:
            return None
        return self.by_line[self.lines[bisect.bisect_right(self.lines, line) - 1]]
