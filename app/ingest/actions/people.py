"""The people whom the document names as such: its authors, and the lists of who took part."""

import re

from app.ingest.blocks import BlockKind
from app.ingest.reading import Reading

#: Up to four words that each begin like a name's: "Ann", "Ann Lee", "J. van Dyk".
_WORD = r"[A-ZÀ-ÞŁŚŻ][\w.'’-]{0,30}"
NAME = rf"{_WORD}(?: (?:(?:van|von|de|der|den|da|di|la|bin|el|al) ){{0,2}}{_WORD}){{0,3}}"
_NAME = re.compile(NAME)
_LISTS = re.compile(
    r"\b(?:attendees|participants|people|responders|authors?|owners?|reviewers|contributors)\b", re.IGNORECASE
)
_KEPT_IN = ("metadata", "response", "supporting")
_MOST = 60


def known_names(reading: Reading) -> frozenset[str]:
    """In lower case: each name as written, and its first word."""
    names = [*reading.post.authors, *(a.owner for a in reading.post.actions if a.owner)]
    for section in reading.outline.sections:
        if section.name in _KEPT_IN and section.blocks and _LISTS.search(section.heading[:60]):
            names += [b.text for b in section.blocks[:_MOST] if b.kind is BlockKind.ITEM]
    found = {m[0].lower() for n in names if (m := _NAME.match(n.strip(" @[(")))}
    return frozenset(found | {n.split()[0] for n in found})
