"""Author and date of documents in a git working tree, from real repositories, some of them hostile."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.databases import Clock, Workspace
from support.documents import DISK, a_post, every

from app.domain.principal import LOCAL_OWNER
from app.store.engine import writing
from app.store.tables import Person, Revision
from app.usecases import git_history
from app.usecases.git_history import Histories
from app.usecases.named_paths import import_named, name_paths
from app.usecases.naming import named
from app.usecases.revisions import Written

MAY = datetime(2024, 5, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def database_kind() -> str:
    """One suffices here."""
    return "sqlite"


class Repository:
    """A real one; commits have an author and a date of their own."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self._home = home
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, **environment: str) -> str:
        own = {"PATH": os.environ["PATH"], "HOME": str(self._home), "GIT_CONFIG_NOSYSTEM": "1"} | environment
        command = ["git", "-c", "user.name=Somebody", "-c", "user.email=some@body.example", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=own, check=True, capture_output=True, text=True, timeout=30
        ).stdout

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def commit(self, who: str = "Ann Lee <ann@example.org>", at: datetime = MAY) -> None:
        self.git("add", "-A")
        own = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false")
        self.git(*own, "commit", "-q", "-m", "text", f"--author={who}", f"--date={at.isoformat()}")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return Repository(tmp_path / "wiki", home)


def take(ws: Workspace, *paths: Path, said: list[str] | None = None) -> dict[str, tuple[str, datetime]]:
    """Import the paths; file name -> author and date of its newest revision."""
    sentences = said if said is not None else []
    results = import_named(ws, LOCAL_OWNER, name_paths(paths, paths[0] / "no-content", sentences.append))
    heads = {(r.document_id, r.number): r for r in every(ws.engine, Revision)}
    found = {}
    for result in results:
        document = getattr(result, "document", None)
        assert document is not None, result
        head = heads[document.id, document.head]
        found[Path(document.path).name] = (head.author, head.at)
    return found


def test_each_text_has_the_author_and_date_of_its_last_commit(ws: Workspace, repository: Repository) -> None:
    repository.write("old.md", DISK)
    repository.write("deep/er/ü b\n1.md", a_post("Deep"))
    repository.commit()
    later = MAY + timedelta(days=3)
    repository.write("edited.md", a_post("Edited"))
    repository.commit("Bob <bob@example.org>", MAY - timedelta(days=9))
    repository.write("edited.md", a_post("Edited", "[ ] More"))
    repository.commit("Bob <bob@example.org>", later)
    assert take(ws, repository.folder) == {
        "old.md": ("Ann Lee", MAY),
        "ü b\n1.md": ("Ann Lee", MAY),
        "edited.md": ("Bob", later),
    }


def test_a_folder_inside_the_tree_and_a_single_file_are_known_too(ws: Workspace, repository: Repository) -> None:
    repository.write("2024/disk.md", DISK)
    repository.write("2024/[x]*.md", a_post("Odd"))
    repository.write("top.md", a_post("Top"))
    repository.commit()
    found = take(ws, repository.folder / "2024", repository.folder / "top.md")
    assert found == dict.fromkeys(["disk.md", "[x]*.md", "top.md"], ("Ann Lee", MAY))


def test_what_is_not_committed_is_the_importers_own(ws: Workspace, repository: Repository, clock: Clock) -> None:
    repository.write("committed.md", DISK)
    repository.write("changed.md", a_post("Changed"))
    repository.commit()
    repository.write("changed.md", a_post("Changed", "[ ] More"))
    repository.write("untracked.md", a_post("Untracked"))
    assert take(ws, repository.folder) == {
        "committed.md": ("Ann Lee", MAY),
        "changed.md": ("local owner", clock.at),
        "untracked.md": ("local owner", clock.at),
    }


