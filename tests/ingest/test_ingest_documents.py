"""Whole documents: our template, the shared seed and corpus where they stand beside us, and any text."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import AftercareError
from app.domain.moment import Moment
from app.domain.vocabulary import PostmortemKind, PostmortemStatus
from app.ingest.decoding import decode
from app.ingest.facts import ParsedPost
from app.ingest.parser import parse_document
from app.ingest.template import new_postmortem

SHARED = Path(__file__).resolve().parents[3] / "shared"
CORPUS = sorted((SHARED / "corpus").glob("*/*")) if SHARED.is_dir() else []


def check(post: ParsedPost, text: str) -> None:
    """What holds of every post, whatever was read."""
    last = text.count("\n") + text.count("\r") + 1
    times = [
        post.started_at,
        post.detected_at,
        post.mitigated_at,
        post.resolved_at,
        post.window_start,
        post.window_end,
    ]
    times += [t for e in post.timeline for t in (e.at, e.end)]
    for time in filter(None, times):
        assert str(Moment.parse(time)) == time
    facts: list[Any] = [*post.timeline, *post.causes, *post.actions]
    for fact in facts:
        assert 0 <= fact.confidence <= 1
        assert fact.rule
        assert fact.text.strip()
    for placed in (*facts, *post.lessons, *post.links, *post.diagnostics, *post.sections, *post.unplaced):
        assert 1 <= placed.line <= last
    for action in post.actions:
        assert action.due is None or date.fromisoformat(action.due)
    assert 1 <= post.line <= post.end_line <= max(last, post.line)
    assert post.title
    json.dumps(post.as_dict())


@pytest.mark.parametrize(
    "title", ["Checkout down", 'A "quoted" \\ <b>title</b> #3: 10:02', " ", "Maintenance of 2024-01-01"]
)
def test_our_template_is_read_without_a_diagnostic_and_without_a_fact(title: str) -> None:
    [post] = parse_document(new_postmortem(title, date(2024, 5, 1)), "new.md")
    assert post.title == (" ".join(title.split()) or "Untitled incident")
    assert post.status is PostmortemStatus.DRAFT
    facts = [post.diagnostics, post.timeline, post.causes, post.actions, post.lessons, post.links, post.unplaced]
    assert not any(facts)
    assert (post.summary, post.severity, post.services) == (None, None, [])
    assert {"summary", "timeline", "root_cause", "action_items", "went_well"} <= {s.name for s in post.sections}


def test_a_document_without_a_title_takes_its_files_name() -> None:
    [post] = parse_document("nothing of note.", "notes/2024-plain.txt")
    assert (post.title, post.kind) == ("2024-plain", PostmortemKind.NOTICE)
    assert [p.title for p in parse_document("", "")] == ["untitled"]


def test_line_numbers_count_as_an_editor_does() -> None:
    text = "# Outage\r\n\r\n## Timeline\r\n\r\n- 10:00 UTC down\r- 11:00 UTC back to normal\n"
    [post] = parse_document(text, "x.md")
    assert [e.line for e in post.timeline] == [5, 6]


def test_the_format_is_told_by_the_looks_where_the_name_says_nothing() -> None:
    assert parse_document("<p>It broke.</p>", "pasted")[0].summary == "It broke."
    assert parse_document("# It broke\n\n## Summary\n\nYes.", "pasted")[0].title == "It broke"
    assert parse_document("It Broke\n\nYes it did.", "pasted")[0].title == "It Broke"


WORDS = (
    "# ;## Timeline\n;\n;\n\n;- ;- [x] ;| ;|---|\n;**;`;10:00 ;UTC ;2024-05-01 ;25:99 ;Root cause: ;Action items\n;"
    "@ann ;due ;next Friday ;T+5m ;<!-- ;-->;<p>;</li>;<td>;---\n;a: &x\n;+++\n;Update: ;[x](;);{#ACT-1};because ;"
    "We will fix it. ;\u202e;\t;> ;1. ;```\n;99/99/99 ;0000-00-00;9999-12-31 23:59 ;Feb 29 ;midnight ;"
    "UTC+99 ;Monday ;03/04/2020 ;Owner: ;~~"
)
PIECES = st.sampled_from(WORDS.split(";"))
DOCUMENTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=60).map("".join)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS, st.sampled_from([".md", ".txt", ".html", ".html.md.erb", ""]))
def test_content_never_raises_and_facts_stand_in_their_file(text: str, suffix: str) -> None:
    try:
        posts = parse_document(text, "x" + suffix)
    except AftercareError:
        return
    assert posts
    for post in posts:
        check(post, text)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_one_sentence(data: bytes) -> None:
    try:
        text, _ = decode(data)
        posts = parse_document(text, "x.md")
    except AftercareError:
        return
    for post in posts:
        check(post, text)


@pytest.mark.skipif(not CORPUS, reason="the shared corpus is not beside the repository")
def test_every_shared_document_is_read() -> None:
    for path in CORPUS:
        text, _ = decode(path.read_bytes())
        for post in parse_document(text, str(path)):
            check(post, text)


@pytest.mark.skipif(not (SHARED / "seed").is_dir(), reason="the shared seed is not beside the repository")
def test_the_seed_gives_five_posts_of_the_right_kinds() -> None:
    labels = json.loads((SHARED / "seed" / "labels.json").read_text(encoding="utf-8"))["posts"]
    text, _ = decode((SHARED / "seed" / "atech-status-posts.txt").read_bytes())
    posts = parse_document(text, "atech-status-posts.txt")
    assert [(p.kind.value, p.title) for p in posts] == [(x["kind"], x["title"]) for x in labels]
    for post, label in zip(posts, labels, strict=True):
        check(post, text)
        wanted = [e for e in label["timeline"] if not e.get("optional")]
        found = {e.text.replace("Update: ", "")[:30]: e.at for e in post.timeline}
        for entry in wanted:
            key = entry["text_starts"].replace("\xa0", " ").replace("Update: ", "")[:30]
            assert found[key] in (entry["at"], entry.get("at_alt")), key
        allowed = {t for e in label["timeline"] for t in (e["at"], e.get("at_alt"), e.get("end"))}
        days = {t[:10].strip("T") for t in allowed if t}
        assert all(e.at is None or e.at in allowed or e.at[:10].strip("T") in days for e in post.timeline)
        done = {a.text.replace("’", "'")[:40]: a.status == "done" for a in post.actions}
        for action in label["actions"]:
            if not action.get("optional"):
                assert done[action["text_starts"].replace("\xa0", " ").replace("’", "'")[:40]] == action["done"]


def test_a_due_date_that_no_calendar_has_stays_words() -> None:
    [post] = parse_document("# T\n\n## Action items\n\n- [ ] Do it (@ann, due 2024-02-30)\n", "t.md")
    assert (post.actions[0].due, post.actions[0].due_raw) == (None, "2024-02-30")


def test_entries_without_a_time_between_timed_ones_are_entries_without_a_time() -> None:
    entries = "- 10:00 The disk fills up\n- The team looks at the wrong disk\n- 11:00 Fixed\n"
    text = f"# T\n\n## Timeline\n\n{entries}"
    [post] = parse_document(text, "t.md")
    assert [e.at for e in post.timeline] == ["T10:00", None, "T11:00"]
