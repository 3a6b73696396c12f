"""An action from its words: what the forms share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from app.domain.vocabulary import Priority
from app.ingest.actions.dues import NO_DUE, Due, due_above, due_of, due_of_heading
from app.ingest.actions.kinds import kind_of
from app.ingest.actions.notation import Notation, read_notation
from app.ingest.actions.owners import owner_cell, owner_of
from app.ingest.actions.people import Known, is_person, is_team
from app.ingest.actions.stated import Stated, is_stated, read_stated
from app.ingest.actions.states import is_noted_done, state_of_intro, state_of_item, without_marks
from app.ingest.actions.tense import is_past
from app.ingest.actions.told_done import is_told_done
from app.ingest.blocks import Block, Cell
from app.ingest.facts import ParsedAction
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
_MAY_RANK = re.compile(r"[Pp](?:[0-4]|rio|RIO)")
_LEAD_PRIORITY = re.compile(r"[(\[*]{0,3}(CRITICAL|HIGH|MEDIUM|LOW|P[0-4])[)\]*]{0,3}\s*[:–—-]?\s+(?=\w)")
_PRIORITIES = {
    "p0": Priority.CRITICAL, "p1": Priority.HIGH, "p2": Priority.MEDIUM, "p3": Priority.LOW, "p4": Priority.LOW,
    "critical": Priority.CRITICAL, "urgent": Priority.CRITICAL, "high": Priority.HIGH, "medium": Priority.MEDIUM,
    "moderate": Priority.MEDIUM, "low": Priority.LOW, "highest": Priority.CRITICAL, "lowest": Priority.LOW,
}  # fmt: skip
_OWNER_HEADING = re.compile(
    r"\b(?:owners?|assignees?|assigned to|dri|responsible)\s{0,3}[:–—-]\s{0,3}(?P<label>[^()\[\]:]{2,60})"
    r"|(?:^|[(\[ ])(?P<handle>@[A-Za-z0-9][\w.-]{0,60})",
    re.IGNORECASE,
)
#: "(Issue)", "Tracked in …", "See #12.": of the action before it, with its address.
REFERS = re.compile(
    r"[(\[]|https?://|(?:see|tracked|tracking|issue|ticket|pr|pull request|jira|details)\b"
    r"|(?:this|it|the work|work|progress|more)\b[^.:]{0,30}\b(?:tracked|followed|found|details|described|in)\b",
    re.IGNORECASE,
)
_HEADING, _MAX, _NAME_CHARS = 200, 4000, 40
_HANDLE_ALONE = re.compile(r"@[A-Za-z0-9][\w.-]{0,60}")


@dataclass(slots=True)
class Draft:
    """What a form found; None where it leaves the field to the words. `above`: lines that head its list."""

    text: str
    line: int
    rule: str
    confidence: float
    links: list[str] = field(default_factory=list)
    owner: str | None = None
    due: Due = NO_DUE
    status: str | None = None
    kind: str | None = None
    priority: str | None = None
    team: str | None = None
    above: list[str] = field(default_factory=list)


def add(reading: Reading, block: Block, draft: Draft, section: Section) -> ParsedAction | None:
    """Add the action to the post; None where nothing is left of its words."""
    note = read_notation(_collapsed(draft.text))
    known = Known(reading)
    stated = read_stated(draft.text if "\n" in draft.text else without_marks(note.text), reading.clock, known)
    if "\n" in draft.text:
        stated.text = read_notation(_collapsed(stated.text)).text
    headings = [s.heading for s in section.chain() if s.level > 0 and "action_items" in s.roles]
    status = (
        note.status or draft.status or stated.status or _state(reading, block, note.text, headings, draft.above)
    )
    links = list(dict.fromkeys([*draft.links, *map(_address, _ADDRESS.findall(note.text))]))
    if not links and section.head is not None and "action_items" in section.roles:
        links = section.head.links()
    text, lead = _cut_priority(_LINK_WORDS.sub("", without_marks(stated.text)).strip() or note.text)
    if not any(c.isalnum() for c in text):
        return None
    team = draft.team or stated.team
    owner = note.owner or draft.owner or stated.owner or owner_of(text, known)
    owner = owner or _owner_above([*draft.above, *headings], known)
    due = _due(reading, note, draft, stated, headings, status)
    if status == "open" and owner and (due[0] or not due[1]) and _has_done(note.text, owner):
        status, due = "done", NO_DUE
    action = ParsedAction(
        text=text[:_MAX],
        owner=owner or team,
        team=team,
        due=due[0],
        due_raw=" ".join((due[1] or "").split()[:8]) or None,
        status=status,
        kind=kind_of(draft.kind or stated.kind, text),
        priority=_PRIORITIES.get(_priority(draft.priority or stated.priority or lead, note.text)),
        tracker_url=_tracker(links),
        links=links,
        key=note.key,
        causes=[],
        line=draft.line,
        rule=draft.rule,
        confidence=draft.confidence,
    )
    reading.post.actions.append(action)
    known.add(action.owner)
    return action


def _has_done(text: str, owner: str) -> bool:
    """ "Ann has added …", "Ann added …"."""
    rest = text.removeprefix(owner).split(maxsplit=1) if text.startswith(f"{owner} ") else []
    return bool(rest) and (rest[0] in ("has", "have") or rest[0].endswith("ed")) and is_past(f"We {' '.join(rest)}")


def _state(reading: Reading, block: Block, text: str, headings: list[str], above: list[str]) -> str:
    status = state_of_item(block, text, headings)
    if status == "open" and block.checked is None:
        status = next((s for line in above if (s := state_of_intro(line))), status)
    told = status == "open" and block.checked is None and is_told_done(reading, text)
    return "done" if told else status


def refer(action: ParsedAction, links: list[str], words: str = "") -> None:
    """Add links, and the addresses in the words, that stand behind the action's own."""
    links = [*links, *map(_address, _ADDRESS.findall(words))]
    action.links += [url for url in links if url not in action.links]
    if action.tracker_url is None:
        action.tracker_url = _tracker(action.links)


