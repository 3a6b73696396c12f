"""Which section each block stands in: one opens with a heading, a bold line, a bold label, or a table's key."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.ingest.blocks import Block, BlockKind, Mark, cut
from app.ingest.section_names import exact_name, names_of

_LABEL = re.compile(r"(?<!\s)\s*+([A-Za-z][A-Za-z0-9 /&'’()-]{1,40}?)[ \t]{0,3}:(?=\s|$)")
_BARE_CHARS, _LEAST_BARE = 40, 2
_BOLD_LEVEL, _SUB_BOLD_LEVEL, _LABEL_LEVEL = 7, 8, 9
#: Sections whose items may begin with a word that elsewhere names a section ("- **Detection**: add an alert").
_CLOSED = frozenset(
    {"action_items", "root_cause", "contributing_factors", "went_well", "went_wrong", "lucky", "lessons"}
)
#: Names by which actions are grouped: "Monitoring", "Mitigation" below "Action items".
_GROUPS = frozenset({"detection", "resolution", "response"})


@dataclass(slots=True, eq=False)
class Section:
    """`names`: canonical names of its own heading; `roles`: those, or what it inherits where it has none."""

    heading: str
    level: int
    line: int
    end_line: int
    names: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    parent: "Section | None" = None
    head: Block | None = None
    blocks: list[Block] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.names[0] if self.names else "custom"

    def has(self, *roles: str) -> bool:
        for role in self.roles:  # noqa: SIM110  # asked for each block by most rules: a generator takes twice as long
            if role in roles:
                return True
        return False

    def chain(self) -> Iterable["Section"]:
        at: Section | None = self
        while at is not None:
            yield at
            at = at.parent


@dataclass(slots=True)
class Outline:
    """`sections[0]` is what stands before the first heading; `blocks` have their labels cut off."""

    sections: list[Section]
    blocks: list[Block]
    of: dict[int, Section]

    def section(self, block: Block) -> Section:
        return self.of[id(block)]


def outline(blocks: list[Block], title: Block | None, first: int, last: int) -> Outline:
    return _Builder(title, first, last).build(blocks)


class _Builder:
    def __init__(self, title: Block | None, first: int, last: int) -> None:
        self.title, self.last = title, last
        self.root = Section("", 0, first, last)
        self.stack = [self.root]
        self.out = Outline([self.root], [], {})
        self.label_depth = 0
        self.bare = False

    def build(self, blocks: list[Block]) -> Outline:
        pairs = _key_value_tables(blocks)
        self.bare = sum(_bare_name(block) is not None for block in blocks) >= _LEAST_BARE
        for block in blocks:
            if block is self.title:
                continue
            self._leave_label(block)
            if block.kind is BlockKind.HEADING:
                self._open(block.text, block.level, block)
            elif block.kind is BlockKind.ROW and block.table in pairs:
                self._pair(block)
            elif not (self._bold_heading(block) or self._bare_heading(block) or self._labelled(block)):
                self._place(block)
        for section in self.stack[1:]:
            section.end_line = self.last
        return self.out

    def _place(self, block: Block) -> None:
        self.out.blocks.append(block)
        self.out.of[id(block)] = self.stack[-1]
        self.stack[-1].blocks.append(block)

    def _open(self, heading: str, level: int, head: Block, names: tuple[str, ...] | None = None) -> Section:
        while len(self.stack) > 1 and self.stack[-1].level >= level:
            self.stack.pop().end_line = max(head.line - 1, 1)
        parent = self.stack[-1]
        own = names_of(heading) if names is None else names
        section = Section(heading.strip(), level, head.line, head.end_line, own, own or parent.roles, parent, head)
        section.roles = _narrowed(section, parent)
        self.stack.append(section)
        self.out.sections.append(section)
        self.out.of[id(head)] = section
        self.label_depth = 0
        return section

    def _leave_label(self, block: Block) -> None:
        """A label in a list ends with its item."""
        if self.label_depth and block.depth <= self.label_depth:
            label = self.stack.pop()
            label.end_line = max(block.line - 1, label.line)
            self.label_depth = 0

    def _bold_heading(self, block: Block) -> bool:
        if block.kind is not BlockKind.PARAGRAPH or block.depth or len(block.text) > 90 or not block.all_bold():
            return False
        if "\n" in block.text or block.text.rstrip().endswith((".", ",", ";")):
            return False
        names = names_of(block.text)
        self._open(block.text, _BOLD_LEVEL if names else _SUB_BOLD_LEVEL, block, names)
        return True

    def _bare_heading(self, block: Block) -> bool:
        """A line of its own that is a section's name; before a text only where the document does so again."""
        name = _bare_name(block)
        if name is None:
            return False
        line, _, rest = block.text.partition("\n")
        if rest and not self.bare:
            return False
        self._open(line, _BOLD_LEVEL, block, (name,))
        if rest:
            self._place(cut(block, len(line) + 1))
        return True

    def _labelled(self, block: Block) -> bool:
        """`**Impact**: text` as a paragraph's line or as a list item: its rest stands in a section of that name."""
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or not (":" in block.text or block.spans):
            return False
        beside = self.stack[-1].level == _LABEL_LEVEL and block.kind is BlockKind.PARAGRAPH
        if self.stack[-1].has(*_CLOSED) and not beside:
            return False
        marks = [(offset, label) for _, offset, text in block.rows() if (label := _label(block, offset, text))]
        if not marks:
            return False
        if marks[0][0] > 0:
            self._place(cut(block, 0, marks[0][0]))
        for (offset, (name, heading, length)), stop in zip(marks, [m[0] for m in marks[1:]] + [None], strict=True):
            self._open(heading, _LABEL_LEVEL, block, (name,)).line = block.line_at(offset)
            rest = cut(block, offset + length, stop)
            self.label_depth = block.depth
            if rest.text:
                rest.kind = BlockKind.PARAGRAPH if block.kind is BlockKind.ITEM else block.kind
                self._place(rest)
        return True

    def _pair(self, row: Block) -> None:
        """A row of a key and a value: a section of its own where the key names one."""
        key, value = row.cells[0], row.cells[1]
        name = exact_name(key.text)
        if name is None or name == "metadata" or not value.text:
            self._place(row)
            return
        kept = self.stack[-1]
        self._open(key.text, _LABEL_LEVEL, row, (name,))
        self._place(
            Block(BlockKind.PARAGRAPH, value.text, row.line, row.end_line, index=row.index, spans=value.spans)
        )
        self.stack.pop()
        assert self.stack[-1] is kept or self.stack[-1].level < _LABEL_LEVEL


