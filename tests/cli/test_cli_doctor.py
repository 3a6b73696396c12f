"""doctor: each thing that can be wrong is found, with how to mend it; what is right is broken by nothing."""

import re
import sqlite3
from pathlib import Path

import pytest
from support.accounts import add, principal
from support.commands import call

from app.config import load_settings
from app.domain.vocabulary import Role, TokenKind, TokenScope
from app.runtime import open_runtime
from app.store.condition import Product
from app.usecases.tokens import NewToken, make_token, revoke_token

LINE = re.compile(r"^(ok|warning|broken) +(\w+) +(.+)$")


def findings() -> dict[tuple[str, str], str]:
    """(level, part) -> what, with the advice after it."""
    found: dict[tuple[str, str], str] = {}
    last = ("", "")
    for line in call("doctor").out.splitlines():
        match = LINE.match(line)
        if match:
            last = (match[1], match[2])
            found[last] = found.get(last, "") + match[3]
        else:
            found[last] += line.strip()
    return found


def alter(content: Path, *statements: str) -> None:
    database = sqlite3.connect(content.parent / "data" / "aftercare.db")
    with database:
        for statement in statements:
            database.execute(statement)
    database.close()


def broken() -> set[str]:
    return {part for level, part in findings() if level == "broken"}


@pytest.mark.usefixtures("imported")
def test_a_sound_installation_has_nothing_broken() -> None:
    answer = call("doctor")
    assert answer.status == 0, answer.out
    assert "broken" not in answer.out
    assert ("ok", "integrity") in findings()
    assert findings()["ok", "records"].endswith(
        "2 documents (0 without their file), 2 postmortems, 4 action items (3 unfinished)"
    )
    assert findings()["ok", "index"].endswith("in step with the database: 2 postmortems")
    assert ("ok", "history") in findings()


@pytest.mark.usefixtures("imported")
def test_accounts_are_told_and_what_keeps_people_or_programs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert findings()["ok", "accounts"].startswith("none: whoever reaches it")
    call("users", "add", "ann lee")
    assert findings()["warning", "accounts"].endswith("→ python -m app users reset 'ann lee'")
    with monkeypatch.context() as behind_a_proxy:
        behind_a_proxy.setenv("AFTERCARE_PROXY_PEERS", "127.0.0.1")
        behind_a_proxy.setenv("AFTERCARE_PROXY_USER_HEADER", "X-Forwarded-User")
        assert ("warning", "accounts") not in findings()

    runtime = open_runtime(load_settings())
    add(runtime, "root", Role.ADMIN)
    add(runtime, "bob")
    new = NewToken(name="nightly report", kind=TokenKind.SERVICE, owner="bob", scopes=[TokenScope.READ])
    made = make_token(runtime, principal(runtime, "root"), new)
    assert ("warning", "accounts") not in findings()
    assert findings()["ok", "accounts"].startswith(
        "3 enabled, 0 disabled; 2 of them administrators; 1 tokens in force"
    )
    call("users", "disable", "bob")
    assert findings()["warning", "accounts"].startswith(
        "service tokens are refused because their owner is disabled: nightly report→"
    )
    assert "0 tokens in force, 1 refused because their owner is disabled" in findings()["ok", "accounts"]
    revoke_token(runtime, principal(runtime, "root"), made.token.id or 0)
    runtime.close()
    assert ("warning", "accounts") not in findings()


@pytest.mark.usefixtures("imported")
def test_old_sqlite_is_warned_of_and_new_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for version, level in (((3, 51, 2), "warning"), ((3, 51, 3), "ok"), ((3, 53, 0), "ok")):
        monkeypatch.setattr("sqlite3.sqlite_version_info", version)
        monkeypatch.setattr("sqlite3.dbapi2.sqlite_version_info", version)
        shown = findings()[level, "database"]
        assert shown.startswith(f"SQLite {'.'.join(map(str, version))}")
        assert ("PostgreSQL, is free of it" in shown) is (level == "warning")


def test_before_the_first_start_it_says_so_and_makes_nothing(content: Path) -> None:
    answer = call("doctor")
    assert answer.status == 0
    assert "there is none yet" in answer.out
    assert "python -m app serve" in answer.out
    assert [path.name for path in content.parent.iterdir()] == ["content"]


def test_an_altered_history_is_found(imported: Path) -> None:
    alter(imported, "update action_event set actor = 'somebody else' where seq = 2")
    assert findings()["broken", "history"].startswith("of the action items: row 2 is not as it was written")
    assert call("doctor").status == 1


def test_altered_tables_are_found(imported: Path) -> None:
    alter(imported, "drop index ix_person_email", "alter table person drop column email")
    assert "email" in findings()["broken", "schema"]


def test_a_database_of_a_newer_program_is_found(imported: Path) -> None:
    alter(imported, "update alembic_version set version_num = '9999'")
    assert "at version 9999, which this program does not know" in findings()["broken", "schema"]
    answer = call("actions", "list")
    assert (answer.status, answer.err.count("\n")) == (2, 1)


def test_a_database_that_no_start_has_brought_up_to_date_is_told(imported: Path) -> None:
    alter(imported, "delete from alembic_version")
    assert "the next start brings it up to date" in findings()["warning", "schema"]


def test_rows_that_lead_nowhere_are_found(imported: Path) -> None:
    alter(imported, "pragma foreign_keys=off", "update cause set postmortem_id = 999")
    assert "row 1 of cause refers to a row of postmortem that is not there" in findings()["broken", "integrity"]


