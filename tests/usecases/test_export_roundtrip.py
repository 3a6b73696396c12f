"""What came in goes out, byte for byte but for the lines of what was decided here; in again it changes nothing."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from support.archive import archive
from support.databases import Clock, Workspace
from support.documents import every

from app.domain.errors import AftercareError
from app.domain.lifecycle import MOVES, Evidence, Move
from app.domain.lines import split_lines
from app.domain.principal import LOCAL_OWNER, SYSTEM
from app.domain.vocabulary import ActionStatus, Grade
from app.search.memory import MemoryIndex
from app.store.engine import open_engine, reading
from app.store.tables import (
    ActionCause,
    ActionEvent,
    ActionItem,
    Alias,
    Cause,
    Document,
    Lesson,
    Person,
    Postmortem,
    PostmortemLink,
    Service,
    Team,
    TimelineEvent,
)
from app.usecases.actions import ActionEdit, edit_action, move_action
from app.usecases.importing import Imported, Incoming, import_all
from app.usecases.left_out import LeftOut
from app.usecases.written_back import export_document

#: What an import may note of an action without changing it: what the text says by now, and when it was read.
_NOTED = {"version", "updated_at", "claimed", "owner_raw", "due_raw", "rule", "confidence", "links"}
_PEOPLE = ("Ann", "Bob Ross", "zoë@example.org", "carl")
PARTS = 4  # of the archive, so that each takes seconds
_UNWRITABLE = "Łukasz (SRE), on call"


@pytest.fixture
def ws(migrated_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """One database: what is written does not depend on its kind, and the archive is large."""
    shutil.copy(migrated_file, tmp_path / "archive.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'archive.db'}")
    yield Workspace(engine, MemoryIndex(), Clock())
    engine.dispose()


Files = dict[str, bytes]


def bring_all(ws: Workspace, files: Files) -> None:
    import_all(ws, SYSTEM, [Incoming("content", path, data, "file") for path, data in files.items()])


def the_archive(ws: Workspace, part: int) -> Files:
    """Each so-many-th document, from one on, of those that can be read, imported."""
    files = {f"{path.parent.name}/{path.name}": path.read_bytes() for path in archive()[part::PARTS]}
    found = import_all(ws, SYSTEM, [Incoming("content", path, data, "file") for path, data in files.items()])
    return {i.document.path: files[i.document.path] for i in found if isinstance(i, Imported)}


def exported(ws: Workspace) -> tuple[Files, list[LeftOut]]:
    """Every document that a postmortem stands in."""
    files: Files = {}
    left: list[LeftOut] = []
    with reading(ws.engine) as session:
        seen = set()
        for post in every(ws.engine, Postmortem):
            if post.document_id not in seen:
                seen.add(post.document_id)
                whole = export_document(session, LOCAL_OWNER, post)
                files[whole.path] = whole.data
                left += whole.left
    return files, left


def live(ws: Workspace) -> dict[str, Any]:
    """Everything that people see of the record, and all its history."""
    actions = [a.model_dump(exclude=_NOTED) for a in every(ws.engine, ActionItem)]
    posts = [p.model_dump(exclude={"version", "updated_at"}) for p in every(ws.engine, Postmortem)]
    found: dict[str, Any] = {"actions": actions, "posts": posts}
    for table in (ActionEvent, ActionCause, Person, Team, Service, Alias, Cause, Lesson, PostmortemLink):
        found[table.__tablename__] = [row.model_dump() for row in every(ws.engine, table)]
    how = {"raw", "rule", "confidence"}
    found["timeline"] = [row.model_dump(exclude=how) for row in every(ws.engine, TimelineEvent)]
    return found


def wander(ws: Workspace, random: Random) -> set[str]:
    """Move and edit half of the actions, as people would; gives the keys of those that were touched."""
    actions = list(every(ws.engine, ActionItem))
    touched = set()
    for action in random.sample(actions, len(actions) // 2):
        for _ in range(random.randint(1, 3)):
            try:
                _one_step(ws, action, actions, random)
            except AftercareError:
                continue  # the lifecycle has the last word
            touched.add(action.key)
    return touched


def _one_step(ws: Workspace, action: ActionItem, all_of_them: list[ActionItem], random: Random) -> None:
    key, chance = action.key, random.random()
    due = date(2030, 1, 1) + timedelta(random.randint(0, 300))
    if chance < 0.55:
        with reading(ws.engine) as session:
            now = session.get_one(ActionItem, action.id).status
        to = random.choice(MOVES[now])
        filling = ActionEdit(owner=random.choice(_PEOPLE), due=due) if now is ActionStatus.PROPOSED else None
        ask = Move(
            to,
            reason="it turned out so",
            evidence=(Evidence("seen in the logs | *all* of it"),) if to is ActionStatus.DONE else (),
            grade=Grade.ACCEPTABLE if to is ActionStatus.VERIFIED else None,
            superseded_by=random.choice(all_of_them).key if to is ActionStatus.SUPERSEDED else None,
        )
        move_action(ws, LOCAL_OWNER, key, ask, filling=filling)
    elif chance < 0.75:
        edit_action(ws, LOCAL_OWNER, key, ActionEdit(owner=random.choice((*_PEOPLE, None, _UNWRITABLE))))
    elif chance < 0.92:
        edit_action(ws, LOCAL_OWNER, key, ActionEdit(due=random.choice((due, None)), reason="later"))
    else:
        text = random.choice((f"{action.text} | as *well* _as_ `can` be", action.text.replace(" ", " really ", 1)))
        edit_action(ws, LOCAL_OWNER, key, ActionEdit(text=text))


def changed_lines(before: Files, after: Files) -> set[tuple[str, int]]:
    assert before.keys() == after.keys()
    found = set()
    for path, old in before.items():
        lines = zip(split_lines(old.decode()), split_lines(after[path].decode()), strict=True)
        found |= {(path, n) for n, (a, b) in enumerate(lines, 1) if a != b}
    return found


@pytest.mark.slow
@pytest.mark.no_cover  # small documents cover the same lines; tracing doubles the time of a whole archive
@pytest.mark.parametrize("part", range(PARTS))
def test_what_was_decided_here_goes_out_and_in_again_and_changes_nothing(ws: Workspace, part: int) -> None:
    random = Random(part)
    files = the_archive(ws, part)
    assert exported(ws) == (files, []), "what was not changed goes out byte for byte, with nothing left out"
    for _round in range(2 if part == 0 else 1):  # twice: what was written is read and written over again
        touched = wander(ws, random)
        before = live(ws)
        out, left = exported(ws)
        _is_about(ws, changed_lines(files, out), touched)
        bring_all(ws, out)
        assert live(ws) == before
        again, still_left = exported(ws)
        assert again == out
        assert {(x.what, x.field) for x in still_left} == {(x.what, x.field) for x in left}
        files = out


def _is_about(ws: Workspace, lines: set[tuple[str, int]], touched: set[str]) -> None:
    """Each line that differs is in the reach of an action that was touched: not before it, not behind the next."""
    paths = {d.id: d.path for d in every(ws.engine, Document)}
    documents = {p.id: paths[p.document_id] for p in every(ws.engine, Postmortem)}
    starts: dict[str, list[tuple[int, str]]] = {}
    for action in every(ws.engine, ActionItem):
        if action.postmortem_id and action.line:
            starts.setdefault(documents[action.postmortem_id], []).append((action.line, action.key))
    for path, number in lines:
        above = [s for s in starts[path] if s[0] <= number]
        nearest = max(line for line, _ in above)
        assert any(key in touched for line, key in above if line == nearest), (path, number)
