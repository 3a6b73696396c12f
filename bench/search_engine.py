"""An engine on its own: indexing speed and query latency at 1,000 and 10,000 generated documents.

    python bench/search_engine.py [whoosh | tantivy] [SIZE …]

Documents have 900 words of a Zipf vocabulary of 60,000, with technical identifiers among them; the queries are of
eight kinds. Times are those of one thread, ten hits with total and facets, without snippets.
"""

import bisect
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.search.backend import IndexedDocument, Scope, SearchIndex
from app.search.query import parse_query
from app.search.tantivy_index import TantivyIndex
from app.search.whoosh_index import WhooshIndex

ENGINES: dict[str, Callable[[Path], SearchIndex]] = {"whoosh": WhooshIndex, "tantivy": TantivyIndex}
VOCABULARY = 60_000
WORDS = 900
BATCH = 200
EVERYTHING = Scope(frozenset({"internal", "restricted"}))
ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
]
SYLLABLES = [onset + rest for onset in ONSETS for rest in ("a", "e", "i", "o", "u", "an", "er", "il", "on")]
ENDINGS = ["", "", "s", "ed", "ing", "er", "ly"]


class Corpus:
    """The same document for the same number, in any order."""

    def __init__(self, seed: int = 7) -> None:
        rng = random.Random(seed)
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            made["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) + rng.choice(ENDINGS)] = None
        self.vocabulary = list(made)
        rng.shuffle(self.vocabulary)
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))

    def words(self, rng: random.Random, count: int) -> list[str]:
        top = self._weights[-1]
        return [self.vocabulary[bisect.bisect(self._weights, rng.random() * top)] for _ in range(count)]

    def document(self, number: int) -> IndexedDocument:
        rng = random.Random(f"document {number}")
        body = self.words(rng, WORDS - 30)
        for _ in range(15):
            body.insert(rng.randrange(len(body)), identifier(rng))
        for start in range(60, len(body), 60):
            body[start] += "\n\n"
        year = rng.randint(2015, 2025)
        return IndexedDocument(
            id=number,
            seq=number,
            title=" ".join(self.words(rng, 8)),
            body=" ".join(body),
            visibility="restricted" if number % 20 == 0 else "internal",
            kind="incident",
            status="published",
            severity=rng.choice(["sev1", "sev2", "sev3", "sev4"]),
            services=tuple(f"service-{int(rng.paretovariate(1)) % 60}" for _ in range(2)),
            teams=(f"team-{rng.randrange(20)}",),
            tags=(rng.choice(["dns", "capacity", "deploy", "network", "certificate"]),),
            owners=(f"person {rng.randrange(80)}",),
            year=year,
            date=year * 10_000 + rng.randint(1, 12) * 100 + rng.randint(1, 28),
        )


def identifier(rng: random.Random) -> str:
    number = rng.randrange(200)
    hosts = [f"vmhost{number:02}", f"db-{number:02}", f"10.0.{number % 8}.{number}", "/etc/hosts"]
    others = [
        f"CVE-2021-{4000 + number}",
        f"v1.{number % 30}.{number % 7}",
        "OOMKilled",
        "HTTP-503",
        f"10:{number % 60:02}",
    ]
    return rng.choice(hosts + others)


def queries(corpus: Corpus, size: int) -> Iterator[tuple[str, str]]:
    """(kind, text)"""
    rng = random.Random("queries")
    common = [w for w in corpus.vocabulary[:400] if len(w) > 4]
    for _ in range(32):
        first, second, third = rng.sample(common, 3)
        body = corpus.document(rng.randrange(size)).body.split()
        at = rng.randrange(len(body) - 2)
        yield "common", first
        yield "rare", corpus.vocabulary[rng.randrange(5_000, VOCABULARY)]
        yield "and", f"{first} {second} {third}"
        yield "or, not", f"({first} OR {second}) -{third}"
        yield "phrase", f'"{body[at]} {body[at + 1]}"'
        yield "prefix", first[: rng.randint(3, 5)] + "*"
        yield "identifier", identifier(rng)
        yield "filter", f"{first} service:service-{rng.randrange(1, 9)} year:{rng.randint(2015, 2025)}"


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def spread(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49]:6.2f}  p95 {cuts[94]:6.2f}  max {max(times):6.1f} ms"


def measure(engine: str, size: int, folder: Path) -> None:
    corpus = Corpus()
    index = ENGINES[engine](folder)
    spent = 0.0
    for start in range(0, size, BATCH):
        batch = [corpus.document(i) for i in range(start, min(start + BATCH, size))]
        spent += milliseconds(lambda batch=batch, start=start: index.apply(batch, [], start + BATCH))
    megabytes = sum(f.stat().st_size for f in folder.rglob("*")) / 1e6
    print(f"\n{engine}, {size:,} documents: indexed {size / spent * 1000:.0f} a second, {megabytes:.0f} MB")
    updates = [
        milliseconds(lambda n=n: index.apply([corpus.document(n * 37 % size)], [], size + n)) for n in range(60)
    ]
    print(f"  one document replaced     {spread(updates)}")
    index.close()
    index = ENGINES[engine](folder)
    asked = [(kind, parse_query(text)) for kind, text in queries(corpus, size)]
    print(f"  opening, first query      {milliseconds(lambda: index.search(asked[0][1], EVERYTHING)):.0f} ms")
    for title, rounds in (("first time asked", 1), ("asked again, best of 2", 2)):
        runs = [[milliseconds(lambda q=q: index.search(q, EVERYTHING)) for _, q in asked] for _ in range(rounds)]
        best = [min(times) for times in zip(*runs, strict=True)]
        print(f"  {title:25} {spread(best)}")
        for kind in dict.fromkeys(kind for kind, _ in asked):
            print(f"    {kind:23} {spread([t for t, (k, _) in zip(best, asked, strict=True) if k == kind])}")
    keys = [w[: 2 + n % 3] for n, w in enumerate(corpus.vocabulary[:100])]
    typed = [milliseconds(lambda k=k: index.suggest(k, EVERYTHING)) for k in keys]
    print(f"  suggestions               {spread(typed)}")
    index.close()


def main() -> None:
    engines = [name for name in sys.argv[1:] if name in ENGINES] or list(ENGINES)
    sizes = [int(size) for size in sys.argv[1:] if size not in ENGINES] or [1_000, 10_000]
    for engine in engines:
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                measure(engine, size, Path(folder, "index"))


if __name__ == "__main__":
    main()
