"""Unfinished actions of earlier incidents that look as if they might have spared a later one.

The search index knows how rare a word is and which postmortems share the rarest; their actions are then compared.
Everything is asked through the principal's scope: what may not be seen neither shows nor weighs.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.preventable import Match, Standing, Subject, match, own_words, rarity, standing, telling
from app.domain.principal import Principal
from app.domain.vocabulary import DuplicateState
from app.search.analysis import STOP_WORDS, term, terms, words
from app.search.backend import Scope, SearchIndex
from app.search.query_tree import Node, Query, Word, disjunction
from app.store.duplicates import pairs_of
from app.store.preventable import Earlier, Promise, Told, changed_after, earlier_than, told
from app.store.tables import Postmortem
from app.usecases.searching import scope_of

_ASKED = 40  # words of the later one whose rarity is asked for
_LOOKED_UP = 16  # the rarest of them, by which earlier ones are found
_LOOKED_AT = 60  # postmortems that are compared
_EACH = 2  # actions of one earlier incident, so that it does not fill the list
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]{0,2000}")


@dataclass(frozen=True, slots=True)
class Likely:
    """An action, the earlier incident, what the action was when the later one began, and what they share."""

    promise: Promise
    earlier: Earlier
    then: Standing
    fits: Match

    @property
    def words(self) -> tuple[str, ...]:
        """Those in common as the action writes them, the rarest first."""
        return as_written(self.promise.text, self.fits.own)


def likely(
    session: Session, index: SearchIndex, principal: Principal, post: Postmortem, at: datetime
) -> list[Likely]:
    """The likeliest first; `at` is when the later incident began. Raises Unavailable."""
    own = told(session, principal, [post.id or 0])[post.id or 0]
    scope = scope_of(principal)
    asked = _asked(post.title, own)
    rare = _rarities(index, scope, asked)
    same = {pair.beside(post.id).id for pair in pairs_of(session, principal, [post.id], DuplicateState.SUSPECTED)}
    found = {number for number in _like(index, scope, asked, rare) if number not in same and number != post.id}
    earlier = earlier_than(session, principal, found, post.sort_at[:10])
    fitting = _fitting(subject(post.title, own), earlier, told(session, principal, earlier), rare)
    then = standings(session, [promise for promise, _ in fitting], at)
    left = [
        Likely(promise, earlier[promise.postmortem_id or 0], then[promise.id], fits)
        for promise, fits in sorted(fitting, key=lambda pair: (-pair[1].score, pair[0].number))
        if then[promise.id].unfinished
    ]
    return _spread(left)


def standings(session: Session, found: Collection[Promise], at: datetime | None) -> dict[int, Standing]:
    """What each was at that time, by id; nobody knows where no time is known."""
    if at is None:
        return {promise.id: Standing(None) for promise in found}
    changed = changed_after(session, [promise.id for promise in found], at)
    return {p.id: standing(p.status, p.due, p.closed_at, changed.get(p.id, {}), at, p.made_at) for p in found}


def shared_words(later: Subject, text: str) -> tuple[str, ...]:
    """The words that a wording has in common with the later incident, in the wording's order."""
    own = telling_terms(text) & (later.topic | later.promised)
    return as_written(text, [found for found in dict.fromkeys(terms(text)) if found in own])


def subject(title: str, of: Told) -> Subject:
    return Subject(
        frozenset[str]().union(telling_terms(title), *map(telling_terms, of.causes)),
        frozenset[str]().union(*(telling_terms(promise.text) for promise in of.promises)),
        frozenset(of.services),
    )


def _fitting(
    later: Subject, earlier: Mapping[int, Earlier], theirs: Mapping[int, Told], rare: Mapping[str, float]
) -> list[tuple[Promise, Match]]:
    out = []
    for number, post in earlier.items():
        of = theirs.get(number) or Told()
        held = [(p, own) for p in of.promises if (own := own_words(later, telling_terms(p.text), rare))]
        topic = subject(post.title, of) if held else None
        for promise, own in held:
            if topic is not None and (fits := match(later, topic, own, rare)) is not None:
                out.append((promise, fits))
    return out


def _spread(found: Iterable[Likely]) -> list[Likely]:
    """Each wording once, and so many of one earlier incident."""
    seen, said, out = Counter[int](), set[str](), []
    for one in found:
        seen[one.earlier.id] += 1
        if seen[one.earlier.id] <= _EACH and one.promise.text not in said:
            said.add(one.promise.text)
            out.append(one)
    return out


def telling_terms(text: str) -> frozenset[str]:
    """The terms by which texts are compared: no address, no stop word, nothing that any incident may speak of."""
    return telling(found for found in terms(_ADDRESS.sub(" ", text)) if found not in STOP_WORDS)


def _asked(title: str, of: Told) -> dict[str, str]:
    """The terms to compare by with a word that stands for each, those said most often; the title counts twice."""
    said, forms = Counter[str](), dict[str, str]()
    for text in (title, title, *of.causes, *(promise.text for promise in of.promises)):
        said.update(telling_terms(text))
        forms |= _forms(text)
    return {found: forms[found] for found, _ in said.most_common(_ASKED)}


def _rarities(index: SearchIndex, scope: Scope, asked: Mapping[str, str]) -> dict[str, float]:
    """How rare each term is among what may be seen, 0 to 1; what no other holds is left out."""
    total = index.search(Query(), scope, limit=0, by_date=True).total
    holding = {t: index.search(Query(Word(w)), scope, limit=0, by_date=True).total for t, w in asked.items()}
    return {found: rarity(n, total) for found, n in holding.items() if n > 1}


def _like(index: SearchIndex, scope: Scope, asked: Mapping[str, str], rare: Mapping[str, float]) -> set[int]:
    """Ids of the postmortems that share the rarest of these words, the likest ones."""
    rarest = sorted(rare, key=lambda found: (-rare[found], found))[:_LOOKED_UP]
    # Words, not terms: the engine makes terms of what it is asked, and a term of a term is another.
    wanted: list[Node] = [Word(asked[found]) for found in rarest]
    if not wanted:
        return set()
    return {hit.id for hit in index.search(Query(disjunction(wanted)), scope, limit=_LOOKED_AT).hits}


def as_written(text: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """These terms as the text first writes them, in their own order."""
    forms = _forms(text)
    return tuple(forms[found] for found in wanted if found in forms)


def _forms(text: str) -> dict[str, str]:
    forms: dict[str, str] = {}
    for word in words(_ADDRESS.sub(" ", text)):
        forms.setdefault(term(word), word)
    return forms
