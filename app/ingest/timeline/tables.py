"""`| 2020-01-21 15:36 | text |`: a table with a column of times."""

import re

from app.ingest.blocks import Block, BlockKind
from app.ingest.clock.stamp import Stamp
from app.ingest.timeline.lead import leading
from app.ingest.timeline.walk import Walk

_TIME_HEAD = re.compile(r"^\W*(?:date|time|when|day|timestamp|start|clock)", re.IGNORECASE)
_EVENT_HEAD = re.compile(
    r"event|what|descri|detail|action|message|update|note|activity|summary|happen|comment", re.IGNORECASE
)
_ACTION_HEAD = re.compile(
    r"\b(?:owner|assign\w*|due|responsible|priority|ticket|action items?|follow[- ]?up|"
    r"who\b.{0,9}\bdue|status|deadline)",
    re.IGNORECASE,
)


def form(walk: Walk, block: Block) -> bool:
    if block.kind is not BlockKind.ROW:
        return False
    if block.table not in walk.columns:
        rows = [b for b in walk.reading.section(block).blocks if b.kind is BlockKind.ROW and b.table == block.table]
        walk.columns[block.table] = _columns(rows, walk.timeline)
    columns = walk.columns[block.table]
    if columns is None:
        return False
    times, texts = columns
    if block.header and not _stamp(block, times):
        return True
    stamp = _stamp(block, times)
    cells = [c.text.strip() for i, c in enumerate(block.cells) if i in texts]
    text = " — ".join(c for c in cells if c and c not in ("-", "–"))
    if stamp is None or not text:
        return True
    walk.add(stamp, text, block.line, "timeline-table", 0.95)
    return True


def _columns(rows: list[Block], timeline: bool) -> tuple[list[int], list[int]] | None:
    """(columns of times, columns of words); None where the table is no timeline."""
    head = next((r for r in rows if r.header), None)
    body = [r for r in rows if not r.header]
    if not body:
        return None
    heads = [c.text for c in head.cells] if head else []
    if not timeline and _ACTION_HEAD.search(" | ".join(heads)):
        return None
    width = max(len(r.cells) for r in body)
    stamped = [i for i in range(min(width, 4)) if sum(_led(r, i) for r in body) * 2 >= len(body)]
    named = [i for i, text in enumerate(heads[:3]) if _TIME_HEAD.search(text) and any(_led(r, i) for r in body)]
    times = sorted({*stamped[:2], *named}) if timeline or named else (stamped[:1] if stamped[:1] == [0] else [])
    if not times:
        return None
    words = [i for i in range(width) if i not in times]
    told = [i for i in words if i < len(heads) and _EVENT_HEAD.search(heads[i])]
    return times, ([*told, *(i for i in words if i > told[0] and i not in told)] if told else words)


def _led(row: Block, column: int) -> bool:
    return column < len(row.cells) and leading(row.cells[column].text) is not None


def _stamp(row: Block, columns: list[int]) -> Stamp | None:
    """The row's time; a column of days and one of clock times are read as one."""
    text = " ".join(row.cells[i].text for i in columns if i < len(row.cells))
    led = leading(text)
    return led.stamp if led is not None and len(led.rest.split()) <= 4 else None
