"""An archive as a source: what is a document in it, and what a newer edition of it does."""

import zipfile
from pathlib import Path

import pytest
from support.databases import Clock, Workspace
from support.documents import DISK, a_post, every

from app.domain.errors import AftercareError, InvalidInput, Unavailable
from app.domain.principal import SYSTEM
from app.store.tables import Document
from app.usecases.archives import archive_source
from app.usecases.feeds import feed_source
from app.usecases.importing import Failed, Imported, import_all
from app.usecases.sources import arriving


def pack(path: Path, **entries: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return path


def take(ws: Workspace, archive: Path) -> dict[str, str]:
    """Entry -> outcome."""
    results = import_all(ws, SYSTEM, arriving(ws, [archive_source(archive)]))
    return {r.document.path.removeprefix(f"{archive}/"): r.outcome for r in results if isinstance(r, Imported)}


def gone(ws: Workspace) -> dict[str, bool]:
    return {Path(d.path).name: d.vanished_at is not None for d in every(ws.engine, Document)}


def test_documents_are_told_by_their_suffix_as_in_a_folder(ws: Workspace, tmp_path: Path) -> None:
    hidden = {".git/x.md": DISK, "a/.hidden.md": DISK, "__MACOSX/._b.md": DISK, "c.png": "", "inner.zip": "PK"}
    archive = pack(tmp_path / "w.zip", **hidden, **{"z.html": "<h1>Z</h1><p>z</p>", "a/b.MD": DISK})
    assert take(ws, archive) == {"a/b.MD": "new", "z.html": "new"}


def test_a_newer_edition_updates_moves_and_marks_what_is_gone(ws: Workspace, tmp_path: Path, clock: Clock) -> None:
    archive = pack(tmp_path / "w.zip", **{"a.md": DISK, "b.md": a_post("B"), "c.md": a_post("C")})
    upper = pack(tmp_path / "W.zip", **{"other.md": a_post("Other")})
    assert set(take(ws, archive).values()) == set(take(ws, upper).values()) == {"new"}
    clock.forward(days=1)
    pack(archive, **{"moved/a.md": DISK, "b.md": a_post("B", "[ ] More"), "d.md": a_post("D")})
    assert take(ws, archive) == {"b.md": "changed", "d.md": "new", "moved/a.md": "unchanged"}
    assert gone(ws) == {"a.md": False, "b.md": False, "c.md": True, "d.md": False, "other.md": False}


def test_a_refused_edition_marks_nothing(ws: Workspace, tmp_path: Path) -> None:
    archive = pack(tmp_path / "w.zip", **{"a.md": DISK})
    take(ws, archive)
    pack(archive, **{"/b.md": DISK})
    assert take(ws, archive) == {}
    assert gone(ws) == {"a.md": False}


def refusals(ws: Workspace, *sources: object) -> list[tuple[str, AftercareError]]:
    results = import_all(ws, SYSTEM, arriving(ws, sources))  # type: ignore[arg-type]
    return [(r.path, r.error) for r in results if isinstance(r, Failed)]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_an_entry_whose_path_is_too_long_is_refused_alone(ws: Workspace, tmp_path: Path) -> None:
    archive = pack(tmp_path / "w.zip", **{"a.md": DISK, "b" * 990 + ".md": a_post("B")})
    [(path, error)] = refusals(ws, archive_source(archive))
    assert path.endswith("bbb.md")
    assert isinstance(error, InvalidInput)
    assert gone(ws) == {"a.md": False}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_file_that_is_gone_when_its_turn_comes_is_a_failure(ws: Workspace, tmp_path: Path) -> None:
    found = refusals(ws, archive_source(tmp_path / "no.zip"), feed_source(tmp_path / "no.atom"))
    assert [path for path, _ in found] == [str(tmp_path / "no.zip"), str(tmp_path / "no.atom")]
    assert all(isinstance(error, Unavailable) for _, error in found)
