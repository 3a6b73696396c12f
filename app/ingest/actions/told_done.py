"""Actions that another section tells as done: "Remove the warning" where "the warning was removed"."""

import re

from app.ingest.reading import Reading

_ORDER = re.compile(r"(?P<verb>[A-Za-z]{3,20}) (?P<what>[^.,;:()\n]{4,80})")
_ARTICLE = re.compile(r"^(?:the|a|an|our|all) ", re.IGNORECASE)
_LEAST_WORDS, _MOST_WORDS, _MOST_BLOCKS = 2, 8, 60


def is_told_done(reading: Reading, text: str) -> bool:
    """True where a section of resolution or response says of the same words that it was done."""
    match = _ORDER.fullmatch(text.strip().rstrip("."))
    if match is None:
        return False
    what = _ARTICLE.sub("", match["what"].strip()).lower()
    if not _LEAST_WORDS <= len(what.split()) <= _MOST_WORDS:
        return False
    done = rf"(?:was|were|(?:has|have) been) (?:then |also |now )?{_past(match['verb'])}"
    told = re.compile(rf"\b{re.escape(what)} {done}\b")
    blocks = [b for s in reading.sections("resolution", "response") for b in s.blocks][:_MOST_BLOCKS]
    return any(told.search(" ".join(b.text.lower().split())) for b in blocks)


def _past(verb: str) -> str:
    """Expression for the participle of a regular verb."""
    low = verb.lower()
    if low.endswith("e"):
        return re.escape(low) + "d"
    if low.endswith("y"):
        return rf"{re.escape(low[:-1])}(?:y|i)ed"
    return rf"{re.escape(low)}(?:{re.escape(low[-1])})?ed"
