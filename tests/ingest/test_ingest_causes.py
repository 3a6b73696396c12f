"""Which sentences, list items and paragraphs are read as causes, and which are not."""

import pytest

from app.ingest.facts import ParsedPost
from app.ingest.parser import parse_document

HEAD = "# Outage of the mail relay on 10 March 2024\n\n"


def post(body: str) -> ParsedPost:
    (found,) = parse_document(HEAD + body, "relay.md")
    return found


#: (the document below its title, first words of each cause)
TOLD = [
    ("## Root cause\n\nThe certificate had expired.", ["The certificate had expired."]),
    ("## Root causes\n\n- No alert on the queue\n- A full disk", ["No alert on the queue", "A full disk"]),
    ("## Why did it happen?\n\nWe sort mail by size.\n\nThis was wrong, for a few reasons:\n\n"
     "- Size is no priority.\n- Large mail starves.\n\nWhy did nobody see it?\n\n1. There is no alert.",
     ["Size is no priority.", "Large mail starves.", "There is no alert."]),
    ("## Root cause\n\nTwo parts write the index. Take this scenario:\n\n- one commits\n- one crashes\n\n"
     "The second write was lost, because nothing locks it.", ["The second write was lost"]),
    ("## Root cause\n\nA lock was missing.\n\nThis meant that mail was late.\n\nThe other worked as expected.",
     ["A lock was missing."]),
    ("## How could the outage happen?\n\nIt had two reasons.\n\n### Reason 1\n\nThe queue was not limited.\n\n"
     "### Reason 2\n\nThe alert did not fire.", ["The queue was not limited.", "The alert did not fire."]),
    ("## Summary\n\nMail was late. After a day we could narrow it down to a leak in the spam filter.",
     ["After a day we could narrow it down to a leak"]),
    ("## Summary\n\nThe spam filter had a bug which held mail back. The issue affected many, causing complaints.",
     ["The spam filter had a bug"]),
    ("## Summary\n\nThe outage could have been caused by two reasons:\n\n- a full disk\n- a bad switch", []),
    ("## Summary\n\nDue to the new filter, mail was late.\n\nIt turned out that the filter was not the problem, "
     "but that the disk was full.", ["It turned out that the filter was not the problem"]),
    ("## Summary\n\nMail was late due to a bad switch. We ruled out the switch. The cause was a full disk.",
     ["The cause was a full disk."]),
    ("## Summary\n\nThe second relay was not affected, because it has a disk of its own.", []),
    ("## Summary\n\nThe relay stopped because its disk was full.\n\n## Timeline\n\n"
     "- 10:00 Discovered that mail was late\n- 10:05 Found that the queue was long",
     ["The relay stopped because its disk was full."]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "told"), TOLD, ids=[t[0][:60] for t in TOLD])
def test_causes_are_told_from_their_surroundings(body: str, told: list[str]) -> None:
    causes = post(body).causes
    assert [c.text[: len(t)] for c, t in zip(causes, told, strict=False)] == told
    assert len(causes) == len(told)


ROOTS = "## Root causes\n\n- The disk was full\n- No alert fired\n\n## Contributing factors\n\n- It was Sunday\n\n"

#: (the document below its title, "action: the causes it answers")
ANSWERS = [
    (ROOTS + "## Actions\n\n- Buy a disk (root cause 1)\n- Add an alert\n- Work then (contributing factor #1)",
     {"Buy a disk (root cause 1)": [0], "Add an alert": [], "Work then (contributing factor #1)": [2]}),
    (ROOTS + "## Actions\n\n### Root cause 2\n\n- Add an alert\n\n### Other\n\n- Buy a disk",
     {"Add an alert": [1], "Buy a disk": []}),
    (ROOTS + "## Actions\n\n### The disk was full\n\n- Buy a disk", {"Buy a disk": [0]}),
    (ROOTS + "## Actions\n\n| Action | Corresponding root cause(s) | Due date |\n|---|---|---|\n"
     "| Buy a disk | Root cause # 1 | 2024-04-01 |\n| Write about it | Root causes 1 and 2 | 2024-04-02 |\n"
     "| Add an alert | no alert fired | 2024-04-03 |\n| Rest | - | 2024-04-04 |",
     {"Buy a disk": [0], "Write about it": [0, 1], "Add an alert": [1], "Rest": []}),
    ("| Cause | Action |\n|---|---|\n| The disk was full | Buy a disk |\n| No alert fired | Add an alert |",
     {"Buy a disk": [0], "Add an alert": [1]}),
    ("## Root causes\n\n- The disk was full\n  - Action: Buy a disk\n- No alert fired\n  - Action: Add an alert",
     {"Buy a disk": [0], "Add an alert": [1]}),
    ("## Contributing factor 1: full disk\n\nThe disk was full, because nobody watched it.\n\n### Action items\n\n"
     "- Buy a disk\n\n## Contributing factor 2: no alert\n\nThere was no alert fired.\n\n### Action items\n\n"
     "- Add an alert", {"Buy a disk": [0], "Add an alert": [1]}),
    (ROOTS + "## Actions\n\n- Retry for 1 cause of failure in 100", {"Retry for 1 cause of failure in 100": []}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "answers"), ANSWERS, ids=[a[0][-60:] for a in ANSWERS])
def test_an_action_names_the_causes_it_answers(body: str, answers: dict[str, list[int]]) -> None:
    assert {a.text: a.causes for a in post(body).actions} == answers
