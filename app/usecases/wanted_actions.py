"""What a document should say of its actions: what was changed here, in words that an import takes for the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.models import TEXT_MAX
from app.domain.vocabulary import PostmortemKind
from app.ingest.edits import Edit
from app.ingest.facts import ParsedAction, ParsedPost
from app.store.catalogue import find_by_name, find_record
from app.store.tables import ActionItem, Alias, Postmortem
from app.usecases.claims import FIELDS, REFERENCES, claimed, claims, news, plain, said, status_said
from app.usecases.correctable import words
from app.usecases.left_out import LeftOut
from app.usecases.naming import clean, known
from app.usecases.paired_actions import pair

_NAMES = {"owner_id": "owner", "team_id": "team"}
_BY_HAND = "it was made here, and no line of the text is its own"
_GONE = "its line is no longer in the text"
_SPELLINGS = 12
#: Words of the notation that an import takes for less than they say, unless it was said here.
_MORE_THAN_READ = ("verified", "superseded")


@dataclass(frozen=True, slots=True)
class WantedActions:
    """Those of one postmortem."""

    session: Session
    postmortem: Postmortem
    actions: Sequence[ActionItem]

    @classmethod
    def of(cls, session: Session, postmortem: Postmortem) -> "WantedActions":
        of_it = select(ActionItem).where(ActionItem.postmortem_id == postmortem.id)
        found = session.exec(of_it.order_by(col(ActionItem.position), col(ActionItem.number))).all()
        return cls(session, postmortem, [] if postmortem.kind is PostmortemKind.NOTICE else found)

    @property
    def any_changed(self) -> bool:
        return any(self._changed(action) for action in self.actions)

    def edits(self, place: int, parsed: ParsedPost) -> tuple[list[Edit], list[LeftOut]]:
        """For the `place`-th post of the document; what is left out has no line in it."""
        pairs = self.pairs(parsed)
        edits = []
        for j, i in sorted(pairs.items()):
            values = self.values(self.actions[i], parsed.actions[j])
            if values:
                edits.append(Edit("action", place, j, values, self.actions[i].key))
        rest = [a for i, a in enumerate(self.actions) if i not in pairs.values()]
        return edits, [left for action in rest for left in self._lost(action)]

    def pairs(self, parsed: ParsedPost) -> dict[int, int]:
        """Index of the parsed action -> index of ours, as an import finds it."""
        places = [j for j, a in enumerate(parsed.actions) if a.text.strip()]
        found = pair(self.actions, [parsed.actions[j] for j in places])
        return {places[j]: i for j, i in found.items()}

    def upset(self, edit: Edit, before: dict[int, int], after: ParsedPost, pairs: dict[int, int]) -> bool:
        """True where an import of the edited text would change the action, or take its line for another's."""
        if pairs != before:
            return True
        action, parsed = self.actions[pairs[edit.index]], after.actions[edit.index]
        values = said(self.session, parsed, known) | {"text": parsed.text[:TEXT_MAX]}
        told = news(self.session, action, values, claims(parsed, values, action))
        return any(taken or name != "status" for name, taken in told)

    def left_out(self, edit: Edit, name: str, line: int | None, why: str) -> LeftOut:
        value = edit.values[name]
        shown = value[0] if value and isinstance(value, tuple) else value or None
        return LeftOut(self.postmortem.slug, edit.key or "", line, words(name), str(shown) if shown else None, why)

    def _lost(self, action: ActionItem) -> list[LeftOut]:
        changed = [name for name in self._changed(action) if getattr(action, name) is not None]
        why = _BY_HAND if action.line is None else _GONE
        names = ["text"] if action.line is None else changed
        return [
            LeftOut(self.postmortem.slug, action.key, None, words(_NAMES.get(n, n)), self._shown(action, n), why)
            for n in names
        ]

    def _shown(self, action: ActionItem, name: str) -> str | None:
        value = getattr(action, name)
        if value and name in REFERENCES:
            return str(find_record(self.session, REFERENCES[name], value).name)
        return plain(value)

    def _changed(self, action: ActionItem) -> list[str]:
        """Fields that are other than what the document said last."""
        found = [n for n in ("text", *FIELDS) if plain(getattr(action, n)) != claimed(self.session, action, n)]
        claim = (action.claimed or {}).get("claim")
        if "status" not in found and claim in _MORE_THAN_READ and not _agrees(claim or "", False, action):
            found.append("status")
        return found

    def values(self, action: ActionItem, parsed: ParsedAction, but: Collection[str] = ()) -> dict[str, Any]:
        """What the line should say otherwise, by the parsed action's fields, where it cannot say these (`but`)."""
        changed = [name for name in self._changed(action) if _NAMES.get(name, name) not in but]
        if not changed:
            return {}
        stated = said(self.session, parsed, known) | {"text": parsed.text[:TEXT_MAX]}
        values = {
            name: self._value(action, name)
            for name in changed
            if name != "status" and getattr(action, name) != stated[name]
        }
        committed = all(getattr(action, n) if n in values else stated[n] for n in ("owner_id", "due"))
        told = "status" not in but and ("status" in changed or values)
        if told and not _agrees(parsed.status, committed, action):
            values["status"] = action.status.value
        return {_NAMES.get(name, name): value for name, value in values.items()}

    def _value(self, action: ActionItem, name: str) -> Any:
        """In the form that the parsed action has."""
        value = getattr(action, name)
        if name == "owner_id":
            return self._spellings(value) if value else ()
        return self._shown(action, name) if name in ("team_id", "due") else value

    def _spellings(self, person_id: int) -> tuple[str, ...]:
        """Names by which an import finds this person and no team, the person's own first."""
        person = find_record(self.session, "person", person_id)
        spelled = sa.select(col(Alias.name)).where(col(Alias.kind) == "person", col(Alias.target_id) == person.id)
        others = self.session.execute(spelled.order_by(col(Alias.name)).limit(_SPELLINGS)).scalars()
        names = dict.fromkeys([person.name, *others, *([person.email] if person.email else [])])
        return tuple(name for name in names if self._means(name, person.id))

    def _means(self, name: str, person_id: int) -> bool:
        found = known(self.session, "person", name)
        return found is not None and found.id == person_id and not find_by_name(self.session, "team", clean(name))


def _agrees(claim: str, committed: bool, action: ActionItem) -> bool:
    """True where a document that claims this says of the status what is so here."""
    if claim == action.status:
        return True
    if claim in _MORE_THAN_READ and not action.on_documents_word:
        return False
    return status_said(claim, committed=committed) is action.status
