"""docs/diagnostics.md names every diagnostic that the reader can give, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOTED = re.compile(r"\bnote\(\s*[^,\"]+,\s*\"([a-z]+(?:-[a-z]+)+)\"", re.DOTALL)


def test_every_code_is_described_once() -> None:
    source = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "app" / "ingest").rglob("*.py")))
    used = set(_NOTED.findall(source))
    described = re.findall(
        r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert used
    assert sorted(described) == sorted(used)
