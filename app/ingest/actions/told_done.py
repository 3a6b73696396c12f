"""Actions that another section tells as done: "Remove the warning" where "the warning was removed"."""

import re

from app.ingest.reading import Reading

_ORDER = re.compile(r"(?P<verb>[A-Za-z]{3,20}) (?P<what>[^.,;:()\n]{4,80})")
_ARTICLE = re.compile(r"(?:the|a|an|our|all) ", re.IGNORECASE)
_DONE = re.compile(r" (?:was|were|has been|have been) (?:then |also |now )?(?P<done>\w{3,24})")
_LEAST_WORDS, _MOST_WORDS, _MOST_BLOCKS = 2, 8, 60


def is_told_done(reading: Reading, text: str) -> bool:
    """True where a section of resolution or response says of the same words that it was done."""
    match = _ORDER.fullmatch(text.strip().rstrip("."))
    if match is None:
        return False
    what = match["what"].strip().lower()
    article = _ARTICLE.match(what)
    what = what[article.end() :] if article else what
    if not _LEAST_WORDS <= len(what.split()) <= _MOST_WORDS:
        return False
    past = _past(match["verb"].lower())
    blocks = [b for s in reading.sections("resolution", "response") for b in s.blocks][:_MOST_BLOCKS]
    return any(_tells(b.text.lower(), what, past) for b in blocks)


def _tells(text: str, what: str, past: tuple[str, ...]) -> bool:
    at = text.find(what)
    done = _DONE.match(text, at + len(what)) if at >= 0 else None
    return done is not None and done["done"] in past


def _past(verb: str) -> tuple[str, ...]:
    """The participles that a regular verb may have."""
    if verb.endswith("e"):
        return (verb + "d",)
    if verb.endswith("y"):
        return (verb + "ed", verb[:-1] + "ied")
    return (verb + "ed", verb + verb[-1] + "ed")
