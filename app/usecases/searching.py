"""A search answered: ids and order from the index, everything shown from the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, select

from app.domain.capabilities import Capability
from app.domain.errors import CannotStart, InvalidInput
from app.domain.names import fold
from app.domain.principal import Principal, require
from app.search import synonyms
from app.search.backend import Facets, Scope
from app.search.fragments import Fragment, fragments
from app.search.query import Query, parse_query
from app.search.query_fields import FIELDS
from app.search.query_tree import Filter, Leaf, Node, Range, Word, conjunction, disjunction, replaced
from app.store.engine import reading
from app.store.postmortems import PostmortemRow, rows_of
from app.store.scope import listed, visible_to
from app.store.tables import Postmortem
from app.usecases.indexing import catch_up, newest_change
from app.usecases.passages import Passages, passages_of
from app.usecases.workspace import Workspace


class Order(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"


LIMIT_MAX = 100
OFFSET_MAX = 900


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One postmortem that matches, with the places where it does; no fragments for a query without words."""

    row: PostmortemRow
    fragments: list[Fragment]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """`next` is the offset of the following page, None on the last; `ignored` are words too common to count.

    `facets` counts what matches; in a field that narrows, what would match with each value of it alone.
    `instead` is what was searched for where nothing holds the words as they were typed.
    """

    query: Query
    results: list[SearchResult]
    total: int
    next: int | None = None
    facets: Facets = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    instead: Query | None = None


def search(
    ws: Workspace,
    principal: Principal,
    text: str,
    *,
    narrow: Mapping[str, Sequence[str]] | None = None,
    limit: int = 10,
    offset: int = 0,
    order: Order = Order.RELEVANCE,
) -> SearchResults:
    """Best or newest first. `narrow` are facet values by field: any of them within a field, all fields together.

    Raises QueryError with the position, InvalidInput on a page that cannot be, Unavailable.
    """
    require(principal, Capability.READ)
    if not (1 <= limit <= LIMIT_MAX and 0 <= offset <= OFFSET_MAX):
        raise InvalidInput(f"limit must be from 1 to {LIMIT_MAX} and offset from 0 to {OFFSET_MAX}")
    query = parse_query(text)
    if ws.index.watermark() < newest_change(ws):
        catch_up(ws, batches=1)  # one's own write; an index made anew fills search by search, none waits for all
    today, scope, by_date = datetime.now(UTC).date(), scope_of(principal), order is Order.DATE
    ask = partial(ws.index.search, scope=scope, limit=limit, offset=offset, by_date=by_date)
    chosen = {name: values for name, values in (narrow or {}).items() if values}
    page = ask(dated(narrowed(query, chosen), today))
    instead = None
    if not page.total and (meant := spelled_right(query, lambda word: ws.index.nearest(word, scope))) != query:
        better = ask(dated(narrowed(meant, chosen), today))
        page, instead = (better, meant) if better.total else (page, None)
    facets = dict(page.facets)
    for name in chosen:  # what ticking another value of the field would give, not what is left of it now
        others = {other: values for other, values in chosen.items() if other != name}
        beside = ask(dated(narrowed(instead or query, others), today), limit=1, offset=0)
        facets[name] = beside.facets.get(name, {})
    with reading(ws.engine) as session:
        results = _results(session, principal, instead or query, [hit.id for hit in page.hits])
    more = offset + len(page.hits) < page.total and offset + limit <= OFFSET_MAX
    return SearchResults(
        query,
        results,
        page.total,
        offset + limit if more and page.hits else None,
        facets,
        page.ignored,
        instead,
    )


def settle_synonyms(path: str) -> None:
    """What means the same here, read at the start; without a path, what is built in. Raises CannotStart."""
    try:
        synonyms.settle(Path(path).read_text(encoding="utf-8") if path else "")
    except (OSError, ValueError) as exc:
        raise CannotStart(f"AFTERCARE_SYNONYMS: {path}: {exc}") from exc


def suggest(ws: Workspace, principal: Principal, prefix: str, limit: int = 8) -> list[str]:
    """Titles, services and identifiers that start with what was typed. Raises Unavailable."""
    require(principal, Capability.READ)
    return ws.index.suggest(prefix[:100], scope_of(principal), limit=limit)


def scope_of(principal: Principal) -> Scope:
    return Scope(frozenset(v.value for v in principal.sees))


def narrowed(query: Query, narrow: Mapping[str, Sequence[str]]) -> Query:
    """The query and the facet values that were ticked. Raises InvalidInput on a field that is none."""
    unknown = narrow.keys() - {name for name, rule in FIELDS.items() if not rule.measure}
    if unknown:
        raise InvalidInput(f"{', '.join(sorted(unknown))}: not among {', '.join(FIELDS)}")
    nodes: list[Node] = [query.root] if query.root else []
    nodes += [disjunction([Filter(name, v) for v in values]) for name, values in narrow.items() if values]
    return Query(conjunction(nodes)) if nodes else query


def dated(query: Query, today: date) -> Query:
    """The query with `is:overdue` as of this day: nothing is written anew when a day has passed."""
    overdue = Filter("is", "overdue")
    past = Range("due", f"<{today.isoformat()}")
    if query.root is None:
        return query
    return Query(replaced(query.root, lambda leaf: past if _is(leaf, overdue) else leaf))


def spelled_right(query: Query, nearest: Callable[[str], str | None]) -> Query:
    """The query with each of its words that nothing holds put as the nearest that something does."""

    def right(leaf: Leaf) -> Leaf:
        near = nearest(leaf.text) if isinstance(leaf, Word) else None
        return leaf if near is None else Word(near)

    return Query(None if query.root is None else replaced(query.root, right))


def _is(leaf: Leaf, wanted: Filter) -> bool:
    return isinstance(leaf, Filter) and (leaf.field, fold(leaf.value)) == (wanted.field, wanted.value)


def _results(session: Session, principal: Principal, query: Query, ids: list[int]) -> list[SearchResult]:
    """In the order of ids. What the database no longer shows is left out: it always has the last word."""
    visible = session.exec(
        select(Postmortem).where(col(Postmortem.id).in_(ids), visible_to(principal), listed())
    ).all()
    found = {p.id: p for p in visible}
    ordered = [found[i] for i in ids if i in found]
    passages = passages_of(session, ordered) if query else dict[int, Passages]()
    return [
        SearchResult(row, _best(query, passages.get(row.postmortem.id or 0))) for row in rows_of(session, ordered)
    ]


def _best(query: Query, passages: Passages | None) -> list[Fragment]:
    """Facts first, then prose; a section that only repeats the facts shown is left out."""
    if passages is None:
        return []
    found = fragments(query, [*passages.facts, *passages.prose])
    return found or fragments(query, passages.document)
