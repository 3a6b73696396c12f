"""An action from its words: what the forms share."""

import re
from dataclasses import dataclass, field
from datetime import date

from app.domain.vocabulary import ActionKind, Priority
from app.ingest.actions.dues import due_of, due_of_heading
from app.ingest.actions.notation import read_notation
from app.ingest.actions.owners import owner_of
from app.ingest.actions.states import state_of_item, without_marks
from app.ingest.blocks import Block, Cell
from app.ingest.facts import ParsedAction
from app.ingest.phrases import Sorter, each, spaced
from app.ingest.reading import Reading
from app.ingest.sections import Section

_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]{1,500}")
_TRACKER = re.compile(
    r"/(?:issues|pull|pulls|merge_requests|browse|ticket|tickets|bugs?|work_items|commit|task|tasks)/|jira|bugzilla|"
    r"linear\.app|atlassian|/-/|phabricator|progress\.|trello|asana|github\.com/[^/]+/[^/]+/",
    re.IGNORECASE,
)
_LINK_WORDS = re.compile(
    r"(?<![\s:–—-])[\s:–—-]*+[(\[]{1,2}(?:issue|pull request|pr|ticket|link|card|task|bug|mr|commit|"
    r"[A-Z]{2,10}-\d+|#\d+)s?[)\]]{1,2}\.?\s*$",
    re.IGNORECASE,
)
_PRIORITY = re.compile(
    r"\b(?:priority[:\s]+)?(P[0-4])\b|\b(?:priority|prio)[:\s]+(critical|urgent|high|medium|low)\b", re.IGNORECASE
)
_LEAD_PRIORITY = re.compile(r"[(\[*]{0,3}(CRITICAL|HIGH|MEDIUM|LOW|P[0-4])[)\]*]{0,3}\s*[:–—-]?\s+(?=\w)")
_PRIORITIES = {
    "p0": Priority.CRITICAL, "p1": Priority.HIGH, "p2": Priority.MEDIUM, "p3": Priority.LOW, "p4": Priority.LOW,
    "critical": Priority.CRITICAL, "urgent": Priority.CRITICAL, "high": Priority.HIGH, "medium": Priority.MEDIUM,
    "moderate": Priority.MEDIUM, "low": Priority.LOW, "highest": Priority.CRITICAL, "lowest": Priority.LOW,
}  # fmt: skip
_INVESTIGATES = re.compile(
    r"(?<!\W)\W*+(?:investigat|research|analy[sz]|explore|find out|look into|evaluat|understand|consider|discuss)"
)
_KINDS = Sorter(
    (ActionKind.DETECT, each("alert monitor alarm detect dashboard notif observab metric logging", "")),
    (
        ActionKind.PROCESS,
        each("runbook playbook document process procedure checklist train drill communicat policy onboard wiki", "")
        + each("policies", ""),
    ),
    (
        ActionKind.PREVENT,
        each("prevent ensure avoid test validat automat limit guard lint enforce review redundan replicat", ""),
    ),
    (
        ActionKind.MITIGATE,
        (*each("mitigat revert workaround fallback recover", ""), r"roll ?back", r"fail-?over", r"circuit break"),
    ),
    (
        ActionKind.REPAIR,
        (*each("fix repair patch correct upgrade update migrate replace refactor remove", ""), r"clean ?up"),
    ),
)
_KIND_WORDS = {kind.value: kind for kind in ActionKind} | {
    "detection": ActionKind.DETECT, "prevention": ActionKind.PREVENT, "mitigation": ActionKind.MITIGATE,
    "investigation": ActionKind.INVESTIGATE, "processes": ActionKind.PROCESS,
}  # fmt: skip
_MAX = 4000


@dataclass(slots=True)
class Draft:
    """What a form found; None where it leaves the field to the words."""

    text: str
    line: int
    rule: str
    confidence: float
    links: list[str] = field(default_factory=list)
    owner: str | None = None
    due: tuple[str | None, str | None] = (None, None)
    status: str | None = None
    kind: str | None = None
    priority: str | None = None
    team: str | None = None


def add(reading: Reading, block: Block, draft: Draft, section: Section) -> ParsedAction | None:
    """Add the action to the post; None where nothing is left of its words."""
    note = read_notation(" ".join(draft.text.split()))
    owner, text = (draft.owner, note.text) if draft.owner else owner_of(note.text)
    headings = [s.heading for s in section.chain() if s.level > 0 and "action_items" in s.roles]
    due = draft.due if any(draft.due) else (_day(note.due), note.due) if note.due else due_of(text, reading.clock)
    if not any(due):
        due = next((d for h in headings if any(d := due_of_heading(h, reading.clock))), (None, None))
    status = note.status or draft.status or state_of_item(block, note.text, headings)
    links = list(dict.fromkeys([*draft.links, *_ADDRESS.findall(note.text)]))
    if not links and section.head is not None and "action_items" in section.roles:
        links = section.head.links()
    text = _LINK_WORDS.sub("", without_marks(text)).strip() or note.text
    if not any(c.isalnum() for c in text):
        return None
    match = _PRIORITY.search(text)
    lead = _LEAD_PRIORITY.match(text)
    if lead is not None:
        draft.priority, text = draft.priority or lead[1], text[lead.end() :]
    priority = _PRIORITIES.get((draft.priority or (match and (match[1] or match[2])) or "").strip().lower())
    action = ParsedAction(
        text=text[:_MAX],
        owner=note.owner or owner,
        team=draft.team,
        due=due[0],
        due_raw=" ".join((due[1] or "").split()[:8]) or None,
        status=status,
        kind=_kind(draft.kind, text),
        priority=priority,
        tracker_url=next((u for u in links if u.startswith("http") and _TRACKER.search(u)), None),
        links=links,
        key=note.key,
        causes=[],
        line=draft.line,
        rule=draft.rule,
        confidence=draft.confidence,
    )
    reading.post.actions.append(action)
    return action


def from_block(reading: Reading, block: Block, rule: str, confidence: float) -> ParsedAction | None:
    """The whole block is the action."""
    reading.take(block)
    draft = Draft(block.text, block.line, rule, confidence, block.links())
    return add(reading, block, draft, reading.section(block))


def cell_links(cell: Cell) -> list[str]:
    return [s.target for s in cell.spans if s.target] + _ADDRESS.findall(cell.text)


def _kind(stated: str | None, text: str) -> ActionKind:
    words = (stated or "").strip().lower()
    if words in _KIND_WORDS:
        return _KIND_WORDS[words]
    low = spaced(text)
    if _INVESTIGATES.match(low):
        return ActionKind.INVESTIGATE
    return _KINDS.sort_of(low) or ActionKind.OTHER


def _day(written: str) -> str | None:
    """The date as written where the calendar has it; 30 February stays words."""
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None
