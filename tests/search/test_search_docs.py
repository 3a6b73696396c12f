"""The documentation of the query language names the fields of the table that the parser and the help card use."""

from pathlib import Path

from app.search.query_fields import FIELDS

DOCS = Path(__file__).parents[2] / "docs" / "search.md"


def test_the_page_lists_every_field_with_its_meaning() -> None:
    rows = [f"| `{rule.example}` | {rule.meaning} |" for rule in FIELDS.values()]
    text = DOCS.read_text(encoding="utf-8")
    assert "\n".join(rows) in text
