"""Action items taken out of here: every one that a filter leaves, and as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator

from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.principal import Principal, require
from app.store.action_items import ActionFilter, ActionRow, list_actions
from app.store.paging import LIMIT_MAX

COLUMNS = (
    "key",
    "text",
    "status",
    "kind",
    "priority",
    "owner",
    "team",
    "due",
    "postmortem",
    "postmortem_title",
    "tracker_url",
    "closed_at",
    "grade",
    "self_verified",
    "created_at",
)
#: A cell that starts with one of these is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def every_action(
    session: Session, principal: Principal, where: ActionFilter, *, sort: str = "due"
) -> Iterator[ActionRow]:
    """Page by page, so that a board of any length fits. Raises InvalidInput on an unknown sort."""
    require(principal, Capability.READ)
    cursor: str | None = None
    while True:
        page = list_actions(session, principal, where, sort=sort, cursor=cursor, limit=LIMIT_MAX)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def actions_csv(rows: Iterable[ActionRow]) -> str:
    """With a head line; lines end in CR LF (RFC 4180), and no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([harmless(cell) for cell in _cells(row)])
    return out.getvalue()


def harmless(cell: str) -> str:
    """A leading apostrophe makes a spreadsheet show what it would else reckon."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(row: ActionRow) -> list[str]:
    action = row.action
    values = (
        action.key,
        action.text,
        action.status.value,
        action.kind.value,
        action.priority.value if action.priority else None,
        row.owner,
        row.team,
        action.due.isoformat() if action.due else None,
        row.postmortem_slug,
        row.postmortem_title,
        action.tracker_url,
        action.closed_at.isoformat() if action.closed_at else None,
        action.grade.value if action.grade else None,
        "self-verified" if action.self_verified else None,
        action.created_at.isoformat(),
    )
    return [value or "" for value in values]
