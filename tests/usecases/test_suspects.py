"""A new document that looks like a known one is stored, and the two are flagged."""

import pytest
from support.databases import Workspace
from support.documents import bring, every
from support.twins import STORY, report

from app.domain.vocabulary import DuplicateReason, DuplicateState
from app.store.engine import writing
from app.store.tables import Duplicate, LikenessKey, Postmortem
from app.usecases.resemblance import FEW, Look, alike, runs_of, same_incident, source_of, title_likeness


def pairs(ws: Workspace) -> list[tuple[set[str], list[DuplicateReason]]]:
    """The titles of each suspected pair, and why."""
    titles = {p.id: p.title for p in every(ws.engine, Postmortem)}
    return [
        ({titles[d.one_id], titles[d.other_id]}, [DuplicateReason(reason) for reason in d.reasons])
        for d in every(ws.engine, Duplicate)
        if d.state is DuplicateState.SUSPECTED
    ]


def test_the_same_source_under_another_spelling_of_its_address(ws: Workspace) -> None:
    bring(
        ws, report("Orders lost", head="source: https://status.example.org/incidents/7?utm_source=mail\n"), "a.md"
    )
    other = report(
        "What we learned in March", day="2024-04-20", head="source: http://www.status.example.org/incidents/7/\n"
    )
    bring(ws, other, "b.md")
    assert pairs(ws) == [({"Orders lost", "What we learned in March"}, [DuplicateReason.SAME_SOURCE])]


def test_nearly_the_same_text_under_another_title_and_day(ws: Workspace) -> None:
    bring(ws, report("Orders lost", STORY.format(time="noon"), day="2019-01-01"), "a.md")
    bring(ws, report("Failover", STORY.format(time="12:00 UTC"), day="2024-04-20", service="db"), "b.md")
    assert pairs(ws) == [({"Orders lost", "Failover"}, [DuplicateReason.NEAR_EQUAL_TEXT])]


def test_one_incident_told_by_two_people(ws: Workspace) -> None:
    bring(ws, report("Orders are lost after a failover", "Told by operations."), "a.md")
    bring(ws, report("After failover orders are lost", "Told by those who wrote it."), "b.md")
    titles = {"Orders are lost after a failover", "After failover orders are lost"}
    assert pairs(ws) == [(titles, [DuplicateReason.SAME_INCIDENT])]


@pytest.mark.parametrize(
    "other",
    [
        report("Orders are lost after a failover", "Again.", day="2024-03-12"),
        report("Orders are lost after a failover", "Elsewhere.", service="mail"),
        report("The cache was emptied", "At the same time."),
    ],
    ids=["a week later", "another service", "another title"],
)
def test_what_only_resembles_it_is_not_flagged(ws: Workspace, other: str) -> None:
    bring(ws, report("Orders are lost after a failover", "Told by operations."), "a.md")
    bring(ws, other, "b.md")
    assert pairs(ws) == []


def test_a_filled_in_template_makes_no_two_of_a_kind(ws: Workspace) -> None:
    template = "## What went well\n\n{}\n\n## What went wrong\n\n{}\n\n## Where we got lucky\n\n{}\n"
    one = template.format("The alert came at once.", "The runbook was of another year.", "It was night.")
    other = template.format("People stayed calm.", "Nobody knew the supplier's number.", "A test machine was free.")
    bring(ws, report("Orders lost", one), "a.md")
    bring(ws, report("Mail late", other, day="2024-06-01", service="mail"), "b.md")
    assert pairs(ws) == []


PAGED = """At {at} whoever was on call for payments was paged, as errors of the checkout rose above what is
allowed. The page was taken at once, a channel was opened, support was asked in, and the status page was told. {why}
Errors of the checkout fell to what is allowed again, and the incident was closed in the channel and on the status
page. {then}"""


def test_an_incident_of_the_same_service_a_week_later_in_the_same_words_is_another(ws: Workspace) -> None:
    index = "A release of the cart had taken an index from the table of orders, and it was put back by the team."
    expired = "The certificate between checkout and the card processor had expired, and was renewed by hand."
    first = PAGED.format(at="09:10", why=index, then="Releases list the indexes that they drop from now on.")
    later = PAGED.format(at="23:40", why=expired, then="A machine renews what expires, and somebody watches that.")
    bring(ws, report("Checkout errors", first), "a.md")
    bring(ws, report("Checkout errors", later, day="2024-03-12"), "b.md")
    assert pairs(ws) == []


def test_one_text_in_two_formats(ws: Workspace) -> None:
    bring(ws, report("Orders lost", STORY * 2), "a.md")
    told = (STORY * 2).replace("Three of", "<b>Three</b> of")
    bring(ws, f"<html><body><h1>Failover</h1><h2>Summary</h2><p>{told}</p></body></html>", "b.html")
    assert pairs(ws) == [({"Orders lost", "Failover"}, [DuplicateReason.NEAR_EQUAL_TEXT])]


