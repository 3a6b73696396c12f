"""Owners, due dates and states of actions, in the many forms in which people write them."""

import pytest

from app.ingest.facts import ParsedAction
from app.ingest.parser import parse_document

HEAD = "# Outage: disk full on 10 March 2024\n\n"


def actions(body: str) -> list[ParsedAction]:
    (post,) = parse_document(HEAD + body, "disk.md")
    return post.actions


def action(line: str) -> ParsedAction:
    (found,) = actions(f"## Action items\n\n{line}\n")
    return found


#: (an item as written, owner, due date, due words that must stand in `due_raw`)
OWNED_AND_DUE = [
    ("- Add an alert for the disk. Owner: Ann Lee. Due: 2024-05-01", "Ann Lee", "2024-05-01", ""),
    ("- Add an alert for the disk (Owner: Ann Lee, Due: 2024-05-01)", "Ann Lee", "2024-05-01", ""),
    ("- Add an alert for the disk (owner: @ann; due: 1 May 2024)", "@ann", "2024-05-01", ""),
    ("- Add an alert for the disk (@ann, due 2024-05-01)", "@ann", "2024-05-01", ""),
    ("- Add an alert for the disk (@ann, 2024-05-01)", "@ann", "2024-05-01", ""),
    ("- Add an alert for the disk (@ann, by the end of Q2)", "@ann", None, "end of Q2"),
    ("- Add an alert for the disk [@ann] - by May 1st", "@ann", "2024-05-01", "May 1st"),
    ("- Add an alert for the disk - @ann - 2024-05-01", "@ann", "2024-05-01", ""),
    ("- Add an alert for the disk — @ann, 1 May 2024", "@ann", "2024-05-01", ""),
    ("- @ann to add an alert for the disk by 15 April 2024", "@ann", "2024-04-15", ""),
    ("- @ann: add an alert for the disk before 4/15/2024", "@ann", "2024-04-15", ""),
    ("- [@ann](https://example.org/ann) will add an alert by Friday", "@ann", None, "by Friday"),
    ("- Ann Lee to add an alert for the disk by end of week", "Ann Lee", None, "end of week"),
    ("- Roberto to write the runbook, ETA 2024-04-02", "Roberto", "2024-04-02", ""),
    ("- Add an alert for the disk | Ann | 2024-05-01 | open", "Ann", "2024-05-01", ""),
    ("- Add an alert for the disk | @ann | next sprint | P1", "@ann", None, "next sprint"),
    ("- [P1] Add an alert for the disk (Ann, due 2024-05-01)", "Ann", "2024-05-01", ""),
    ("- Add an alert for the disk (Ann Lee / May 1, 2024)", "Ann Lee", "2024-05-01", ""),
    ("- Add an alert for the disk, assigned to Ann Lee, due 01.05.2024 or sooner", "Ann Lee", None, "01.05.2024"),
    ("- Add an alert for the disk, owned by the storage team, in the next two weeks", "storage team", None,
     "next two weeks"),
    ("- The storage team will add an alert in the coming weeks", "storage team", None, "coming weeks"),
    ("- The on-call team is to add an alert by the next maintenance window", "on-call team", None,
     "next maintenance window"),
    ("- Add an alert for the disk\n  Owner: Ann Lee\n  Due: 2024-05-01\n  Status: In progress", "Ann Lee",
     "2024-05-01", ""),
    ("- Add an alert for the disk\n  - Owner: Ann Lee\n  - Due: 2024-05-01", "Ann Lee", "2024-05-01", ""),
    ("- Add an alert for the disk\n  - **Assignee**: @ann\n  - **Target date**: end of May", "@ann", None,
     "end of May"),
    ("- **Add an alert for the disk**\n\n  Assigned to: Ann Lee  \n  Deadline: 31 May 2024", "Ann Lee",
     "2024-05-31", ""),
    ("- Add an alert for the disk. DRI: Ann Lee; ETA: Q3 2024", "Ann Lee", None, "Q3 2024"),
    ("- Add an alert for the disk (DRI: ann@example.org) due by 2024-06-30", "ann@example.org", "2024-06-30", ""),
    ("- [ ] Add an alert for the disk @ann 📅 2024-05-01", None, "2024-05-01", ""),
    ("- [ ] Add an alert for the disk, to be completed by 30 April", None, "2024-04-30", "30 April"),
    ("- Add an alert for the disk by January 15", None, "2025-01-15", "January 15"),
    ("- Add an alert for the disk (Estimated completion: 2024-07-15)", None, "2024-07-15", ""),
    ("- Chaos test of the disk. Owner: SRE. Target: Q2.", "SRE", None, "Q2"),
    ("- Add an alert for the disk - @ann https://example.org/a/b/issues/1", "@ann", None, ""),
    ("- Add an alert for the disk (Owner: Lee, due 15 March) - DONE", "Lee", "2024-03-15", "15 March"),
    ("- Add an alert for the disk (Jo & Kim, Q4)", "Jo & Kim", None, "Q4"),
    ("- Add an alert for the disk — *owner: Jo* — *by 2024-04-17*", "Jo", "2024-04-17", ""),
    ("- By the end of Q2, the storage team will add an alert", "storage team", None, "end of Q2"),
    ("- Add an alert for the disk in the near future", None, None, "near future"),
    ("- Add an alert for the disk with the 2.4.1 release", None, None, "2.4.1 release"),
    ("- Add an alert for the disk over the next several team meetings", None, None, "next several team meetings"),
    ("- Add an alert for the disk later this year", None, None, "later this year"),
    ("- Add an alert for the disk by the end of next week", None, None, "end of next week"),
    ("- Add an alert for the disk by EOD Friday", None, None, "Friday"),
    ("- Add an alert for the disk (mid-May)", None, None, "mid-May"),
    ("- Add an alert for the disk (H2 2024)", None, None, "H2 2024"),
    ("- Add an alert for the disk within 30 days", None, None, "within 30 days"),
    ("- Add an alert for the disk, no later than 2024-04-30", None, "2024-04-30", ""),
    ("- Add an alert for the disk; scheduled for 5 June 2024", None, "2024-06-05", ""),
    ("- Add an alert for the disk on 2024-06-05", None, "2024-06-05", ""),
    ("- 2024-06-05: nothing is due on the day that a log line began with", None, None, ""),
    ("- Add an alert that fires within 5 minutes", None, None, ""),
    ("- Delete the snapshots from before 2024-01-01", None, None, ""),
    ("- Remove the flag that was introduced in January", None, None, ""),
    ("- Alert users on the 90 days that passwords expire in", None, None, ""),
    ("- Switch to Postgres (Amazon Aurora)", None, None, ""),
    ("- Access to the console (Grafana) for all of us", None, None, ""),
    ("- Fix the issue: retry when the disk is full", None, None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "owner", "due", "words"), OWNED_AND_DUE, ids=[c[0][:60] for c in OWNED_AND_DUE])
