"""What a document should say of its timeline, its causes and itself: what people corrected of them."""

from typing import Any

from sqlmodel import Session

from app.domain.vocabulary import FactKind
from app.ingest.edits import Edit
from app.ingest.edits.edit import What
from app.ingest.facts import ParsedPost
from app.store.facts import causes, corrections, timeline
from app.store.tables import Correction, Postmortem
from app.usecases.correctable import plain, spoken, words
from app.usecases.left_out import LeftOut

_WHAT: dict[str, What] = {
    FactKind.TIMELINE_EVENT: "event",
    FactKind.CAUSE: "cause",
    FactKind.POSTMORTEM: "post",
}
_FIELDS = {"end_at": "end"}
_UNDECIDED = "the document has moved on since, and nobody has decided yet"
_OTHERWISE = "the text is read otherwise now than when it was corrected"


def corrected(session: Session, postmortem: Postmortem) -> bool:
    return bool(corrections(session, postmortem.id or 0))


def wanted_facts(
    session: Session, postmortem: Postmortem, place: int, parsed: ParsedPost
) -> tuple[list[Edit], list[LeftOut]]:
    """One edit for each correction that stands, for the `place`-th post of the document."""
    edits, left = [], []
    lines = _places(session, postmortem)
    for correction in corrections(session, postmortem.id or 0):
        what = _WHAT[correction.what]
        at, line = lines.get((what, correction.fact_id), (0, None))
        edit = Edit(what, place, at, {_FIELDS.get(correction.field, correction.field): correction.value})
        why = _UNDECIDED if correction.conflict else _differs(edit, correction, parsed, line)
        if why is None:
            edits.append(edit)
        else:
            left.append(fact_left_out(postmortem, edit, correction.field, line, why))
    return edits, left


def fact_left_out(postmortem: Postmortem, edit: Edit, name: str, line: int | None, why: str) -> LeftOut:
    what = {"event": "timeline event", "cause": "cause", "post": "postmortem"}[edit.what]
    value: Any = next(iter(edit.values.values()))
    return LeftOut(postmortem.slug, what, line, words(name), spoken(plain(value)), why)


def _places(session: Session, postmortem: Postmortem) -> dict[tuple[What, int], tuple[int, int | None]]:
    """Where each fact stands: its index among those of its kind, and its line."""
    of_it = postmortem.id or 0
    found: dict[tuple[What, int], tuple[int, int | None]] = {("post", of_it): (0, postmortem.line)}
    found |= {("event", e.id or 0): (e.position, e.line) for e in timeline(session, of_it)}
    return found | {("cause", c.id or 0): (c.position, c.line) for c in causes(session, of_it)}


def _differs(edit: Edit, correction: Correction, parsed: ParsedPost, line: int | None) -> str | None:
    """Why the fact that stands there now cannot be the one that was corrected; None where it can."""
    try:
        fact = edit.fact(parsed)
    except IndexError:
        return _OTHERWISE
    [name] = edit.values
    same = fact.line == line and plain(getattr(fact, name)) == correction.said
    return None if same or name in ("services", "title") else _OTHERWISE
