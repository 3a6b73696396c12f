"""`| Action Item | Owner | Due | Status |`: a table of actions."""

import re

from app.ingest.actions.answers import answered_by_cell
from app.ingest.actions.dues import due_of, due_of_cell
from app.ingest.actions.fields import Draft, add, cell_links
from app.ingest.actions.owners import owner_cell
from app.ingest.actions.states import state_alone, state_marked, state_of_words
from app.ingest.blocks import Block, BlockKind, Cell, Mark
from app.ingest.clock.grammar import find_stamps
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "text",
            r"\b(?:actions?|tasks?|to-?dos?|items?|descriptions?|what|recommendations?|measures?|"
            r"follow[- ]?ups?|work|improvements?|title|summary)\b",
        ),
        (
            "owner",
            r"\b(?:owners?|assign\w*|responsib\w*|who|dri|person|people|leads?|poc|contact|driver|champion|"
            r"handled by|owned by|accountable)\b",
        ),
        (
            "due",
            r"\b(?:due|deadline|by when|when|target|eta|timeline|timeframe|timescale|expected|planned|scheduled|by|"
            r"complet(?:e|ion) (?:by|date)|sprint|quarter|milestone|release)\b"
            r"|^(?!.*\b(?:created|opened|raised|added|logged|found|reported|identified|closed|completed|done)\b)"
            r".*\bdate\b",
        ),
        ("status", r"\b(?:status|state|done|complete[d]?|progress|finished|closed)\b|^✓|^✅"),
        ("priority", r"\bprio(?:rity)?\b"),
        ("kind", r"\b(?:type|kind|category)\b"),
        ("team", r"\b(?:teams?|squad|department)\b"),
        ("cause", r"\b(?:causes?|factors?|addresses|problem|finding)\b"),
        ("link", r"\b(?:bugs?|tickets?|issues?|links?|jira|tracker|tracking|pr|prs|reference|ref|url)\b"),
    )
)
_OVER = re.compile(r"\W{0,8}(?:done|completed?|closed|finished|fixed|ongoing|in progress)\b", re.IGNORECASE)
_TELLING = {"cause", "owner", "due", "status", "priority", "link", "kind"}


def read(reading: Reading) -> None:
    for section in reading.outline.sections:
        tables: dict[int, list[Block]] = {}
        for block in section.blocks:
            if block.kind is BlockKind.ROW and reading.free(block):
                tables.setdefault(block.table, []).append(block)
        for rows in tables.values():
            columns = columns_of(rows[0], section.has("action_items"))
            if columns is not None:
                reading.take(*rows)
                for row in rows[1:]:
                    _row(reading, row, columns)


def columns_of(head: Block, expected: bool) -> dict[str, int] | None:
    """Index of each column that is known; None where the table is no list of actions."""
    columns: dict[str, int] = {}
    for name, pattern in _COLUMNS:
        for i, cell in enumerate(head.cells):
            if i not in columns.values() and name not in columns and pattern.search(cell.text):
                columns[name] = i
    if "text" not in columns:
        if not expected or not head.cells:
            return None
        columns["text"] = next((i for i in range(len(head.cells)) if i not in columns.values()), 0)
    named = re.search(r"\b(?:action|task|to-?do|follow)", head.cells[columns["text"]].text, re.IGNORECASE)
    return columns if expected or (named and _TELLING & set(columns)) else None


def _row(reading: Reading, row: Block, columns: dict[str, int]) -> None:
    def whole(name: str) -> Cell:
        at = columns.get(name)
        return row.cells[at] if at is not None and at < len(row.cells) else Cell("")

    def cell(name: str) -> str:
        return whole(name).text

    text = cell("text").strip()
    if not text or is_placeholder(text):
        return
    draft = Draft(text, row.line, "action-table", 0.95, [u for c in row.cells for u in cell_links(c)])
    draft.owner = owner_cell(_addressed(whole("owner")))
    draft.status = "done" if _struck(whole("text")) else _status(whole("status"), "status" in columns)
    if draft.status is None:
        draft.status = next((s for c in row.cells if (s := state_marked(c.text) or state_alone(c.text))), None)
    if _OVER.match(cell("due")):
        draft.status = draft.status or state_of_words(cell("due"))
    else:
        draft.due = due_of_cell(cell("due"), reading.clock)
    if "due" not in columns and draft.status != "done":
        draft.due = due_of(cell("status"), reading.clock)
    draft.kind, draft.priority = cell("kind"), cell("priority")
    draft.team = owner_cell(cell("team"))
    action = add(reading, row, draft, reading.section(row))
    if action is not None and cell("cause"):
        action.causes = answered_by_cell(reading, cell("cause"))


def _status(cell: Cell, stated: bool) -> str | None:
    """What the status column says: a word, a tick, or the day on which it was done."""
    words = state_of_words(cell.text)
    if words is None and next(find_stamps(cell.text), None) is not None:
        return "done"
    return words or ("open" if stated else None)


def _struck(cell: Cell) -> bool:
    """True where most of the text is struck through."""
    total = sum(s.end - s.start for s in cell.spans if s.mark is Mark.STRUCK)
    return total * 2 > len(cell.text.strip())


def _addressed(cell: Cell) -> str:
    """A name that is a link to an e-mail address, with the address behind it."""
    addresses = [s.target.removeprefix("mailto:") for s in cell.spans if s.target.startswith("mailto:")]
    return f"{cell.text} {addresses[0]}" if len(addresses) == 1 and "@" not in cell.text else cell.text
