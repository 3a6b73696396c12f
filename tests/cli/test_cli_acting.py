"""Whose hand a command is: of the token that it comes with, else of whoever may open the database."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from support.accounts import add, bearer, principal
from support.commands import call

from app.config import load_settings
from app.domain.vocabulary import Role
from app.runtime import open_runtime
from app.store.accounts import list_tokens
from app.store.engine import reading
from app.usecases.accounts import disable_account

Acting = Callable[[str, Sequence[str]], None]


@pytest.fixture
def acting(imported: Path, monkeypatch: pytest.MonkeyPatch) -> Acting:
    """From now on commands come with a new token of this account; the account is added where it is missing."""

    def come_as(name: str, scopes: Sequence[str]) -> None:
        runtime = open_runtime(load_settings())
        monkeypatch.setenv(
            "AFTERCARE_TOKEN", bearer(runtime, name, scopes)["Authorization"].removeprefix("Bearer ")
        )
        runtime.close()

    runtime = open_runtime(load_settings())
    add(runtime, "mia", Role.MANAGER, "Mia Holm")
    add(runtime, "rita", Role.READER)
    runtime.close()
    assert imported.is_dir()
    return come_as


def last_actor(key: str) -> str:
    actor: str = json.loads(call("actions", "show", key, "--json").out)["history"][-1]["actor"]
    return actor


READS = [
    ("search", "router"),
    ("actions", "list"),
    ("actions", "show", "ACT-1"),
    ("export", "--format", "csv"),
    ("export", "--format", "json"),
]


@pytest.mark.usefixtures("imported")
def test_without_accounts_commands_are_the_owners_hand() -> None:
    assert call("actions", "start", "ACT-2").status == 0
    assert last_actor("ACT-2") == "local owner"


@pytest.mark.usefixtures("acting")
def test_with_accounts_the_command_line_reads_and_imports_but_vouches_for_nobodys_work(content: Path) -> None:
    for command in READS:
        assert call(*command).status == 0, command
    (content / "new.md").write_text("# Switch dies\n\n## Action items\n\n- [ ] Buy a spare switch\n")
    assert call("import", str(content)).out.startswith("1 new")
    assert last_actor("ACT-5") == "command line"
    refused = call("actions", "start", "ACT-2")
    assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert refused.err.endswith("that takes a person: set AFTERCARE_TOKEN\n")


def test_a_token_makes_it_the_hand_of_its_owner(acting: Acting) -> None:
    acting("mia", ["read", "write"])
    assert call("actions", "start", "ACT-2").status == 0
    assert last_actor("ACT-2").startswith("Mia Holm (token ")


def test_a_token_does_no_more_than_its_owner_and_its_scopes(acting: Acting, content: Path) -> None:
    acting("mia", ["read"])
    for command in (("import", str(content)), ("actions", "start", "ACT-2")):
        refused = call(*command)
        assert (refused.status, refused.out) == (1, "")
        assert refused.err.endswith("that takes a token with the scope write\n")
    assert call("import", "--dry-run", str(content)).status == 0
    acting("rita", ["read", "write"])
    assert call("import", str(content)).err.endswith("that takes the role author or above\n")
    acting("mia", ["write"])
    for command in (*READS, ("check-links",), ("import", "--dry-run", str(content))):
        refused = call(*command)
        assert (refused.status, refused.out) == (1, ""), command
        assert refused.err.endswith("that takes a token with the scope read\n")


def test_a_token_that_is_none_any_more_stops_the_command(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    acting("mia", ["read"])
    assert call("search", "router").status == 0
    runtime = open_runtime(load_settings())
    disable_account(runtime, principal(runtime, "root"), "mia")
    runtime.close()
    for token in (None, "aft_" + "a" * 38, "nonsense"):
        if token:
            monkeypatch.setenv("AFTERCARE_TOKEN", token)
        answer = call("search", "router")
        assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
        assert answer.err.startswith("aftercare: AFTERCARE_TOKEN holds no token that is known here")
        assert "nonsense" not in answer.err


def test_the_doctor_says_whose_hand_the_token_is(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    said = call("doctor").out
    assert "3 enabled, 0 disabled; 1 of them administrators; 0 tokens in force" in said
    assert "AFTERCARE_TOKEN" not in said
    acting("mia", ["read"])
    said = call("doctor").out
    assert "AFTERCARE_TOKEN: commands are the hand of Mia Holm (token " in said
    assert "1 tokens in force" in said
    runtime = open_runtime(load_settings())
    with reading(runtime.engine) as session:
        assert [row.token.used_at for row in list_tokens(session)] == [None], "looking over it is no use of it"
    runtime.close()
    monkeypatch.setenv("AFTERCARE_TOKEN", "aft_" + "a" * 38)
    answer = call("doctor")
    assert answer.status == 1
    assert "a" * 38 not in answer.out
