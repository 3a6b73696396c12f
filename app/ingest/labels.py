"""`Label: value` lines and two-column tables: what a document says about itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.ingest.blocks import Block, BlockKind
from app.ingest.reading import Reading

_LINE = re.compile(
    r"\s{0,16}[*_]{0,2}([A-Za-z][A-Za-z0-9 /()&'’-]{1,36}?)[*_]{0,2}\s{0,4}[:：][*_]{0,2}(?:\s{1,16}|$)"
)
#: "Owner: Ann · Severity: 1": several in a line.
_BESIDE = re.compile(r"\s[·•|]\s")
_ZONE = re.compile(r" [(\[](utc|gmt|[a-z]{1,3}t)[)\]]$")
_HEADED = ("metadata",)
_BARRED = ("action_items", "went_well", "went_wrong", "lucky", "lessons", "root_cause", "contributing_factors")


@dataclass(slots=True)
class Label:
    """`name` in lower case; `value` the words after the colon; `items` the list below it, where there is one."""

    name: str
    value: str
    line: int
    block: Block
    items: list[str] = field(default_factory=list)


def labels(reading: Reading) -> Iterator[Label]:
    below: dict[int, list[str]] = {}
    for block in reading.blocks:
        if block.parent >= 0 and block.kind is BlockKind.ITEM:
            below.setdefault(block.parent, []).append(block.text)
    for block in reading.blocks:
        if block.kind is BlockKind.ROW and len(block.cells) == 2 and block.cells[0].text and block.cells[1].text:
            yield _zoned(Label(_name(block.cells[0].text), block.cells[1].text, block.line, block))
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and block.depth <= 2:
            if (":" not in block.text and "：" not in block.text) or reading.section(block).has(*_BARRED):
                continue
            items = below.get(block.index, [])
            for line, _, row in block.rows():
                for text in _BESIDE.split(row) if row.count(":") > 1 else [row]:
                    match = _LINE.match(text[:120])
                    if match is None:
                        continue
                    listed = items if block.kind is BlockKind.ITEM else []
                    yield _zoned(Label(_name(match[1]), text[match.end() :].strip(), line, block, listed))
    for section in reading.outline.sections:
        if section.has(*_HEADED) and section.names and section.blocks:
            texts = [b.text for b in section.blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)]
            if texts:
                yield Label(_name(section.heading), texts[0], section.line, section.blocks[0], texts)
        elif section.level <= 6 and section.level > 1 and (match := _LINE.match(section.heading)) and section.head:
            yield Label(_name(match[1]), section.heading[match.end() :].strip(), section.line, section.head)


def _zoned(label: Label) -> Label:
    """ "Start (UTC): 10:00" is "Start: 10:00 UTC"."""
    zone = _ZONE.search(label.name)
    if zone is not None and label.value[-1:].isdigit():
        label.name, label.value = label.name[: zone.start()], f"{label.value} {zone[1].upper()}"
    return label


def _name(text: str) -> str:
    return " ".join(text.lower().replace("(s)", "s").replace("_", " ").split()).strip(" :*#")
