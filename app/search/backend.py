"""The contract that every search engine keeps (tests/search/test_search_contract.py runs it on all of them).

An index is derived data: it may be deleted at any time and is rebuilt from the database. It knows the ids
of postmortems and what of them is searched; snippets and everything shown come from the database.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.search.query import Query

#: What one page may ask for, and how far paging goes.
MAX_LIMIT = 100
MAX_REACH = 1000
#: A prefix stands for at most this many words, those that most of the visible documents hold.
MAX_EXPANSIONS = 128


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """What of one postmortem is searched. `seq` is the `search_change` that this state answers."""

    id: int
    seq: int
    title: str
    body: str  # everything else that is searched, as plain text, paragraphs separated by a blank line
    visibility: str
    kind: str
    status: str
    severity: str | None = None
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    year: int | None = None
    date: int | None = None  # yyyymmdd of the start, for sorting
    marks: tuple[tuple[str, str], ...] = ()  # ("is", "open"), ("has", "timeline"), ("missing", "owner") …
    numbers: tuple[tuple[str, int], ...] = ()  # days (yyyymmdd) and minutes that ranges are asked of, by field

    def facets(self) -> Iterator[tuple[str, str]]:
        """Each field of the query language with each value that this document has in it."""
        for name, values in (
            ("service", self.services),
            ("team", self.teams),
            ("tag", self.tags),
            ("owner", self.owners),
        ):
            for value in dict.fromkeys(values):
                yield name, value
        yield from dict.fromkeys(self.marks)
        singles = (("severity", self.severity), ("status", self.status), ("kind", self.kind), ("year", self.year))
        yield from ((name, str(value)) for name, value in singles if value is not None)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the caller may see. Engines filter by it before they rank, count or suggest."""

    visibilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class SearchHit:
    id: int
    score: float  # 0 where the query holds nothing to rank by


#: facet name (service, team, severity, tag, status, kind, year, owner, is, has, missing) -> value -> how many match
Facets = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class SearchPage:
    hits: list[SearchHit]
    total: int
    facets: Facets = field(default_factory=dict)
    ignored: tuple[str, ...] = ()  # stop words left out of the query


class SearchIndex(Protocol):
    """One engine. Safe to call from several threads of a process."""

    def apply(self, upserts: Sequence[IndexedDocument], deletes: Sequence[int], watermark: int) -> None:
        """Write a batch in one commit, then record `watermark` (the last `search_change.seq` it answers).

        An upsert replaces the document of that id. Raises Unavailable where the index cannot be written now.
        """

    def search(
        self, query: Query, scope: Scope, *, limit: int = 10, offset: int = 0, by_date: bool = False
    ) -> SearchPage:
        """Best first; equals (all, where nothing ranks, and `by_date`) newest `date` first, then highest id.

        limit <= 100, limit + offset <= 1000; with both 0 it only counts, without facets. Raises Unavailable where
        the index cannot be read.
        """

    def suggest(self, prefix: str, scope: Scope, *, limit: int = 8) -> list[str]:
        """Services, titles and identifiers of visible documents with a word that starts with `prefix`.

        In that order; within each what most documents share first. Nothing for less than two letters.
        """

    def nearest(self, word: str, scope: Scope) -> str | None:
        """The word of visible documents that this one was surely meant for; None for a word that they hold."""

    def watermark(self) -> int:
        """The last `search_change.seq` that is in the index; 0 for an empty one."""

    def clear(self) -> None:
        """Back to an empty index with watermark 0."""

    def close(self) -> None:
        """Let go of files. The index is not used afterwards."""


def bounded(limit: int, offset: int) -> tuple[int, int]:
    """The page asked for, cut to what a page may be."""
    offset = min(max(offset, 0), MAX_REACH)
    return min(max(limit, 0), MAX_LIMIT, MAX_REACH - offset), offset
