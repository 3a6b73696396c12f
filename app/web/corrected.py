"""What was corrected of a postmortem, in the words in which its pages tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.vocabulary import FactKind
from app.store.tables import Cause, Correction, Postmortem, TimelineEvent
from app.web.words import moment, when, words

FIELD_WORDS = {
    "at": "time",
    "end_at": "end",
    "text": "wording",
    "started_at": "start",
    "detected_at": "detection",
    "mitigated_at": "mitigation",
    "resolved_at": "resolution",
}


@dataclass(frozen=True, slots=True)
class Fix:
    """One correction: what stands, what the document says now, and where it has to be decided again."""

    id: int
    field: str
    value: str
    said: str
    by: str
    conflict: str | None


@dataclass(frozen=True, slots=True)
class Parted:
    """A correction that waits for somebody to decide. `others` are the facts of its kind that it may belong to."""

    fix: Fix
    subject: str
    anchor: str
    source: str | None
    others: list[tuple[int, str]]


Facts = Mapping[FactKind, Sequence[TimelineEvent | Cause]]


def fix_of(correction: Correction) -> Fix:
    return Fix(
        correction.id or 0,
        FIELD_WORDS.get(correction.field, correction.field),
        spoken(correction.value),
        spoken(correction.said),
        correction.actor,
        correction.conflict,
    )


def fixes_of(corrections: Sequence[Correction]) -> dict[str, list[Fix]]:
    """By `key_of` of the fact."""
    out: dict[str, list[Fix]] = {}
    for correction in corrections:
        out.setdefault(f"{correction.what}-{correction.fact_id}", []).append(fix_of(correction))
    return out


def parted_of(post: Postmortem, corrections: Sequence[Correction], facts: Facts) -> list[Parted]:
    """The conflicts, with what may be done about each."""
    return [_parted(post, c, facts.get(FactKind(c.what), ())) for c in corrections if c.conflict]


def _parted(post: Postmortem, correction: Correction, alike: Sequence[TimelineEvent | Cause]) -> Parted:
    own = next((f for f in alike if f.id == correction.fact_id), None)
    place = "event" if correction.what == FactKind.TIMELINE_EVENT else "cause"
    return Parted(
        fix_of(correction),
        own.text[:120] if own else post.title[:120],
        f"#{place}-{own.id}" if own else "",
        correction.source,
        [(f.id or 0, _named(f)) for f in alike if f.removed_in_revision is None]
        if own and own.removed_in_revision is not None
        else [],
    )


def _named(fact: TimelineEvent | Cause) -> str:
    return " ".join(p for p in (when(fact.at) if isinstance(fact, TimelineEvent) else "", fact.text[:90]) if p)


def spoken(value: Any) -> str:
    """A corrected value as it is read: a time as times are shown, a value of a list by its words."""
    if not value:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(value)
    return when(value) or value if moment(value) else words(value) if value.islower() else str(value)
