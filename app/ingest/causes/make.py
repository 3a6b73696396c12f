"""A cause from its words."""

from app.domain.vocabulary import CauseRole
from app.ingest.actions.notation import without_notation
from app.ingest.causes.categories import category_of
from app.ingest.facts import ParsedCause
from app.ingest.reading import Reading

_MAX = 4000


def add(reading: Reading, text: str, line: int, role: CauseRole, rule: str, confidence: float) -> None:
    words = " ".join(without_notation(text).split())[:_MAX]
    if any(c.isalnum() for c in words):
        reading.post.causes.append(ParsedCause(role, category_of(words), words, line, rule, confidence))
