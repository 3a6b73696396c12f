"""Whether another search engine would serve better here, by what this one takes at the moment."""

from statistics import quantiles
from time import perf_counter

from sqlmodel import col, select

from app.domain.vocabulary import Visibility
from app.search.analysis import STOP_WORDS, folded, words
from app.search.backend import Scope
from app.search.query import Query
from app.search.query_tree import Word, conjunction
from app.store.engine import reading
from app.store.scope import listed
from app.store.tables import Postmortem
from app.usecases.checkup import Finding, Level
from app.usecases.workspace import Workspace

#: Postmortems from which on the embedded engine's slowest searches are felt (docs/search.md has the measurements).
MANY = 3_000
_SAMPLE = 40
_WORDS = 2


def advise_engine(ws: Workspace) -> Finding | None:
    """None where there are no more than MANY postmortems. Raises Unavailable.

    Timed are searches for words of the newest titles, one after another, each for the first time.
    """
    scope = Scope(frozenset(v.value for v in Visibility))
    held = ws.index.search(Query(), scope, limit=0).total
    asked = _samples(ws) if held > MANY else []
    if len(asked) < 2:
        return None
    times = []
    for query in asked:
        start = perf_counter()
        ws.index.search(query, scope)
        times.append((perf_counter() - start) * 1000)
    cuts = quantiles(times, n=20, method="inclusive")
    what = f"{len(times)} searches of {held} postmortems took p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms"
    return Finding(Level.WARNING, "index", what, "AFTERCARE_SEARCH=tantivy is for so many: see docs/search.md")


def _samples(ws: Workspace) -> list[Query]:
    """Two words of each of the newest titles."""
    newest = select(Postmortem.title).where(listed()).order_by(col(Postmortem.id).desc()).limit(_SAMPLE)
    with reading(ws.engine) as session:
        titles = session.exec(newest).all()
    told = ([word for word in words(title) if folded(word) not in STOP_WORDS] for title in titles)
    return [Query(conjunction([Word(word) for word in found[:_WORDS]])) for found in told if len(found) >= _WORDS]
