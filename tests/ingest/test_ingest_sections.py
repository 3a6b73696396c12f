"""What a heading is taken to announce, by the phrases that postmortems use."""

import pytest

from app.ingest.parser import parse_document
from app.ingest.section_names import names_of

HEADINGS = [
    ("3. Action Items:", "action_items"),
    ("✅ Follow-ups", "action_items"),
    ("How are we making incidents like this less likely or less impactful?", "action_items"),
    ("How will we prevent this from happening again?", "action_items"),
    ("What we're changing", "action_items"),
    ("REMEDIATION AND PREVENTION", "action_items"),
    ("Outstanding tasks", "action_items"),
    ("Proposed fixes", "action_items"),
    ("Probable cause", "root_cause"),
    ("Technical causes", "root_cause"),
    ("How could this happen?", "root_cause"),
    ("What went wrong and why?", "root_cause"),
    ("How did we respond?", "response"),
    ("How can customers make such incidents less impactful?", ""),
    ("The underlying design", ""),
]


@pytest.mark.parametrize(("heading", "name"), HEADINGS, ids=[h[0] for h in HEADINGS])
def test_a_heading_has_the_canonical_name_of_its_section(heading: str, name: str) -> None:
    assert "".join(names_of(heading)[:1]) == name


@pytest.mark.parametrize("group", ["Monitoring", "Mitigation", "**Detection**"])
def test_what_actions_are_grouped_by_stays_a_section_of_actions(group: str) -> None:
    heading = group if group.startswith("*") else f"### {group}"
    (post,) = parse_document(f"# Outage\n\n## Action items\n\n{heading}\n\n- Watch the disk", "outage.md")
    assert [a.text for a in post.actions] == ["Watch the disk"]


def test_bold_labels_of_consecutive_paragraphs_are_sections_of_their_own() -> None:
    body = "**What caused this?** A disk was full.\n\n**What are we doing about it?** We will watch it."
    (post,) = parse_document(f"# Outage\n\n{body}", "outage.md")
    assert [c.text for c in post.causes] == ["A disk was full."]
    assert [a.text for a in post.actions] == ["We will watch it."]


def test_a_line_of_its_own_that_names_a_section_opens_it() -> None:
    body = "Root cause\nA disk was full.\n\nCorrective actions\n1. Watch the disk\n\nMonitoring\nwas late."
    (post,) = parse_document(f"Incident report: outage of mail\n\n{body}", "outage.txt")
    assert [c.text for c in post.causes] == ["A disk was full."]
    assert [a.text for a in post.actions] == ["Watch the disk"]


def test_a_section_below_the_actions_that_is_none_of_them_has_its_own_name() -> None:
    body = "## Action items\n\n- Watch the disk\n\n### Timeline\n\n- 10:00 The disk was full"
    (post,) = parse_document(f"# Outage on 10 March 2024\n\n{body}", "outage.md")
    assert ([a.text for a in post.actions], len(post.timeline)) == (["Watch the disk"], 1)
