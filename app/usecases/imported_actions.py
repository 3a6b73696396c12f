"""Action items from documents: identity across re-imports, and who wins where text and tool disagree.

Wording, status, owner, due date and the like follow the document as long as nobody changed them here; after
that the tool wins, and what the document comes to say against it becomes a diagnostic.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain.models import TEXT_MAX
from app.domain.principal import Principal
from app.domain.targets import VOUCHING, unsettled
from app.domain.vocabulary import UNFINISHED, ActionStatus, LinkOrigin, PostmortemKind
from app.ingest.facts import ParsedAction, ParsedPost
from app.store.catalogue import find_record
from app.store.facts import revision
from app.store.tables import ActionCause, ActionItem, Cause, Document, Postmortem
from app.store.targets import states_of
from app.usecases.action_history import next_number, record
from app.usecases.claims import CLOSED_CLAIMS, FIELDS, REFERENCES, news, web_address
from app.usecases.claims import claims as claims_of
from app.usecases.claims import said as say
from app.usecases.naming import clean
from app.usecases.paired_actions import pair, strangers


@dataclass(frozen=True, slots=True)
class _Import:
    session: Session
    document: Document
    postmortem: Postmortem
    actor: str
    now: datetime

    def record(self, action: ActionItem, field: str, old: Any, new: Any) -> None:
        why = f"revision {self.document.head} of {self.document.path}, line {action.line}"
        record(self.session, action, field, old, new, actor=self.actor, now=self.now, why=why)

    def diagnose(self, line: int, code: str, message: str) -> None:
        """Add to the report of the revision that is being read."""
        head = revision(self.session, self.document.id or 0, self.document.head)
        report = [dict(post) for post in head.report]
        mine = next((p for p in report if p["line"] == self.postmortem.line), None)
        found = {"line": line, "code": code, "message": message}
        if mine is not None and found not in mine["diagnostics"]:
            mine["diagnostics"] = [*mine["diagnostics"], found]
            head.report = report
            self.session.add(head)


def sync_actions(
    session: Session,
    document: Document,
    postmortem: Postmortem,
    post: ParsedPost,
    causes: list[Cause],
    principal: Principal,
    now: datetime,
) -> None:
    """Bring the postmortem's actions to what the text says now. A notice makes none."""
    work = _Import(session, document, postmortem, principal.name, now)
    found = [] if post.kind is PostmortemKind.NOTICE else [a for a in post.actions if a.text.strip()]
    known = _known(session, postmortem)
    pairs = pair(known, found)
    for parsed in strangers(known, found):
        work.diagnose(parsed.line, "foreign-action-key", f"{parsed.key} is no action of this postmortem")
    actions = [known[pairs[j]] if j in pairs else _birth(work, parsed, j) for j, parsed in enumerate(found)]
    session.add_all(actions)
    session.flush()
    for j, (action, parsed) in enumerate(zip(actions, found, strict=True)):
        if j in pairs:
            _follow(work, action, parsed, j)
        else:
            work.record(action, "status", None, action.status)
        _link_causes(session, action, [causes[i] for i in parsed.causes if i < len(causes)])
    kept = set(pairs.values())
    for i, action in enumerate(known):
        if i not in kept and action.removed_in_revision is None and action.line is not None:
            action.removed_in_revision = document.head
            _save(work, action)
            work.record(action, "document", "in the text", "no longer in the text")


def _known(session: Session, postmortem: Postmortem) -> list[ActionItem]:
    of_it = select(ActionItem).where(ActionItem.postmortem_id == postmortem.id)
    return list(session.exec(of_it.order_by(col(ActionItem.position), col(ActionItem.number))).all())


def _birth(work: _Import, parsed: ParsedAction, position: int) -> ActionItem:
    said = say(work.session, parsed)
    action = ActionItem(
        number=next_number(work.session),
        postmortem_id=work.postmortem.id,
        text=parsed.text[:TEXT_MAX],
        kind=parsed.kind,
        status=said["status"],
        created_at=work.now,
        updated_at=work.now,
    )
    for name in FIELDS:
        setattr(action, name, said[name])
    action.on_documents_word = action.status not in UNFINISHED
    action.claimed = claims_of(parsed, said)
    _place(action, parsed, position)
    return action


def _follow(work: _Import, action: ActionItem, parsed: ParsedAction, position: int) -> None:
    said = say(work.session, parsed) | {"text": parsed.text[:TEXT_MAX]}
    claims = claims_of(parsed, said, action)
    changes = _taken(work, action, parsed, said, claims)
    if any(name == "status" for name, _, _ in changes):
        action.on_documents_word = action.status not in UNFINISHED
        action.closed_at = None  # a document says that, not when
    if action.removed_in_revision is not None:
        changes.append(("document", "no longer in the text", "in the text again"))
        action.removed_in_revision = None
    action.claimed = claims
    _place(action, parsed, position)
    _save(work, action)
    for name, old, new in changes:
        work.record(action, name, old, new)
    _contradiction(work, action, parsed)


def _taken(
    work: _Import, action: ActionItem, parsed: ParsedAction, said: dict[str, Any], claims: dict[str, str | None]
) -> list[tuple[str, Any, Any]]:
    """Let each field follow the document as long as nobody changed it here; gives what changed."""
    changes = []
    for name, taken in news(work.session, action, said, claims):
        old, new = getattr(action, name), said[name]
        if name == "status" and _in_doubt(work.session, action, new, work.now):
            continue
        words = name.removesuffix("_id"), _shown(work.session, name, old), _shown(work.session, name, new)
        if taken:
            setattr(action, name, new)
            changes.append(words)
        elif name != "status":
            told = f"the document's {words[0]} is now {words[2] or 'none'}, {action.key} was given another here"
            work.diagnose(parsed.line, "action-field-conflict", f"{told}: the latter stands")
    return changes


def _in_doubt(session: Session, action: ActionItem, said: ActionStatus, now: datetime) -> bool:
    """Where targets were named here, no document's word makes an action done before they are settled."""
    return said in VOUCHING and bool(unsettled(states_of(session, action.id or 0), now.date()))


def _contradiction(work: _Import, action: ActionItem, parsed: ParsedAction) -> None:
    claims_closed = parsed.status in CLOSED_CLAIMS
    if claims_closed != (action.status not in UNFINISHED):
        work.diagnose(
            parsed.line,
            "action-status-conflict",
            f"the document says {parsed.status}, {action.key} is {action.status.value} here: the latter stands",
        )


def _shown(session: Session, name: str, value: Any) -> Any:
    return find_record(session, REFERENCES[name], value).name if value and name in REFERENCES else value


def _place(action: ActionItem, parsed: ParsedAction, position: int) -> None:
    """What always follows the text: where it stands and what is written beside it."""
    action.owner_raw = clean(parsed.owner or "") or None
    action.due_raw = clean(parsed.due_raw or "") or None
    action.links = [link for link in parsed.links if web_address(link)]
    action.line, action.rule, action.confidence = parsed.line, parsed.rule, parsed.confidence
    action.position = position


def _save(work: _Import, action: ActionItem) -> None:
    if work.session.is_modified(action):
        action.version += 1
        action.updated_at = work.now
    work.session.flush()


def _link_causes(session: Session, action: ActionItem, causes: list[Cause]) -> None:
    for cause in causes:
        if session.get(ActionCause, (action.id, cause.id)) is None:
            session.add(ActionCause(action_id=action.id or 0, cause_id=cause.id or 0, origin=LinkOrigin.STATED))
