"""Causes named in passing: where the post has no section for them, and where its summary names the root cause."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.vocabulary import CauseRole
from app.ingest.blocks import Block, BlockKind
from app.ingest.causes.make import add
from app.ingest.causes.wording import EFFECT, NAMES_CAUSE, REFUTED
from app.ingest.phrases import spaced
from app.ingest.reading import Reading
from app.ingest.sections import Section
from app.ingest.sentences import sentences

#: How likely each section is to name the cause (the first role of a section counts).
_WEIGHT = {"summary": 1.0, "background": 0.6, "resolution": 0.6, "timeline": 0.3, "response": 0.5, "detection": 0.3,
           "lessons": 0.3, "went_wrong": 0.3, "impact": 0.2}  # fmt: skip
_ELSEWHERE = 0.8
_SILENT = ("action_items", "went_well", "lucky", "supporting", "messaging", "metadata", "open_questions")
_KINDS = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)
_MOST, _ENOUGH, _STRONG = 3, 2.0, 3.0
_BLOCK_WORDS = 80
_MIN_WORDS = 5


@dataclass(slots=True)
class _Candidate:
    score: float
    order: int
    text: str
    line: int


def read(reading: Reading) -> None:
    found = sorted(_candidates(reading), key=lambda c: (-c.score, c.order))
    best = [c for c in found if c.score >= _ENOUGH][:_MOST]
    if best and best[0].score >= _STRONG + 1:
        best = [c for c in best if c.score >= _STRONG]
    for candidate in best:
        confidence = 0.6 if candidate.score >= _STRONG else 0.4
        add(reading, candidate.text, candidate.line, CauseRole.ROOT_CAUSE, "cause-sentence", confidence)


def read_explicit(reading: Reading) -> None:
    """The sentence that says "the root cause was …", where the post's sections hold only contributing factors."""
    if any(c.role is CauseRole.ROOT_CAUSE for c in reading.post.causes):
        return
    named = [c for c in _candidates(reading) if c.score > _STRONG]
    for candidate in named[:1]:
        add(reading, candidate.text, candidate.line, CauseRole.ROOT_CAUSE, "cause-sentence", 0.6)


def _candidates(reading: Reading) -> Iterator[_Candidate]:
    order = 0
    reviewed = any(s.has("went_well", "lucky") for s in reading.outline.sections)
    events = {e.line for e in reading.post.timeline if e.rule not in ("timeline-prose", "timeline-update")}
    for section in reading.outline.sections:
        if section.has(*_SILENT, "root_cause", "contributing_factors", "trigger"):
            continue
        for block in section.blocks:
            if block.kind not in _KINDS or block.quoted or not _is_free(reading, block):
                continue
            if not NAMES_CAUSE.knows(spaced(block.text)):
                continue
            for text, line in _parts(block, section):
                order += 1
                score = _score(text, _weight(section, reviewed), line in events)
                if score > 0:
                    yield _Candidate(score, order, text, line)


def _is_free(reading: Reading, block: Block) -> bool:
    """False for what a list of causes has taken already."""
    return not any(c.line == block.line for c in reading.post.causes)


def _parts(block: Block, section: Section) -> Iterator[tuple[str, int]]:
    """Sentences; a short item of a resolution or of the context as a whole."""
    if block.kind is BlockKind.ROW:
        yield (block.cells[-1].text if block.cells else ""), block.line
        return
    whole = section.has("resolution", "background") and block.kind is BlockKind.ITEM
    if whole and len(block.text.split()) <= _BLOCK_WORDS:
        yield block.text, block.line
        return
    for start, end in sentences(block.text):
        yield block.text[start:end], block.line_at(start)


def _weight(section: Section, reviewed: bool) -> float:
    """Beside "What went well" "What went wrong" is about the handling, else about the incident itself."""
    role = section.roles[0] if section.roles else ""
    return _ELSEWHERE if role == "went_wrong" and not reviewed else _WEIGHT.get(role, _ELSEWHERE)


def _score(text: str, weight: float, event: bool) -> float:
    if text.count(" ") + text.count("\n") < _MIN_WORDS - 1 or text.rstrip().endswith(("?", ":")):
        return 0.0
    low = spaced(text)
    score = NAMES_CAUSE.sort_of(low)
    if score is None or REFUTED.search(low):
        return 0.0
    if EFFECT.search(low):
        score -= 1.5
    return score + (min(weight, _WEIGHT["timeline"]) if event else weight)
