"""Actions told in sentences: what "we will" do, "need to" do, and have done so that it does not happen again."""

import re

from app.ingest.actions.dues import due_of
from app.ingest.actions.fields import Draft, add
from app.ingest.blocks import Block, BlockKind, cut
from app.ingest.bounds import PROSE_FACTS
from app.ingest.facts import ParsedAction
from app.ingest.reading import Reading
from app.ingest.sections import Section
from app.ingest.sentences import sentences

_SILENT = ("timeline", "impact", "supporting", "metadata", "messaging", "detection", "background", "trigger")
_SUBJECT = r"(?:we|i|the \w+(?: \w+)? team|our team|the team|engineers|operations|our engineers)"
_FUTURE = re.compile(
    rf"\b{_SUBJECT}(?: (?:also|therefore|now|then|all))? ?(?:will|['’]ll|shall|are going to|"
    rf"is going to|plan(?:s)? to|intend(?:s)? to|"
    r"need to|must|(?:are|is) (?:planning|working|looking|aiming|going) (?:to|on|into)|"
    r"are (?:now |currently |also )?"
    r"(?:ensuring|adding|building|implementing|improving|reviewing|updating|migrating|introducing|working|making|changing|"
    r"moving|developing|creating|setting))\b",
    re.IGNORECASE,
)
_SHOULD = re.compile(r"\b(?:should|will|must|needs? to|could) (?:also |all |now )?(?:be )?(?:\w+)\b", re.IGNORECASE)
_NOT_ACTION = re.compile(
    r"\bwe will (?:see|now|look at|explain|describe|discuss|cover)\b|\b(?:we|i) (?:will|"
    r"would|shall) (?:continue|keep you|provide (?:an )?update|post|be (?:happy|glad|"
    r"posting|updating|unable)|"
    r"update (?:everybody|everyone|you|this)|not be|never|apolog)|\bmeans (?:that )?we\b|"
    r"\bshould have\b|\bshould not have\b|\bshould(?:n['’]t| not)? affect|"
    r"\bwould have\b|\bwe will be (?:shutting|bringing|performing|unable)|"
    r"\bwe need to (?:know|understand why)|\bsorry\b|"
    r"\bapologi[sz]e\b|\bcommitted to\b|\bthe following\b.{0,40}:?\s*$|\bhope that\b",
    re.IGNORECASE,
)
_REMEDY = re.compile(
    r"\b(?:have|has|were|was|been|we|been) (?:already |also |since |then |now |all |"
    r"immediately )*(?:updated|audited|added|implemented|configured|"
    r"introduced|changed|created|enabled|disabled|increased|improved|fixed|moved|migrated|"
    r"set up|put in place|built|"
    r"established|required|reviewed|replaced|removed|upgraded|deployed|rotated|revoked|requested|restricted|hardened|automated)\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\b(?:to (?:ensure|prevent|avoid|make sure|reduce|mitigate|protect|guard|detect|"
    r"require)|so that|in order to|going forward|in (?:the )?future|"
    r"from (?:happening|occurring)|already|recurrence)\b",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"\b(?:further|remediation|preventi\w+|corrective|additional|follow-?up) (?:actions?|"
    r"steps?|measures?) (?:include|included|were|was|are)\b",
    re.IGNORECASE,
)
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
            if lessons and _commits(block.text, item=True) and section.roles[:1] != ("went_wrong",):
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
    told = bool(_FUTURE.search(sentence) or _FURTHER.search(sentence) or _remedied(sentence))
    told = told or (action_section and bool(_SHOULD.search(sentence) or _REMEDY.search(sentence)))
    return told and _NOT_ACTION.search(sentence) is None


def _remedied(sentence: str) -> bool:
    """Something was done, and what for."""
    done = _REMEDY.search(sentence)
    return done is not None and ("already" in done[0] or _PURPOSE.search(sentence, done.end()) is not None)


def _commits(text: str, item: bool) -> bool:
    if _NOT_ACTION.search(text):
        return False
    return bool(_FUTURE.search(text) or (item and re.search(r"\bshould be\b|\bneeds? to\b", text)))


def _add(
    reading: Reading, block: Block, start: int, end: int, section: Section, confidence: float
) -> ParsedAction | None:
    part = cut(block, start, end)
    reading.take(block)
    draft = Draft(part.text, part.line, "action-prose", confidence, part.links())
    if _FUTURE.search(part.text):
        draft.status = "open"
    elif _REMEDY.search(part.text) or _FURTHER.search(part.text):
        draft.status = "done"
    return add(reading, part, draft, section)
