"""What reminders look at, read in a fixed number of statements: who answers for whom, and the work itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.owed import Addressee
from app.domain.principal import Principal
from app.domain.vocabulary import UNFINISHED, Visibility
from app.store.scope import action_visible_to
from app.store.tables import Account, ActionItem, Person, Postmortem, Team


@dataclass(frozen=True, slots=True)
class People:
    """Everybody by id, under the id of one merged into them too, and the manager's id by team and by person."""

    known: Mapping[int, Addressee]
    of_team: Mapping[int, int]
    of_person: Mapping[int, int]

    def owner(self, action: ActionItem) -> Addressee | None:
        return self.known.get(action.owner_id or 0)

    def manager(self, action: ActionItem) -> Addressee | None:
        """Of the action's team; of its owner's where it has none."""
        found = self.of_team.get(action.team_id) if action.team_id else self.of_person.get(action.owner_id or 0)
        return self.known.get(found or 0)


def people(session: Session) -> People:
    """Somebody whose account is disabled is as inactive as one who is marked so."""
    query = sa.select(Person, col(Account.active)).outerjoin(Account, col(Account.person_id) == col(Person.id))
    rows = [(person, account) for person, account in session.execute(query)]
    known = {person.id or 0: _addressee(person, account) for person, account in rows}
    merged = {person.id or 0: person.merged_into for person, _account in rows if person.merged_into}
    for old in merged:
        into = merged[old]
        while into in merged:
            into = merged[into]
        known[old] = known[into]
    managers = sa.select(col(Team.id), col(Team.manager_id)).where(col(Team.manager_id).is_not(None))
    of_team: dict[int, int] = {team: manager or 0 for team, manager in session.execute(managers)}
    of_person = {p.id or 0: of_team[p.team_id] for p, _account in rows if p.team_id in of_team}
    return People(known, of_team, of_person)


def owed_actions(session: Session, principal: Principal) -> Iterator[tuple[ActionItem, bool]]:
    """Everything unfinished and everything that rests on its document's word, by number.

    True beside those of a restricted postmortem, whose wording stays here.
    """
    restricted = sa.select(col(Postmortem.id)).where(col(Postmortem.visibility) == Visibility.RESTRICTED)
    of_restricted = sa.func.coalesce(col(ActionItem.postmortem_id).in_(restricted), False)
    wanted = col(ActionItem.status).in_(UNFINISHED) | col(ActionItem.on_documents_word)
    query = select(ActionItem, of_restricted).where(wanted, action_visible_to(principal))
    for action, hidden in session.exec(query.order_by(col(ActionItem.number))):
        yield action, bool(hidden)


def _addressee(person: Person, account: bool | None) -> Addressee:
    known = account is not None or person.settled or bool(person.email)
    return Addressee(person.id or 0, person.name, person.email, person.active and account is not False, known)
