"""From what was read to the record: posts keep their identity, their address and everything known of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain.models import NAME_MAX, TITLE_MAX
from app.domain.moment import Moment
from app.domain.names import fold, slugify
from app.domain.principal import Principal
from app.domain.vocabulary import FactKind, PostmortemStatus
from app.ingest.facts import ParsedPost
from app.store.facts import timeline
from app.store.tables import (
    Document,
    Postmortem,
    PostmortemService,
    PostmortemTag,
    PostmortemTeam,
    SlugRedirect,
)
from app.usecases.corrected import Corrections
from app.usecases.imported_actions import sync_actions
from app.usecases.kept_facts import sync_facts
from app.usecases.matching import match
from app.usecases.naming import clean, named, tag
from app.usecases.outbox import touch
from app.usecases.publication import count_from_publication
from app.usecases.reading import Reading
from app.usecases.suspects import suspect

_COPIED = (
    "kind",
    "severity",
    "started_at",
    "detected_at",
    "mitigated_at",
    "resolved_at",
    "window_start",
    "window_end",
    "summary",
    "impact",
    "detection",
    "resolution",
    "line",
    "end_line",
)
_UNPUBLISHED = (PostmortemStatus.DRAFT, PostmortemStatus.IN_REVIEW)


def store_posts(
    session: Session, document: Document, reading: Reading, principal: Principal, now: datetime
) -> list[Postmortem]:
    """Bring the document's postmortems to what its head revision says. Posts no longer in it are marked."""
    known = list(session.exec(select(Postmortem).where(Postmortem.document_id == document.id)).all())
    corrections = Corrections.of(session, principal, now, [p.id for p in known])
    titles = [corrections[p.id].documented(FactKind.POSTMORTEM, p)["title"] for p in known]
    pairs = _pair(known, titles, reading.posts)
    stored = []
    for j, post in enumerate(reading.posts):
        postmortem = known[pairs[j]] if j in pairs else _newborn(document, post, known, now)
        if j not in pairs:
            known.append(postmortem)
        mine = corrections.get(postmortem.id) or Corrections(session, principal, now)
        post = mine.hold_post(postmortem, post)
        before = postmortem.status
        _copy(postmortem, post, now)
        name_it(session, postmortem)
        session.add(postmortem)
        session.flush()
        _link_names(session, postmortem, post, fresh=j not in pairs)
        causes = sync_facts(session, postmortem, post, document.head, mine, fresh=j not in pairs)
        if mine.found:
            place_in_time(session, postmortem)
        sync_actions(session, document, postmortem, post, causes, principal, now)
        if before in _UNPUBLISHED and postmortem.status is PostmortemStatus.PUBLISHED:
            count_from_publication(session, principal, postmortem, now)
        stored.append(postmortem)
    for postmortem in known:
        if postmortem not in stored and postmortem.removed_in_revision is None:
            postmortem.removed_in_revision = document.head
            session.add(postmortem)
            corrections[postmortem.id].lose_all()
    touch(session, [p.id for p in known])
    suspect(session, reading.text, stored, now)
    return stored


def _pair(known: list[Postmortem], titles: list[str], posts: list[ParsedPost]) -> dict[int, int]:
    """Index of post -> index of the postmortem it is: by explicit id, by title, else by its place.

    `titles` are those that the document gave them, whatever they are called here.
    """
    ids = {p.post_key: i for i, p in enumerate(known)}
    pairs = {j: ids[key] for j, post in enumerate(posts) if post.id and (key := _id_key(post.id)) in ids}
    rest_known = [i for i in range(len(known)) if i not in pairs.values()]
    rest_posts = [j for j in range(len(posts)) if j not in pairs]
    gone = {a for a, i in enumerate(rest_known) if known[i].removed_in_revision is not None}
    by_title = match([fold(titles[i]) for i in rest_known], [fold(posts[j].title) for j in rest_posts], gone)
    pairs |= {rest_posts[b]: rest_known[a] for b, a in by_title.items()}
    pairs |= _by_place(known, posts, pairs)
    return {j: i for j, i in pairs.items() if not _another_id(known[i], posts[j])}


def _by_place(known: list[Postmortem], posts: list[ParsedPost], pairs: dict[int, int]) -> dict[int, int]:
    """Posts with a new title that stand alone where a lost one stood alone: between the same neighbours."""
    order = [i for i in sorted(range(len(known)), key=lambda i: known[i].line) if not known[i].removed_in_revision]
    places = {i: place for place, i in enumerate(order)}
    edges = {-1: -1, len(posts): len(order)} | {j: places[i] for j, i in pairs.items() if i in places}
    found = {}
    for j in range(len(posts)):
        before, after = edges.get(j - 1), edges.get(j + 1)
        if j not in pairs and before is not None and after is not None and after - before == 2:
            found[j] = order[before + 1]
    return {j: i for j, i in found.items() if i not in pairs.values()}


def _another_id(postmortem: Postmortem, post: ParsedPost) -> bool:
    """An id added or taken away leaves a post who it is; another id makes it another."""
    return bool(post.id) and postmortem.post_key.startswith("id:") and postmortem.post_key != _id_key(post.id or "")


