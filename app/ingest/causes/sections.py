"""What stands in a section of causes: each list item, each paragraph that names a cause."""

import re
from itertools import pairwise

from app.domain.vocabulary import CauseRole
from app.ingest.blocks import Block, BlockKind
from app.ingest.causes.make import add
from app.ingest.causes.wording import ANNOUNCED, COUNTS, NAMES_CAUSE, NO_CAUSE, REFUTED, STRONG
from app.ingest.phrases import spaced
from app.ingest.placeholders import is_placeholder
from app.ingest.reading import Reading
from app.ingest.sections import Section

_ROLES = {
    "root_cause": CauseRole.ROOT_CAUSE,
    "contributing_factors": CauseRole.CONTRIBUTING,
    "trigger": CauseRole.TRIGGER,
}
#: What a section "Root cause and resolution" tells of beside the cause.
_ELSE = re.compile(
    r"[\s*_]{0,4}(?:resolutions?|solutions?|fix(?:es)?|remediation|mitigations?|recovery|impact|detection|duration|"
    r"action items?|actions?(?: taken)?|next steps|lessons?(?: learned)?)[*_]{0,2}\s{0,2}[:–—]",
    re.IGNORECASE,
)
#: Parts of what is announced: the paragraphs that have none are most.
_NOUNS = ("thing", "factor", "reason", "cause", "issue", "problem", "failure", "mistake", "bug", "condition")
_INTRO_CHARS = 140
_NAMED = 3.0
#: "if we imagine this scenario:", and a list of what would happen then.
_SCENARIO = re.compile(r"\b(?:scenario|for example|e\.g\.|as follows|following steps|sequence)\b[^.]{0,40}:\s*$")


def read(reading: Reading) -> None:
    for section in reading.outline.sections:
        role = next((_ROLES[r] for r in section.roles if r in _ROLES), None)
        if role is not None and section.blocks:
            _read_section(reading, section, role)


def _read_section(reading: Reading, section: Section, role: CauseRole) -> None:
    paragraphs = [
        b for b in section.blocks if b.kind is BlockKind.PARAGRAPH and b.depth == 0 and not _ELSE.match(b.text)
    ]
    announcing = [b for b in paragraphs if ANNOUNCED.search(spaced(b.text))]
    told = [b for b in paragraphs if _tells(b, any(_heads_list(section, a) for a in announcing))]
    listed = len(paragraphs) < 2 or bool(announcing)
    scenario = False
    for block in section.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            scenario = _SCENARIO.search(block.text[-_INTRO_CHARS:]) is not None
        if not reading.free(block) or is_placeholder(block.text) or _ELSE.match(block.text):
            continue
        if scenario and block.kind is BlockKind.ITEM:
            continue
        if block.kind is BlockKind.ITEM and block.parent < 0 and (listed or STRONG.search(spaced(block.text))):
            add(reading, block.text, block.line, role, "cause-list", 0.85)
        elif (
            block.kind is BlockKind.PARAGRAPH
            and block.depth == 0
            and _names_cause(section, block, paragraphs, told)
        ):
            add(reading, block.text, block.line, role, "cause-paragraph", 0.75 if block in told else 0.55)
        elif block.kind is BlockKind.ROW and not block.header and block.cells:
            add(reading, block.cells[-1].text, block.line, role, "cause-table", 0.7)
        else:
            continue
        reading.take(block)


def _tells(block: Block, announced: bool) -> bool:
    """Words of cause; beside an announced list only a paragraph that names the cause itself."""
    low = spaced(block.text)
    if _is_intro(block) or STRONG.search(low) is None or NO_CAUSE.search(low) is not None:
        return False
    return not announced or (NAMES_CAUSE.sort_of(low) or 0.0) >= _NAMED


def _heads_list(section: Section, block: Block) -> bool:
    return any(b is block and after.kind is BlockKind.ITEM for b, after in pairwise(section.blocks))


def _is_intro(block: Block) -> bool:
    text = block.text.rstrip()
    return len(text) < _INTRO_CHARS and (text.endswith(":") or ANNOUNCED.search(spaced(text)) is not None)


def _names_cause(section: Section, block: Block, paragraphs: list[Block], told: list[Block]) -> bool:
    """A paragraph with words of cause; where none has any and no list stands there, the first."""
    if len(block.text) < 200 and REFUTED.search(spaced(block.text)):
        return False
    if told:
        return block in told
    if not paragraphs or block is not paragraphs[0] or _is_intro(block):
        return False
    return not any(b.kind is BlockKind.ITEM for b in section.blocks)


def read_announced(reading: Reading) -> None:
    """ "Three things led to this:" and the list below it; "two reasons why", and that many paragraphs."""
    for section in reading.outline.sections:
        if section.has("action_items", "impact", "timeline", *_ROLES):
            continue
        blocks = section.blocks
        for at, block in enumerate(blocks):
            if block.kind is BlockKind.PARAGRAPH and block.depth == 0 and _announces(block.text):
                _below(reading, blocks, at)


def _announces(text: str) -> bool:
    low = spaced(text)
    match = ANNOUNCED.search(low) if any(noun in low for noun in _NOUNS) else None
    if match is None:
        return False
    around = low[max(0, match.start() - 80) : match.end() + 120]
    if REFUTED.search(around):
        return False
    return any(
        w in around
        for w in ("collud", "led to", "caus", "contribut", "reasons why", "result", "combin", "behind", "happen")
    )


def _below(reading: Reading, blocks: list[Block], at: int) -> None:
    following = blocks[at + 1 :]
    if following and following[0].kind is BlockKind.ITEM:
        for item in following:
            if item.kind is not BlockKind.ITEM and item.depth == 0:
                break
            if item.kind is BlockKind.ITEM and item.parent < 0:
                add(reading, item.text, item.line, CauseRole.CONTRIBUTING, "cause-announced", 0.7)
                reading.take(item)
        return
    match = ANNOUNCED.search(spaced(blocks[at].text))
    count = COUNTS.get(match["count"], 0) if match else 0
    for block in following[:count]:
        if block.kind is BlockKind.PARAGRAPH:
            add(reading, block.text, block.line, CauseRole.CONTRIBUTING, "cause-announced", 0.6)
