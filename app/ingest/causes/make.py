"""A cause from its words."""

import re

from app.domain.vocabulary import CauseRole
from app.ingest.actions.notation import without_notation
from app.ingest.causes.categories import category_of
from app.ingest.facts import ParsedCause
from app.ingest.reading import Reading

_MAX = 4000
#: "Why was it empty? The template failed.": of the five whys the answers are the causes.
_WHY = re.compile(r"(?:\d\w{0,2}[.:)]? )?why\b[^?]{3,300}\?[\s*_:–—-]{1,8}(?=\w)", re.IGNORECASE)


def add(reading: Reading, text: str, line: int, role: CauseRole, rule: str, confidence: float) -> None:
    words = " ".join(without_notation(text).split())
    asked = _WHY.match(words)
    words = words[asked.end() if asked else 0 :][:_MAX]
    if any(c.isalnum() for c in words):
        reading.post.causes.append(ParsedCause(role, category_of(words), words, line, rule, confidence))
