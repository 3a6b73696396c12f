"""People whose names leave open who they are, with those whom they may be."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.domain.doubts import in_doubt
from app.domain.likeness import Guess, Known
from app.domain.principal import Principal
from app.domain.vocabulary import UNFINISHED
from app.store.paging import Page
from app.store.scope import action_visible_to
from app.store.tables import Account, ActionItem, Alias, Person


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name and the people it may mean, as `app.domain.doubts` puts them.

    `actions` and `unfinished` count what hangs on the name, `postmortems` those that use it: visible ones only.
    """

    person: Known
    candidates: tuple[Guess, ...]
    actions: int
    unfinished: int
    postmortems: int


def doubtful_people(session: Session, principal: Principal, *, limit: int = 50) -> Page[Doubt]:
    """Names that may be somebody else's, those first on which most unfinished work hangs."""
    counts = _counts(session, principal)
    doubts = [Doubt(who, guesses, *counts.get(who.id, (0, 0, 0))) for who, guesses in in_doubt(_people(session))]
    doubts.sort(key=lambda d: (-d.unfinished, -d.actions, d.person.name.casefold(), d.person.id))
    return Page(doubts[:limit], None, len(doubts))


def count_doubtful(session: Session) -> int:
    return len(in_doubt(_people(session)))


def _people(session: Session) -> tuple[Known, ...]:
    kept = col(Person.merged_into).is_(None)
    spelled: dict[int, list[str]] = {}
    aliases = sa.select(col(Alias.target_id), col(Alias.name)).where(col(Alias.kind) == "person")
    for target, name in session.execute(aliases.order_by(col(Alias.key))):
        spelled.setdefault(target, []).append(name)
    columns = (col(Person.id), col(Person.name), col(Person.email), col(Person.settled), col(Account.id))
    query = sa.select(*columns).outerjoin(Account, col(Account.person_id) == col(Person.id)).where(kept)
    return tuple(
        Known(i, name, tuple(spelled.get(i, ())), email, settled, account is not None)
        for i, name, email, settled, account in session.execute(query.order_by(col(Person.id)))
    )


def _counts(session: Session, principal: Principal) -> dict[int, tuple[int, int, int]]:
    """Actions, unfinished ones and postmortems of each owner."""
    owner = col(ActionItem.owner_id)
    unfinished = sa.func.sum(sa.case((col(ActionItem.status).in_(UNFINISHED), 1), else_=0))
    posts = sa.func.count(sa.distinct(col(ActionItem.postmortem_id)))
    query = sa.select(owner, sa.func.count(), unfinished, posts).where(owner.is_not(None))
    found = session.execute(query.where(action_visible_to(principal)).group_by(owner))
    return {who: (actions, int(owed), postmortems) for who, actions, owed, postmortems in found}
