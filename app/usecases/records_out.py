"""Records as plain data with the names that the API gives them, for files and programs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, SQLModel

from app.domain.lifecycle import legal_moves
from app.domain.principal import Principal
from app.domain.targets import Target
from app.domain.vocabulary import UNFINISHED
from app.store.accounts import changes_of
from app.store.action_items import ActionRow, actions_of, histories
from app.store.facts import (
    cause_links,
    causes,
    corrections,
    lessons,
    linked_slugs,
    links,
    revisions,
    shown_revision,
    timeline,
)
from app.store.postmortems import document_of, names_of
from app.store.tables import ActionEvent, ActionItem, ActionTarget, Postmortem, TargetCheck

_INNER = {"id", "postmortem_id", "document_id", "position"}
_ACTION_INNER = _INNER | {"number", "owner_id", "team_id", "superseded_by", "claimed", "default_due", "version"}
_REVISION_INNER = _INNER | {"data", "report"}
_CHANGE_INNER = {"seq", "kind", "record_id"}
_POSTMORTEM_INNER = _INNER | {"post_key", "sort_at", "version", "withdrawn_from"}


def action_record(row: ActionRow, today: date) -> dict[str, Any]:
    """Dates and times as ISO text. `overdue`: unfinished and due before `today`."""
    action: ActionItem = row.action
    return {
        "key": action.key,
        **_plain(action, _ACTION_INNER),
        "moves": [status.value for status in legal_moves(action.status)],
        "overdue": action.status in UNFINISHED and action.due is not None and action.due < today,
        "owner": row.owner,
        "team": row.team,
        "postmortem": row.postmortem_slug,
        "postmortem_title": row.postmortem_title,
        "superseded_by": row.superseded_by,
        "targets": {
            "total": row.coverage.total,
            "settled": row.coverage.settled(today),
            "failed": row.coverage.failed,
        },
    }


def target_record(target: ActionTarget, today: date, check: TargetCheck | None) -> dict[str, Any]:
    """`settled`: passed, not applicable, or excepted until a day that is not before `today`."""
    settled = Target(target.name, target.state, target.until).settled(today)
    asked = _plain(check, {"target_id", "silent"}) if check else None
    return _plain(target, {"id", "action_id", "key"}) | {"settled": settled, "check": asked}


def event_record(event: ActionEvent) -> dict[str, Any]:
    return _plain(event, {"action_id"})


def postmortem_record(
    session: Session, principal: Principal, postmortem: Postmortem, today: date
) -> dict[str, Any]:
    """The whole record: facts, live state of its actions, what reading it reported, where it came from.

    And who did what to it: revisions with their authors, changes, and each action's history.
    """
    own_id = postmortem.id or 0
    document = document_of(session, postmortem)
    services, teams, tags = names_of(session, own_id)
    rows = actions_of(session, principal, own_id)
    told = histories(session, own_id)
    found = links(session, own_id)
    slugs = linked_slugs(session, principal, found)
    return {
        **_plain(postmortem, _POSTMORTEM_INNER),
        "services": services,
        "teams": teams,
        "tags": tags,
        "timeline": [_plain(event, _INNER) for event in timeline(session, own_id)],
        "causes": _causes(session, own_id, rows),
        "lessons": [_plain(lesson, _INNER) for lesson in lessons(session, own_id)],
        "actions": [
            action_record(row, today) | {"history": [event_record(e) for e in told.get(row.action.id or 0, [])]}
            for row in rows
        ],
        "links": [
            _plain(link, _INNER | {"target_id"}) | {"postmortem": slugs.get(link.target_id or 0)} for link in found
        ],
        "corrections": [
            _plain(c, {"postmortem_id", "fact_id"}) | {"fact": c.fact_id} for c in corrections(session, own_id)
        ],
        **_report(session, postmortem),
        "document": _plain(document, {"id"}),
        "revisions": [_plain(r, _REVISION_INNER) for r in revisions(session, postmortem.document_id)],
        "changes": [_plain(c, _CHANGE_INNER) for c in changes_of(session, "postmortem", postmortem.id)],
    }


def _causes(session: Session, postmortem_id: int, rows: list[ActionRow]) -> list[dict[str, Any]]:
    keys = {row.action.id: row.action.key for row in rows}
    answers: dict[int, list[str]] = {}
    for link in cause_links(session, postmortem_id):
        answers.setdefault(link.cause_id, []).append(keys[link.action_id])
    return [
        _plain(cause, _INNER) | {"actions": sorted(answers.get(cause.id or 0, []))}
        for cause in causes(session, postmortem_id)
    ]


def _report(session: Session, postmortem: Postmortem) -> Mapping[str, Any]:
    head = shown_revision(session, postmortem)
    mine = next((post for post in head.report if post["line"] == postmortem.line), {})
    return {name: mine.get(name, []) for name in ("diagnostics", "unplaced")}


def _plain(record: SQLModel, without: set[str]) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude=without)
