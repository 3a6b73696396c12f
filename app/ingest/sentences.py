"""Sentences of a block, cut at its own stops; abbreviations, versions and times do not end one."""

import re

_STOP = re.compile(r"[.!?](?<![.!?][.!?])[.!?]*+[\"'”’)\]]{0,3}(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|ca|vs|cf|no|dr|mr|mrs|ms|st|inc|ltd|co|fig|resp|incl|est|a\.m|p\.m|sec|min)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"(?<!\s)\s++[\"'“‘(\[`*]{0,3}(?:[A-Z0-9@]|[a-z]\w{0,40}[A-Z_.-])")
_LOOK_BACK = 12


def sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence; the stretches between them are white space."""
    out, start = [], 0
    for stop in _STOP.finditer(text):
        end = stop.end()
        if stop[0] == "." and _ABBREVIATION.search(text, max(start, end - _LOOK_BACK), end):
            continue
        if _NEXT.match(text, end) is None:
            continue
        out.append((start, end))
        start = end + len(text[end : end + 200]) - len(text[end : end + 200].lstrip())
    if text[start:].strip():
        out.append((start, len(text)))
    return out
