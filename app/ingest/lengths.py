"""How long it lasted and took to notice, where a document says so: they tell which entries were its ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.ingest.blocks import BlockKind
from app.ingest.reading import Reading

_UNIT = r"(?:days?|d|hours?|hrs?|h|minutes?|mins?|m)"
_LENGTH = re.compile(
    rf"\b(\d{{1,4}})\s?({_UNIT})\b(?:,?\s(?:and\s)?(\d{{1,3}})\s?({_UNIT})\b)?(?:,?\s(?:and\s)?(\d{{1,2}})\s?({_UNIT})\b)?",
    re.IGNORECASE,
)
_MINUTES = {"d": 1440, "h": 60, "m": 1}
_INEXACT = re.compile(
    r"(?:\babout|\baround|\bapprox\w*\.?|\broughly|\bsome|\bover|\bnearly|\balmost|\bmore than|\bup to|[~<>≈])\s?$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:duration|downtime|time to (?:recover\w*|resol\w*|restore|restoration)|lasted|lasting|"
    r"from (?:the )?start of the (?:incident|outage) to|outage of)\b",
    re.IGNORECASE,
)
_TO_NOTICE = re.compile(r"\btime to (?:detect\w*|notice|discover\w*)\b", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s(?:of (?:downtime|outage)|outage|downtime|from the start of the (?:incident|outage))\b", re.IGNORECASE
)
#: Parts of the words above: the blocks that have none are most.
_HINTS = ("ime to ", "uration", "lasted", "lasting", "owntime", "utage", "start of ")
_NUMBER = re.compile(r"\d")
_REACH, _BLOCKS = 40, 400


@dataclass(slots=True)
class Lengths:
    """In minutes; None where none is stated exactly."""

    whole: int | None = None
    to_notice: int | None = None


def lengths(reading: Reading) -> Lengths:
    found = Lengths()
    for text in _texts(reading):
        for match in _LENGTH.finditer(text):
            before = text[max(0, match.start() - _REACH) : match.start()]
            minutes = _minutes(match)
            if not minutes or _INEXACT.search(before):
                continue
            if _TO_NOTICE.search(before):
                found.to_notice = found.to_notice or minutes
            elif _WHOLE.search(before) or _BEHIND.match(text, match.end()):
                found.whole = found.whole or minutes
    return found


def _texts(reading: Reading) -> Iterator[str]:
    for block in reading.blocks[:_BLOCKS]:
        text = block.text
        if block.kind is BlockKind.CODE or not any(hint in text for hint in _HINTS):
            continue
        if _NUMBER.search(text) and not reading.section(block).has("action_items", "lessons"):
            yield text.replace("\n", " ")


def _minutes(match: re.Match[str]) -> int:
    parts = zip(match.groups()[0::2], match.groups()[1::2], strict=True)
    return sum(int(n) * _MINUTES[unit[0].lower()] for n, unit in parts if n and unit)
