"""A status page's updates: `Update (05:10 UTC): text`, or a word of state in a line of its own."""

import re

from app.ingest.blocks import Block, BlockKind
from app.ingest.clock.grammar import find_stamps, read_stamp
from app.ingest.clock.stamp import Stamp
from app.ingest.timeline.lead import shortcode
from app.ingest.timeline.walk import Walk

STATUS = re.compile(
    r"\s{0,8}(?:(?:issue|problem|final|second|third|another)\s{1,4})?(?:update(?:\s{0,2}#?\d{1,3})?|investigating|identified|monitoring|"
    r"resolved|(?:scheduled |planned )?maint[ae]n[ae]n?ce|in progress|verifying|completed|"
    r"(?P<field>scheduled|fixed))\s{0,4}(?P<gap>[:–—(\[-])",
    re.IGNORECASE,
)
#: A word of state that is all of its line, above the text of the update.
STATE = re.compile(
    r"\s{0,4}(?:(?:final|latest|new) )?(?:updated?|investigating|identified|monitoring|resolved|"
    r"in progress|verifying|completed|scheduled|postmortem|fixed)\s{0,4}:?\s{0,4}",
    re.IGNORECASE,
)
_POSTED = re.compile(r"\s{0,4}(?:posted|updated|published|reported)?(?: (?:on|at))?[\s:(–—-]{0,4}", re.IGNORECASE)
_POSTED_CHARS = 70
_HEAD_END = re.compile(r"[)\]\s:–—-]{0,12}")


def form(walk: Walk, block: Block) -> bool:
    """`Update (05:10 UTC): text`, `**Resolved:** text {{< track "…" >}}`: a paragraph line for each update.

    Or `Resolved - text` over the line that says when it was posted.
    """
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    first, _, rest = block.text.partition("\n")
    if STATE.fullmatch(first):
        return _posted(walk, block)
    if rest and STATUS.match(first) and (stamp := _posted_at(block.text.rpartition("\n")[2])) is not None:
        walk.add(stamp, " ".join(block.text.split("\n")[:-1]), block.line, "timeline-update", 0.9)
        return True
    found = False
    for line, offset, text in block.rows():
        match = STATUS.match(text)
        bold = block.bold_lead() if offset == 0 else ""
        if match is None or (match["gap"] in "-–—" and not bold and next(find_stamps(text), None) is None):
            continue
        found = _update(walk, text, match, line) or found
    return found


def _posted(walk: Walk, block: Block) -> bool:
    """A state, the text, and the line that says when it was posted."""
    state, *texts = block.text.split("\n")
    return add_posted(walk, state, texts, block.line)


def add_posted(walk: Walk, state: str, texts: list[str], line: int) -> bool:
    """An update of these lines, one of which is no more than the time that they were posted at."""
    for i, text in enumerate(texts):
        stamp = _posted_at(text)
        if stamp is not None:
            words = " ".join(texts[:i] + texts[i + 1 :])
            walk.add(stamp, f"{state.strip(' :')}: {words}", line, "timeline-update", 0.9)
            return True
    return False


def _posted_at(text: str) -> Stamp | None:
    begin = _POSTED.match(text)
    stamp = read_stamp(text, begin.end()) if begin is not None and len(text) <= _POSTED_CHARS else None
    if stamp is None or stamp.time is None or text[stamp.end :].strip(" .)"):
        return None
    return stamp


def _update(walk: Walk, text: str, match: re.Match[str], line: int) -> bool:
    """One update; without a time, a word that names a field of other documents too announces none."""
    stamp, text = shortcode(text)
    words = text
    if stamp is None:
        head = next(find_stamps(text[:80]), None)
        closing = _HEAD_END.match(text, head.end) if head is not None else None
        if head is not None and closing is not None and head.start <= match.end() + 4:
            stamp, words = head, text[closing.end() :]
        else:
            stamps = [s for s in find_stamps(text) if s.time is not None]
            stamp = stamps[-1] if stamps else None
    if stamp is None and match["field"]:
        return False
    walk.add(stamp, words, line, "timeline-update", 0.9 if stamp else 0.6)
    return True
