"""Lines of a paragraph that each begin with a time, day lines above them, and a time alone above its text."""

from dataclasses import dataclass

from app.ingest.blocks import Block, BlockKind
from app.ingest.clock.stamp import Stamp
from app.ingest.inline import BREAK
from app.ingest.sentences import sentences
from app.ingest.timeline.lead import Led, day_alone, leading, trailing
from app.ingest.timeline.walk import Walk

_MOST_BELOW = 12


def form(walk: Walk, block: Block) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or not block.text:
        return False
    day = day_alone(block.text)
    if day is not None and walk.timeline:
        walk.move_to(day, block.line)
        return True
    led = leading(block.text)
    if led is not None and led.stamp.time is not None and not led.rest:
        return _above_its_text(walk, block, led)
    entries = _entries(block)
    if not entries or (entries[0].worded and (not walk.timeline or _is_prose(block, len(entries)))):
        return False
    for entry in entries:
        if entry.day is not None:
            walk.move_to(entry.day, entry.line)
        elif entry.text:
            walk.add(entry.stamp, entry.text, entry.line, "timeline-line", 0.9)
    return True


def _above_its_text(walk: Walk, block: Block, led: Led) -> bool:
    """`**10:02 UTC**` in a line of its own: the blocks up to the next time tell what happened then."""
    told: list[Block] = []
    blocks = walk.reading.section(block).blocks
    for below in blocks[blocks.index(block) + 1 :][:_MOST_BELOW] if block in blocks else []:
        if below.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or leading(below.text) or day_alone(below.text):
            break
        told.append(below)
    if not told:
        return False
    walk.add(led.stamp, " ".join(b.text for b in told), block.line, "timeline-line", 0.9)
    walk.reading.take(*told)
    return True


def _is_prose(block: Block, led: int) -> bool:
    """A story that opens "On Monday at nine …": lines of it that are not led, or sentences beside the first."""
    return led < block.text.count("\n") + 1 or (led == 1 and len(sentences(block.text)) > 1)


@dataclass(slots=True)
class _Entry:
    """A led line with the lines after it; `day` alone, where the line dates those that follow."""

    line: int
    stamp: Stamp | None = None
    text: str = ""
    worded: bool = False
    day: Stamp | None = None


def _entries(block: Block) -> list[_Entry]:
    """Entries of the paragraph, with the day lines between them. Nothing where the first line is neither."""
    out: list[_Entry] = []
    timed = False
    rows = [
        (line, part) for line, _, text in block.rows() for part in text.split(BREAK) if part.strip() or not part
    ]
    for i, (line, text) in enumerate(rows):
        led = leading(text) or trailing(text)
        clocked = led is not None and led.stamp.time is not None
        if i + 1 < len(rows) and not clocked and (day := _day_above(text, rows[i + 1][1])) is not None:
            out.append(_Entry(line, day=day))
        elif led is not None and (clocked or ((led.stamp.vague or led.rest) and not timed)):
            out.append(_Entry(line, led.stamp, led.rest, led.worded))
            timed = timed or clocked
        elif not out or out[-1].day is not None:
            return []
        else:
            out[-1].text = f"{out[-1].text} {text.strip()}"
    return out if any(entry.text for entry in out) else []


def _day_above(text: str, below: str) -> Stamp | None:
    """The day that is all of this line, where the next has a clock time and no day."""
    led = leading(below)
    return day_alone(text) if led is not None and led.stamp.time is not None and led.stamp.day is None else None