def test_a_post_that_is_posted_again_elsewhere(ws: Workspace) -> None:
    bring(ws, report("Orders lost", STORY, head="source: https://a.example.org/1\n"), "a.md")
    bring(ws, report("Orders lost, again told", STORY, head="source: https://b.example.org/9\n"), "b.md")
    [(_, reasons)] = pairs(ws)
    assert reasons == [DuplicateReason.NEAR_EQUAL_TEXT, DuplicateReason.SAME_INCIDENT]


def test_posts_of_one_document_are_not_held_against_each_other(ws: Workspace) -> None:
    bring(ws, report("Orders lost", STORY).split("---\n", 2)[2] * 2, "a.md")
    assert pairs(ws) == []


def test_a_suspicion_that_nothing_supports_any_more_is_dropped_and_a_settled_one_stays(ws: Workspace) -> None:
    bring(ws, report("Orders lost", STORY), "a.md")
    bring(ws, report("Failover", STORY, day="2024-04-20"), "b.md")
    bring(ws, report("Third", STORY, day="2024-05-20"), "c.md")
    assert len(pairs(ws)) == 3
    with writing(ws.engine) as session:
        session.get_one(Duplicate, 1).state = DuplicateState.NOT_DUPLICATE
    bring(ws, report("Failover", "Told anew in a few words.", day="2024-04-20"), "b.md")
    assert [titles for titles, _ in pairs(ws)] == [{"Orders lost", "Third"}]
    assert every(ws.engine, Duplicate)[0].state is DuplicateState.NOT_DUPLICATE
    bring(ws, report("Failover", STORY, day="2024-04-20"), "b.md")
    assert [titles for titles, _ in pairs(ws)] == [{"Orders lost", "Third"}, {"Failover", "Third"}]


def test_what_was_stored_before_there_were_keys_is_found_too(ws: Workspace) -> None:
    bring(ws, report("Orders lost", STORY), "a.md")
    with writing(ws.engine) as session:
        for key in every(ws.engine, LikenessKey):
            session.delete(session.merge(key))
        session.get_one(Postmortem, 1).keyed = 0
    bring(ws, report("Something else", "Nothing in common.", day="2020-01-01"), "b.md")  # keys are made beside it
    bring(ws, report("Failover", STORY, day="2024-04-20"), "c.md")
    assert [titles for titles, _ in pairs(ws)] == [{"Orders lost", "Failover"}]


@pytest.mark.parametrize(
    ("address", "compared"),
    [
        ("https://www.example.org/post/1/#top", "example.org/post/1"),
        ("http://example.org/post?id=1&utm_campaign=x", "example.org/post?id=1"),
        ("https://example.org/?b=2&a=1", "example.org?a=1&b=2"),
        ("https://example.org/", None),
        ("ftp://example.org/a", None),
        ("https://[broken/a", None),
    ],
)
def test_an_address_is_compared_without_what_does_not_matter(address: str, compared: str | None) -> None:
    assert source_of(address) == compared


def test_texts_are_compared_by_their_words_alone() -> None:
    plain = runs_of(STORY)
    marked = runs_of(f"# A heading\n\n<!-- {STORY} -->\n**{STORY.replace(' ', '  ')}** https://example.org/x/y")
    assert alike(plain, marked) == 1
    assert runs_of("word " * (FEW - 1)) == frozenset()
    assert alike(frozenset(), frozenset()) == 0


def test_titles_are_alike_in_any_order() -> None:
    assert title_likeness("Mail is late", "late is: MAIL") > 95
    assert title_likeness("Orders lost, once more", "Orders lost") == 90
    assert title_likeness("Mail is late", "The disk of db-01 is full") < 60


def look(title: str, start: str | None, end: str | None = None) -> Look:
    return Look(title, frozenset(), frozenset(), frozenset({1}), start, end)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("2024-03-05T10:00Z", "2024-03-05T12:00Z"), ("2024-03-05T13:00+02:00", None), True),
        (("2024-03-05T10:00Z", "2024-03-05T12:00Z"), ("2024-03-05T13:30Z", None), False),
        (("2024-03-05", None), ("2024-03-05T23:00Z", None), True),
        (("2024-03-05T10:00", None), ("2024-03-05T20:00Z", None), True),
        (("--03-05T10:00", None), ("2024-03-05T10:00Z", None), False),
        ((None, None), ("2024-03-05T10:00Z", None), False),
        (("0001-01-01", None), ("0001-01-01", None), True),
    ],
)
def test_times_overlap_where_both_may_have_been(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], same: bool
) -> None:
    assert (same_incident(look("Mail is late", *one), look("Mail is late", *other)) > 0) is same
