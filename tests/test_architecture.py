"""The house stands: floors, sizes, no cycles, nothing hidden. Every rule is also shown to be able to fail."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from support import architecture as house

ROOT = Path(__file__).resolve().parents[1]
#: Migrations are generated, one after another, and never change again.
GENERATED = "app.store.migrations.versions"

RULES: list[Callable[[house.Modules], list[str]]] = [
    house.floors,
    house.outside_kept_out,
    house.pure_domain,
    house.no_cycles,
    house.no_hidden_imports,
    house.clear_names,
    house.function_sizes,
    house.handlers_are_sync,
    house.only_the_command_line_prints,
    house.whoosh_traps,
]


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.fixture(scope="module")
def modules(sources: dict[str, str]) -> house.Modules:
    return {name: ast.parse(text) for name, text in sources.items()}


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    found = {dotted(path): path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py")}
    return {name: text for name, text in found.items() if not name.startswith(GENERATED)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule: Callable[[house.Modules], list[str]], modules: house.Modules) -> None:
    assert rule(modules) == []


def test_no_module_is_too_long(sources: dict[str, str]) -> None:
    assert house.module_sizes({name: len(text.splitlines()) for name, text in sources.items()}) == []


def lines_of_code(count: int) -> str:
    return "def f():\n" + "    x = 1\n" * (count - 1)


def many(count: int, lines: int) -> str:
    return "".join(lines_of_code(lines).replace("def f", f"def f{i}") for i in range(count))


BREACHES = [
    (house.floors, {"app.domain.a": "from app.store import engine"}),
    (house.floors, {"app.ingest.a": "import app.search.query"}),
    (house.floors, {"app.store.a": "from app.usecases.importing import run"}),
    (house.floors, {"app.usecases.a": "from app.http import errors"}),
    (house.floors, {"app.api.a": "from app.web import pages"}),
    (house.floors, {"app.api.a": "from app import runtime"}),
    (house.floors, {"app.runtime": "from app.ingest import parser"}),
    (house.floors, {"app.store.tables.a": "from ...search import query"}),
    (house.floors, {"app.attic.a": ""}),
    (house.outside_kept_out, {"app.usecases.a": "from fastapi import HTTPException"}),
    (house.outside_kept_out, {"app.store.a": "import whoosh.index"}),
    (house.pure_domain, {"app.domain.a": "import sqlmodel"}),
    (house.pure_domain, {"app.domain.a": "from pathlib import Path"}),
    (house.pure_domain, {"app.domain.a": "from datetime import datetime\nx = datetime.now()"}),
    (house.no_cycles, {"app.store.a": "from app.store import b", "app.store.b": "from app.store.a import x"}),
    (house.no_hidden_imports, {"app.store.a": "def f():\n    import json"}),
    (house.no_hidden_imports, {"app.store.a": "import importlib"}),
    (house.clear_names, {"app.store.utils": ""}),
    (house.clear_names, {"app.common.words": ""}),
    (house.function_sizes, {"app.store.a": lines_of_code(61)}),
    (house.function_sizes, {"app.store.a": many(10, lines=11)}),
    (house.function_sizes, {"app.store.a": many(18, lines=5) + many(6, lines=31)}),
    (house.handlers_are_sync, {"app.api.a": "async def read(): ..."}),
    (house.handlers_are_sync, {"app.main": "@app.get('/x')\nasync def x(): ..."}),
    (house.only_the_command_line_prints, {"app.store.a": "print('x')"}),
    (house.whoosh_traps, {"app.search.a": "s = s.refresh()"}),
    (house.whoosh_traps, {"app.usecases.a": "self._searcher.refresh()"}),
    (house.whoosh_traps, {"app.search.a": "w = AsyncWriter(ix)"}),
]


@pytest.mark.parametrize(
    ("rule", "breach"), BREACHES, ids=[f"{rule.__name__}-{i}" for i, (rule, _) in enumerate(BREACHES)]
)
def test_a_breach_is_found(rule: Callable[[house.Modules], list[str]], breach: dict[str, str]) -> None:
    faults = rule({name: ast.parse(text) for name, text in breach.items()})
    assert len(faults) == 1
    assert rule in RULES


def test_a_module_over_its_limit_is_found() -> None:
    assert len(house.module_sizes({"app.a": 251, "app.b": 250})) == 1


def test_what_the_house_allows_is_no_breach() -> None:
    allowed = {
        "app.domain.a": "from pydantic import BaseModel\nfrom urllib.parse import quote\nx = move.now",
        "app.usecases.a": "from app.store import engine\ndef f(session, row):\n    session.refresh(row)",
        "app.main": "from app.api import routes\nasync def lifespan(app): ...\n"
        "@app.get('/healthz')\nasync def healthz(): ...",
        "app.cli.table": "import importlib\nprint('hello')",
        "app.cli.serve": "from app.main import create_app",
    }
    modules = {name: ast.parse(text) for name, text in allowed.items()}
    assert [fault for rule in RULES for fault in rule(modules)] == []
