"""Services that the text lists as affected ("the services listed below will be unavailable", and the list)."""

import re

from app.ingest.blocks import BlockKind
from app.ingest.phrases import phrases, spaced
from app.ingest.reading import Reading

_LISTED = phrases(
    r"(?:services?|systems?|components?|applications?)\b[^.\n]{0,40}\b(?:listed below|below|affected|impacted|"
    r"unavailable)\b",
    r"(?:affected|impacted|following) (?:services?|systems?|components?|applications?)\b",
)
#: Services named in passing: those that were spared.
_SPARED = phrases(
    r"(?:not|un|never|no)[ -]?(?:been )?(?:be )?(?:affected|impacted|unavailable)\b", r"operational\b"
)
_NAME = re.compile(r"[^(:;–—]{2,80}")
_MOST, _NAME_WORDS = 30, 6


def read(reading: Reading) -> None:
    """Only where no field of the document names them."""
    if reading.post.services:
        return
    blocks = reading.blocks
    for at, block in enumerate(blocks[:-1]):
        if block.kind is not BlockKind.PARAGRAPH or blocks[at + 1].kind is not BlockKind.ITEM:
            continue
        low = spaced(block.text[-160:])
        if (
            _LISTED.search(low)
            and not _SPARED.search(low)
            and not reading.section(block).has("action_items", "timeline")
        ):
            reading.post.services = _names(reading, at + 1)
            return


def _names(reading: Reading, at: int) -> list[str]:
    names = []
    for block in reading.blocks[at : at + _MOST]:
        if block.kind is not BlockKind.ITEM:
            break
        match = _NAME.match(block.text)
        if match and len(match[0].split()) <= _NAME_WORDS:
            names.append(" ".join(match[0].split()))
            reading.take(block)
    return names
