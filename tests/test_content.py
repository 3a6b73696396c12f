"""The postmortems shipped in `postmortems/` read as a careful reader would read them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from app.domain.vocabulary import CauseCategory, PostmortemKind
from app.ingest.facts import ParsedPost
from app.ingest.parser import parse_document

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "postmortems").glob("*.md"))
SHARED = ROOT.parent / "shared"
MAINTENANCE = {"2011-data-centre-move", "2012-emergency-maintenance", "undated-network-maintenance-25-october"}
NOTICE = "2011-vat-increase-notice"
UPTIME = "undated-200-days-of-uptime"
RUN = 9

_WORD = re.compile(r"[^\W\d_]+")
_SOURCE = re.compile(r"^source_url ?[:=] ?\"?(?P<url>https://github\.com/[^\s\"]+)", re.MULTILINE)
_LINKED = re.compile(r"\]\((?P<url>https://github\.com/[^()\s]+/blob/[0-9a-f]{40}/[^()\s]+)\)")


@lru_cache(maxsize=len(FILES))
def posts(path: Path) -> list[ParsedPost]:
    return parse_document(path.read_text(encoding="utf-8"), path.name)


def post(stem: str) -> ParsedPost:
    (only,) = posts(ROOT / "postmortems" / f"{stem}.md")
    return only


def declared_kind(stem: str) -> PostmortemKind:
    if stem == NOTICE:
        return PostmortemKind.NOTICE
    return PostmortemKind.MAINTENANCE if stem in MAINTENANCE else PostmortemKind.INCIDENT


def times(found: ParsedPost) -> Iterator[str]:
    keyed = (found.started_at, found.detected_at, found.mitigated_at, found.resolved_at)
    for value in (*keyed, *(event.at for event in found.timeline), *(event.end for event in found.timeline)):
        if value is not None:
            yield value


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def own_text(path: Path) -> str:
    """The text without what must be the source's: titles and lines that carry an address."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not re.match(r"# |title ?[:=]", line) and "://" not in line)


def test_at_least_sixteen_postmortems_and_one_notice_are_shipped() -> None:
    kinds = [declared_kind(path.stem) for path in FILES]
    assert kinds.count(PostmortemKind.NOTICE) == 1
    assert len(kinds) >= 17


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_file_is_one_titled_post_of_its_declared_kind(path: Path) -> None:
    (only,) = posts(path)
    assert only.kind is declared_kind(path.stem)
    assert len(only.title) >= 10
    assert only.services


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_file_names_its_public_source(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    linked = {match["url"] for match in _LINKED.finditer(text)}
    if linked:
        stated = _SOURCE.search(text)
        assert stated is None or stated["url"] in linked
    else:
        assert "Source: aTech Media, company status blog" in text
        assert "://" not in text


@pytest.mark.parametrize(
    "path", [p for p in FILES if declared_kind(p.stem) is PostmortemKind.INCIDENT], ids=lambda p: p.stem
)
def test_each_incident_says_why_and_when(path: Path) -> None:
    (only,) = posts(path)
    assert only.causes
    assert only.timeline
    assert only.impact


def test_the_notice_yields_no_action_items() -> None:
    assert post(NOTICE).actions == []


def test_no_date_is_invented_for_the_incident_that_names_weekdays_only() -> None:
    found = list(times(post(UPTIME)))
    assert found
    assert all(value.startswith("T") for value in found)


def test_no_year_is_invented_for_the_network_maintenance() -> None:
    found = post("undated-network-maintenance-25-october")
    stated = [*times(found), *(value for value in (found.window_start, found.window_end) if value)]
    assert stated
    assert all(value.startswith(("--10-25", "T")) for value in stated)


def test_the_audit_of_the_virtual_ip_is_claimed_done() -> None:
    wanted = "Audit every application's database configuration so that it uses the virtual IP"
    (audit,) = [action for action in post(UPTIME).actions if action.text == wanted]
    assert audit.status == "done"


def test_the_third_virtual_machine_of_the_identity_service_is_still_owed() -> None:
    (owed,) = [action for action in post(UPTIME).actions if "three virtual machines" in action.text.lower()]
    assert owed.status == "open"
    assert owed.due is None
    assert "end of the week" in (owed.due_raw or "")


def test_the_actions_shipped_are_in_various_states_and_some_have_an_owner_and_a_due_date() -> None:
    actions = [action for path in FILES for found in posts(path) for action in found.actions]
    assert {"open", "in_progress", "blocked", "done", "wont_do"} <= {action.status for action in actions}
    owed = [action for action in actions if action.status == "open" and action.owner and action.due]
    assert len(owed) >= 6
    assert any(action.owner is None for action in actions)
    assert not [owner for action in actions if ":" in (owner := action.owner or "")]


def test_the_causes_shipped_are_of_many_categories() -> None:
    categories = {cause.category for path in FILES for found in posts(path) for cause in found.causes}
    assert len(categories - {CauseCategory.UNKNOWN}) >= 8


def test_every_shipped_file_is_described_in_the_documentation() -> None:
    page = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
    described = re.findall(r"`([\w.-]+\.md)`", page)
    assert sorted(described) == [path.name for path in FILES]


def test_no_run_of_nine_words_is_taken_from_a_source() -> None:
    shipped = {path.name: runs_of_words(own_text(path)) for path in FILES}
    assert all(shipped.values())
    for source in _sources():
        theirs = runs_of_words(source.read_text(encoding="utf-8", errors="replace"))
        for name, ours in shipped.items():
            assert not ours & theirs, f"{name} repeats {source.name}"


def _sources() -> Iterator[Path]:
    """Source documents, where this machine has them beside the repository; none elsewhere."""
    yield from (p for p in (SHARED / "corpus").rglob("*") if p.is_file() and p.name != "SOURCES.tsv")
    yield from (SHARED / "seed").glob("*.txt")
