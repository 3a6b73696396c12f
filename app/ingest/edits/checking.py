"""Two readings compared: what was meant to change did, and nothing else."""

from collections.abc import Sequence
from typing import Any

from app.ingest.edits.edit import Edit
from app.ingest.facts import ParsedPost

#: What a reading reports of itself, and the marks of how it got there.
_LOOSE = {"source", "diagnostics"}
_FACTS = {"timeline": "event", "causes": "cause", "actions": "action"}
#: Fields that a written one brings with it.
_WITH = {
    "action": {"key", "confidence"},
    "owner": {"owner"},
    "due": {"due", "due_raw"},
    "tracker_url": {"tracker_url", "links"},
    "at": {"at", "raw", "rule", "confidence"},
    "end": {"end", "raw", "rule", "confidence"},
    "severity": {"severity", "severity_raw"},
    "title": {"title", "sections"},
}


def same_otherwise(before: Sequence[ParsedPost], after: Sequence[ParsedPost], edits: Sequence[Edit]) -> bool:
    """True where the readings differ in nothing but the fields that the edits name."""
    if len(before) != len(after):
        return False
    free: dict[tuple[int, str, int], set[str]] = {}
    for edit in edits:
        names = free.setdefault((edit.post, edit.what, edit.index), set())
        names |= _WITH.get(edit.what, set()).union(*(_WITH.get(name, {name}) for name in edit.values))
    return all(_same_post(i, old, new, free) for i, (old, new) in enumerate(zip(before, after, strict=True)))


def _same_post(i: int, old: ParsedPost, new: ParsedPost, free: dict[tuple[int, str, int], set[str]]) -> bool:
    for name in ParsedPost.__slots__:
        if name in _LOOSE or name in free.get((i, "post", 0), ()):
            continue
        one, other = getattr(old, name), getattr(new, name)
        if name not in _FACTS:
            if one != other:
                return False
        elif len(one) != len(other) or not all(
            _same_fact(a, b, free.get((i, _FACTS[name], j), set()))
            for j, (a, b) in enumerate(zip(one, other, strict=True))
        ):
            return False
    return True


def _same_fact(old: Any, new: Any, free: set[str]) -> bool:
    return all(getattr(old, n) == getattr(new, n) for n in old.__slots__ if n not in free)
