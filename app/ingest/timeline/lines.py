"""Lines of a paragraph that each begin with a time, day lines above a list, and a status page's updates."""

import re

from app.ingest.blocks import Block, BlockKind
from app.ingest.clock.grammar import find_stamps
from app.ingest.sentences import sentences
from app.ingest.timeline.lead import Led, day_alone, leading, shortcode, trailing
from app.ingest.timeline.walk import Walk

STATUS = re.compile(
    r"\s*(?:(?:issue|problem|final|second|third|another)\s+)?(?:update(?:\s*#?\d+)?|investigating|identified|monitoring|"
    r"resolved|(?:scheduled |planned )?maint[ae]n[ae]n?ce|in progress|verifying|completed|"
    r"scheduled|fixed)\s*(?P<gap>[:–—(\[-])",
    re.IGNORECASE,
)


def form(walk: Walk, block: Block) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or not block.text:
        return False
    day = day_alone(block.text)
    if day is not None and walk.timeline:
        walk.move_to(day, block.line)
        return True
    entries = _entries(block)
    if not entries or (entries[0][0].worded and (not walk.timeline or _is_prose(block, len(entries)))):
        return False
    for led, text, line in entries:
        walk.add(led.stamp, text, line, "timeline-line", 0.9)
    return True


def _is_prose(block: Block, led: int) -> bool:
    """A story that opens "On Monday at nine …": lines of it that are not led, or sentences beside the first."""
    return led < block.text.count("\n") + 1 or (led == 1 and len(sentences(block.text)) > 1)


def _entries(block: Block) -> list[tuple[Led, str, int]]:
    """Entries of the paragraph: each led line with the lines after it. Nothing where the first line is not led."""
    out: list[tuple[Led, str, int]] = []
    for line, _, text in block.rows():
        led = leading(text) or trailing(text)
        timed = led is not None and (led.stamp.time is not None or led.stamp.vague or bool(led.rest))
        if led is not None and timed and (led.stamp.time is not None or not out or out[0][0].stamp.time is None):
            out.append((led, led.rest, line))
        elif not out:
            return []
        else:
            kept, before, at = out[-1]
            out[-1] = (kept, f"{before} {text.strip()}", at)
    return [e for e in out if e[1]]


def status_updates(walk: Walk, block: Block) -> bool:
    """`Update (05:10 UTC): text`, `**Resolved:** text {{< track "…" >}}`: a paragraph line for each update."""
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    found = False
    for line, offset, text in block.rows():
        match = STATUS.match(text)
        bold = block.bold_lead() if offset == 0 else ""
        if match is None or (match["gap"] in "-–—" and not bold and next(find_stamps(text), None) is None):
            continue
        _update(walk, text, match, line)
        found = True
    return found


def _update(walk: Walk, text: str, match: re.Match[str], line: int) -> None:
    stamp, text = shortcode(text)
    words = text
    if stamp is None:
        head = next(find_stamps(text[:80]), None)
        closing = re.compile(r"[)\]\s:–—-]*").match(text, head.end) if head is not None else None
        if head is not None and closing is not None and head.start <= match.end() + 4:
            stamp, words = head, text[closing.end() :]
        else:
            stamps = [s for s in find_stamps(text) if s.time is not None]
            stamp = stamps[-1] if stamps else None
    walk.add(stamp, words, line, "timeline-update", 0.9 if stamp else 0.6)
