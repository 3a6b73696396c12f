"""preventable: what might have spared an incident, a line each."""

from pathlib import Path

from support.commands import call
from support.preventable import EARLIER, LATER, OTHERS, POST


def test_it_prints_what_was_unfinished_and_why_it_is_shown(content: Path) -> None:
    (content / "earlier.md").write_text(EARLIER, encoding="utf-8")
    (content / "later.md").write_text(LATER, encoding="utf-8")
    for number, (title, cause) in enumerate(OTHERS):
        (content / f"{number}.md").write_text(f"# {title}\n\n## Root cause\n{cause}\n", encoding="utf-8")
    call("import", str(content))
    answer = call("preventable", POST)
    said, _, then, words, address, text = answer.out.rstrip("\n").split("\t")
    assert (answer.status, said, then) == (0, "undecided", "33 days overdue")
    assert set(words.split(", ")) == {"codebase", "Postgres", "virtual"}
    assert (address, text[:18]) == ("ledger-writes-fail-after-a-postgres-failover", "Have every codebas")
    assert "no day is known" in call("preventable", "mail-is-late").err
    assert call("preventable", "never-was").status == 1
