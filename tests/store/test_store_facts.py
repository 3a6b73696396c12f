"""What hangs on one postmortem, in the text's order, and the text itself."""

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session
from support.records import a_cause, a_document, a_postmortem, an_action, keep

from app.domain.errors import NotFound
from app.domain.vocabulary import EventKind, LessonKind, LinkOrigin
from app.store import facts
from app.store.condition import counts, damage, product
from app.store.engine import writing
from app.store.tables import ActionCause, Lesson, Postmortem, PostmortemLink, Revision, TimelineEvent


@pytest.fixture
def post(engine: Engine) -> Postmortem:
    with writing(engine) as session:
        document = a_document(session, "# One\r\nfirst\r\n# Two\rsecond\nthird")
        return a_postmortem(session, document_id=document.id, line=3, end_line=4)


def test_facts_stand_in_the_texts_order_and_those_cut_from_it_last(
    engine: Engine, session: Session, post: Postmortem
) -> None:
    common = {"postmortem_id": post.id}
    with writing(engine) as writer:
        for text, position, removed in [("cut", 0, 2), ("second", 1, None), ("first", 0, None)]:
            rest = {"text": text, "position": position, "removed_in_revision": removed, **common}
            keep(writer, TimelineEvent(kind=EventKind.NOTE, **rest))
            keep(writer, Lesson(kind=LessonKind.LUCKY, **rest))
            keep(writer, PostmortemLink(rel="related", target="x", origin=LinkOrigin.STATED, **rest))
            a_cause(writer, post, text=text, position=position, removed_in_revision=removed)
    for read in (facts.timeline, facts.lessons, facts.links, facts.causes):
        assert [row.text for row in read(session, post.id or 0)] == ["first", "second", "cut"]


def test_which_action_answers_which_cause(engine: Engine, session: Session, post: Postmortem) -> None:
    with writing(engine) as writer:
        mine, others = a_cause(writer, post), a_cause(writer, a_postmortem(writer))
        action = an_action(writer, postmortem_id=post.id)
        for cause in (mine, others):
            keep(writer, ActionCause(action_id=action.id, cause_id=cause.id, origin=LinkOrigin.SUGGESTED))
    assert [link.cause_id for link in facts.cause_links(session, post.id or 0)] == [mine.id]


def test_a_post_has_its_own_lines_of_the_document(session: Session, post: Postmortem) -> None:
    text = facts.head_text(session, post)
    assert text == "# One\r\nfirst\r\n# Two\rsecond\nthird"
    assert facts.own_lines(text, post) == "# Two\rsecond\n"


def test_the_head_is_what_is_shown_whatever_came_later(engine: Engine, session: Session, post: Postmortem) -> None:
    with writing(engine) as writer:
        first = facts.revision(writer, post.document_id, 1)
        fields = first.model_dump(exclude={"id", "number", "data", "encoding"})
        keep(writer, Revision(number=2, data="später".encode("latin-1"), encoding="latin-1", **fields))
    assert [r.number for r in facts.revisions(session, post.document_id)] == [2, 1]
    assert facts.head_text(session, post).startswith("# One")
    assert facts.text_of(facts.revision(session, post.document_id, 2)) == "später"
    with pytest.raises(NotFound, match="no revision 3"):
        facts.revision(session, post.document_id, 3)


def test_the_list_of_revisions_leaves_their_bytes_where_they_are(post: Postmortem, session: Session) -> None:
    listed = facts.revisions(session, post.document_id)
    assert "data" not in listed[0].__dict__
    assert listed[0].data.startswith(b"# One")


@pytest.mark.usefixtures("post")
def test_the_database_tells_what_it_is_and_how_much_is_in_it(engine: Engine, session: Session) -> None:
    assert str(product(engine)).startswith(("SQLite 3.", "PostgreSQL 1"))
    assert damage(engine) == []
    found = counts(session)
    assert (found.documents, found.postmortems, found.actions, found.vanished, found.conflicts) == (1, 1, 0, 0, 0)
