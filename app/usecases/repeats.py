"""Requests that carry a key, so that one which comes again is not carried out again.

A request is claimed before it is carried out. Its first write transaction says in the same breath that it had an
effect (`effect_of`), and only whoever holds the claim can say so: after a crash it is known whether anything was
done, and of two tries at most one does it. The answer is kept after that, in a transaction of its own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex

import sqlalchemy as sa
from sqlmodel import Session, col

from app.domain.errors import Conflict, InvalidInput
from app.domain.principal import Principal
from app.store.engine import first_in_each_write, writing
from app.store.tables import KeyedRequest
from app.usecases.workspace import Workspace

#: So long a key is known.
KEPT = timedelta(hours=24)
#: After this time a try that has written nothing may be taken over: whoever was at it is taken to have died.
LEASE = timedelta(minutes=1)
#: Longer answers are not kept.
ANSWER_MAX = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry out a request: `id` is its row, `token` the name of this try."""

    id: str
    token: str


def digest(*parts: bytes | str) -> str:
    """SHA-256 over parts, none of which can be mistaken for the beginning of the next."""
    found = sha256()
    for part in parts:
        data = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        found.update(b"%d:" % len(data) + data)
    return found.hexdigest()


def claim(ws: Workspace, who: Principal, secret: str, key: str, asked: Sequence[bytes | str]) -> Claim | Answer:
    """The right to carry out what is `asked` for under the key, or the answer that was given before.

    An account has the same keys with each of its tokens. Services may share a name: theirs go by the `secret` that
    they came with.
    Raises InvalidInput where the key stood for something else, or for somebody who was allowed something else;
    Conflict while the first request is under way, and where it had an effect but left no answer.
    """
    owner = (who.name, secret) if who.account is None else ("account", str(who.account))
    now, mine = ws.now(), Claim(digest(*owner, key), token_hex(16))
    fingerprint = digest(*asked, *sorted(who.may), *sorted(who.sees))
    with writing(ws.engine) as session:
        known = session.get(KeyedRequest, mine.id)
        if known and known.at + KEPT > now:
            if answer := _answer_of(known, fingerprint, now):
                return answer
            known.claim, known.leased_until = mine.token, now + LEASE
            return mine
        if known:
            session.delete(known)
            session.flush()
        new = KeyedRequest(id=mine.id, fingerprint=fingerprint, claim=mine.token, at=now, leased_until=now + LEASE)
        session.add(new)
    return mine


def _answer_of(known: KeyedRequest, fingerprint: str, now: datetime) -> Answer | None:
    """None: the try that claimed it is dead and had no effect."""
    if known.fingerprint != fingerprint:
        raise InvalidInput("this Idempotency-Key stood for another request: a new request needs a new key")
    if known.status is not None:
        return Answer(known.status, known.headers or {}, known.body or b"")
    if known.leased_until > now:
        raise Conflict("the first request with this Idempotency-Key is still under way: try again in a moment")
    if known.effective:
        raise Conflict(
            "the first request with this Idempotency-Key was begun and its answer is not known: read what is there"
        )
    return None


@contextmanager
def effect_of(mine: Claim) -> Iterator[None]:
    """Every write transaction that is begun within says that the request had an effect, or is undone.

    It raises Conflict there where another try has taken the claim over.
    """

    def say(session: Session) -> None:
        if not _update(session, mine, effective=True):
            raise Conflict("another request with this Idempotency-Key was faster")

    with first_in_each_write(say):
        yield


def keep(ws: Workspace, mine: Claim, answer: Answer) -> None:
    """From now on the key gets this answer; one that is too long is not kept."""
    if len(answer.body) > ANSWER_MAX:
        release(ws, mine)
        return
    with writing(ws.engine) as session:
        _update(session, mine, status=answer.status, headers=answer.headers, body=answer.body)


def release(ws: Workspace, mine: Claim) -> None:
    """There is no answer to keep. What had no effect may be tried again with the key at once."""
    own = (col(KeyedRequest.id) == mine.id, col(KeyedRequest.claim) == mine.token)
    with writing(ws.engine) as session:
        session.connection().execute(sa.delete(KeyedRequest).where(*own, ~col(KeyedRequest.effective)))
        _update(session, mine, leased_until=ws.now())


def forget_old(ws: Workspace) -> int:
    """Delete what is not known any more; gives how many there were."""
    old = sa.delete(KeyedRequest).where(col(KeyedRequest.at) <= ws.now() - KEPT)
    with writing(ws.engine) as session:
        return session.connection().execute(old).rowcount


def _update(session: Session, mine: Claim, **values: object) -> bool:
    own = (col(KeyedRequest.id) == mine.id, col(KeyedRequest.claim) == mine.token)
    return bool(session.connection().execute(sa.update(KeyedRequest).where(*own).values(**values)).rowcount)