def test_an_item_says_who_and_by_when(line: str, owner: str | None, due: str | None, words: str) -> None:
    found = action(line)
    if owner is not None or "@" not in line:
        assert found.owner == owner
    assert found.due == due
    assert words in (found.due_raw or "")
    assert (found.due_raw is None) == (due is None and not words)


#: (header, row, owner, due date, due words, status)
ROWS = [
    ("Action | Owner | Due", "Add alert | Ann Lee | 2024-05-01", "Ann Lee", "2024-05-01", "", "open"),
    ("Action item | Assignee | Deadline | Status", "Add alert | @ann | 1 May | Done", "@ann",
     "2024-05-01", "1 May", "done"),
    ("What | Who | By when", "Add alert | Ann | end of Q2", "Ann", None, "end of Q2", "open"),
    ("Task | DRI | ETA | State", "Add alert | ann | next sprint | in progress", "ann", None,
     "next sprint", "in_progress"),
    ("# | Description | Responsible | Target date | Done", "1 | Add alert | Ann | 5/15/2024 | no", "Ann",
     "2024-05-15", "", "open"),
    ("# | Description | Responsible | Target date | Done", "1 | Add alert | Ann | 5/15/2024 | ✅", "Ann",
     "2024-05-15", "", "done"),
    ("Priority | Action | Assigned to | Completion date", "P1 | Add alert | Ann Lee | May 2024", "Ann Lee",
     None, "May 2024", "open"),
    ("Action | POC | Date opened | Due date", "Add alert | Ann | 2024-03-11 | 2024-04-11", "Ann",
     "2024-04-11", "", "open"),
    ("Action | Team | Quarter", "Add alert | Storage | Q2 2024", "Storage", None, "Q2 2024", "open"),
    ("Action | Owner | Due | Status", "Add alert | TBD | TBD | Not started", None, None, "", "open"),
    ("Action | Owner | Due | Status", "Add alert | - | n/a | Blocked", None, None, "", "blocked"),
    ("Action | Owner | Due", "Add alert | [Ann](https://example.org/ann) | Done", "Ann", None, "", "done"),
    ("Action | Owner | Completed", "Add alert | Ann | 2024-03-12", "Ann", None, "", "done"),
    ("Action item | Type | Owner | Bug", "Add alert | detect | ann | n/a **DONE**", "ann", None, "", "done"),
    ("Action | Owner | Ticket", "~~Add alert~~ | Ann | OPS-1", "Ann", None, "", "done"),
    ("Action item | Kind | Corresponding root cause(s) | Evaluation criteria | Due date | Status",
     "Add alert | Detect | Root cause 1 | It fires in a test | 2024-06-30 | Ongoing", None, "2024-06-30", "",
     "in_progress"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "row", "owner", "due", "words", "status"), ROWS, ids=[f"{r[0]} {r[1]}" for r in ROWS]
)
def test_a_row_says_who_by_when_and_whether_it_is_done(
    head: str, row: str, owner: str | None, due: str | None, words: str, status: str
) -> None:
    found = action(f"| {head} |\n{'|---' * (head.count('|') + 1)}|\n| {row} |")
    assert (found.text, found.owner, found.due, found.status) == ("Add alert", owner, due, status)
    assert words in (found.due_raw or "")
    assert (found.due_raw is None) == (due is None and not words)


