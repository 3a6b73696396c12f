"""From the simplified query to Tantivy's: what must match, within the scope, and what is added up of it."""

from collections.abc import Mapping, Sequence

from tantivy import FieldType, Occur
from tantivy import Query as Asked

from app.search.backend import Scope
from app.search.plan import Adjacent, AllOf, AnyOf, Beginning, Between, Exactly, Part, Scored, Term, Without
from app.search.tantivy_schema import MOST_STEPS, SCHEMA, STEPS, valued, weighed

#: For each prefix the words it stands for.
Expansions = Mapping[str, Sequence[str]]
#: What words side by side in the title add to what they give in the text.
_TITLE = 0.5


def visible(scope: Scope) -> Asked:
    return _any_word("visibility", sorted(scope.visibilities))


def matching(part: Part | None, seen: Asked, expansions: Expansions) -> Asked:
    """The documents of `seen` that match; every one scores nothing."""
    wanted = [(Occur.Must, seen)]
    if part is not None:
        wanted.append((Occur.Must, _matching(part, expansions)))
    return Asked.const_score_query(Asked.boolean_query(wanted), 0.0)


def scoring(part: Scored, rarity: float, expansions: Expansions) -> list[Asked]:
    """What this part adds to the score of documents that hold it."""
    match part:
        case Term(term):
            return [
                Asked.const_score_query(_word("weights", weighed(term, step)), rarity * step / STEPS)
                for step in range(1, MOST_STEPS + 1)
            ]
        case Adjacent():
            inside = Asked.phrase_query(SCHEMA, "title", list(part.terms))
            return [
                Asked.const_score_query(_matching(part, expansions), rarity),
                Asked.const_score_query(inside, rarity * _TITLE),
            ]
        case Beginning():
            return [Asked.const_score_query(_matching(part, expansions), rarity)]


def _matching(part: Part, expansions: Expansions) -> Asked:
    match part:
        case Term(term):
            return _word("text", term)
        case Adjacent(terms):
            return Asked.phrase_query(SCHEMA, "text", list(terms))
        case Beginning(letters):
            return _any_word("forms", expansions[letters])
        case Exactly(field, value):
            return _word("values", valued(field, value))
        case Between(name, low, high):
            return Asked.range_query(SCHEMA, name, FieldType.Integer, low, high)
        case Without(inner):
            nothing = (Occur.MustNot, _matching(inner, expansions))
            return Asked.boolean_query([(Occur.Must, Asked.all_query()), nothing])
        case AllOf(parts):
            return Asked.boolean_query([(Occur.Must, _matching(child, expansions)) for child in parts])
        case AnyOf(parts):
            return Asked.boolean_query([(Occur.Should, _matching(child, expansions)) for child in parts])


def _word(field: str, word: str) -> Asked:
    return Asked.term_query(SCHEMA, field, word, index_option="basic")


def _any_word(field: str, words: Sequence[str]) -> Asked:
    if len(words) == 1:
        return _word(field, words[0])
    return Asked.term_set_query(SCHEMA, field, list(words)) if words else Asked.empty_query()
