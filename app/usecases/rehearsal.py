"""What an import would do, told beforehand: the import itself, in a transaction that is undone at the end."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlmodel import Session, col, select

from app.domain.capabilities import Capability
from app.domain.principal import Principal, require
from app.search.backend import SearchIndex
from app.store.engine import Bind, reading, rehearsing
from app.store.report_facts import Doubtful, doubtful_facts
from app.store.tables import ActionItem, Cause, Lesson, Postmortem, TimelineEvent
from app.usecases.importing import Failed, Imported, stored
from app.usecases.sources import Source, arriving
from app.usecases.workspace import Workspace

_TABLES: dict[str, Any] = {"event": TimelineEvent, "cause": Cause, "lesson": Lesson, "action": ActionItem}
#: What follows from where a fact stands in the text and how it was read; by itself it is no news.
_BESIDE = {"line", "end_line", "position", "version", "updated_at", "rule", "confidence", "claimed", "sections"} | {
    "keyed"
}

Facts = dict[tuple[str, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PostForetold:
    """A postmortem as it would stand, and how many facts it would have."""

    postmortem: Postmortem
    events: int
    causes: int
    actions: int
    diagnostics: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How many facts of a kind (postmortem, event, cause, lesson, action) would come, change and go."""

    kind: str
    added: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class Foretold:
    """What the import of one document would give. `differences` are those of a known document."""

    imported: Imported
    posts: list[PostForetold]
    differences: list[Difference]
    doubtful: list[Doubtful]


@dataclass(frozen=True, slots=True)
class _Stage:
    """A workspace whose writes are undone. Nothing on it touches the index."""

    engine: Bind
    index: SearchIndex
    now: Callable[[], datetime]


def rehearse(
    ws: Workspace,
    principal: Principal,
    sources: Iterable[Source],
    done: Callable[[Foretold | Failed], None] = lambda _: None,
    needs: Capability = Capability.READ,
) -> list[Foretold | Failed]:
    """What importing the sources would do to each document, in their order; nothing is stored.

    Others who write wait until it is over. Raises Forbidden to who lacks `needs`.
    """
    require(principal, needs)
    told: list[Foretold | Failed] = []
    with _staged(ws) as stage:
        for result in stored(stage, principal, arriving(stage, sources)):
            told.append(result if isinstance(result, Failed) else _foretold(ws, stage, result))
            done(told[-1])
    return told


@contextmanager
def _staged(ws: Workspace) -> Iterator[_Stage]:
    with rehearsing(ws.engine.engine) as connection:
        yield _Stage(connection, ws.index, ws.now)


def _foretold(ws: Workspace, stage: _Stage, imported: Imported) -> Foretold:
    """`ws` shows the document as it is, `stage` as it would be."""
    document = imported.document.id or 0
    with reading(stage.engine) as session:
        after = _facts(session, document)
        doubtful = doubtful_facts(session, [p.id for p in imported.postmortems])
    before: Facts = {}
    if imported.outcome == "changed":
        with reading(ws.engine) as session:
            before = _facts(session, document)
    differences = _differences(before, after) if imported.outcome == "changed" else []
    posts = [_post(imported, p, after) for p in imported.postmortems]
    return Foretold(imported, posts, differences, [d for p in imported.postmortems for d in doubtful.get(p.id, [])])


def _facts(session: Session, document: int) -> Facts:
    """Everything in the document's text, by kind and id."""
    here = select(Postmortem).where(Postmortem.document_id == document)
    posts = session.exec(here.where(col(Postmortem.removed_in_revision).is_(None))).all()
    found: Facts = {("postmortem", p.id or 0): _values(p) for p in posts}
    for kind, table in _TABLES.items():
        rows = select(table).where(table.postmortem_id.in_([p.id for p in posts]))
        for row in session.exec(rows.where(table.removed_in_revision.is_(None))):
            found[kind, row.id] = _values(row)
    return found


def _values(row: Any) -> dict[str, Any]:
    return cast(dict[str, Any], row.model_dump(exclude=_BESIDE))


def _differences(before: Facts, after: Facts) -> list[Difference]:
    found = []
    for kind in ("postmortem", *_TABLES):
        old = {key: values for key, values in before.items() if key[0] == kind}
        new = {key: values for key, values in after.items() if key[0] == kind}
        changed = sum(values != old[key] for key, values in new.items() if key in old)
        difference = Difference(kind, len(new.keys() - old.keys()), changed, len(old.keys() - new.keys()))
        if difference.added or difference.changed or difference.gone:
            found.append(difference)
    return found


def _post(imported: Imported, postmortem: Postmortem, facts: Facts) -> PostForetold:
    def count(kind: str) -> int:
        return sum(k == kind and values["postmortem_id"] == postmortem.id for (k, _), values in facts.items())

    reported: list[Any] = next((r["diagnostics"] for r in imported.report if r["line"] == postmortem.line), [])
    return PostForetold(postmortem, count("event"), count("cause"), count("action"), len(reported))
