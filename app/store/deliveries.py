"""Reading and writing what was sent, and when everybody was last told of what."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.owed import Addressee
from app.domain.vocabulary import Channel, DeliveryState
from app.store.tables import Delivery, Person, Telling

Told = dict[tuple[int, int, str], date]


def tellings(session: Session, known: Mapping[int, Addressee]) -> Told:
    """Action, person and role -> the day of the last letter; of merged people under the one that is left."""
    out: Told = {}
    columns = (col(Telling.action_id), col(Telling.person_id), col(Telling.role), col(Telling.day))
    for action, person, role, day in session.execute(sa.select(*columns)):
        key = (action, known[person].id, role)
        out[key] = max(day, out.get(key, day))
    return out


def served_on(session: Session, day: date) -> frozenset[int]:
    """The people for whom a letter was written on that day, whatever became of it."""
    return frozenset(session.execute(sa.select(col(Delivery.person_id)).where(col(Delivery.day) == day)).scalars())


def next_waiting(session: Session, channels: list[Channel], now: datetime, after: int) -> Delivery | None:
    """The first delivery with a greater id that may be tried now."""
    ready = (col(Delivery.state) == DeliveryState.WAITING, col(Delivery.next_at) <= now, col(Delivery.id) > after)
    query = select(Delivery).where(*ready, col(Delivery.channel).in_(channels)).order_by(col(Delivery.id)).limit(1)
    return session.exec(query).first()


def forget_telling(session: Session, delivery: Delivery) -> None:
    """Nobody was told by a delivery that was given up, unless it came through by another channel."""
    others = select(Delivery).where(
        Delivery.person_id == delivery.person_id, Delivery.day == delivery.day, Delivery.id != delivery.id
    )
    if any(other.state is not DeliveryState.FAILED for other in session.exec(others)):
        return
    of_it = (col(Telling.person_id) == delivery.person_id, col(Telling.day) == delivery.day)
    session.execute(sa.delete(Telling).where(*of_it))


def recent(session: Session, limit: int) -> list[tuple[Delivery, str]]:
    """The latest deliveries first, each with the name of whom it was for."""
    query = select(Delivery, col(Person.name)).join(Person, col(Person.id) == col(Delivery.person_id))
    return [
        (delivery, name) for delivery, name in session.exec(query.order_by(col(Delivery.id).desc()).limit(limit))
    ]


def in_trouble(session: Session, since: date) -> tuple[int, int]:
    """How many deliveries failed and are to be tried again, and how many of those written since were given up."""
    failing = (col(Delivery.state) == DeliveryState.WAITING) & col(Delivery.fault).is_not(None)
    given_up = (col(Delivery.state) == DeliveryState.FAILED) & (col(Delivery.day) >= since)

    def count(which: sa.ColumnElement[bool]) -> int:
        return int(session.execute(sa.select(sa.func.count()).select_from(Delivery).where(which)).scalar_one())

    return count(failing), count(given_up)
