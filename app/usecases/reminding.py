"""Reminders sent: digests are written with their deliveries in one transaction, then sent one by one.

Who writes them marks everything in them as told, so that a second run has nothing to write. A delivery that fails
is tried again, later each time; one that is given up leaves nobody told, and the next day's run writes anew.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex

import structlog
from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.errors import CannotStart, InvalidInput, Unavailable
from app.domain.outlets import Outlets
from app.domain.owed import Digest, Rules, Why
from app.domain.principal import Principal, require
from app.domain.vocabulary import Channel, DeliveryState
from app.outbound.mail import send
from app.outbound.webhooks import push
from app.store.deliveries import forget_telling, next_waiting
from app.store.engine import reading, writing
from app.store.tables import Delivery, Telling
from app.usecases.letters import digest_body, letter
from app.usecases.reminders import plan_in
from app.usecases.workspace import Workspace

#: How long one try may take before another process may think that it died.
LEASE = timedelta(minutes=10)
#: How long to wait after each try that failed; after the last it is given up, about a day after the first.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 300, 900))
#: How many more may fail than succeed in one run: a server that hangs costs 15 seconds each time.
PATIENCE = 5
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sent:
    """Digests written, deliveries made, and what went wrong with the others, one line each."""

    written: int
    delivered: int
    faults: tuple[str, ...]


def remind(ws: Workspace, principal: Principal, rules: Rules, outlets: Outlets) -> Sent:
    """Write today's digests and send them with whatever else waits.

    Raises Forbidden, and CannotStart where there is nothing to send by.
    """
    require(principal, Capability.REMIND)
    if not _channels(outlets):
        raise CannotStart("nothing is set up that sends letters: see AFTERCARE_SMTP_HOST, or look with --dry-run")
    written = write_digests(ws, principal, rules, outlets)
    delivered, faults = deliver(ws, outlets)
    return Sent(written, delivered, tuple(faults))


def write_digests(ws: Workspace, principal: Principal, rules: Rules, outlets: Outlets) -> int:
    """Put today's digests among the deliveries and mark what they tell of as told; gives their number."""
    now = ws.now()
    with writing(ws.engine) as session:
        found = plan_in(session, principal, now.date(), rules)
        for digest in found.digests:
            for channel in _channels(outlets):
                session.add(_delivery(digest, channel, now, outlets))
            _mark_told(session, digest, now.date())
    return len(found.digests)


def deliver(ws: Workspace, outlets: Outlets) -> tuple[int, list[str]]:
    """Try every delivery whose time has come, each once; gives how many were made and what went wrong.

    Where a receiver's server does not answer time and again the rest waits for a later run.
    """
    made, faults, last = 0, list[str](), 0
    while len(faults) - made < PATIENCE and (claimed := _claim(ws, outlets, last)):
        last = claimed.id or 0
        try:
            _send(claimed, outlets, ws.now())
        except (InvalidInput, Unavailable) as error:
            faults.append(f"{claimed.address}: {error}")
            _failed(ws, last, error)
        else:
            made += 1
            _settle(ws, last, DeliveryState.SENT)
    return made, faults


def _send(delivery: Delivery, outlets: Outlets, now: datetime) -> None:
    if delivery.channel is Channel.MAIL and outlets.mail:
        send(outlets.mail, letter(delivery.key, delivery.address, delivery.body), now)
    elif delivery.channel is Channel.WEBHOOK and outlets.webhook:
        told = {"type": "reminder.digest", "timestamp": delivery.created_at.isoformat(), "data": delivery.body}
        push(outlets.webhook, delivery.key, told, now)


def _channels(outlets: Outlets) -> list[Channel]:
    there = {Channel.MAIL: outlets.mail, Channel.WEBHOOK: outlets.webhook}
    return [channel for channel, outlet in there.items() if outlet]


def _delivery(digest: Digest, channel: Channel, now: datetime, outlets: Outlets) -> Delivery:
    by_webhook = channel is Channel.WEBHOOK
    return Delivery(
        key=f"{now:%Y%m%d}.{digest.person.id}.{token_hex(8)}",
        channel=channel,
        person_id=digest.person.id,
        address=outlets.webhook.host if by_webhook and outlets.webhook else digest.person.email or "",
        day=now.date(),
        body=digest_body(digest, now.date(), outlets.public_url),
        state=DeliveryState.WAITING,
        created_at=now,
        next_at=now,
    )


def _mark_told(session: Session, digest: Digest, day: date) -> None:
    for line in digest.lines:
        role = "manager" if line.why is Why.ESCALATED else "owner"
        session.merge(Telling(action_id=line.action.id, person_id=digest.person.id, role=role, day=day))


def _claim(ws: Workspace, outlets: Outlets, after: int) -> Delivery | None:
    now = ws.now()
    with reading(ws.engine) as session:  # nearly always nothing waits, and nobody need be kept from writing
        if next_waiting(session, _channels(outlets), now, after) is None:
            return None
    with writing(ws.engine) as session:
        found = next_waiting(session, _channels(outlets), now, after)
        if found is not None:
            found.tries += 1
            found.next_at = now + LEASE
            session.add(found)
    return found


def _failed(ws: Workspace, delivery_id: int, error: InvalidInput | Unavailable) -> None:
    log.warning("delivery-failed", delivery=delivery_id, reason=str(error))
    _settle(ws, delivery_id, DeliveryState.FAILED, error)


def _settle(
    ws: Workspace, delivery_id: int, state: DeliveryState, error: InvalidInput | Unavailable | None = None
) -> None:
    now = ws.now()
    with writing(ws.engine) as session:
        delivery = session.get_one(Delivery, delivery_id)
        delivery.fault = str(error)[:2000] if error else None
        if isinstance(error, Unavailable) and delivery.tries <= len(WAITS):
            delivery.next_at = now + WAITS[delivery.tries - 1]
        else:
            delivery.state = state
        if delivery.state is DeliveryState.SENT:
            delivery.sent_at = now
        if delivery.state is DeliveryState.FAILED:
            forget_telling(session, delivery)
        session.add(delivery)