def test_people_who_are_known_have_their_own_name(ws: Workspace, repository: Repository) -> None:
    with writing(ws.engine) as session:
        named(session, "person", "Ann of Storage <ann@example.org>")
        named(session, "person", "bob")
    repository.write("by-address.md", DISK)
    repository.commit("A. Lee <ANN@example.org>")
    repository.write("by-name.md", a_post("By name"))
    repository.commit("Bob <b@elsewhere.example>")
    repository.write("stranger.md", a_post("Stranger"))
    repository.commit("Cy \u202e Young <cy@example.org>")
    authors = {name: author for name, (author, _) in take(ws, repository.folder).items()}
    assert authors == {"by-address.md": "Ann of Storage", "by-name.md": "bob", "stranger.md": "Cy Young"}
    assert len(every(ws.engine, Person)) == 2 + len({"ann"})  # @ann owns an action of the disk's text


def test_line_ends_that_git_changed_are_no_edit(ws: Workspace, repository: Repository) -> None:
    repository.write("a.md", DISK)
    repository.commit()
    repository.write("a.md", DISK.replace("\n", "\r\n"))
    assert take(ws, repository.folder) == {"a.md": ("Ann Lee", MAY)}


def test_a_merge_that_settled_a_text_is_its_last_commit(ws: Workspace, repository: Repository) -> None:
    repository.write("a.md", a_post("One"))
    repository.commit()
    repository.git("checkout", "-q", "-b", "side")
    repository.write("a.md", a_post("Two"))
    repository.commit("Bob <bob@example.org>")
    repository.git("checkout", "-q", "main")
    repository.write("a.md", a_post("Three"))
    repository.commit("Cy <cy@example.org>")
    repository.git("merge", "-q", "-s", "ours", "--no-commit", "side")
    repository.write("a.md", a_post("Four"))
    repository.commit("Dee <dee@example.org>")
    assert take(ws, repository.folder) == {"a.md": ("Dee", MAY)}


def test_where_a_shallow_clone_ends_nobody_is_made_the_author(
    ws: Workspace, repository: Repository, tmp_path: Path
) -> None:
    repository.write("a.md", DISK)
    repository.commit()
    repository.write("b.md", a_post("B"))
    repository.commit("Bob <bob@example.org>")
    repository.write("c.md", a_post("C"))
    repository.commit("Cy <cy@example.org>")
    repository.git("clone", "-q", "--depth", "2", f"file://{repository.folder}", str(tmp_path / "clone"))
    found = {name: author for name, (author, _) in take(ws, tmp_path / "clone").items()}
    assert found == {"a.md": "local owner", "b.md": "local owner", "c.md": "Cy"}


