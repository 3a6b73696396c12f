"""`| 2020-01-21 15:36 | text |`: a table with a column of times."""

import re
from dataclasses import replace

from app.ingest.blocks import Block, BlockKind
from app.ingest.clock.stamp import Stamp
from app.ingest.clock.zones import ZONE, read_zone
from app.ingest.timeline.lead import leading
from app.ingest.timeline.walk import Walk

_TIME_HEAD = re.compile(r"^\W*(?:date|time|when|day|timestamp|start|clock)", re.IGNORECASE)
_EVENT_HEAD = re.compile(
    r"event|what|descri|detail|action|message|update|note|activity|summary|happen|comment", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\w./-])20\d\d(?![\w./-])")
_PHASE_HEAD = re.compile(r"(?:incident )?(?:phase|stage)", re.IGNORECASE)
_ACTION_HEAD = re.compile(
    r"\b(?:owner|assign\w*|due|responsible|priority|ticket|action items?|follow[- ]?up|"
    r"who\b.{0,9}\bdue|status|deadline)",
    re.IGNORECASE,
)


def form(walk: Walk, block: Block) -> bool:
    if block.kind is not BlockKind.ROW:
        return False
    if block.table not in walk.columns:
        section = walk.reading.section(block)
        rows = [b for b in walk.rows.get(block.table, ()) if walk.reading.section(b) is section]
        walk.columns[block.table] = _columns(rows, walk.timeline)
        _head_of_column(walk, block.table, rows)
    columns = walk.columns[block.table]
    if columns is None:
        return False
    times, texts = columns
    if block.header and not _stamp(block, times):
        return True
    stamp = _stamp(block, times)
    zone = walk.zones.get(block.table)
    if stamp is not None and stamp.zone is None and zone is not None:
        stamp = replace(stamp, zone=zone)
    year = walk.years.get(block.table)
    if year is not None and stamp is not None and stamp.day is not None and stamp.day.month and not stamp.day.year:
        stamp = replace(stamp, day=replace(stamp.day, year=year))
    cells = [c.text.strip() for i, c in enumerate(block.cells) if i in texts]
    text = " — ".join(c for c in cells if c and c not in ("-", "–"))
    if stamp is None or not text:
        return True
    walk.add(stamp, text, block.line, "timeline-table", 0.95)
    return True


def _head_of_column(walk: Walk, table: int, rows: list[Block]) -> None:
    """The zone that a column of times is named by ("| UTC | Event |"), and the year ("| Date (2021) |")."""
    columns, head = walk.columns[table], next((r for r in rows if r.header), None)
    if columns is None or head is None or columns[0][-1] >= len(head.cells):
        return
    year = next((m for i in columns[0] if (m := _YEAR.search(head.cells[i].text))), None)
    if year is not None:
        walk.years[table] = int(year[0])
    match = next((m for i in columns[0] if (m := ZONE.fullmatch(head.cells[i].text.strip()))), None)
    if match is not None:
        walk.zones[table] = read_zone(match)


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
    phases = [i for i in words if i < len(heads) and _PHASE_HEAD.fullmatch(heads[i].strip()) and i not in told]
    others = [i for i in words if told and i > told[0] and i not in told and i not in phases]
    return times, ([*phases, *told, *others] if told else words)


def _led(row: Block, column: int) -> bool:
    return column < len(row.cells) and leading(row.cells[column].text) is not None


def _stamp(row: Block, columns: list[int]) -> Stamp | None:
    """The row's time; a column of days and one of clock times are read as one."""
    text = " ".join(row.cells[i].text for i in columns if i < len(row.cells))
    led = leading(text)
    return led.stamp if led is not None and len(led.rest.split()) <= 4 else None
