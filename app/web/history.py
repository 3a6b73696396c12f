"""An action's history in words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.store.tables import ActionEvent
from app.web.words import words

_SHOWN = 300
_FIELDS = {
    "due": "due date",
    "text": "wording",
    "tracker_url": "tracker",
    "closed_at": "closed",
    "re_audit": "re-audit",
}


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Step:
    """Everything that one person changed at one moment, with the reason given."""

    at: datetime
    actor: str
    why: str | None
    changes: list[Change]


def steps_of(events: Sequence[ActionEvent]) -> list[Step]:
    """Newest first; rows of one write stand together."""
    steps: list[Step] = []
    for event in events:
        same = steps and (steps[-1].at, steps[-1].actor, steps[-1].why) == (event.at, event.actor, event.why)
        if not same:
            steps.append(Step(event.at, event.actor, event.why, []))
        if event.field != "closed_at":  # the status says as much, and the step its time
            change = Change(_named(event.field), _shown(event.old), _shown(event.new))
            steps[-1].changes.append(change)
    return steps[::-1]


def _named(field: str) -> str:
    """A target's name is shown as it is."""
    kind, _, name = field.partition(" ")
    return f"target “{name}”" if name and kind == "target" else _FIELDS.get(field, words(field))


def _shown(value: str | None) -> str:
    if value is None:
        return ""
    if value.startswith("[{"):
        try:
            pieces = json.loads(value)
            value = "; ".join(str(p.get("text") or p.get("url") or "") for p in pieces)
        except (ValueError, AttributeError):
            pass
    if value.startswith("not_applicable"):
        value = words("not_applicable") + value.removeprefix("not_applicable")
    return words(value)[:_SHOWN] if value.islower() and " " not in value else value[:_SHOWN]