def test_one_log_is_read_for_a_whole_tree_and_none_for_what_is_known(
    ws: Workspace, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    real = subprocess.Popen

    def counting(command: list[str], **options: object) -> object:
        started.append(command)
        return real(command, **options)  # type: ignore[call-overload]

    for i in range(5):
        repository.write(f"{i}/{i}.md", a_post(f"Post {i}"))
    repository.commit()
    monkeypatch.setattr(git_history.subprocess, "Popen", counting)
    take(ws, repository.folder)
    assert sorted(next(a for a in command if a in ("log", "ls-tree")) for command in started) == ["log", "ls-tree"]
    started.clear()
    take(ws, repository.folder)
    assert started == []


def test_without_git_a_sentence_says_so_and_the_folder_is_imported(
    ws: Workspace, repository: Repository, monkeypatch: pytest.MonkeyPatch, clock: Clock, tmp_path: Path
) -> None:
    repository.write("a.md", DISK)
    repository.commit()
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    said: list[str] = []
    assert take(ws, repository.folder, said=said) == {"a.md": ("local owner", clock.at)}
    assert len(said) == 1
    assert said[0].endswith("its documents have no author of their own: git is not installed")


def test_a_plain_folder_is_nobodys_business(ws: Workspace, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.md").write_text(DISK)
    said: list[str] = []
    assert take(ws, tmp_path / "plain", said=said) == {"a.md": ("local owner", clock.at)}
    assert said == []


def empty(repository: Repository) -> None:
    repository.write("a.md", DISK)


def no_repository(repository: Repository) -> None:
    repository.write("a.md", DISK)
    (repository.folder / ".git" / "HEAD").unlink()


def broken(repository: Repository) -> None:
    repository.write("a.md", DISK)
    repository.commit()
    for file in (repository.folder / ".git" / "objects").rglob("??????*"):
        file.unlink()


@pytest.mark.parametrize("state", [empty, no_repository, broken])
def test_a_tree_whose_history_cannot_be_read_is_a_folder(
    ws: Workspace, repository: Repository, clock: Clock, state: object
) -> None:
    state(repository)  # type: ignore[operator]
    said: list[str] = []
    assert take(ws, repository.folder, said=said) == {"a.md": ("local owner", clock.at)}
    assert len(said) == 1
    assert "git says “" in said[0]


@pytest.mark.timeout(60)
def test_git_is_not_waited_for_without_end(
    ws: Workspace, repository: Repository, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    repository.write("a.md", DISK)
    repository.commit()
    (repository.folder / ".git" / "config").unlink()
    os.mkfifo(repository.folder / ".git" / "config")
    monkeypatch.setattr(git_history, "SECONDS", 0.5)
    said: list[str] = []
    assert take(ws, repository.folder, said=said) == {"a.md": ("local owner", clock.at)}
    assert "git took longer than" in said[0]


def test_nothing_that_a_hostile_repository_names_is_run(
    ws: Workspace, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = tmp_path / "was-run"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{proof}'\ncat\n")
    script.chmod(0o755)
    repository.write("a.md", DISK)
    repository.commit()
    repository.write(".gitattributes", "*.md filter=evil diff=evil merge=evil\n")
    repository.commit("Bob <bob@example.org>")
    names = ("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy")
    names += ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.external", "gpg.program")
    names += ("diff.evil.command", "diff.evil.textconv", "gpg.ssh.program", "pager.log", "pager.ls-tree")
    names += ("credential.helper", "core.alternateRefsCommand", "uploadpack.packObjectsHook", "alias.log")
    for name in names:
        repository.git("config", name, str(script))
    for name, value in {"log.showSignature": "true", "log.follow": "true", "core.untrackedCache": "true"}.items():
        repository.git("config", name, value)
    hooks = repository.folder / ".git" / "hooks"
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout"):
        (hooks / hook).write_bytes(script.read_bytes())
        (hooks / hook).chmod(0o755)
    for variable in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_EDITOR", "GIT_PROXY_COMMAND"):
        monkeypatch.setenv(variable, str(script))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    os.utime(repository.folder / "a.md")
    assert take(ws, repository.folder) == {"a.md": ("Ann Lee", MAY)}
    assert not proof.exists()
    repository.git("status")  # which is why it is never asked
    assert proof.exists()


def test_no_object_is_fetched_from_where_a_repository_says_that_it_is(
    ws: Workspace, repository: Repository, tmp_path: Path
) -> None:
    proof = tmp_path / "was-run"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch '{proof}'\n")
    script.chmod(0o755)
    repository.write("docs/a.md", DISK)
    repository.commit()
    tree = repository.git("rev-parse", "HEAD:docs").strip()
    (repository.folder / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    for name, value in {
        "remote.origin.url": f"ext::{script}",
        "remote.origin.promisor": "true",
        "remote.origin.partialclonefilter": "tree:0",
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
    }.items():
        repository.git("config", name, value)
    said: list[str] = []
    take(ws, repository.folder, said=said)
    assert len(said) == 1
    assert not proof.exists()
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("ls-tree", "-r", "HEAD")
    assert proof.exists()


def test_what_git_says_of_an_author_is_read_or_left(tmp_path: Path) -> None:
    assert git_history._author(b"", b"Ann <a@b.c>", b"0") == Written(
        "Ann <a@b.c>", datetime(1970, 1, 1, tzinfo=UTC)
    )
    assert git_history._author(b"", b"Ann <a@b.c>", b"99999999999999999") is None
    assert git_history._author(b"", b"Ann <a@b.c>", b"") is None
    assert Histories([tmp_path / "a.md"]).written(tmp_path / "a.md", b"") is None
