"""Lists of postmortems: each filter, what facets promise, and addresses present and former."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import a_cause, a_document, a_postmortem, about, an_action, keep

from app.domain.errors import Gone, NotFound
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import ActionStatus, CauseCategory, PostmortemKind, PostmortemStatus, Severity
from app.store.engine import writing
from app.store.postmortems import (
    PostmortemFilter,
    any_postmortem,
    document_of,
    facets,
    find_postmortem,
    list_postmortems,
    names_of,
)
from app.store.tables import SlugRedirect

K, ST, SEV, CAT = PostmortemKind, PostmortemStatus, Severity, CauseCategory


@pytest.fixture(autouse=True)
def _content(engine: Engine) -> None:
    """Five that are listed (one a notice), one withdrawn, one gone from its file."""
    with writing(engine) as session:
        disk = a_postmortem(session, "Disk full", slug="disk", severity=SEV.SEV1, sort_at="2023-10-17T04:49")
        about(session, disk, "service", "db", "web")
        about(session, disk, "team", "storage")
        about(session, disk, "tag", "capacity")
        a_cause(session, disk, category=CAT.CAPACITY)
        a_cause(session, disk, category=CAT.PROCESS, position=1)
        a_cause(session, disk, category=CAT.NETWORK, position=2, removed_in_revision=2)
        dns = a_postmortem(session, "DNS gone", slug="dns", severity=SEV.SEV2, sort_at="2023", status=ST.DRAFT)
        about(session, dns, "service", "web")
        a_cause(session, dns, category=CAT.NETWORK)
        work = a_postmortem(session, "Switch replaced", slug="work", kind=K.MAINTENANCE, sort_at="2021-02-03")
        about(session, work, "team", "network")
        a_postmortem(session, "No date", slug="undated", severity=SEV.SEV2)
        tax = a_postmortem(session, "Prices change", slug="notice", kind=K.NOTICE, sort_at="2024-01")
        about(session, tax, "tag", "capacity")
        taken_back = a_postmortem(session, "Taken back", slug="withdrawn", status=ST.WITHDRAWN, sort_at="2023")
        about(session, taken_back, "service", "web")
        a_postmortem(session, "Cut from its file", slug="removed", removed_in_revision=2, sort_at="2023")


def slugs(session: Session, sort: str = "-started", **fields: Any) -> list[str]:
    page = list_postmortems(session, LOCAL_OWNER, PostmortemFilter(**fields), sort=sort)
    assert page.total == len(page.items)
    return [row.postmortem.slug for row in page.items]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-started", ["disk", "dns", "work", "undated"]),
        ("started", ["undated", "work", "dns", "disk"]),
        ("title", ["disk", "dns", "undated", "work"]),
        ("severity", ["disk", "undated", "dns", "work"]),
    ],
)
def test_lists_are_sorted_and_say_where_what_is_unknown_stands(
    session: Session, sort: str, expected: list[str]
) -> None:
    assert slugs(session, sort) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": (K.NOTICE,)}, {"notice"}),
        ({"kind": (K.MAINTENANCE, K.NOTICE)}, {"notice", "work"}),
        ({"status": (ST.DRAFT,)}, {"dns"}),
        ({"status": (ST.WITHDRAWN,)}, set()),
        ({"severity": (SEV.SEV2,)}, {"dns", "undated"}),
        ({"severity": (SEV.SEV1, SEV.SEV2)}, {"disk", "dns", "undated"}),
        ({"service": ("web",)}, {"disk", "dns"}),
        ({"service": ("db", "web")}, {"disk", "dns"}),
        ({"service": ("nobody's",)}, set()),
        ({"team": ("network",)}, {"work"}),
        ({"tag": ("capacity",)}, {"disk"}),
        ({"tag": ("capacity",), "kind": (K.NOTICE,)}, {"notice"}),
        ({"cause": (CAT.PROCESS,)}, {"disk"}),
        ({"cause": (CAT.NETWORK,)}, {"dns"}),
        ({"year": (2023,)}, {"disk", "dns"}),
        ({"year": (2021, 2024)}, {"work"}),
        ({"year": (0,)}, set()),
        ({"service": ("web",), "severity": (SEV.SEV1,)}, {"disk"}),
    ],
)
def test_a_filter_is_any_of_within_a_field_and_all_of_across(
    session: Session, fields: dict[str, Any], expected: set[str]
) -> None:
    assert set(slugs(session, **fields)) == expected


def test_a_notice_stands_in_no_default_list(session: Session) -> None:
    assert "notice" not in slugs(session)


def values_of(name: str, text: str) -> tuple[Any, ...]:
    kinds: dict[str, Any] = {"kind": K, "status": ST, "severity": SEV, "cause": CAT, "year": int}
    return (kinds.get(name, str)(text),)


@pytest.mark.parametrize(
    "where",
    [
        PostmortemFilter(),
        PostmortemFilter(service=("web",)),
        PostmortemFilter(kind=(K.INCIDENT, K.NOTICE)),
        PostmortemFilter(year=(2023,), cause=(CAT.NETWORK,)),
        PostmortemFilter(service=("none such",)),
    ],
)
def test_every_count_of_a_facet_is_what_choosing_it_gives(session: Session, where: PostmortemFilter) -> None:
    found = facets(session, LOCAL_OWNER, where)
    assert set(found) == {"kind", "status", "severity", "service", "team", "tag", "cause", "year"}
    for name, counts in found.items():
        for value, count in counts.items():
            chosen: Any = {name: values_of(name, value)}
            page = list_postmortems(session, LOCAL_OWNER, replace(where, **chosen))
            assert page.total == count, f"{name}={value}"


def test_facets_put_the_commonest_value_first_and_know_no_empty_one(session: Session) -> None:
    found = facets(session, LOCAL_OWNER, PostmortemFilter())
    assert list(found["service"].items()) == [("web", 2), ("db", 1)]
    assert list(found["severity"].items()) == [("sev2", 2), ("sev1", 1)]
    assert found["year"] == {"2023": 2, "2021": 1}
    assert found["kind"] == {"incident": 3, "maintenance": 1, "notice": 1}


def test_a_row_shows_services_and_what_is_still_owed(engine: Engine, session: Session) -> None:
    with writing(engine) as writer:
        disk = find_postmortem(writer, LOCAL_OWNER, "disk")
        for status in (ActionStatus.PROPOSED, ActionStatus.BLOCKED, ActionStatus.DONE):
            an_action(writer, postmortem_id=disk.id, status=status)
    rows = {r.postmortem.slug: r for r in list_postmortems(session, LOCAL_OWNER, PostmortemFilter()).items}
    assert (rows["disk"].services, rows["disk"].unfinished, rows["disk"].actions) == (["db", "web"], 2, 3)
    assert (rows["work"].services, rows["work"].unfinished, rows["work"].actions) == ([], 0, 0)


def test_names_of_a_postmortem_are_its_services_teams_and_tags(session: Session) -> None:
    disk = find_postmortem(session, LOCAL_OWNER, "disk")
    assert names_of(session, disk.id or 0) == (["db", "web"], ["storage"], ["capacity"])


def test_a_former_address_leads_to_the_present_one(engine: Engine, session: Session) -> None:
    with writing(engine) as writer:
        keep(writer, SlugRedirect(slug="old", postmortem_id=find_postmortem(writer, LOCAL_OWNER, "disk").id))
    assert find_postmortem(session, LOCAL_OWNER, "old").slug == "disk"
    with pytest.raises(NotFound, match="“older”"):
        find_postmortem(session, LOCAL_OWNER, "older")


def test_a_withdrawn_one_is_gone_but_can_be_asked_for(session: Session) -> None:
    with pytest.raises(Gone, match="withdrawn"):
        find_postmortem(session, LOCAL_OWNER, "withdrawn")
    assert any_postmortem(session, LOCAL_OWNER, "withdrawn").title == "Taken back"


def test_a_postmortem_knows_its_document(engine: Engine, session: Session) -> None:
    with writing(engine) as writer:
        a_postmortem(writer, slug="from-file", document_id=a_document(writer, path="a/b.md").id)
    found = find_postmortem(session, LOCAL_OWNER, "from-file")
    assert document_of(session, found).path == "a/b.md"
