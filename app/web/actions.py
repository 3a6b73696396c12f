"""The action board: what is owed, by state or as a list, with its filters in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.datastructures import QueryParams

from app.domain.errors import FieldFault, InvalidInput
from app.domain.principal import Principal
from app.domain.vocabulary import ActionKind, ActionStatus, Priority
from app.http.dependencies import PrincipalDep, SessionDep, TodayDep
from app.store.action_facets import action_facets
from app.store.action_groups import GroupBy
from app.store.action_items import (
    ActionFilter,
    ActionRow,
    list_actions,
)
from app.usecases.bulk import BULK_MAX
from app.web.addresses import Address, Chip, chips_of, members
from app.web.feeds import ACTIONS, TASKS
from app.web.further import LABELS, day_of, further_of
from app.web.lanes import LANES, Lane, lanes_of
from app.web.rendering import Page, render
from app.web.words import words

router = APIRouter(include_in_schema=False)

FACETS = {
    "owner": "Owner",
    "team": "Team",
    "service": "Service",
    "kind": "Kind",
    "priority": "Priority",
    "status": "Status",
}
#: Filters with the label of their chip; one without a label is said by its own name or value.
FILTERS = {
    **FACETS,
    **{"postmortem": "Postmortem", "overdue": "", "unfinished": "", "due": "Due within", "q": "Words"},
    **LABELS,
}
SORTS = {"due": "Due date", "priority": "Priority", "-created": "Newest", "created": "Oldest"}
_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    rows: list[ActionRow]


@dataclass(frozen=True, slots=True)
class Select:
    """One drop-down of the filter form: values with their words and counts."""

    name: str
    label: str
    chosen: str
    options: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsPage(Page):
    template: ClassVar[str] = "pages/actions.html"
    view: str
    total: int
    lanes: list[Lane]
    groups: list[Group]
    next: str | None
    first: str | None
    shown: int
    selects: list[Select]
    chips: list[Chip]
    overdue: bool
    words: str
    sort: str
    sorts: dict[str, str]
    group: str
    groupings: tuple[GroupBy, ...] = tuple(GroupBy)
    kept: list[tuple[str, str]]
    views: list[tuple[str, str, bool]]
    export: str
    feeds: list[tuple[str, str]]
    bulk_where: str
    bulk_max: int = BULK_MAX
    moves: tuple[ActionStatus, ...] = tuple(s for s in ActionStatus if s is not ActionStatus.PROPOSED)
    priorities: tuple[Priority, ...] = tuple(Priority)


@router.get("/actions")
def actions(request: Request, session: SessionDep, principal: PrincipalDep, today: TodayDep) -> Response:
    address = board_address(request.query_params)
    view = address.value("view", "board")
    members(GroupBy, "group", address.values("group"))
    if view not in ("board", "list"):
        raise InvalidInput("view must be board or list", [FieldFault("view", "board or list")])
    where = shown_filter(address, today)
    counts = action_facets(session, principal, where)
    shape = _board if view == "board" else _list
    total, lanes, groups, following = shape(session, principal, address, where, today)
    plain = address.without("cursor")
    return render(
        request,
        ActionsPage(
            title="Action items",
            section="Actions",
            view=view,
            total=total,
            lanes=lanes,
            groups=groups,
            next=str(address.replacing("cursor", following)) if following else None,
            first=str(plain) if address.value("cursor") else None,
            shown=sum(len(g.rows) for g in groups) + sum(len(lane.rows) for lane in lanes),
            selects=[_select(address, name, label, counts[name]) for name, label in FACETS.items()],
            chips=chips_of(address, FILTERS),
            overdue=bool(address.value("overdue")),
            words=address.value("q"),
            sort=address.value("sort", "due"),
            sorts=SORTS,
            group=address.value("group", GroupBy.STATUS),
            kept=[p for p in plain.pairs if p[0] in ("view", "postmortem", "unfinished", "due", *LABELS)],
            views=[
                (v, str(address.replacing("view", "" if v == "board" else v)), v == view) for v in ("board", "list")
            ],
            export=_export(plain, today),
            feeds=_feeds(plain),
            bulk_where=urlencode(plain.pairs),
        ),
    )


def board_address(query: QueryParams) -> Address:
    return Address.of("/actions", query, (*FILTERS, "view", "group", "sort", "cursor"))


def shown_filter(address: Address, today: date) -> ActionFilter:
    """What the page shows: the board is of work at hand, unless a status is asked for. Errors as below."""
    where = action_filter(address, today)
    board = address.value("view", "board") == "board"
    return replace(where, status=LANES) if board and not where.status else where


def action_filter(address: Address, today: date) -> ActionFilter:
    """Raises InvalidInput on a value that the field cannot have."""
    return ActionFilter(
        status=members(ActionStatus, "status", address.values("status")),
        owner=address.values("owner"),
        team=address.values("team"),
        service=address.values("service"),
        kind=members(ActionKind, "kind", address.values("kind")),
        priority=members(Priority, "priority", address.values("priority")),
        postmortem=address.values("postmortem"),
        overdue=bool(address.value("overdue")),
        unfinished=bool(address.value("unfinished")) or bool(address.value("due")),
        due_from=day_of(address, "due_from"),
        due_by=today + timedelta(days=7) if address.value("due") else day_of(address, "due_by"),
        q=address.value("q")[:256],
        today=today,
        further=further_of(address),
    )


Shape = tuple[int, list[Lane], list[Group], str | None]


def _board(session: Session, principal: Principal, address: Address, where: ActionFilter, _today: date) -> Shape:
    total, lanes = lanes_of(session, principal, address, where)
    return total, lanes, [], None


def _list(session: Session, principal: Principal, address: Address, where: ActionFilter, today: date) -> Shape:
    sort, cursor = address.value("sort", "due"), address.value("cursor") or None
    found = list_actions(session, principal, where, sort=sort, cursor=cursor, limit=_LIMIT)
    groups: list[Group] = []
    for row in found.items:
        label = _group(row, sort, today)
        if not groups or groups[-1].label != label:
            groups.append(Group(label, []))
        groups[-1].rows.append(row)
    return found.total, [], groups, found.next


def _group(row: ActionRow, sort: str, today: date) -> str:
    """The heading under which a row stands; only the orders by due date and by priority have any."""
    action = row.action
    if sort == "priority":
        return f"Priority {words(action.priority)}" if action.priority else "No priority"
    if sort != "due":
        return ""
    if action.due is None:
        return "No due date"
    if action.due < today:
        return "Due before today"
    return "Due within 7 days" if action.due <= today + timedelta(days=7) else "Due later"


def _select(address: Address, name: str, label: str, counts: Mapping[str, int]) -> Select:
    chosen = address.value(name)
    shown = counts if not chosen or chosen in counts else {**counts, chosen: 0}
    return Select(name, label, chosen, [(v, f"{words(v)} ({n})") for v, n in shown.items()])


def _feeds(address: Address) -> list[tuple[str, str]]:
    """The same rows for programs that ask again; what is due within days stays so, whenever they ask."""
    pairs = [p for p in address.pairs if p[0] in FILTERS]
    if address.value("view", "board") == "board" and not address.values("status"):
        pairs += [("status", status.value) for status in LANES]
    return [(name, str(Address(path, tuple(pairs)))) for name, path in (("Atom", ACTIONS), ("iCalendar", TASKS))]


def _export(address: Address, today: date) -> str:
    """The same rows as a file from the API, by the filters' names there."""
    names = (*FACETS, "postmortem", "overdue", "unfinished", "q", "sort", *LABELS)
    pairs = [p for p in address.pairs if p[0] in names]
    if address.value("due"):
        pairs = [p for p in pairs if p[0] not in ("unfinished", "due_by")]
        pairs += [("unfinished", "1"), ("due_by", str(today + timedelta(days=7)))]
    if address.value("view", "board") == "board" and not address.values("status"):
        pairs += [("status", status.value) for status in LANES]
    return str(Address("/api/v1/action-items/export", (*pairs, ("format", ""))))
