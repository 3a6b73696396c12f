"""What people corrected, held against what a document says: whenever it is read, their word stands.

For each field three things are known: what the document said when a person decided (`was`), what it says now
(`said`), and the person's own `value`. Where the document changed, or no longer holds the fact, the correction
is kept and carries a conflict until a person decides again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain.models import REASON_MAX, TITLE_MAX
from app.domain.names import fold
from app.domain.principal import Principal
from app.domain.vocabulary import FactKind
from app.ingest.facts import ParsedPost
from app.store.catalogue import find_by_name
from app.store.tables import Correction, Postmortem
from app.usecases.changes import note
from app.usecases.correctable import plain, spoken, typed

GONE = "its line is no longer in the text"
CHANGED = "the document says something else now"


@dataclass(frozen=True, slots=True)
class Corrections:
    """Those of one postmortem, while its document is read by `principal`."""

    session: Session
    principal: Principal
    now: datetime
    found: Sequence[Correction] = field(default=())

    @classmethod
    def of(
        cls, session: Session, principal: Principal, now: datetime, postmortem_ids: Collection[int | None]
    ) -> "dict[int | None, Corrections]":
        """For each of these postmortems its own."""
        of_them = select(Correction).where(col(Correction.postmortem_id).in_(postmortem_ids))
        found = session.exec(of_them.order_by(col(Correction.id))).all() if postmortem_ids else []
        return {i: cls(session, principal, now, [c for c in found if c.postmortem_id == i]) for i in postmortem_ids}

    def on(self, what: FactKind, fact_id: int | None) -> list[Correction]:
        return [c for c in self.found if c.what == what and c.fact_id == fact_id]

    def documented(self, what: FactKind, row: Any) -> dict[str, Any]:
        """The row's values as the document states them: by those a fact is found again."""
        values: dict[str, Any] = row.model_dump()
        return values | {c.field: c.said for c in self.on(what, row.id)}

    def hold(self, what: FactKind, fact_id: int | None, said: dict[str, Any]) -> dict[str, Any]:
        """The values that stand where the document says these."""
        stand = dict(said)
        for correction in self.on(what, fact_id):
            name = correction.field
            if self._follow(correction, plain(said[name])):
                stand[name] = typed(what, name, correction.value)
        return stand

    def hold_post(self, postmortem: Postmortem, post: ParsedPost) -> ParsedPost:
        """The post with what was corrected of its own fields."""
        mine = self.on(FactKind.POSTMORTEM, postmortem.id)
        if not mine:
            return post
        said = {c.field: getattr(post, c.field) for c in mine}
        if "title" in said:
            said["title"] = " ".join(post.title.split())[:TITLE_MAX] or "Untitled"
        return replace(post, **self.hold(FactKind.POSTMORTEM, postmortem.id, said))

    def lose(self, what: FactKind, fact_id: int | None) -> None:
        """The document no longer holds the fact: what was corrected of it stays, and says so."""
        for correction in self.on(what, fact_id):
            correction.conflict = GONE
            self.session.add(correction)

    def lose_all(self) -> None:
        for correction in self.found:
            correction.conflict = GONE
            self.session.add(correction)

    def _follow(self, correction: Correction, said: Any) -> bool:
        """False where the document now says what was corrected, so that nothing is left to hold against it."""
        name = correction.field
        correction.said = said
        if self._same(name, said, correction.value):
            self.session.delete(correction)
            what = f"{name}: the document now says {spoken(said)}, as {correction.actor} had corrected it"
            note(self.session, self.principal, "postmortem", correction.postmortem_id, what[:REASON_MAX], self.now)
            return False
        correction.conflict = None if self._same(name, said, correction.was) else CHANGED
        self.session.add(correction)
        return True

    def _same(self, name: str, one: Any, other: Any) -> bool:
        if name != "services":
            return bool(one == other)
        return _services(self.session, one) == _services(self.session, other)


def _services(session: Session, names: Sequence[str] | None) -> set[str]:
    """By the records that the names mean, since services are renamed and merged."""
    known = {name: find_by_name(session, "service", name) for name in names or ()}
    return {fold(record.name if record else name) for name, record in known.items()}
