"""Action items for feed readers and calendars, by the board's filters."""

from datetime import date

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.domain.principal import Principal
from app.domain.vocabulary import ActionStatus, Priority
from app.http.absolute import absolute
from app.http.dependencies import PrincipalDep, SessionDep, TodayDep
from app.store.action_items import ActionRow, list_actions
from app.store.paging import LIMIT_MAX
from app.web.actions import FILTERS, action_filter
from app.web.addresses import Address, chips_of
from app.web.atom import category, entry, feed, fetched, text
from app.web.feeds import ACTIONS, TASKS
from app.web.icalendar import Todo, calendar
from app.web.words import words

S = ActionStatus
#: So many are in a feed: those due first; of them, Atom has so many that were changed last.
MOST, NEWEST = 500, 100
#: How iCalendar calls it (RFC 5545, 3.8.1.11 and 3.8.1.9).
_STATUS = {S.IN_PROGRESS: "IN-PROCESS", S.DONE: "COMPLETED", S.VERIFIED: "COMPLETED"} | dict.fromkeys(
    (S.WONT_DO, S.SUPERSEDED), "CANCELLED"
)
_PRIORITY = {Priority.CRITICAL: 1, Priority.HIGH: 3, Priority.MEDIUM: 5, Priority.LOW: 7}

router = APIRouter(include_in_schema=False)


@router.get(ACTIONS)
def atom(request: Request, session: SessionDep, principal: PrincipalDep, today: TodayDep) -> Response:
    """What of them was changed, the last first."""
    address = _address(request, ACTIONS)
    rows = sorted(_rows(session, principal, address, today), key=lambda row: row.action.updated_at, reverse=True)
    entries = []
    for row in rows[:NEWEST]:
        action, page = row.action, absolute(request, f"/actions/{row.action.key}")
        made = entry(
            f"{action.key} ({words(action.status)}): {action.text[:200]}",
            page,
            page,
            action.created_at,
            action.updated_at,
        )
        for name in (action.status.value, row.owner, row.team):
            if name:
                category(made, name)
        text(made, "summary", _about(row))
        entries.append((action.updated_at, made))
    return feed(request, _title(address), str(address), str(Address("/actions", address.pairs)), entries)


@router.get(TASKS)
def tasks(request: Request, session: SessionDep, principal: PrincipalDep, today: TodayDep) -> Response:
    """As tasks of a calendar, each with the day it is due."""
    address = _address(request, TASKS)
    todos = [_todo(request, row) for row in _rows(session, principal, address, today)]
    return fetched(request, calendar(_title(address), todos), "text/calendar; charset=utf-8")


def _address(request: Request, path: str) -> Address:
    """Without the token that it may have been asked with."""
    return Address.of(path, request.query_params, FILTERS)


def _rows(session: Session, principal: Principal, address: Address, today: date) -> list[ActionRow]:
    where, rows, cursor = action_filter(address, today), list[ActionRow](), None
    while len(rows) < MOST:
        page = list_actions(session, principal, where, cursor=cursor, limit=LIMIT_MAX)
        rows, cursor = rows + page.items, page.next
        if cursor is None:
            break
    return rows


def _title(address: Address) -> str:
    filters = ", ".join(chip.label for chip in chips_of(address, FILTERS))
    return f"Action items: {filters}" if filters else "Action items"


def _about(row: ActionRow) -> str:
    action = row.action
    told = (
        action.text,
        f"Owner: {row.owner}" if row.owner else "",
        f"Team: {row.team}" if row.team else "",
        f"Due: {action.due}" if action.due else "",
        f"Of: {row.postmortem_title}" if row.postmortem_title else "",
    )
    return "\n".join(each for each in told if each)


def _todo(request: Request, row: ActionRow) -> Todo:
    action, page = row.action, absolute(request, f"/actions/{row.action.key}")
    done = _STATUS.get(action.status) == "COMPLETED"
    return Todo(
        uid=page,
        summary=f"{action.key}: {action.text[:200]}",
        description=_about(row),
        url=page,
        status=_STATUS.get(action.status, "NEEDS-ACTION"),
        priority=_PRIORITY.get(action.priority, 0) if action.priority else 0,
        created=action.created_at,
        changed=action.updated_at,
        sequence=action.version,
        due=action.due,
        completed=action.closed_at if done else None,
        categories=tuple(name for name in (row.team, row.owner) if name),
    )