def _tracker(links: list[str]) -> str | None:
    return next((u for u in links if u.startswith("http") and _TRACKER.search(u)), None)


def _collapsed(text: str) -> str:
    return " ".join(text.split())


def _address(url: str) -> str:
    return url.rstrip(".,;:!")


def _due(reading: Reading, note: Notation, draft: Draft, stated: Stated, headings: list[str], status: str) -> Due:
    """The first that says when: our notation, its column or label, its words, the headings above it.

    What is done is not due at some time of its sentence's.
    """
    clock = reading.clock
    if note.due:
        return _day(note.due), note.due
    for due in (draft.due, NO_DUE if stated.bare and status == "done" else stated.due):
        if any(due):
            return _joined(reading, due, draft.line)
    found = due_of(stated.text, clock, draft.rule != "action-prose" and status != "done")
    if any(found):
        return _joined(reading, found, draft.line) if status != "done" or found[0] else NO_DUE
    above = next((d for line in draft.above if any(d := due_above(line, clock))), NO_DUE)
    return above if any(above) else next((d for h in headings if any(d := due_of_heading(h, clock))), NO_DUE)


def _joined(reading: Reading, due: Due, line: int) -> Due:
    """The due date, with a diagnostic where its year is the document's."""
    if due[0] and due[1] and due[0][:4] not in due[1] and not re.search(rf"[/.-]{due[0][2:4]}\b", due[1]):
        reading.note(
            line, "due-year-joined", f"“{due[1]}” is read as {due[0]}, the first after the document's date"
        )
    return due


def _owner_above(headings: list[str], known: Known) -> str | None:
    """ "Backend (owner: @ann)", "@ann", "Ann", "Storage team:": what a group of actions stands under."""
    for heading in headings:
        whole = heading.strip(" :*[]()")
        if len(whole) <= _NAME_CHARS and (is_team(whole) or (whole.istitle() and is_person(whole, known))):
            return whole
        owner = _owner_in(heading[:_HEADING])
        if owner is not None:
            return owner
    return None


@lru_cache(maxsize=256)  # of each of the actions below it
def _owner_in(heading: str) -> str | None:
    match = _OWNER_HEADING.search(heading)
    return owner_cell(match["label"] or match["handle"]) if match is not None else None


def _cut_priority(text: str) -> tuple[str, str | None]:
    lead = _LEAD_PRIORITY.match(text)
    return (text[lead.end() :], lead[1]) if lead is not None else (text, None)


def _priority(stated: str | None, text: str) -> str:
    match = _PRIORITY.search(text) if not stated and _MAY_RANK.search(text) else None
    return (stated or (match and (match[1] or match[2])) or "").strip().lower()


def from_block(
    reading: Reading,
    block: Block,
    rule: str,
    confidence: float,
    nested: Iterable[Block] = (),
    above: Iterable[str] = (),
) -> ParsedAction | None:
    """The whole block is the action; of what is nested in it, labels ("Owner: Ann"), handles, links and a note that
    it is done count; of the lines `above` its list, who and whether it is done.
    """
    reading.take(block)
    inner = list(nested)
    text = "\n".join([block.text, *(b.text for b in inner if is_stated(b.text))])
    links = [url for b in (block, *inner) for url in b.links()]
    links += [_address(url) for b in inner for url in _ADDRESS.findall(b.text)]
    draft = Draft(text, block.line, rule, confidence, links, above=list(above))
    draft.owner = next((m[0] for b in inner if (m := _HANDLE_ALONE.fullmatch(b.text.strip()))), None)
    draft.status = "done" if any(is_noted_done(b.text) for b in inner) else None
    return add(reading, block, draft, reading.section(block))


def cell_links(cell: Cell) -> list[str]:
    return [s.target for s in cell.spans if s.target] + _ADDRESS.findall(cell.text)


def _day(written: str) -> str | None:
    """The date as written where the calendar has it; 30 February stays words."""
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None