def _bare_name(block: Block) -> str | None:
    """The canonical name of a paragraph's first line that is one, word for word, without mark-up or stop."""
    if block.kind is not BlockKind.PARAGRAPH or block.depth or block.quoted:
        return None
    line = block.text[: _BARE_CHARS + 1].partition("\n")[0].strip()
    if not 0 < len(line) <= _BARE_CHARS or not line[0].isupper() or not (line[-1].isalnum() or line[-1] == "?"):
        return None
    name = exact_name(line)
    return name if name != "metadata" and not any(s.start < len(line) for s in block.spans) else None


def _narrowed(section: Section, parent: Section) -> tuple[str, ...]:
    """A loose name ("Detection improvements") and what actions are grouped by refine no section of actions."""
    if not section.names or "action_items" not in parent.roles:
        return section.roles
    if exact_name(section.heading) and section.name not in _GROUPS:
        return section.roles
    return section.roles if "action_items" in section.roles else parent.roles


def _label(block: Block, offset: int, text: str) -> tuple[str, str, int] | None:
    """(canonical name, label, its length) where the line begins with a label that names a section."""
    begin = offset + len(text) - len(text.lstrip())
    bold = next((s for s in block.spans if s.start == begin and s.mark is Mark.BOLD), None)
    if bold is not None:
        label = block.text[bold.start : bold.end]
        after = block.text[bold.end : bold.end + 2].lstrip()
        closed = label.rstrip().endswith((":", "?")) or after.startswith((":", "-", "–"))
        if not (closed or bold.end >= len(block.text)):
            return None
        length = bold.end - offset
        length += len(text[length:]) - len(text[length:].lstrip(" :–-"))
    else:
        match = _LABEL.match(text)
        if match is None:
            return None
        label, length = match[1], match.end()
    name = exact_name(label)
    if name is None and label.rstrip().endswith("?"):
        name = next(iter(names_of(label)), None)
    return (name, label.strip(" :"), length) if name and name != "metadata" else None


def _key_value_tables(blocks: list[Block]) -> set[int]:
    """Tables of two columns whose header is empty, or most of whose first cells name a section."""
    tables: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind is BlockKind.ROW:
            tables.setdefault(block.table, []).append(block)
    out = set()
    for number, rows in tables.items():
        if any(len(r.cells) != 2 for r in rows):
            continue
        known = sum(exact_name(r.cells[0].text) is not None for r in rows)
        if not rows[0].text.strip(" |") or known * 2 > len(rows):
            out.add(number)
    return out
