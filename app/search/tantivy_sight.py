"""One commit of the Tantivy index through one scope: to it, nothing else exists."""

from collections import Counter, defaultdict

from tantivy import Occur, Searcher
from tantivy import Query as Asked

from app.search import ranking
from app.search.backend import MAX_EXPANSIONS, MAX_REACH, Facets, Scope, SearchHit, SearchPage
from app.search.plan import Plan, beginnings
from app.search.slips import is_exact, is_near, nearness
from app.search.suggestions import HintKind, hint_order
from app.search.tantivy_query import Expansions, matching, scoring, visible
from app.search.tantivy_schema import NUL, SCHEMA, hint_field

#: Values of all fields together that facets count at most.
_MOST_VALUES = 60_000
#: Near words whose visible documents are counted, those that most documents hold.
_MOST_NEAR = 200


class TantivySight:
    def __init__(self, searcher: Searcher, scope: Scope) -> None:
        self._searcher = searcher
        self._seen = visible(scope)

    def search(self, plan: Plan, limit: int, offset: int) -> SearchPage:
        expansions = {letters: self._expanded(letters) for letters in beginnings(plan.root)}
        found = matching(plan.root, self._seen, expansions)
        reach = limit + offset
        if not reach:
            return SearchPage([], self._count(found), {}, plan.ignored)
        total, hits = self._best(plan, found, expansions) if plan.scored else self._newest(found, reach)
        return SearchPage(hits[offset:reach], total, self._facets(found), plan.ignored)

    def suggest(self, key: str, limit: int) -> list[str]:
        offered: list[str] = []
        for kind in HintKind:
            rows = self._searcher.terms_with_prefix(hint_field(kind), key, self._seen)
            counts = {row.split(NUL, 1)[1]: count for row, count in rows if count}
            offered += sorted(counts, key=lambda text: hint_order((kind, text), counts[text]))[:limit]
            if len(set(offered)) >= limit:
                break
        return list(dict.fromkeys(offered))[:limit]

    def nearest(self, typed: str) -> str | None:
        """Of a word from `slips.mistyped`."""
        rows = self._searcher.terms_with_prefix("forms", typed[0])
        near = [form for form, _ in rows if is_near(typed, form)][:_MOST_NEAR]
        held = {form: self._holding(form) for form in near}
        visibly = [form for form in near if held[form]]
        best = min(visibly, key=lambda form: nearness(typed, form, held[form]), default=None)
        return None if best is None or is_exact(typed, best) else best

    def _best(self, plan: Plan, found: Asked, expansions: Expansions) -> tuple[int, list[SearchHit]]:
        """As many as any page reaches, so that pages agree on the order of equals."""
        count = self._count(self._seen)
        wanted = [(Occur.Must, found)]
        for part in plan.scored:
            rarity = ranking.rarity(self._count(matching(part, self._seen, expansions)), count)
            wanted += [(Occur.Should, adding) for adding in scoring(part, rarity, expansions)]
        told = self._searcher.search(Asked.boolean_query(wanted), MAX_REACH)
        where = [address for _, address in told.hits]
        scores = [round(float(score), 4) for score, _ in told.hits]
        dates, ids = (self._searcher.fast_field_values(name, where) for name in ("date", "id"))
        rows = sorted(zip(scores, map(_number, dates), map(_number, ids), strict=True), reverse=True)
        return _total(told), [SearchHit(number, score) for score, _, number in rows]

    def _newest(self, found: Asked, reach: int) -> tuple[int, list[SearchHit]]:
        told = self._searcher.search(found, reach, order_by_field="order")
        return _total(told), [SearchHit(int(str(order)[8:]), 0.0) for order, _ in told.hits]

    def _facets(self, found: Asked) -> Facets:
        asked = {"all": {"terms": {"field": "facets", "size": _MOST_VALUES}}}
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for bucket in self._searcher.aggregate(found, asked)["all"]["buckets"]:
            name, value = bucket["key"].split(NUL, 1)
            counts[name][value] = int(bucket["doc_count"])
        return {name: dict(values) for name, values in counts.items()}

    def _expanded(self, letters: str) -> list[str]:
        rows = self._searcher.terms_with_prefix("forms", letters, self._seen, MAX_EXPANSIONS)
        return [form for form, count in rows if count]

    def _holding(self, form: str) -> int:
        word = Asked.term_query(SCHEMA, "forms", form, index_option="basic")
        return self._count(Asked.boolean_query([(Occur.Must, self._seen), (Occur.Must, word)]))

    def _count(self, asked: Asked) -> int:
        return _total(self._searcher.search(asked, 1))


def _total(told: object) -> int:
    return int(getattr(told, "count", 0) or 0)


def _number(value: float | None) -> int:
    return int(value or 0)