def _id_key(explicit: str) -> str:
    return f"id:{explicit}"[:NAME_MAX]


def _newborn(document: Document, post: ParsedPost, known: list[Postmortem], now: datetime) -> Postmortem:
    taken = {p.post_key for p in known}
    ordinal = 1
    while str(ordinal) in taken:
        ordinal += 1
    return Postmortem(
        document_id=document.id or 0,
        post_key=str(ordinal),
        slug="",
        title="",
        kind=post.kind,
        status=PostmortemStatus.PUBLISHED,
        line=post.line,
        end_line=post.end_line,
        version=0,
        created_at=now,
        updated_at=now,
    )


def _copy(postmortem: Postmortem, post: ParsedPost, now: datetime) -> None:
    for name in _COPIED:
        setattr(postmortem, name, getattr(post, name))
    postmortem.post_key = _id_key(post.id) if post.id else postmortem.post_key
    postmortem.title = " ".join(post.title.split())[:TITLE_MAX] or "Untitled"
    postmortem.severity_raw = clean(post.severity_raw or "") or None
    postmortem.timezone = clean(post.timezone or "") or None
    postmortem.authors = [clean(a) for a in post.authors if clean(a)]
    postmortem.sections = [
        {"name": s.name, "heading": s.heading, "level": s.level, "line": s.line, "end_line": s.end_line}
        for s in post.sections
    ]
    stated = post.status or PostmortemStatus.PUBLISHED
    if postmortem.status is PostmortemStatus.WITHDRAWN:
        postmortem.withdrawn_from = stated  # withdrawing was a decision made here; a file does not undo it
    else:
        postmortem.status = stated
    events = (e.at for e in post.timeline)
    postmortem.sort_at = _sort_at(post, events) or post.dated or ""
    postmortem.removed_in_revision = None
    postmortem.version += 1
    postmortem.updated_at = now


def place_in_time(session: Session, postmortem: Postmortem) -> None:
    """After times were corrected: by which it is sorted. Without any, the document's own date stays."""
    events = (e.at for e in timeline(session, postmortem.id or 0) if e.removed_in_revision is None)
    postmortem.sort_at = _sort_at(postmortem, events) or postmortem.sort_at[:10]
    session.add(postmortem)


def _sort_at(post: ParsedPost | Postmortem, events: Iterable[str | None]) -> str:
    """The first of its times that has a year, as local value; "" where none has."""
    times = (post.started_at, post.window_start, post.detected_at, post.mitigated_at, post.resolved_at)
    return next((m for t in (*times, *events) if t and (m := Moment.parse(t).sortable)), "")


def name_it(session: Session, postmortem: Postmortem) -> None:
    """Give the address that the title asks for; the former one stays as a redirect."""
    wanted = slugify(postmortem.title)
    if postmortem.slug and _base(postmortem.slug, wanted):
        return
    slug, n = wanted, 2
    while not _free(session, slug, postmortem.id):
        slug, n = f"{wanted}-{n}", n + 1
    if postmortem.slug:
        session.add(SlugRedirect(slug=postmortem.slug, postmortem_id=postmortem.id or 0))
        returning = session.get(SlugRedirect, slug)
        if returning is not None:
            session.delete(returning)  # its own former address becomes its address again
    postmortem.slug = slug


def _base(slug: str, wanted: str) -> bool:
    """True where the slug is already the wanted one, plain or numbered."""
    return slug == wanted or (slug.startswith(f"{wanted}-") and slug[len(wanted) + 1 :].isdigit())


def _free(session: Session, slug: str, own_id: int | None) -> bool:
    holder = session.exec(select(Postmortem.id).where(Postmortem.slug == slug)).first()
    redirect = session.get(SlugRedirect, slug)
    return holder is None and (redirect is None or redirect.postmortem_id == own_id)


def _link_names(session: Session, postmortem: Postmortem, post: ParsedPost, *, fresh: bool) -> None:
    """Services, teams and tags as the text names them now."""
    link_services(session, postmortem, post.services, fresh=fresh)
    _link(session, PostmortemTeam, "team_id", postmortem, [named(session, "team", n) for n in post.teams], fresh)
    _link(session, PostmortemTag, "tag_id", postmortem, [tag(session, n) for n in post.tags], fresh)
    session.flush()


def link_services(session: Session, postmortem: Postmortem, names: Sequence[str], *, fresh: bool = False) -> None:
    """The services that it is about from now on, made where nobody knows them."""
    targets = [named(session, "service", n) for n in names]
    _link(session, PostmortemService, "service_id", postmortem, targets, fresh)


def _link(
    session: Session, table: Any, column: str, postmortem: Postmortem, targets: list[Any], fresh: bool
) -> None:
    wanted: set[int] = {t.id for t in targets if t is not None}
    links_now = select(table).where(col(table.postmortem_id) == postmortem.id)
    have: dict[int, Any] = {} if fresh else {getattr(r, column): r for r in session.exec(links_now)}
    for target_id, row in have.items():
        if target_id not in wanted:
            session.delete(row)
    for target_id in sorted(wanted - have.keys()):
        session.add(table(**{"postmortem_id": postmortem.id, column: target_id}))
