"""Related incidents and maintenance that the text names."""

import re

from app.ingest.blocks import BlockKind, Mark
from app.ingest.facts import ParsedLink
from app.ingest.reading import Reading

_RELATED = re.compile(
    r"\b(?:post-?mortem|incident(?: report)?|outage|previous(?:ly)?|similar|same (?:issue|"
    r"problem)|see also|related)\b",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\b(?:following|after|since|as a result of) (?:this|yesterday|last|the (?:recent|"
    r"earlier|previous))(?:['’]s)? ?"
    r"(?:morning|night|evening|week|day)?(?:['’]s)? (?:problems?|outage|incident|issues?|downtime)",
    re.IGNORECASE,
)
#: One of these begins all that _FOLLOWS finds: a cheap look before the dear one.
_FOLLOWING = ("fter ", "ince ", "ollowing ", "s a result of ")
_NOT_RELATED = re.compile(r"\b(?:issues/|pull/|commit/|slack\.com|jira|img|image|badge|license)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]{1,500}")
_AROUND = 60
#: Keys of the front matter for where a text comes from.
_SOURCE = ("url", "source_url", "permalink_url", "source", "permalink", "canonical_url", "original_url")


def read(reading: Reading) -> None:
    seen: set[str] = set()
    stated = reading.head.text(*_SOURCE)
    if stated and stated.startswith("http"):
        _add(reading, seen, "source", stated, stated, reading.head.line(*_SOURCE))
    for block in reading.blocks:
        if block.kind is BlockKind.CODE:
            continue
        for span in block.spans:
            if span.mark is Mark.LINK and span.target.startswith(("http", "/", ".", "#")):
                words = block.text[span.start : span.end]
                around = block.text[max(0, span.start - _AROUND) : span.end + 20]
                related = _RELATED.search(around) and not _NOT_RELATED.search(span.target)
                if related or reading.section(block).has("related"):
                    _add(reading, seen, "related", span.target, words, block.line_at(span.start))
        follows = _follows(block.text)
        if follows:
            _add(reading, seen, "follows", follows[0], follows[0], block.line_at(follows.start()))


def _follows(text: str) -> re.Match[str] | None:
    return _FOLLOWS.search(text) if any(word in text for word in _FOLLOWING) else None


def _add(reading: Reading, seen: set[str], rel: str, target: str, text: str, line: int) -> None:
    if target not in seen and len(seen) < 100:
        seen.add(target)
        reading.post.links.append(ParsedLink(rel, target[:2000], " ".join(text.split())[:300], line))
