"""Every diagnostic that can be given has its line in the one table of them, which docs/diagnostics.md shows."""

import re
from pathlib import Path

from app.domain.diagnostics import DIAGNOSTICS

ROOT = Path(__file__).resolve().parents[2]
_NOTED = re.compile(r"\b(?:note|diagnose)\(\s*[^,\"]+,\s*\"([a-z]+(?:-[a-z]+)+)\"", re.DOTALL)


def test_every_code_is_described_once() -> None:
    folders = (ROOT / "app" / name for name in ("ingest", "usecases"))
    source = "\n".join(p.read_text(encoding="utf-8") for folder in folders for p in sorted(folder.rglob("*.py")))
    used = set(_NOTED.findall(source))
    assert used
    assert list(DIAGNOSTICS) == sorted(used)


def test_the_documentation_shows_the_table() -> None:
    text = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| `([a-z-]+)` \| (.*) \| (.*) \|$", text, re.MULTILINE)
    assert shown == [(code, m.happened, m.advice) for code, m in DIAGNOSTICS.items()]