def test_a_file_that_is_no_database_is_one_finding(imported: Path) -> None:
    for path in (imported.parent / "data").iterdir():
        path.unlink()
    (imported.parent / "data" / "aftercare.db").write_bytes(b"no database at all" * 100)
    assert "file is not a database" in findings()["broken", "database"]
    answer = call("search", "router")
    assert answer.status == 2
    assert answer.err.startswith("aftercare: the database refuses: file is not a database")


def test_a_damaged_file_is_found(imported: Path) -> None:
    path = imported.parent / "data" / "aftercare.db"
    alter(imported, "pragma wal_checkpoint(truncate)")
    data = bytearray(path.read_bytes())
    page = len(data) // 4096 - 2
    data[page * 4096 : page * 4096 + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    assert broken() & {"database", "integrity"}
    assert call("doctor").status == 1


def test_an_index_that_is_behind_is_told_and_mended(imported: Path) -> None:
    alter(imported, "insert into search_change (postmortem_id) select id from postmortem where slug like 'disk%'")
    assert findings()["warning", "index"].endswith("python -m app reindex --if-needed")
    assert call("doctor").status == 0
    assert call("reindex", "--if-needed").out == "The index is in step: 2 postmortems.\n"
    assert ("warning", "index") not in findings()


def test_an_index_that_lacks_documents_is_found_and_mended(imported: Path) -> None:
    alter(
        imported,
        "update postmortem set status = 'withdrawn' where slug like 'disk%'",
    )
    assert "holds 2 postmortems where the database has 1" in findings()["broken", "index"]
    assert call("reindex", "--if-needed").out == "The index is made anew: 2 postmortems.\n".replace("2", "1")
    assert ("broken", "index") not in findings()
    assert call("search", "disk").out == ""


@pytest.mark.usefixtures("imported")
def test_reindex_makes_the_index_anew() -> None:
    assert call("reindex").out == "The index is made anew: 2 postmortems.\n"
    assert call("search", "router").err == "1 of 1\n"


def test_folders_that_others_may_write_to_are_found(imported: Path) -> None:
    (imported.parent / "data").chmod(0o777)
    assert "other users may write to" in findings()["broken", "data"]
    assert "chmod go-w" in findings()["broken", "data"]


def test_a_folder_that_is_not_there_is_told(imported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_CONTENT_DIR", str(imported / "none"))
    assert "there is no content folder" in findings()["warning", "content"]


def test_a_conflict_is_told(imported: Path) -> None:
    alter(imported, "update document set conflict = 1 where path = 'router.md'")
    assert "1 documents are edited here and changed in their file" in findings()["warning", "records"]


@pytest.mark.parametrize("url", ["mysql://x/y", "no address", "sqlite://"])
def test_a_database_address_that_cannot_be_is_a_finding(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", url)
    answer = call("doctor")
    assert answer.status == 1
    assert "AFTERCARE_DATABASE_URL" in answer.out


def test_a_setting_that_cannot_be_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_SEARCH", "lucene")
    for command in (["doctor"], ["actions", "list"], ["serve"]):
        answer = call(*command)
        assert (answer.status, answer.out) == (2, "")
        assert answer.err.startswith("aftercare: AFTERCARE_SEARCH: ")
        assert answer.err.count("\n") == 1


@pytest.mark.usefixtures("imported")
def test_the_index_in_memory_is_nothing_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_SEARCH", "memory")
    assert findings()["ok", "index"] == "in memory, made at every start"
    assert call("search", "router").err == "1 of 1\n"


@pytest.mark.usefixtures("imported")
def test_an_index_that_cannot_be_kept_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AFTERCARE_SEARCH_DIR", str(tmp_path / "file"))
    assert "AFTERCARE_SEARCH_DIR" in findings()["broken", "index"]


@pytest.mark.usefixtures("imported")
def test_an_old_postgresql_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.usecases.checkup.product", lambda _engine: Product("PostgreSQL", (14, 9)))
    assert findings()["warning", "database"].startswith("PostgreSQL 14.9 is not among those tested")


@pytest.mark.postgres
def test_it_all_holds_on_postgresql(content: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", postgres_url)
    assert "at version none" in findings()["warning", "schema"]
    assert call("import", str(content)).out == "2 new, 0 changed, 0 unchanged, 0 conflict, 0 failed\n"
    assert findings()["ok", "database"].startswith("PostgreSQL ")
    assert not broken()
    assert call("search", "router").err == "1 of 1\n"


@pytest.mark.usefixtures("imported")
def test_beyond_a_few_thousand_another_engine_is_advised_by_what_this_one_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not any("AFTERCARE_SEARCH" in what for what in findings().values())
    monkeypatch.setattr("app.usecases.engine_advice.MANY", 1)
    told = findings()["warning", "index"]
    assert re.search(r"2 searches of 2 postmortems took p50 \d+\.\d ms, p95 \d+\.\d ms", told), told
    assert "AFTERCARE_SEARCH=tantivy" in told
    monkeypatch.setenv("AFTERCARE_SEARCH", "tantivy")
    call("reindex")
    assert findings()["ok", "index"].endswith("in step with the database: 2 postmortems")
    assert ("warning", "index") not in findings()


def test_a_search_engine_that_is_not_installed_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_SEARCH", "tantivy")
    monkeypatch.setattr("app.runtime.TantivyIndex", None)
    answer = call("reindex")
    assert (answer.status, "Traceback" in answer.out + answer.err) == (2, False)
    assert "needs the package tantivy" in answer.out + answer.err


def test_a_database_that_does_not_answer_is_told_without_its_password(
    free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", f"postgresql://ada:secret@127.0.0.1:{free_port}/x")
    for answer in (call("doctor"), call("actions", "list")):
        assert answer.status in (1, 2)
        assert "Connection refused" in answer.out + answer.err
        assert "secret" not in answer.out + answer.err
