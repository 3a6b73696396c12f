"""Whatever is indexed and asked, every engine finds the documents that the index in memory finds."""

import tempfile
from pathlib import Path

import pytest
from engines import ENGINES, EVERYONE, INSIDERS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.search.backend import IndexedDocument
from app.search.query_tree import Filter, Node, Not, Phrase, Prefix, Query, Range, Word, conjunction, disjunction

WORDS = [
    "outage",
    "outages",
    "the",
    "of",
    "db-01",
    "10.0.0.5",
    "10.0.0.52",
    "proxy",
    "proxies",
    "node_exporter",
    "café",
    "库存",
]
TEXTS = st.lists(st.sampled_from([*WORDS, "\n\n"]), max_size=12).map(" ".join)
NAMES = st.lists(st.sampled_from(["Checkout", "checkout", "dns", "Café"]), max_size=2).map(tuple)

DOCUMENTS = st.builds(
    IndexedDocument,
    id=st.integers(1, 12),
    seq=st.just(1),
    title=TEXTS,
    body=TEXTS,
    visibility=st.sampled_from(["internal", "restricted"]),
    kind=st.sampled_from(["incident", "notice"]),
    status=st.just("published"),
    severity=st.sampled_from([None, "sev1"]),
    services=NAMES,
    owners=NAMES,
    year=st.sampled_from([None, 2023, 2024]),
    date=st.sampled_from([None, 20230101, 20240101]),
    marks=st.sampled_from([(), (("is", "open"), ("missing", "due")), (("is", "open"),)]),
    numbers=st.lists(
        st.tuples(st.sampled_from(["started", "due"]), st.sampled_from([20231231, 20240105, 20240201])), max_size=3
    ).map(tuple),
)
BATCHES = st.lists(
    st.tuples(st.lists(DOCUMENTS, max_size=6), st.lists(st.integers(1, 12), max_size=3)), min_size=1, max_size=3
)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from(WORDS).map(Word),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join).map(Phrase),
    st.sampled_from(["out", "outages", "prox", "proxi", "exp", "the", "库存"]).map(Prefix),
    st.builds(Filter, st.sampled_from(["service", "owner"]), st.sampled_from(["CHECKOUT", "cafe"])),
    st.builds(Range, st.sampled_from(["started", "due"]), st.sampled_from(["2024-01", "<2024", ">=2024-01-05"])),
    st.sampled_from(
        [
            Filter("is", "open"),
            Filter("missing", "due"),
            Filter("kind", "notice"),
            Filter("severity", "SEV1"),
            Filter("year", "2024"),
        ]
    ),
)
QUERIES = st.recursive(
    LEAVES,
    lambda nodes: st.one_of(
        st.lists(nodes, min_size=2, max_size=3).map(conjunction),
        st.lists(nodes, min_size=2, max_size=3).map(disjunction),
        nodes.map(Not),
    ),
    max_leaves=6,
).map(Query)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES, st.lists(QUERIES, min_size=3, max_size=8))
def test_engines_find_and_count_the_same(
    batches: list[tuple[list[IndexedDocument], list[int]]], queries: list[Query]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engines = {name: make(Path(folder, name)) for name, make in ENGINES.items()}
        for number, (upserts, deletes) in enumerate(batches):
            for engine in engines.values():
                engine.apply(upserts, deletes, number)
        measure = engines.pop("memory")
        for name, engine in engines.items():
            for scope in (EVERYONE, INSIDERS):
                for query in [Query(), *queries]:
                    wanted = measure.search(query, scope, limit=100)
                    got = engine.search(query, scope, limit=100)
                    assert {h.id for h in got.hits} == {h.id for h in wanted.hits}, (name, str(query))
                    if name == "whoosh":  # ranks alike as well, though no engine has to
                        scores = {h.id: h.score for h in wanted.hits}
                        assert {h.id: h.score for h in got.hits} == pytest.approx(scores)
                    assert (got.total, got.facets, got.ignored) == (wanted.total, wanted.facets, wanted.ignored)
                for typed in ("out", "db", "ch", "ca"):
                    assert engine.suggest(typed, scope) == measure.suggest(typed, scope)
            engine.close()
