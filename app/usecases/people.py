"""People: who is a person of its own, and what an account demands of the person that it belongs to."""

from datetime import datetime

from sqlmodel import Session

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, Forbidden
from app.domain.models import NAME_MAX
from app.domain.names import fold
from app.domain.principal import Principal, require
from app.store.accounts import account_of_person
from app.store.catalogue import find_record
from app.store.engine import writing
from app.store.tables import Alias, Person
from app.usecases.changes import note
from app.usecases.workspace import Workspace


def settle(ws: Workspace, principal: Principal, person_id: int, *, settled: bool = True) -> Person:
    """Say that a name is a person of its own, or take that back. Raises NotFound, Forbidden."""
    require(principal, Capability.CATALOGUE)
    with writing(ws.engine) as session:
        person: Person = find_record(session, "person", person_id)
        if person.settled is not settled:
            person.settled = settled
            person.version += 1
            session.add(person)
            what = "settled as a person of its own" if settled else "no longer settled as a person of its own"
            note(session, principal, "person", person.id, what, ws.now())
    return person


def guard_account(session: Session, principal: Principal, person: Person) -> None:
    """Raises Forbidden where the person has an account and the principal manages none.

    Else one could rename oneself into somebody else, or take over somebody's work by a merger.
    """
    if not principal.can(Capability.ACCOUNTS) and account_of_person(session, person.id):
        raise Forbidden(f"“{person.name}” has an account: only who manages accounts may edit or merge this person")


def guard_activity(session: Session, person: Person) -> None:
    """Raises Conflict for a person who is no longer active and can still sign in."""
    account = account_of_person(session, person.id)
    if account and account.active and not person.active:
        raise Conflict(f"“{person.name}” has the account “{account.name}”: disable the account first")


def hand_over(session: Session, principal: Principal, gone: Person, kept: Person, now: datetime) -> None:
    """Account and e-mail address of a person who is merged into another.

    An address that finds no place stays as a spelling: documents that name it mean the one who stays.
    Raises Conflict where both have accounts, Forbidden where one has and the principal manages none.
    """
    guard_account(session, principal, gone)
    guard_account(session, principal, kept)
    account, other = account_of_person(session, gone.id), account_of_person(session, kept.id)
    if account and other:
        raise Conflict(
            f"“{gone.name}” has the account “{account.name}” and “{kept.name}” the account “{other.name}”: "
            "two people who both sign in cannot be merged"
        )
    if account:
        account.person_id = kept.id or 0
        account.version += 1
        session.add(account)
        note(session, principal, "account", account.id, f"handed over from {gone.name} to {kept.name}", now)
        kept.active = kept.active or account.active
    kept.settled = kept.settled or gone.settled
    if gone.email and not kept.email:
        kept.email = gone.email
    elif gone.email and kept.email and gone.email.casefold() != kept.email.casefold():
        _spell(session, gone.email, kept)


def _spell(session: Session, address: str, person: Person) -> None:
    if len(address) <= NAME_MAX and session.get(Alias, ("person", fold(address))) is None:
        session.add(Alias(kind="person", key=fold(address), name=address, target_id=person.id or 0))
