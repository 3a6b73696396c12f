"""From a query to what an engine looks up. Every engine starts here, so all of them mean the same by a query."""

from dataclasses import dataclass

from app.domain.names import fold
from app.search import synonyms
from app.search.analysis import STOP_WORDS, folded, terms, words
from app.search.query_fields import FIELDS
from app.search.query_spans import span
from app.search.query_tree import And, Filter, Leaf, Node, Not, Or, Phrase, Prefix, Query, Range, Word


@dataclass(frozen=True, slots=True)
class Term:
    """A word of title or body."""

    term: str


@dataclass(frozen=True, slots=True)
class Adjacent:
    """Two or more terms side by side, none of them left out."""

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """Words that start with this, folded but not stemmed."""

    letters: str


@dataclass(frozen=True, slots=True)
class Exactly:
    """A field's value, folded."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Between:
    """One of the document's numbers under this name lies from `low` to `high`."""

    name: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Without:
    part: "Part"


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Part", ...]


Scored = Term | Adjacent | Beginning
Part = Term | Adjacent | Beginning | Exactly | Between | Without | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Plan:
    """`root` None asks for everything. `scored` are the parts that rank: those that are not excluded.

    `ignored` are the words left out because they carry nothing: stop words, and what holds no letter or digit.
    """

    root: Part | None
    scored: tuple[Scored, ...]
    ignored: tuple[str, ...]


def plan(query: Query, by_date: bool = False) -> Plan:
    """What to look up; `by_date`: nothing ranks."""
    ignored: list[str] = []
    root = None if query.root is None else _part(query.root, ignored)
    scored: dict[Scored, None] = {}
    if not by_date:
        _collect(root, scored)
    return Plan(root, tuple(scored), tuple(dict.fromkeys(ignored)))


def beginnings(part: Part | None) -> set[str]:
    """The prefixes in it."""
    match part:
        case Beginning(letters):
            return {letters}
        case Without(inner):
            return beginnings(inner)
        case AllOf(parts) | AnyOf(parts):
            return set().union(*map(beginnings, parts))
        case _:
            return set()


def _part(node: Node, ignored: list[str]) -> Part | None:
    """None where nothing is left to look up: what is ignored constrains nothing, wherever it stands."""
    match node:
        case Not(inner):
            part = _part(inner, ignored)
            return None if part is None else Without(part)
        case And(nodes) | Or(nodes):
            parts = [part for child in nodes if (part := _part(child, ignored)) is not None]
            if len(parts) < 2:
                return parts[0] if parts else None
            return AllOf(tuple(parts)) if isinstance(node, And) else AnyOf(tuple(parts))
        case _:
            part = _looked_up(node)
            if part is None:
                ignored.append(str(Query(node)))
            return part


def _looked_up(leaf: Leaf) -> Part | None:
    match leaf:
        case Filter(field, value):
            return Exactly(field, fold(value))
        case Range(field, text):
            low, high = span(FIELDS[field].measure, text) or (0, 0)
            return Between(field, low, high)
        case Prefix(text):
            pieces = words(text)
            if len(pieces) == 1:
                return Beginning(folded(pieces[0]))
            return _in_order(terms(text))
        case Word(text):
            found = terms(text)
            return None if STOP_WORDS.issuperset(found) else _widened(found)
        case Phrase(text):
            found = terms(text)
            return None if STOP_WORDS.issuperset(found) and len(found) < 2 else _in_order(found)


def _widened(found: list[str]) -> Part:
    """The word, or any other way to say it."""
    same = [_in_order(list(other)) for other in synonyms.others(tuple(found))]
    return AnyOf((_in_order(found), *same)) if same else _in_order(found)


def _in_order(found: list[str]) -> Part:
    return Term(found[0]) if len(found) == 1 else Adjacent(tuple(found))


def _collect(part: Part | None, into: dict[Scored, None]) -> None:
    match part:
        case AllOf(parts) | AnyOf(parts):
            for child in parts:
                _collect(child, into)
        case Term() | Adjacent() | Beginning():
            into[part] = None
