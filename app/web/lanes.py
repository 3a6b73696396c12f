"""The board's lanes: by state, or by whom, for what and until when work is owed."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from app.domain.principal import Principal
from app.domain.vocabulary import UNFINISHED, ActionStatus
from app.store.action_groups import Group, GroupBy, first_actions, groups_of
from app.store.action_items import ActionFilter, ActionRow, count_actions
from app.web.addresses import Address

LANES = (*tuple(s for s in ActionStatus if s in UNFINISHED), ActionStatus.DONE)
_LANE_LIMIT, _GROUP_LIMIT = 20, 8


@dataclass(frozen=True, slots=True)
class Lane:
    """`status` is that of a lane by status; any other has a `label`. `id` tells lanes of a page apart."""

    id: str
    status: ActionStatus | None
    label: str
    total: int
    rows: list[ActionRow]
    more: str | None


def lanes_of(
    session: Session, principal: Principal, address: Address, where: ActionFilter
) -> tuple[int, list[Lane]]:
    """How many actions there are in all, and the lanes that the address asks for."""
    by = GroupBy(address.value("group", GroupBy.STATUS))
    if by is not GroupBy.STATUS:
        return _grouped(session, principal, address, where, by)
    wanted = [s for s in (where.status or LANES) if s in UNFINISHED or not (where.unfinished or where.overdue)]
    own = [replace(where, status=(status,)) for status in wanted]
    lanes = []
    for status, only, rows in zip(wanted, own, first_actions(session, principal, own, _LANE_LIMIT), strict=True):
        total = count_actions(session, principal, only)
        listed = address.replacing("view", "list").replacing("status", status.value)
        lanes.append(Lane(status.value, status, "", total, rows, str(listed) if total > len(rows) else None))
    return sum(lane.total for lane in lanes), lanes


def _grouped(
    session: Session, principal: Principal, address: Address, where: ActionFilter, by: GroupBy
) -> tuple[int, list[Lane]]:
    """Lanes of the largest groups. An action of several services is in several lanes, and counts once."""
    lanes, groups = [], groups_of(session, principal, where, by).groups
    first = first_actions(session, principal, [group.where for group in groups], _GROUP_LIMIT)
    for number, (group, items) in enumerate(zip(groups, first, strict=True)):
        label = group.label or f"No {'due date' if by is GroupBy.WEEK else by.value}"
        if by is GroupBy.WEEK and group.label:
            label = "Before this week" if group.label == "earlier" else f"Week of {group.label}"
        more = str(_listed(address, by, group, where)) if group.total > len(items) else None
        lanes.append(Lane(str(number), None, label, group.total, items, more))
    return count_actions(session, principal, where), lanes


def _listed(address: Address, by: GroupBy, group: Group, where: ActionFilter) -> Address:
    """All rows of a group as a list."""
    listed = address.without("group").replacing("view", "list")
    if not address.values("status"):
        for status in where.status:
            listed = listed.adding("status", status.value)
    if group.label is None:
        return listed.adding("without", group.where.further.without[-1].value)
    if by is not GroupBy.WEEK:
        return listed.replacing(by.value, group.value)
    first, last = group.where.due_from, group.where.due_by
    return listed.without("due").replacing("due_from", str(first or "")).replacing("due_by", str(last or ""))
