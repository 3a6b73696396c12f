"""The rows of facts, read and written field by field, and what follows from a change of one."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app.domain.errors import NotFound
from app.domain.lines import split_lines
from app.domain.principal import Principal
from app.domain.vocabulary import FactKind
from app.store.facts import find_fact, head_text
from app.store.postmortems import find_postmortem, names_of
from app.store.tables import Correction
from app.usecases.changes import note
from app.usecases.correctable import plain, typed
from app.usecases.documents import expect
from app.usecases.kept_facts import source_line, utc_of
from app.usecases.outbox import touch
from app.usecases.records import link_services, name_it, place_in_time

WORD = {FactKind.TIMELINE_EVENT: "timeline event", FactKind.CAUSE: "cause"}


class FactRows:
    """Those of one postmortem while somebody changes what is corrected in them: one transaction."""

    def __init__(self, session: Session, principal: Principal, now: datetime, slug: str, expected: int | None):
        self.session, self.principal, self.now = session, principal, now
        self.post = find_postmortem(session, principal, slug)
        expect(self.post, expected)
        self.lines: list[str] | None = None

    def fact(self, what: FactKind, fact_id: int | None) -> Any:
        """None stands for the postmortem itself. Raises NotFound where it is none of this postmortem's."""
        return find_fact(self.session, self.post, what, fact_id)

    def stands(self, row: Any, name: str) -> Any:
        if name == "services":
            return sorted(names_of(self.session, row.id)[0])
        return plain(getattr(row, name))

    def put(self, what: FactKind, row: Any, name: str, value: Any) -> None:
        """Write the field, and what follows from it."""
        if name == "services":
            link_services(self.session, row, value or [])
            return
        setattr(row, name, typed(what, name, value))
        if name == "at":
            row.utc = utc_of(value)
        self.session.add(row)

    def known(self, what: FactKind, fact_id: int, name: str) -> Correction | None:
        return self.session.exec(
            select(Correction).where(
                Correction.what == what, Correction.fact_id == fact_id, Correction.field == name
            )
        ).first()

    def correction(self, correction_id: int) -> Correction:
        found = self.session.get(Correction, correction_id)
        if found is None or found.postmortem_id != self.post.id:
            raise NotFound(f"this postmortem has no correction {correction_id}")
        return found

    def source(self, what: FactKind, row: Any) -> str | None:
        """The line that it was read from, where it stands in the document that is shown."""
        if what is FactKind.POSTMORTEM or row.removed_in_revision is not None:
            return None
        if self.lines is None:
            self.lines = split_lines(head_text(self.session, self.post))
        return source_line(self.lines, row.line)

    def note(self, what: FactKind, row: Any, said: str, why: str | None = None) -> None:
        """In `said` a {} stands for the fact; the postmortem's own fields need none."""
        fact = f" of the {WORD[what]} “{row.text[:80]}”" if what in WORD else ""
        said = said.replace("{}", fact, 1)
        note(self.session, self.principal, "postmortem", self.post.id, said, self.now, why)

    def close(self, names: set[str]) -> None:
        """After fields of these names changed: the rest of the record follows, and search is told."""
        self.session.flush()
        if "title" in names:
            name_it(self.session, self.post)
        place_in_time(self.session, self.post)
        self.post.version += 1
        self.post.updated_at = self.now
        self.session.flush()
        touch(self.session, [self.post.id])