#: (the document below its title, the actions: "state text")
TOLD = [
    ("## Action items\n\n### Monitoring\n\n- Watch the disk", ["open Watch the disk"]),
    ("## Action items\n\n### Completed\n\n- Watch the disk\n\n### Outstanding\n\n- Clean it up",
     ["done Watch the disk", "open Clean it up"]),
    ("## Next steps\n\n- Ensure that alerts exist for:\n  - Disk\n  - Memory",
     ["open Ensure that alerts exist for:"]),
    ("## Next steps\n\n- Storage:\n  - Watch the disk\n  - Clean it up",
     ["open Watch the disk", "open Clean it up"]),
    ("## Action items\n\nAsk the vendor why the disk filled.\n\nMove the logs away.",
     ["open Ask the vendor why the disk filled.", "open Move the logs away."]),
    ("## Prevention\n\nWe have switched to a larger disk. We are now ensuring that old logs are deleted.",
     ["done We have switched to a larger disk.", "open We are now ensuring that old logs are deleted."]),
    ("## Prevention\n\nThe cleaning of logs is now automated.", ["done The cleaning of logs is now automated."]),
    ("## Prevention\n\nThat means that we need to test the cleaning of logs.",
     ["open That means that we need to test the cleaning of logs."]),
    ("## Prevention\n\nThere is much that must be learned here. Perhaps this will help.", []),
    ("## Prevention\n\n### Add an alert for the disk\n\nNobody saw it fill.",
     ["open Add an alert for the disk Nobody saw it fill."]),
    ("## Prevention\n\n**Watch the disk.** Nobody saw it fill.\n\n**Smaller logs.** They were too large.",
     ["open Watch the disk. Nobody saw it fill.", "open Smaller logs. They were too large."]),
    ("The disk was full. To prevent this from happening again, we will:\n\n- watch it\n- clean it",
     ["open watch it", "open clean it"]),
    ("The disk was full. The following steps were taken:\n\n- a node was drained", []),
    ("The disk was full. The company plans to add a second one by the end of March.",
     ["open The company plans to add a second one by the end of March."]),
    ("The disk was full. Preventive measures include an alert.", ["open Preventive measures include an alert."]),
    ("The disk was full. Further actions included an alert.", ["done Further actions included an alert."]),
    ("## What happened\n\nWe are going to replace it next week. We will see.\n\n## Action items\n\n- Watch it",
     ["open We are going to replace it next week.", "open Watch it"]),
    ("## Action items\n\n- We need it\n- Switched to larger disks\n- Automated cleaning of logs\n- Sent a letter",
     ["open We need it", "done Switched to larger disks", "open Automated cleaning of logs",
      "done Sent a letter"]),
    ("## Action items\n\n- We've opened a ticket for it\n- The limit was raised\n- Find out why no alert was sent",
     ["open We've opened a ticket for it", "done The limit was raised",
      "open Find out why no alert was sent"]),
    ("## Action items\n\n- Watch the disk\n  - [issue](https://example.org/a/b/issues/1)", ["open Watch the disk"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "told"), TOLD, ids=[t[0] for t in TOLD])
def test_actions_are_found_and_their_state_told(body: str, told: list[str]) -> None:
    assert [f"{a.status} {a.text}" for a in actions(body)] == told


def test_a_link_below_an_item_is_the_item_s() -> None:
    (found,) = actions("## Action items\n\n- Watch the disk\n  - [issue](https://example.org/a/b/issues/1)")
    assert found.tracker_url == "https://example.org/a/b/issues/1"


def test_a_reference_in_the_next_sentence_is_the_action_s() -> None:
    (found,) = actions("## Prevention\n\nWe will watch the disk. ([issue](https://example.org/a/b/issues/1))")
    assert found.tracker_url == "https://example.org/a/b/issues/1"


def test_each_line_of_a_paragraph_of_orders_is_an_action() -> None:
    found = actions("## Prevention\n\nWatch the disk.\nMore alerts for the queue.\nClean the logs. Do it often.")
    assert [a.text for a in found] == [
        "Watch the disk.",
        "More alerts for the queue.",
        "Clean the logs. Do it often.",
    ]
    assert [a.line for a in found] == [5, 6, 7]


def test_services_that_were_spared_are_not_the_affected_ones() -> None:
    body = "These services were not affected:\n\n- Search\n\nThe following services were affected:\n\n- Mail"
    (post,) = parse_document(HEAD + body, "disk.md")
    assert post.services == ["Mail"]


def test_who_and_when_stand_in_the_heading_above() -> None:
    first, second = actions("## Action items (owner: @ann)\n\n- One\n\n### Before the next release\n\n- Two (@bob)")
    assert (first.owner, first.due_raw) == ("@ann", None)
    assert (second.owner, second.due_raw) == ("@bob", "Before the next release")


@pytest.mark.parametrize(
    ("heading", "due", "words"),
    [
        ("Medium term (1-3 months)", None, "1-3 months"),
        ("Short term (within the next 2 weeks)", None, "within the next 2 weeks"),
        ("Immediate (by 2024-04-01)", "2024-04-01", "2024-04-01"),
        ("This quarter", None, "This quarter"),
        ("Q3 2024", None, "Q3 2024"),
        ("Due 2024-06-01", "2024-06-01", "2024-06-01"),
        ("Monitoring (Prometheus)", None, None),
    ],
)
def test_a_heading_says_when_what_stands_below_it_is_due(heading: str, due: str | None, words: str | None) -> None:
    (found,) = actions(f"## Action items\n\n### {heading}\n\n- One")
    assert (found.due, found.due_raw) == (due, words)


def test_a_name_in_a_bracket_is_an_owner_where_the_document_names_the_person() -> None:
    found = actions(
        "## Attendees\n\n- Ann Lee\n\n## Action items\n\n- Watch the disk (Ann)\n- Write docs (Confluence)"
    )
    assert [a.owner for a in found] == ["Ann", None]


def test_whoever_led_the_response_is_known_by_name() -> None:
    told = "| Incident commander | Priya N. |\n|---|---|\n| Severity | SEV2 |\n\n## Action items\n\n"
    found = actions(told + "- Priya N.: watch the disk\n- Grafana: watch the disk")
    assert [a.owner for a in found] == ["Priya N.", None]


def test_a_year_that_was_joined_to_a_due_date_is_noted() -> None:
    (post,) = parse_document(HEAD + "## Action items\n\n- Watch the disk by May 1", "disk.md")
    assert [(d.line, d.code) for d in post.diagnostics] == [(5, "due-year-joined")]


def test_what_the_resolution_says_was_done_is_done() -> None:
    told = "## Resolution\n\nThe old log files were removed.\n\n## Action items\n\n"
    found = actions(
        told + "- Remove the old log files\n- [ ] Remove old log files\n- Remove the log files of others"
    )
    assert [a.status for a in found] == ["done", "open", "open"]
