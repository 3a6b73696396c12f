"""Reading the targets of action items, and which actions time has opened again."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.errors import NotFound
from app.domain.targets import VOUCHING, Coverage, Target, key_of
from app.domain.vocabulary import ActionStatus, TargetState
from app.store.tables import ActionItem, ActionTarget, AuditCycle, Service, ServiceTag, Tag


def targets_of(session: Session, action_id: int) -> Sequence[ActionTarget]:
    """By name."""
    of_it = select(ActionTarget).where(ActionTarget.action_id == action_id)
    return session.exec(of_it.order_by(col(ActionTarget.key))).all()


def states_of(session: Session, action_id: int) -> list[Target]:
    """The same, as the rules look at them."""
    columns = (col(ActionTarget.name), col(ActionTarget.state), col(ActionTarget.until))
    found = session.execute(sa.select(*columns).where(col(ActionTarget.action_id) == action_id))
    return [Target(*row) for row in found]


def find_target(session: Session, action: ActionItem, name: str) -> ActionTarget:
    """By any spelling of its name. Raises NotFound."""
    wanted = select(ActionTarget).where(ActionTarget.action_id == action.id, ActionTarget.key == key_of(name))
    found = session.exec(wanted).first()
    if found is None:
        raise NotFound(f"{action.key} has no target “{name}”")
    return found


def coverages(session: Session, actions: Iterable[int | None]) -> dict[int, Coverage]:
    """How far the targets of these actions are; those without targets are left out."""
    of = (col(ActionTarget.action_id), col(ActionTarget.state), col(ActionTarget.until))
    query = sa.select(*of, sa.func.count()).where(of[0].in_(set(actions))).group_by(*of)
    counts: dict[int, list[tuple[TargetState, date | None, int]]] = {}
    for action, *count in session.execute(query):
        counts.setdefault(action, []).append((count[0], count[1], count[2]))
    return {action: Coverage(tuple(each)) for action, each in counts.items()}


def services_tagged(session: Session, tag: str) -> list[str]:
    """Names of the services that carry this tag."""
    query = (
        sa.select(col(Service.name))
        .join(ServiceTag, col(ServiceTag.service_id) == col(Service.id))
        .join(Tag, col(Tag.id) == col(ServiceTag.tag_id))
        .where(col(Service.merged_into).is_(None), col(Tag.name) == tag)
    )
    return [str(name) for name in session.execute(query.order_by(sa.func.lower(col(Service.name)))).scalars()]


def tags_of(session: Session, services: Iterable[int]) -> dict[int, list[str]]:
    """The tags of these services in alphabetical order; those without are left out."""
    query = sa.select(col(ServiceTag.service_id), col(Tag.name)).join(Tag, col(Tag.id) == col(ServiceTag.tag_id))
    found: dict[int, list[str]] = {}
    for service, name in session.execute(
        query.where(col(ServiceTag.service_id).in_(services)).order_by(col(Tag.name))
    ):
        found.setdefault(service, []).append(name)
    return found


def service_tags(session: Session) -> list[str]:
    """Tags that at least one service carries."""
    query = sa.select(col(Tag.name)).where(col(Tag.id).in_(sa.select(col(ServiceTag.tag_id))))
    return [str(name) for name in session.execute(query.order_by(col(Tag.name))).scalars()]


def audit_days(session: Session, action_id: int) -> int | None:
    """After how many days it is owed again; None where it is not."""
    cycle = session.get(AuditCycle, action_id)
    return cycle.days if cycle else None


def risks_until(session: Session, today: date) -> Sequence[ActionItem]:
    """Declined actions whose risk was accepted until this day or an earlier one."""
    return _actions(
        session,
        col(ActionItem.status) == ActionStatus.WONT_DO,
        col(ActionItem.accepted_until) <= today,
    )


def exceptions_over(session: Session, today: date) -> Sequence[ActionItem]:
    """Closed actions with an exception whose last day is past."""
    over = sa.select(col(ActionTarget.action_id)).where(
        col(ActionTarget.state) == TargetState.EXCEPTED, col(ActionTarget.until) < today
    )
    return _actions(session, col(ActionItem.status).in_(VOUCHING), col(ActionItem.id).in_(over))


def repeating(session: Session) -> list[tuple[ActionItem, int]]:
    """Closed actions that repeat, each with after how many days."""
    query = select(ActionItem, AuditCycle.days).join(AuditCycle, col(AuditCycle.action_id) == col(ActionItem.id))
    closed = query.where(col(ActionItem.status).in_(VOUCHING))
    return [(action, days) for action, days in session.exec(closed.order_by(col(ActionItem.number)))]


def _actions(session: Session, *where: Any) -> Sequence[ActionItem]:
    return session.exec(select(ActionItem).where(*where).order_by(col(ActionItem.number))).all()
