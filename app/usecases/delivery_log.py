"""What became of what was sent: the log for people, and what of it is worth a look."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Engine

from app.domain.capabilities import Capability
from app.domain.outlets import Outlets
from app.domain.principal import Principal, require
from app.domain.vocabulary import Channel, DeliveryState
from app.store.deliveries import in_trouble, recent
from app.store.engine import reading
from app.usecases.checkup import Finding, Level
from app.usecases.workspace import Workspace

#: How far back what was given up is worth a look.
LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sending:
    """One message to one address. `next_at`: when it is tried again, None where it is not."""

    key: str
    channel: Channel
    person: str
    address: str
    day: date
    state: DeliveryState
    tries: int
    fault: str | None
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime | None


def list_deliveries(ws: Workspace, principal: Principal, limit: int) -> list[Sending]:
    """The latest first. Raises Forbidden."""
    require(principal, Capability.REMIND)
    with reading(ws.engine) as session:
        return [
            Sending(
                key=d.key,
                channel=d.channel,
                person=name,
                address=d.address,
                day=d.day,
                state=d.state,
                tries=d.tries,
                fault=d.fault,
                created_at=d.created_at,
                sent_at=d.sent_at,
                next_at=d.next_at if d.state is DeliveryState.WAITING else None,
            )
            for d, name in recent(session, limit)
        ]


def check_deliveries(engine: Engine, now: datetime, outlets: Outlets) -> Finding:
    """Whether reminders go out, and come in."""
    if not outlets.any:
        return Finding(Level.OK, "reminders", "nothing is set up that sends them (AFTERCARE_SMTP_HOST)")
    with reading(engine) as session:
        failing, given_up = in_trouble(session, (now - LOOK_BACK).date())
    if failing or given_up:
        what = f"{failing} wait to be tried again, {given_up} were given up within {LOOK_BACK.days} days"
        return Finding(Level.WARNING, "reminders", what, "python -m app remind --log tells why")
    ways = [f"by mail through {outlets.mail.host}"] if outlets.mail else []
    ways += [f"to {outlets.webhook.host}"] if outlets.webhook else []
    return Finding(Level.OK, "reminders", "sent " + " and ".join(ways))
