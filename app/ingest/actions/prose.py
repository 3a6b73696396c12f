"""Actions told in sentences: what "we will" do, "need to" do, and have done so that it does not happen again."""

import re
from enum import Enum, auto

from app.ingest.actions.commitments import (
    FOR_IT,
    FURTHER,
    FUTURE,
    NEEDED,
    NO_ACTION,
    PURPOSE,
    REMEDY,
    SHOULD,
    WAS_FURTHER,
)
from app.ingest.actions.due_words import due_words
from app.ingest.actions.dues import due_of
from app.ingest.actions.fields import REFERS, Draft, add, refer
from app.ingest.actions.tense import is_past
from app.ingest.actions.verbs import begins_with_order
from app.ingest.blocks import Block, BlockKind, cut
from app.ingest.bounds import PROSE_FACTS
from app.ingest.facts import ParsedAction
from app.ingest.phrases import spaced
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading
from app.ingest.sections import Section
from app.ingest.sentences import sentences

_SILENT = ("timeline", "impact", "supporting", "metadata", "messaging", "detection", "background", "trigger")
_ORDER_WORDS = 2


class Place(Enum):
    """Where a sentence stands: among actions, outside, or outside of a post that lists its actions elsewhere."""

    ACTIONS = auto()
    ELSEWHERE = auto()
    LISTED = auto()


_WILL = (" will ", " going to ", " plan", " intend", "'ll ", "’ll ", " need to ", " must ")
_CONFIDENCE = {Place.ACTIONS: 0.6, Place.ELSEWHERE: 0.45, Place.LISTED: 0.45}
#: "When we disabled it, …": how it went, rather than what was done about it.
#: "The monitor looks at the wrong host. (fixed by …)": what became of it, at a paragraph's end.
_OUTCOME = re.compile(
    r"\((?:(?P<filed>filed|tracked|raised|reported)|fixed|added|done|completed|merged|landed|implemented|created|"
    r"resolved|changed|updated|removed)\b[^()]{0,200}\)$",
    re.IGNORECASE,
)
_LOOKS_BACK = re.compile(
    r"(?:when|after|once|because|as|although|while|since|unfortunately|obviously|initially)\b", re.IGNORECASE
)
_HOPE = re.compile(
    r"^(?:we|i) (?:are |['’]re )?(?:hop(?:e|ing)|expect(?:ing)?|plan(?:ning)?|aim(?:ing)?)\b", re.IGNORECASE
)


def read(reading: Reading) -> None:
    """Sections of actions first; the others only where those say nothing, or for what a sentence dates."""
    for section in reading.sections("action_items"):
        if not _lists_actions(reading, section):
            _read_section(reading, section, Place.ACTIONS)
    listed = bool(reading.post.actions) or any(
        is_placeholder(b.text) for s in reading.sections("action_items") for b in s.blocks
    )
    for section in reading.outline.sections:
        if not section.has("action_items", *_SILENT):
            _read_section(reading, section, Place.LISTED if listed else Place.ELSEWHERE)


def _lists_actions(reading: Reading, section: Section) -> bool:
    rules = ("action-list", "action-table", "action-lead", "action-heading", "action-line")
    return any(a.rule in rules and section.line <= a.line <= section.end_line for a in reading.post.actions)


def _read_section(reading: Reading, section: Section, place: Place) -> None:
    last: ParsedAction | None = None
    for block in section.blocks:
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or block.quoted:
            continue
        if block.kind is BlockKind.ITEM:
            if place is Place.ELSEWHERE and _commits(block.text, section):
                last = _add(reading, block, 0, len(block.text), section, 0.6)
            continue
        if place is not Place.ACTIONS and last is None and not _may_tell(block.text, place):
            continue
        outcome = _OUTCOME.search(block.text) if place is Place.ACTIONS and block.text.endswith(")") else None
        if outcome is not None:
            last = _add(reading, block, 0, len(block.text), section, 0.6)
            if last is not None:
                last.status = "open" if outcome["filed"] else "done"
            continue
        for start, end in sentences(block.text):
            if len(reading.post.actions) >= PROSE_FACTS:
                return
            sentence = block.text[start:end]
            if last is not None and _HOPE.match(sentence) and last.due_raw is None:
                last.due, last.due_raw = due_of(sentence, reading.clock)
                continue
            if _is_action(sentence, place):
                last = _add(reading, block, start, end, section, _CONFIDENCE[place])
            elif last is not None and REFERS.match(sentence):
                refer(last, block.links(start, end), sentence)


def _may_tell(text: str, place: Place) -> bool:
    """A look at the whole paragraph before one at each of its sentences."""
    low = spaced(text)
    if place is Place.LISTED:
        return any(word in low for word in _WILL) and FUTURE.search(low) is not None
    return bool(FUTURE.search(low) or REMEDY.search(low) or FURTHER.search(low))


def _is_action(sentence: str, place: Place) -> bool:
    if sentence.rstrip().endswith(("?", ":")) or is_placeholder(sentence):
        return False
    low = spaced(sentence)
    if place is Place.LISTED:
        told = FUTURE.search(low) is not None and due_words(sentence) is not None
    else:
        told = bool(FUTURE.search(low) or FURTHER.search(low) or _remedied(low))
    if place is Place.ACTIONS:
        done = (REMEDY.search(low) or is_past(sentence)) and not _LOOKS_BACK.match(sentence)
        told = told or bool(SHOULD.search(low) or done) or _is_order(sentence)
    return told and NO_ACTION.search(low) is None


def _is_order(sentence: str) -> bool:
    return sentence.count(" ") >= _ORDER_WORDS and begins_with_order(sentence)


def _remedied(low: str) -> bool:
    """Something was done, and what for."""
    done = REMEDY.search(low)
    if done is None:
        return False
    return "already" in done[0] or bool(PURPOSE.search(low, done.end()) or FOR_IT.match(low))


def _commits(text: str, section: Section) -> bool:
    if not section.has("lessons", "resolution", "went_wrong") or section.roles[:1] == ("went_wrong",):
        return False
    low = spaced(text)
    return NO_ACTION.search(low) is None and bool(FUTURE.search(low) or NEEDED.search(low))


def _add(
    reading: Reading, block: Block, start: int, end: int, section: Section, confidence: float
) -> ParsedAction | None:
    part = cut(block, start, end)
    reading.take(block)
    draft = Draft(part.text, part.line, "action-prose", confidence, part.links())
    low = spaced(part.text)
    if FUTURE.search(low):
        draft.status = "open"
    elif REMEDY.search(low) or WAS_FURTHER.search(low):
        draft.status = "done"
    return add(reading, part, draft, section)
