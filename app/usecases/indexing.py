"""Search stays in step: the index follows the outbox, commit first, then its watermark."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col, select

from app.domain.errors import AftercareError
from app.domain.moment import Moment
from app.search.backend import IndexedDocument
from app.store.engine import reading
from app.store.facts import own_lines, text_of
from app.store.scope import listed
from app.store.tables import (
    ActionItem,
    Correction,
    Document,
    Person,
    Postmortem,
    PostmortemService,
    PostmortemTag,
    PostmortemTeam,
    Revision,
    SearchChange,
    Service,
    Tag,
    Team,
)
from app.usecases.indexed_marks import marks_and_numbers
from app.usecases.workspace import Workspace

BATCH = 200  # changes that one commit of the index answers at most
log = structlog.get_logger()


def catch_up(ws: Workspace, batches: int | None = None) -> None:
    """Bring the index to the database's newest change, or by so many batches nearer to it.

    Never fails the write that came before it: an index that cannot be written now is behind until the next
    search, write or start. Within a larger transaction nothing is committed yet: who opened it calls this later.
    """
    if isinstance(ws.engine, sa.Connection):
        return
    try:
        while batches != 0 and _apply_batch(ws):
            batches = None if batches is None else batches - 1
    except AftercareError as error:
        log.warning("search-index-behind", reason=str(error))


def prepare_index(ws: Workspace) -> None:
    """At start: an index that knows changes which the database does not is another's, and is made anew."""
    try:
        if ws.index.watermark() > newest_change(ws):
            ws.index.clear()
    except AftercareError as error:
        log.warning("search-index-unusable", reason=str(error))
    catch_up(ws)


def rebuild(ws: Workspace, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Make the index anew from the database; gives the number of documents in it. Raises Unavailable."""
    ws.index.clear()
    total = newest_change(ws)
    while _apply_batch(ws):
        progress(ws.index.watermark(), total)
    with reading(ws.engine) as session:
        return len(indexed_ids(session))


def newest_change(ws: Workspace) -> int:
    """The number of the newest change that search has to answer; 0 for none."""
    with reading(ws.engine) as session:
        return int(session.execute(sa.select(sa.func.coalesce(sa.func.max(col(SearchChange.seq)), 0))).scalar_one())


def indexed_ids(session: Session) -> set[int]:
    """The postmortems that an index in step holds."""
    return set(session.execute(sa.select(col(Postmortem.id)).where(listed())).scalars())


def _apply_batch(ws: Workspace) -> bool:
    """Answer the next changes in one commit of the index; False where there are none."""
    mark = ws.index.watermark()
    with reading(ws.engine) as session:
        changes = session.exec(
            select(SearchChange).where(col(SearchChange.seq) > mark).order_by(col(SearchChange.seq)).limit(BATCH)
        ).all()
        if not changes:
            return False
        latest = {c.postmortem_id: c.seq or 0 for c in changes}
        documents = documents_for(session, latest)
    kept = {d.id for d in documents}
    ws.index.apply(documents, sorted(latest.keys() - kept), max(latest.values()))
    return True


def documents_for(session: Session, seqs: dict[int, int]) -> list[IndexedDocument]:
    """What is searched of these postmortems (id -> change that it answers), in a fixed number of statements.

    Withdrawn ones and those gone from their file are left out.
    """
    found = session.exec(
        select(Postmortem, Revision)
        .join(Document, col(Document.id) == col(Postmortem.document_id))
        .join(
            Revision,
            (col(Revision.document_id) == col(Document.id)) & (col(Revision.number) == col(Document.head)),
        )
        .where(col(Postmortem.id).in_(seqs), listed())
    ).all()
    ids = [p.id or 0 for p, _ in found]
    told = marks_and_numbers(session, [p for p, _ in found])
    services = _names(session, Service, PostmortemService, col(PostmortemService.service_id), ids)
    teams = _names(session, Team, PostmortemTeam, col(PostmortemTeam.team_id), ids)
    tags = _names(session, Tag, PostmortemTag, col(PostmortemTag.tag_id), ids)
    owners, by_hand = _actions(session, ids)
    for pid, words in _corrected(session, ids):
        by_hand.setdefault(pid, []).append(words)
    return [
        IndexedDocument(
            id=post.id or 0,
            seq=seqs[post.id or 0],
            title=post.title,
            body="\n\n".join([own_lines(text_of(head), post), *by_hand.get(post.id or 0, [])]),
            visibility=post.visibility.value,
            kind=post.kind.value,
            status=post.status.value,
            severity=post.severity.value if post.severity else None,
            services=services.get(post.id or 0, ()),
            teams=teams.get(post.id or 0, ()),
            tags=tags.get(post.id or 0, ()),
            owners=owners.get(post.id or 0, ()),
            year=int(post.sort_at[:4]) if post.sort_at else None,
            date=_day(post.sort_at),
            marks=told[post.id or 0][0],
            numbers=told[post.id or 0][1],
        )
        for post, head in found
    ]


def _corrected(session: Session, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Wordings that stand in no document because a person put them right."""
    query = select(Correction.postmortem_id, Correction.value).where(Correction.field == "text")
    found = session.exec(query.where(col(Correction.postmortem_id).in_(ids)).order_by(col(Correction.id)))
    return [(pid, str(value)) for pid, value in found]


def _day(sort_at: str) -> int | None:
    """yyyymmdd; a month counts as its first day."""
    if not sort_at:
        return None
    moment = Moment.parse(sort_at)
    return (moment.year or 0) * 10_000 + (moment.month or 1) * 100 + (moment.day or 1)


def _names(session: Session, target: Any, link: Any, key: Any, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    query = sa.select(link.postmortem_id, target.name).join(target, target.id == key)
    out: dict[int, tuple[str, ...]] = {}
    for pid, name in session.execute(query.where(link.postmortem_id.in_(ids)).order_by(target.name)):
        out[pid] = (*out.get(pid, ()), name)
    return out


def _actions(session: Session, ids: Sequence[int]) -> tuple[dict[int, tuple[str, ...]], dict[int, list[str]]]:
    """Owners by postmortem, and the wording of actions that stand in no document."""
    query = (
        sa.select(col(ActionItem.postmortem_id), col(ActionItem.text), col(ActionItem.line), col(Person.name))
        .outerjoin(Person, col(Person.id) == col(ActionItem.owner_id))
        .where(col(ActionItem.postmortem_id).in_(ids))
    )
    owners: dict[int, tuple[str, ...]] = {}
    by_hand: dict[int, list[str]] = {}
    for pid, text, line, owner in session.execute(query):
        if owner and owner not in owners.get(pid, ()):
            owners[pid] = (*owners.get(pid, ()), owner)
        if line is None:
            by_hand.setdefault(pid, []).append(text)
    return owners, by_hand
