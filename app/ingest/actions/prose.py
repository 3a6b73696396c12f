"""Actions told in sentences: what "we will" do, "need to" do, and have done so that it does not happen again."""

import re

from app.ingest.actions.dues import due_of
from app.ingest.actions.fields import Draft, add
from app.ingest.blocks import Block, BlockKind, cut
from app.ingest.bounds import PROSE_FACTS
from app.ingest.facts import ParsedAction
from app.ingest.phrases import phrases, spaced
from app.ingest.reading import Reading
from app.ingest.sections import Section
from app.ingest.sentences import sentences

_SILENT = ("timeline", "impact", "supporting", "metadata", "messaging", "detection", "background", "trigger")
_SUBJECT = r"(?:we|i|the \w+(?: \w+)? team|our team|the team|engineers|operations|our engineers)"
_FUTURE = phrases(
    rf"{_SUBJECT}(?: (?:also|therefore|now|then|all))? ?(?:will|['’]ll|shall|are going to|"
    rf"is going to|plan(?:s)? to|intend(?:s)? to|"
    r"need to|must|(?:are|is) (?:planning|working|looking|aiming|going) (?:to|on|into)|"
    r"are (?:now |currently |also )?"
    r"(?:ensuring|adding|building|implementing|improving|reviewing|updating|migrating|introducing|working|making|changing|"
    r"moving|developing|creating|setting))\b"
)
_SHOULD = phrases(r"(?:should|will|must|needs? to|could) (?:also |all |now )?(?:be )?(?:\w+)\b")
_NOT_ACTION = phrases(
    r"we will (?:see|now|look at|explain|describe|discuss|cover)\b",
    r"(?:we|i) (?:will|would|shall) (?:continue|keep you|provide (?:an )?update|post|"
    r"be (?:happy|glad|posting|updating|unable)|update (?:everybody|everyone|you|this)|not be|never|apolog)",
    r"means (?:that )?we\b",
    r"should (?:not )?have\b",
    r"should(?:n['’]t| not)? affect",
    r"would have\b",
    r"we will be (?:shutting|bringing|performing|unable)",
    r"we need to (?:know|understand why)",
    r"sorry\b",
    r"apologi[sz]e\b",
    r"committed to\b",
    r"the following\b.{0,40}:?\s*$",
    r"hope that\b",
)
_REMEDY = phrases(
    r"(?:have|has|were|was|been|we|been) (?:already |also |since |then |now |all |"
    r"immediately )*(?:updated|audited|added|implemented|configured|"
    r"introduced|changed|created|enabled|disabled|increased|improved|fixed|moved|migrated|"
    r"set up|put in place|built|"
    r"established|required|reviewed|replaced|removed|upgraded|deployed|rotated|revoked|requested|restricted|hardened|automated)\b"
)
_PURPOSE = phrases(
    r"(?:to (?:ensure|prevent|avoid|make sure|reduce|mitigate|protect|guard|detect|"
    r"require)|so that|in order to|going forward|in (?:the )?future|"
    r"from (?:happening|occurring)|already|recurrence)\b"
)
_FURTHER = phrases(
    r"(?:further|remediation|preventi\w+|corrective|additional|follow-?up) (?:actions?|"
    r"steps?|measures?) (?:include|included|were|was|are)\b"
)
_NEEDED = phrases(r"should be\b", r"needs? to\b")
_HOPE = re.compile(
    r"^(?:we|i) (?:are |['’]re )?(?:hop(?:e|ing)|expect(?:ing)?|plan(?:ning)?|aim(?:ing)?)\b", re.IGNORECASE
)


def read(reading: Reading) -> None:
    listed = bool(reading.sections("action_items")) or any(
        a.rule.startswith("action-") for a in reading.post.actions
    )
    for section in reading.outline.sections:
        action_section = section.has("action_items")
        if (listed or section.has(*_SILENT)) and not action_section:
            continue
        if action_section and _lists_actions(reading, section):
            continue
        _read_section(reading, section, action_section, listed)


def _lists_actions(reading: Reading, section: Section) -> bool:
    rules = ("action-list", "action-table")
    return any(a.rule in rules and section.line <= a.line <= section.end_line for a in reading.post.actions)


def _read_section(reading: Reading, section: Section, action_section: bool, listed: bool) -> None:
    lessons = section.has("lessons", "resolution", "went_wrong") and not listed
    last: ParsedAction | None = None
    for block in section.blocks:
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or block.quoted:
            continue
        if len(reading.post.actions) >= PROSE_FACTS:
            return
        if block.kind is BlockKind.ITEM:
            if lessons and _commits(block.text) and section.roles[:1] != ("went_wrong",):
                last = _add(reading, block, 0, len(block.text), section, 0.6)
            continue
        for start, end in sentences(block.text):
            if len(reading.post.actions) >= PROSE_FACTS:
                return
            sentence = block.text[start:end]
            if last is not None and _HOPE.match(sentence) and last.due_raw is None:
                last.due, last.due_raw = due_of(sentence, reading.clock)
                continue
            if _is_action(sentence, action_section):
                last = _add(reading, block, start, end, section, 0.6 if action_section else 0.45)


def _is_action(sentence: str, action_section: bool) -> bool:
    if sentence.rstrip().endswith(("?", ":")):
        return False
    low = spaced(sentence)
    told = bool(_FUTURE.search(low) or _FURTHER.search(low) or _remedied(low))
    told = told or (action_section and bool(_SHOULD.search(low) or _REMEDY.search(low)))
    return told and _NOT_ACTION.search(low) is None


def _remedied(low: str) -> bool:
    """Something was done, and what for."""
    done = _REMEDY.search(low)
    return done is not None and ("already" in done[0] or _PURPOSE.search(low, done.end()) is not None)


def _commits(text: str) -> bool:
    low = spaced(text)
    return _NOT_ACTION.search(low) is None and bool(_FUTURE.search(low) or _NEEDED.search(low))


def _add(
    reading: Reading, block: Block, start: int, end: int, section: Section, confidence: float
) -> ParsedAction | None:
    part = cut(block, start, end)
    reading.take(block)
    draft = Draft(part.text, part.line, "action-prose", confidence, part.links())
    low = spaced(part.text)
    if _FUTURE.search(low):
        draft.status = "open"
    elif _REMEDY.search(low) or _FURTHER.search(low):
        draft.status = "done"
    return add(reading, part, draft, section)
