"""While a document is stored: which known postmortems its own look like."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.lines import split_lines
from app.domain.vocabulary import DuplicateState
from app.store.facts import shown_revision, text_of
from app.store.scope import listed
from app.store.tables import Duplicate, LikenessKey, Postmortem, PostmortemLink, PostmortemService
from app.usecases.resemblance import (
    EQUAL_TITLES,
    TITLES,
    VERSION,
    Look,
    keys_of,
    resemblance,
    runs_of,
    source_of,
    span_of,
    title_likeness,
)

_NEAREST = 10  # candidates by source and text, and as many by time: all that one postmortem is compared with
_SHARING = 5_000  # rows of shared keys that are counted at most
_THEN = 500  # postmortems of the same days that are looked at at most
_BEFORE, _AFTER = timedelta(days=31), timedelta(days=2)  # how long an incident may have lasted; zones
_BACKLOG = 100  # postmortems of an earlier version that get their keys in one go


def suspect(session: Session, text: str, stored: Sequence[Postmortem], now: datetime) -> None:
    """Compare the postmortems of a document, whose text this is, with those of others; keep what looks alike.

    What somebody said of a pair stands; a suspicion that nothing supports any more is dropped.
    """
    _key_backlog(session, stored)
    lines = split_lines(text)
    looks = _looks(session, [(p, "".join(lines[p.line - 1 : p.end_line])) for p in stored])
    for postmortem, look in looks:
        keys = keys_of(look.runs, look.sources)
        _key(session, postmortem, keys)
        if postmortem.merged_into is None:
            _compare(session, postmortem, look, keys, now)


def _compare(session: Session, postmortem: Postmortem, look: Look, keys: set[int], now: datetime) -> None:
    known = {d.one_id + d.other_id - (postmortem.id or 0): d for d in _pairs_of(session, postmortem)}
    doubted = [i for i, d in known.items() if d.state is DuplicateState.SUSPECTED]
    by_text = [*_sharing(session, postmortem, keys), *doubted]
    found = {
        other: r for other, mine in _others(session, postmortem, look, by_text) if (r := resemblance(look, mine))
    }
    for other in sorted(found):
        pair = known.get(other) or Duplicate(
            one_id=min(other, postmortem.id or 0),
            other_id=max(other, postmortem.id or 0),
            score=0.0,
            state=DuplicateState.SUSPECTED,
            found_at=now,
        )
        if pair.state is DuplicateState.SUSPECTED:
            pair.reasons, pair.score = [reason.value for reason in found[other].reasons], found[other].score
            session.add(pair)
    for other in doubted:
        if other not in found:
            session.delete(known[other])


def _others(
    session: Session, postmortem: Postmortem, look: Look, by_text: Collection[int]
) -> Iterable[tuple[int, Look]]:
    """What it is compared with. Texts are read of those only that share a key or were suspected before."""
    wanted = {*by_text, *_at_that_time(session, postmortem, look)}
    if not wanted:
        return []
    query = select(Postmortem).where(
        col(Postmortem.id).in_(wanted), col(Postmortem.document_id) != postmortem.document_id, listed()
    )
    others = session.exec(query.order_by(col(Postmortem.id))).all()
    texts = [(p, _own_text(session, p) if p.id in by_text else "") for p in others]
    return [(p.id or 0, mine) for p, mine in _looks(session, texts)]


def _sharing(session: Session, postmortem: Postmortem, keys: set[int]) -> list[int]:
    """Those with most of its keys."""
    shared: Any = sa.select(col(LikenessKey.postmortem_id).label("id")).where(col(LikenessKey.key).in_(keys))
    rows = shared.where(col(LikenessKey.postmortem_id) != postmortem.id).limit(_SHARING).subquery()
    most = sa.select(rows.c.id).group_by(rows.c.id).order_by(sa.func.count().desc(), rows.c.id).limit(_NEAREST)
    return list(session.execute(most).scalars()) if keys else []


def _at_that_time(session: Session, postmortem: Postmortem, look: Look) -> list[int]:
    """Those that may have been at the same time, with titles alike, the likest."""
    span = span_of(look)
    if span is None:
        return []
    first, last = (max(span[0], datetime.min + _BEFORE) - _BEFORE, min(span[1], datetime.max - _AFTER) + _AFTER)  # noqa: DTZ901
    query = sa.select(col(Postmortem.id), col(Postmortem.title)).where(
        col(Postmortem.sort_at) >= f"{first:%Y-%m-%d}".rjust(10, "0"),
        col(Postmortem.sort_at) <= f"{last:%Y-%m-%dT%H:%M}".rjust(16, "0"),
        col(Postmortem.document_id) != postmortem.document_id,
        listed(),
    )
    least = TITLES if look.services else EQUAL_TITLES
    rows = session.execute(query.order_by(col(Postmortem.sort_at).desc(), col(Postmortem.id)).limit(_THEN))
    alike = [(score, i) for i, title in rows if (score := title_likeness(look.title, title)) >= least]
    return [i for _, i in sorted(alike, key=lambda a: (-a[0], a[1]))[:_NEAREST]]


def _looks(session: Session, texts: Sequence[tuple[Postmortem, str]]) -> list[tuple[Postmortem, Look]]:
    """Each postmortem as it is compared, in a fixed number of statements."""
    ids = [p.id for p, _ in texts]
    services, sources = _grouped(session, PostmortemService.service_id, ids), _sources(session, ids)
    return [
        (
            p,
            Look(
                title=p.title,
                runs=runs_of(text) if text else frozenset(),
                sources=frozenset(sources.get(p.id or 0, ())),
                services=frozenset(services.get(p.id or 0, ())),
                start=p.started_at or p.window_start or p.detected_at or p.sort_at or None,
                end=p.resolved_at or p.window_end or p.mitigated_at,
            ),
        )
        for p, text in texts
    ]


def _grouped(session: Session, column: Any, ids: Sequence[int | None]) -> dict[int, set[int]]:
    out: dict[int, set[int]] = {}
    table = column.class_
    for postmortem_id, value in session.execute(
        sa.select(table.postmortem_id, column).where(table.postmortem_id.in_(ids))
    ):
        out.setdefault(postmortem_id, set()).add(value)
    return out


def _sources(session: Session, ids: Sequence[int | None]) -> dict[int, set[str]]:
    """Where each says that it comes from."""
    query = sa.select(col(PostmortemLink.postmortem_id), col(PostmortemLink.target)).where(
        col(PostmortemLink.postmortem_id).in_(ids),
        col(PostmortemLink.rel) == "source",
        col(PostmortemLink.removed_in_revision).is_(None),
    )
    out: dict[int, set[str]] = {}
    for postmortem_id, target in session.execute(query):
        if address := source_of(target):
            out.setdefault(postmortem_id, set()).add(address)
    return out


def _own_text(session: Session, postmortem: Postmortem) -> str:
    lines = split_lines(text_of(shown_revision(session, postmortem)))
    return "".join(lines[postmortem.line - 1 : postmortem.end_line])


def _pairs_of(session: Session, postmortem: Postmortem) -> Sequence[Duplicate]:
    mine = (col(Duplicate.one_id) == postmortem.id) | (col(Duplicate.other_id) == postmortem.id)
    return session.exec(select(Duplicate).where(mine)).all()


def _key(session: Session, postmortem: Postmortem, wanted: set[int]) -> None:
    """Keep the keys by which others find it. Past the objects of the session: they are many, and nothing else."""
    mine = col(LikenessKey.postmortem_id) == postmortem.id
    have = (
        set(session.execute(sa.select(col(LikenessKey.key)).where(mine)).scalars()) if postmortem.keyed else set()
    )
    if gone := have - wanted:
        session.execute(sa.delete(LikenessKey).where(mine, col(LikenessKey.key).in_(gone)))
    if new := wanted - have:
        rows = [{"key": key, "postmortem_id": postmortem.id} for key in sorted(new)]
        session.execute(sa.insert(LikenessKey), rows)
    postmortem.keyed = VERSION
    session.add(postmortem)


def _key_backlog(session: Session, stored: Sequence[Postmortem]) -> None:
    """Postmortems that were stored before there were keys, or with keys of another version, get theirs."""
    mine = [p.id for p in stored]
    query = select(Postmortem).where(col(Postmortem.keyed) < VERSION, col(Postmortem.id).not_in(mine))
    waiting = session.exec(query.order_by(col(Postmortem.id).desc()).limit(_BACKLOG)).all()
    for postmortem, look in _looks(session, [(p, _own_text(session, p)) for p in waiting]) if waiting else ():
        _key(session, postmortem, keys_of(look.runs, look.sources))
