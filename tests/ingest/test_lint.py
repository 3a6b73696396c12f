"""What a reviewer would say: each rule finds what it is for and leaves alone what it is not for."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnreadableDocument
from app.ingest.lint import RULES, Level, lint

DOCS = Path(__file__).resolve().parents[2] / "docs"

WHOLE = """# The queue worker stops

Severity: SEV2

## Summary

The queue worker stopped at night and mail was late.

## Impact

Mail was three hours late.

## Timeline

- 2024-05-01 01:10 UTC: the worker stops
- 2024-05-01 04:10 UTC: detected by a customer's mail
- 2024-05-01 04:30 UTC: resolved, the worker runs again

## Root cause

The worker had no memory limit and was killed by the kernel.

## Action items

- [ ] Give the worker a memory limit of 2 GiB (@ada, due 2024-05-10)
"""


def rules(text: str, source: str = "a.md") -> list[str]:
    return [f.rule for f in lint(text, source)]


def with_actions(*lines: str, severity: str = "SEV3") -> str:
    head, _, _ = WHOLE.replace("SEV2", severity).partition("- [ ] Give")
    return head + "\n".join(f"- [ ] {line}" for line in lines) + "\n"


def of_rule(text: str, rule: str) -> list[int]:
    return [f.line for f in lint(text, "a.md") if f.rule == rule]


def test_a_whole_postmortem_needs_nothing() -> None:
    assert lint(WHOLE, "a.md") == []


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("Summary", "a summary"),
        ("Impact", "the impact"),
        ("Timeline", "a timeline"),
        ("Action items", "action items"),
    ],
)
def test_a_section_that_is_missing_is_named(heading: str, what: str) -> None:
    gone = re.sub(rf"## {heading}\n\n.*?(?=\n## |\Z)", "", WHOLE, flags=re.DOTALL)
    said = [f.message for f in lint(gone, "a.md") if f.rule == "missing-section"]
    assert f"nothing tells {what}" in said


def test_planned_work_and_notices_need_no_sections() -> None:
    assert rules("# Planned maintenance of the core router\n\nOn 2024-05-02 the router is replaced.\n") == []


def test_the_first_time_without_a_zone_is_shown_with_their_number() -> None:
    found = [f for f in lint(WHOLE.replace(" UTC", ""), "a.md") if f.rule == "time-without-zone"]
    assert [(f.line, f.message.split(",")[0]) for f in found] == [
        (15, "3 of 3 entries state a time without a zone")
    ]


def test_a_cause_of_which_no_action_speaks() -> None:
    text = with_actions("Call the vendor on Mondays (@ada, due 2024-05-10)")
    assert of_rule(text, "cause-without-action") == [21]
    assert of_rule(WHOLE, "cause-without-action") == []


def test_what_went_wrong_wants_an_action_too() -> None:
    text = WHOLE + "\n## What went wrong\n\n- Nobody was paged.\n- The memory graph was not looked at.\n"
    assert of_rule(text, "cause-without-action") == [29]


def test_an_action_wants_somebody_and_a_day_until_it_is_done() -> None:
    bare = with_actions("Give the worker a memory limit of 2 GiB")
    assert rules(bare) == ["action-without-due", "action-without-owner"]
    assert rules(bare.replace("[ ]", "[x]")) == []


@pytest.mark.parametrize(
    "wish",
    ["Improve the memory handling", "Make sure the worker has memory", "Be more careful with the worker's memory"],
)
def test_a_wish_is_no_action(wish: str) -> None:
    assert rules(with_actions(f"{wish} (@ada, due 2024-05-10)")) == ["unverifiable-action"]


@pytest.mark.parametrize(
    "work",
    [
        "Improve the worker's start to under 5 seconds",
        "Ensure that the worker restarts when it is killed",
        "Alert on the worker's memory",
    ],
)
def test_what_can_be_checked_is_an_action(work: str) -> None:
    assert "unverifiable-action" not in rules(with_actions(f"{work} (@ada, due 2024-05-10)"))


def test_a_severe_incident_wants_more_than_papers() -> None:
    papers = (
        "Write a runbook for the worker (@ada, due 2024-05-10)",
        "Train everybody on the worker (@bo, due 2024-05-10)",
    )
    assert of_rule(with_actions(*papers, severity="SEV1"), "only-weak-actions") == [25]
    assert of_rule(with_actions(*papers, severity="SEV4"), "only-weak-actions") == []
    stronger = (*papers, "Give the worker a memory limit (@ada, due 2024-05-10)")
    assert of_rule(with_actions(*stronger, severity="SEV1"), "only-weak-actions") == []


@pytest.mark.parametrize(
    "line",
    [
        "The root of it was human error.",
        "A careless deploy.",
        "The engineer should have checked the limit.",
        "@bo forgot to restart it.",
        "It was their fault.",
        "She obviously knew.",
    ],
)
def test_words_that_blame(line: str) -> None:
    text = WHOLE.replace("Mail was three hours late.", f"Mail was three hours late.\n{line}")
    assert of_rule(text, "blame") == [12]


@pytest.mark.parametrize(
    "line",
    [
        "The check failed to run.",
        "> The paper wrote: human error.",
        "```\nhuman error\n```",
        "This is a blameless postmortem.",
        "Images are lazy loaded.",
    ],
)
def test_words_that_do_not(line: str) -> None:
    assert of_rule(WHOLE.replace("Mail was three hours late.", line), "blame") == []


#: Put together here, so that no scanner takes this file for a leak.
SECRETS = {
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "an AWS access key": "AKIA" + "Q3EGRS7KXH2LMNOP",
    "a GitHub token": "ghp_" + "aB3" * 12,
    "a GitLab token": "glpat-" + "aB3xY" * 4,
    "a Slack token": "xoxb-" + "123456789012-abc",
    "a Slack webhook": "https://hooks.slack.com/" + "services/T01ABCDEF/B01ABCDEF/" + "a1" * 12,
    "a Stripe key": "sk_live_" + "4eC39HqLyjWDarjt",
    "a Google API key": "AIza" + "SyA1b2C" * 5,
    "an npm token": "npm_" + "aB3" * 12,
    "a SendGrid key": "SG." + "a1" * 11 + "." + "b2" * 21 + "c",
    "an Aftercare token": "aft_" + "aB3" * 12 + "xy",
    "a signed token (JWT)": "eyJ" + "hbGciOiJIUzI1" + ".eyJ" + "zdWIiOiIxMjM0" + "." + "SflKxwRJSMeKK",
    "a password in an address": "postgresql://app:" + "s3cr3t9f" + "@db.internal/app",
    "a credential in a header": "Authorization: Bearer " + "abc123def456ghi789",
    "a password or key": "DB_PASSWORD=" + "hunter2hunter2",
}


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("around", ["{}", "    {}", "It was `{}` then.", "```\nexport X; {}\n```"])
def test_a_secret_is_found_and_never_shown(kind: str, around: str) -> None:
    found = [f for f in lint(WHOLE + "\n" + around.format(SECRETS[kind]) + "\n", "a.md") if f.rule == "secret"]
    assert [f.level for f in found] == [Level.ERROR]
    assert kind in found[0].message
    assert SECRETS[kind] not in found[0].message


@pytest.mark.parametrize(
    "line",
    [
        "password = <your password>",
        "password: ${DB_PASSWORD}",
        "API_KEY=xxxxxxxxxxxx",
        "The password: unknown to us",
        "https://user:password@example.org/",
        "https://user:***@db/",
        "postgresql://app:$PASSWORD@db/app",
        "the commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "Authorization: Bearer <token>",
        "see https://example.org:8443/a@b",
    ],
)
def test_what_stands_in_for_a_secret_is_none(line: str) -> None:
    assert of_rule(WHOLE + "\n" + line + "\n", "secret") == []


def test_a_rule_is_switched_off_by_a_comment_in_the_file() -> None:
    bare = with_actions("Give the worker a memory limit of 2 GiB")
    assert rules(bare + "\n<!-- aftercare lint off: action-without-due, action-without-owner -->\n") == []


def test_a_switch_for_no_rule_is_said() -> None:
    found = lint(WHOLE + "<!-- aftercare lint off: blaming -->\n", "a.md")
    assert [(f.rule, f.line) for f in found] == [("unknown-rule", 26)]
    assert "blaming" in found[0].message


def test_a_document_that_cannot_be_read_is_refused_as_by_extract() -> None:
    with pytest.raises(UnreadableDocument):
        lint("a\0b", "a.md")


def test_the_rules_are_described_once_each() -> None:
    described = re.findall(r"^\| `([a-z-]+)` \|", (DOCS / "lint.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert described == list(RULES)


@given(
    st.lists(st.sampled_from([*WHOLE.splitlines(), *SECRETS.values(), "```", "> a", "<!-- aftercare lint off:"]))
)
def test_any_mixture_is_read_and_only_known_rules_speak_in_the_order_of_lines(lines: list[str]) -> None:
    found = lint("\n".join(lines), "a.md")
    assert {f.rule for f in found} <= set(RULES)
    assert [f.line for f in found] == sorted(f.line for f in found)
    assert all(1 <= f.line <= max(len(lines), 1) for f in found)
