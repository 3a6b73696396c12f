"""Appending to an action's history: one row a change, each sealing the one before by its hash."""

import hashlib
import json
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.store.tables import ActionEvent, ActionItem

GENESIS = "0" * 64
_TAIL = "action_event.tail"
_NUMBER = "action_item.number"


def record(
    session: Session,
    action: ActionItem,
    field: str,
    old: Any,
    new: Any,
    *,
    actor: str,
    now: datetime,
    why: str | None,
) -> None:
    """Append one change. Call it only inside `store.engine.writing`, which lets one writer in at a time."""
    seq, before = tail(session)
    event = ActionEvent(
        seq=seq + 1,
        action_id=action.id or 0,
        at=now,
        actor=actor,
        field=field,
        old=_text(old),
        new=_text(new),
        why=why,
        prev_hash=before,
        hash="",
    )
    event.hash = seal(event)
    session.add(event)
    session.info[_TAIL] = (event.seq, event.hash)


def tail(session: Session) -> tuple[int, str]:
    """Number and hash of the newest row: read once, since nobody else writes during this transaction."""
    if _TAIL not in session.info:
        last = session.exec(select(ActionEvent).order_by(col(ActionEvent.seq).desc()).limit(1)).first()
        session.info[_TAIL] = (last.seq, last.hash) if last else (0, GENESIS)
    known: tuple[int, str] = session.info[_TAIL]
    return known


def seal(event: ActionEvent) -> str:
    """SHA-256 over the row's values and the hash before it, in a fixed JSON form."""
    values = [
        event.seq,
        event.action_id,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor,
        event.field,
        event.old,
        event.new,
        event.why,
        event.prev_hash,
    ]
    return hashlib.sha256(json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def next_number(session: Session) -> int:
    """The number of the next action, ACT-n. Call it only inside `store.engine.writing`."""
    if _NUMBER not in session.info:
        newest = sa.select(sa.func.coalesce(sa.func.max(col(ActionItem.number)), 0))
        session.info[_NUMBER] = int(session.execute(newest).scalar_one())
    session.info[_NUMBER] += 1
    return int(session.info[_NUMBER])


def _text(value: Any) -> str | None:
    if value is None or value == [] or value == "":
        return None
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
