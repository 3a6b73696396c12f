"""How documents say of an action who does it, by when, and whether it is done: a line of the fixture each.

`line => owner; due; its words; status`: what is left out is empty, the status then open; `*` stands for any words.
"""

from pathlib import Path

import pytest

from app.ingest.parser import parse_document

LINES = Path(__file__).parents[1] / "fixtures" / "ingest" / "action_lines.txt"
HEAD = """# Checkout outage on 2024-04-18

Date: 2024-04-18

## Timeline (UTC)

- 10:00 Disk filled
- 11:00 Resolved

## Action items

"""
CASES = [line.rsplit(" => ", 1) for line in LINES.read_text(encoding="utf-8").splitlines() if " => " in line]


@pytest.mark.parametrize(("line", "wanted"), CASES, ids=[line for line, _ in CASES])
def test_an_action_line_says_who_when_and_whether(line: str, wanted: str) -> None:
    owner, due, words, status = ([part.strip() for part in wanted.split(";")] + ["", "", ""])[:4]
    action = parse_document(HEAD + line.replace("\\n", "\n") + "\n", "line.md")[0].actions[0]
    assert (action.owner or "", action.due or "", action.status) == (owner, due, status or "open")
    assert words == "*" or (action.due_raw or "") == words


ISSUE = "https://tracker.example/shop/issues/7"


@pytest.mark.parametrize(
    "told",
    [
        "- Add a disk alert ([#7](URL))",
        "- [Add a disk alert](URL)",
        "- Add a disk alert [#7][1]\n\n[1]: URL",
        "- Add a disk alert\n  - URL",
        "- Add a disk alert\n\n  URL",
        "- Add a disk alert\n\nSee URL.",
        "- URL - Add a disk alert",
        "### Add a disk alert\n\nURL",
        "We will add a disk alert. This is tracked [here](URL).",
        "We will add a disk alert. The work is tracked in URL.",
        "| Action | Notes |\n|---|---|\n| Add a disk alert | see URL |",
        '- Add a disk alert, <a href="URL">issue</a>',
    ],
)
def test_an_action_has_the_address_that_stands_with_it(told: str) -> None:
    actions = parse_document(HEAD + told.replace("URL", ISSUE) + "\n", "line.md")[0].actions
    assert [a.links for a in actions] == [[ISSUE]]
