"""Events, causes, lessons and links keep their ids across re-imports; what is cut is marked, never deleted."""

from collections.abc import Sequence
from typing import Any

import pytest
from support.databases import Workspace
from support.documents import DISK, bring, every, with_actions

from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import LinkOrigin
from app.store.engine import writing
from app.store.tables import ActionCause, ActionItem, Cause, Lesson, Postmortem, PostmortemLink, TimelineEvent
from app.usecases.actions import link_cause

ENTRIES = [
    "10:00 Alert fires for db-01",
    "10:05 Ann looks at the disk",
    "10:30 Old logs deleted, writes work again",
]


def told(entries: Sequence[str], causes: Sequence[str] = (), lessons: Sequence[str] = ()) -> str:
    parts = ["# Disk full on 5 March 2024\n\n## Timeline (UTC)\n", *(f"- {e}\n" for e in entries)]
    parts += ["\n## Contributing factors\n", *(f"- {c}\n" for c in causes)] if causes else []
    parts += ["\n## What went well\n", *(f"- {lesson}\n" for lesson in lessons)] if lessons else []
    return "".join(parts)


def ids(ws: Workspace, table: Any) -> dict[str, tuple[int, int | None]]:
    """Wording -> id and the revision in which it was cut."""
    return {row.text: (row.id, row.removed_in_revision) for row in every(ws.engine, table)}


def test_a_reworded_event_is_the_same_event(ws: Workspace) -> None:
    bring(ws, told(ENTRIES))
    before = ids(ws, TimelineEvent)
    bring(ws, told([*ENTRIES[:2], "10:30 Old logs were deleted and writes work again"]))
    after = ids(ws, TimelineEvent)
    assert after["Old logs were deleted and writes work again"] == before["Old logs deleted, writes work again"]
    assert len(after) == 3


def test_events_put_into_another_order_are_the_same_events(ws: Workspace) -> None:
    bring(ws, told(ENTRIES))
    before = ids(ws, TimelineEvent)
    bring(ws, told([ENTRIES[2], ENTRIES[0], ENTRIES[1]]))
    assert ids(ws, TimelineEvent) == before
    positions = sorted((row.position, row.text[:5]) for row in every(ws.engine, TimelineEvent))
    assert [text for _, text in positions] == ["Old l", "Alert", "Ann l"]


def test_an_event_put_between_others_is_the_only_new_one(ws: Workspace) -> None:
    bring(ws, told(ENTRIES))
    before = ids(ws, TimelineEvent)
    bring(ws, told([ENTRIES[0], "10:02 The pager wakes Ann up", *ENTRIES[1:]]))
    after = ids(ws, TimelineEvent)
    assert {text: after[text] for text in before} == before
    assert len(after) == 4


def test_an_event_cut_from_the_text_is_marked_and_comes_back_as_itself(ws: Workspace) -> None:
    bring(ws, told(ENTRIES))
    before = ids(ws, TimelineEvent)
    bring(ws, told(ENTRIES[1:]))
    assert ids(ws, TimelineEvent) == before | {"Alert fires for db-01": (1, 2)}
    bring(ws, told([*ENTRIES]) + "\n")
    assert ids(ws, TimelineEvent) == before


def test_a_split_event_stays_one_of_the_halves_at_most(ws: Workspace) -> None:
    bring(ws, told(ENTRIES))
    before = ids(ws, TimelineEvent)
    bring(ws, told([*ENTRIES[:2], "10:30 Old logs deleted", "10:31 Writes work again"]))
    after = ids(ws, TimelineEvent)
    halves = [after["Old logs deleted"][0], after["Writes work again"][0]]
    assert len(set(halves)) == 2
    whole = before["Old logs deleted, writes work again"][0]
    assert (whole in halves) != (after.get("Old logs deleted, writes work again") == (whole, 2))


def test_events_of_one_wording_at_different_times_are_different_events(ws: Workspace) -> None:
    bring(ws, told(["10:00 Restarted the server", "10:20 Restarted the server"]))
    before = [(e.id, e.at[-6:]) for e in every(ws.engine, TimelineEvent)]
    bring(
        ws, told(["10:10 Called the vendor's hotline", "10:20 Restarted the server", "10:00 Restarted the server"])
    )
    after = {e.id: e.at[-6:] for e in every(ws.engine, TimelineEvent)}
    assert [(i, after[i]) for i, _ in before] == before


@pytest.mark.parametrize(("table", "place"), [(Cause, "causes"), (Lesson, "lessons")])
def test_causes_and_lessons_keep_their_ids_too(ws: Workspace, table: Any, place: str) -> None:
    words = ["Nobody had an alert on free space", "The rotation was switched off", "The disk was too small"]
    bring(ws, told(ENTRIES, **{place: words}))
    before = ids(ws, table)
    assert list(before) == words
    bring(ws, told(ENTRIES, **{place: [words[1], "Nobody had alerts on free space", "Backups ran meanwhile"]}))
    after = ids(ws, table)
    assert after[words[1]] == before[words[1]]
    assert after["Nobody had alerts on free space"] == before[words[0]]
    assert after[words[2]] == (before[words[2]][0], 2)
    assert after["Backups ran meanwhile"][0] not in {i for i, _ in before.values()}


def test_links_lead_to_the_postmortem_that_they_name(ws: Workspace) -> None:
    target = bring(ws, with_actions("[ ] Something", title="Mail is slow"), "mail.md").postmortems[0]
    text = told(ENTRIES) + "\n## Related incidents\n- [Mail is slow](/postmortems/mail-is-slow)\n"
    for _ in range(2):
        post = bring(ws, text).postmortems[0]
        text += "\n"
    found = [link for link in every(ws.engine, PostmortemLink) if link.postmortem_id == post.id]
    assert [(link.target_id, link.origin) for link in found] == [(target.id, LinkOrigin.STATED)]


def test_a_stated_answer_to_a_cause_is_linked_once_and_a_confirmed_one_stays(ws: Workspace) -> None:
    bring(ws, DISK)
    cause = every(ws.engine, Cause)[1]
    link_cause(ws, LOCAL_OWNER, "ACT-1", cause.id)
    for suffix in ("\n", "\n\n"):
        bring(ws, DISK + suffix)
    links = every(ws.engine, ActionCause)
    assert [(link.action_id, link.cause_id, link.origin) for link in links if link.cause_id == cause.id] == [
        (every(ws.engine, ActionItem)[0].id, cause.id, LinkOrigin.CONFIRMED)
    ]


def test_deleting_a_document_by_hand_takes_its_facts_along(ws: Workspace) -> None:
    """Nothing in the program does this; foreign keys must hold all the same."""
    bring(ws, told(ENTRIES, causes=["One"], lessons=["Two"]))
    with writing(ws.engine) as session:
        session.delete(session.get_one(Postmortem, 1))
    for table in (TimelineEvent, Cause, Lesson):
        assert every(ws.engine, table) == []
