"""A rehearsal says what the import then does, and leaves nothing behind."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel
from support.databases import Workspace
from support.documents import DISK, a_post, bring, with_actions

from app.domain.errors import SignInNeeded
from app.domain.principal import ANONYMOUS, LOCAL_OWNER, SYSTEM
from app.store.engine import reading
from app.usecases.documents import replace_text
from app.usecases.importing import Failed, Imported
from app.usecases.named_paths import Named, import_named, name_paths
from app.usecases.rehearsal import Foretold, rehearse


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "content"
    made.mkdir()
    return made


def rows(ws: Workspace) -> dict[str, list[Any]]:
    """Everything in the database."""
    with reading(ws.engine) as session:
        return {t.name: sorted(map(repr, session.execute(sa.select(t)))) for t in SQLModel.metadata.sorted_tables}


def outcomes(results: list[Any]) -> list[tuple[str, ...]]:
    """What became of each document, and how many of each fact it has then."""
    told: list[tuple[str, ...]] = []
    for result in results:
        if isinstance(result, Failed):
            told.append(("failed", result.path, str(result.error)))
            continue
        imported: Imported = result.imported if isinstance(result, Foretold) else result
        titles = [(p.title, p.slug, p.kind, p.severity) for p in imported.postmortems]
        told.append((imported.outcome, imported.document.path, str(imported.moved_from), repr(titles)))
    return told


def mixed(ws: Workspace, folder: Path) -> Named:
    """A known folder with every kind of news in it, and an archive beside it."""
    texts = {"same.md": DISK, "edited.md": with_actions("[ ] One", "[ ] Two"), "stays.md": a_post("Stays")}
    texts |= {"renamed.md": with_actions("[ ] Three", title="Renamed"), "gone.md": a_post("Gone", "[ ] Four")}
    texts |= {"both.md": with_actions("[ ] Five", title="Both")}
    for name, text in texts.items():
        (folder / name).write_text(text)
    import_named(ws, SYSTEM, name_paths([folder], folder))
    (folder / "edited.md").write_text(with_actions("[x] One", "[ ] Six", "[ ] Seven"))
    (folder / "renamed.md").rename(folder / "moved.md")
    (folder / "gone.md").unlink()
    (folder / "a-new.md").write_text(with_actions("[ ] Eight", title="Disk full on db-01"))
    (folder / "bad.md").write_text("---\na: &x [1]\n---\n# Bad\n")
    replace_text(ws, LOCAL_OWNER, "both", with_actions("[ ] Nine", title="Both"), door="browser")
    (folder / "both.md").write_text(with_actions("[ ] Ten", title="Both"))
    with zipfile.ZipFile(folder.parent / "more.zip", "w") as archive:
        archive.writestr("one.md", a_post("Disk full on db-01"))
        archive.writestr("two.md", a_post("Disk full on db-01", "[ ] Eleven"))
    return name_paths([folder, folder.parent / "more.zip", folder / "none.md"], folder)


def test_what_it_says_is_what_the_import_then_does(ws: Workspace, folder: Path) -> None:
    named = mixed(ws, folder)
    seen: list[Foretold | Failed] = []
    foretold = rehearse(ws, SYSTEM, named.sources(), seen.append)
    assert seen == foretold
    done = import_named(ws, SYSTEM, named)
    assert outcomes(foretold) == outcomes(done)
    assert {o[0] for o in outcomes(done)} == {"new", "changed", "unchanged", "conflict", "failed"}
    assert [o[2] for o in outcomes(done) if o[1] == "moved.md"] == ["renamed.md"]
    assert len({p.slug for r in done if isinstance(r, Imported) for p in r.postmortems}) == 8


def test_nothing_of_it_stays(ws: Workspace, folder: Path) -> None:
    named = mixed(ws, folder)
    before, mark = rows(ws), ws.index.watermark()
    rehearse(ws, SYSTEM, named.sources())
    assert rows(ws) == before
    assert ws.index.watermark() == mark


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_file_of_the_database_keeps_every_byte(ws: Workspace, folder: Path) -> None:
    named = mixed(ws, folder)
    file = Path(str(ws.engine.url.database))
    ws.engine.dispose()
    before = file.read_bytes()
    rehearse(ws, SYSTEM, named.sources())
    ws.engine.dispose()
    assert file.read_bytes() == before


def test_the_differences_of_a_known_document_are_counted(ws: Workspace, folder: Path) -> None:
    named = mixed(ws, folder)
    told = {r.imported.document.path: r for r in rehearse(ws, SYSTEM, named.sources()) if isinstance(r, Foretold)}
    changes = {path: [(d.kind, d.added, d.changed, d.gone) for d in r.differences] for path, r in told.items()}
    assert changes.pop("edited.md") == [("action", 2, 1, 1)]
    assert not any(changes.values())
    assert [(p.events, p.causes, p.actions) for p in told["same.md"].posts] == [(3, 2, 3)]
    assert told["edited.md"].posts[0].actions == 3


def test_a_document_that_cannot_be_stored_harms_none_of_the_others(ws: Workspace, folder: Path) -> None:
    (folder / "1.md").write_text(a_post("One"))
    (folder / "2.md").write_text("---\na: &x [1]\n---\n")
    (folder / "3.md").write_text(a_post("Three"))
    told = rehearse(ws, SYSTEM, name_paths([folder], folder).sources())
    assert [o[0] for o in outcomes(told)] == ["new", "failed", "new"]


def test_nobody_who_may_not_read_is_told_anything(ws: Workspace, folder: Path) -> None:
    with pytest.raises(SignInNeeded):
        rehearse(ws, ANONYMOUS, name_paths([folder], folder).sources())


LINES = st.lists(st.sampled_from(["[ ] One", "[x] One", "[ ] Two (@ann)", "[ ] Three, due 2024-04-01"]), max_size=3)
FILES = st.dictionaries(st.sampled_from(["a.md", "b.md", "c/a.md", "d.md"]), LINES, max_size=4)


@pytest.mark.parametrize("database_kind", ["sqlite"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FILES, min_size=1, max_size=3))
def test_any_series_of_folders_is_foretold_as_it_then_happens(
    ws: Workspace, folder: Path, states: list[dict[str, list[str]]]
) -> None:
    for state in states:
        for path in folder.rglob("*.md"):
            path.unlink()
        for name, lines in state.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(with_actions(*lines, title="Disk"))
        named = name_paths([folder], folder)
        foretold = rehearse(ws, SYSTEM, named.sources())
        assert outcomes(foretold) == outcomes(import_named(ws, SYSTEM, named))


def test_a_document_brought_in_elsewhere_meanwhile_is_seen(ws: Workspace, folder: Path) -> None:
    (folder / "a.md").write_text(DISK)
    named = name_paths([folder], folder)
    assert [o[0] for o in outcomes(rehearse(ws, SYSTEM, named.sources()))] == ["new"]
    bring(ws, DISK, "a.md")
    assert [o[0] for o in outcomes(rehearse(ws, SYSTEM, named.sources()))] == ["unchanged"]
