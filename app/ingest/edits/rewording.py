"""A wording changed in its line: only the stretch that differs, so that mark-up around it stays."""

from itertools import takewhile

from app.ingest.edits.escaping import escaped
from app.ingest.edits.source import Source

_AROUND = (80, 40, 20, 10, 5)  # characters of the wording by which the stretch is found in the line


def reworded(source: Source, line: str, old: str, new: str) -> str | None:
    """The line with the new wording; None where the old one is not found, or not told apart."""
    words = escaped(new, source)
    if words is not None and line.count(old) == 1:
        return line.replace(old, words)
    start = _alike(old, new)
    same = _alike(old[start:][::-1], new[start:][::-1])
    stretch, instead = old[start : len(old) - same], new[start : len(new) - same]
    inner = escaped(instead.strip(), source) if instead.strip() else ""
    if inner is None:
        return None
    lead, trail = instead[: len(instead) - len(instead.lstrip())], instead[len(instead.rstrip()) :]
    put = lead + inner + trail if instead.strip() else instead
    for reach in _AROUND:
        before, after = old[max(start - reach, 0) : start], old[len(old) - same :][:reach]
        if line.count(before + stretch + after) == 1:
            return line.replace(before + stretch + after, before + put + after)
    return None


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
