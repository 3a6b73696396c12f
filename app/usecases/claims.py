"""What a document says of an action's fields that may also be changed here."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session

from app.domain.models import ADDRESS_MAX, TEXT_MAX
from app.domain.names import name_and_address
from app.domain.vocabulary import ActionKind, ActionStatus, Priority
from app.ingest.facts import ParsedAction
from app.store.catalogue import find_by_name, find_record
from app.store.tables import ActionItem
from app.usecases.naming import clean, named

FIELDS = ("owner_id", "team_id", "due", "priority", "kind", "tracker_url", "status")

#: Those of them that are records, by kind.
REFERENCES = {"owner_id": "person", "team_id": "team"}

#: What a document that calls work closed is taken to say. That somebody verified it here, it cannot know.
CLOSED_CLAIMS = {
    "done": ActionStatus.DONE,
    "verified": ActionStatus.DONE,
    "wont_do": ActionStatus.WONT_DO,
    "superseded": ActionStatus.WONT_DO,
}


Naming = Callable[[Session, str, str], Any]


def said(session: Session, parsed: ParsedAction, naming: Naming = named) -> dict[str, Any]:
    """What the document says of the fields that may also be changed here. `naming` finds whom a name means."""
    team = naming(session, "team", parsed.team) if parsed.team else None
    owner = None
    if parsed.owner:
        as_team = find_by_name(session, "team", clean(name_and_address(parsed.owner)[0]))
        owner = None if as_team else naming(session, "person", parsed.owner)
        team = team or as_team
    due = date.fromisoformat(parsed.due) if parsed.due and len(parsed.due) == 10 else None
    return {
        "owner_id": owner.id if owner else None,
        "team_id": team.id if team else None,
        "due": due,
        "priority": parsed.priority,
        "kind": parsed.kind,
        "tracker_url": web_address(parsed.tracker_url),
        "status": status_said(parsed.status, committed=owner is not None and due is not None),
    }


def status_said(claim: str, *, committed: bool) -> ActionStatus:
    """Unfinished work is proposed until it has one owner and a due date, or as long as it is called so."""
    if claim in CLOSED_CLAIMS:
        return CLOSED_CLAIMS[claim]
    if not committed or claim == ActionStatus.PROPOSED:
        return ActionStatus.PROPOSED
    return ActionStatus(claim) if claim in ("in_progress", "blocked") else ActionStatus.OPEN


Claims = dict[str, str | None]


def claims(parsed: ParsedAction, values: dict[str, Any], action: ActionItem | None = None) -> Claims:
    """What is kept of it as text. A name that the document wrote of the `action` before means whom it meant then.

    Else a team that is given a name later would take over work that the text calls its in the same words as ever.
    """
    before = (action.claimed if action else None) or {}
    told: Claims = {
        "claim": parsed.status,
        "text": parsed.text[:TEXT_MAX],
        "owner": clean(parsed.owner or ""),
        "team": clean(parsed.team or ""),
    }
    same = all(told[name] == before.get(name) for name in ("owner", "team"))
    meant = {name: before.get(name) for name in REFERENCES} if same else {}
    stated: Claims = {name: plain(values[name]) for name in FIELDS}
    return stated | told | meant


def news(session: Session, action: ActionItem, said: dict[str, Any], claims: Claims) -> list[tuple[str, bool]]:
    """Fields of which the document says something new; True beside one that follows it, as nobody changed it here.

    A status is reckoned from owner and due date as well: where the claim is the same and neither of them follows,
    both may have been given here, and it is no news.
    """
    out: list[tuple[str, bool]] = []
    for name in ("text", *FIELDS):
        last = claimed(session, action, name)
        if _present(session, claims, name) == last or getattr(action, name) == said[name]:
            continue
        same_claim = claims["claim"] == (action.claimed or {}).get("claim")
        if name == "status" and same_claim and not {("owner_id", True), ("due", True)} & set(out):
            continue
        out.append((name, plain(getattr(action, name)) == last))
    return out


def claimed(session: Session, action: ActionItem, name: str) -> str | None:
    """What the document said last; of a person or team since merged into another that other."""
    told: Claims = {"text": action.text}
    return _present(session, told | (action.claimed or {}), name)


def _present(session: Session, told: Claims, name: str) -> str | None:
    value = told.get(name)
    return str(find_record(session, REFERENCES[name], int(value)).id) if value and name in REFERENCES else value


def wording(action: ActionItem) -> str:
    """What the document said last, whatever the action is called here: by that it is found again."""
    return (action.claimed or {}).get("text") or action.text


def plain(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, ActionStatus | ActionKind | Priority):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)


def web_address(address: str | None) -> str | None:
    """The address where it is one that a browser may follow and that fits; else None."""
    if address and len(address) <= ADDRESS_MAX and address.startswith(("https://", "http://")):
        return None if any(c.isspace() for c in address) else address
    return None
