"""The tree of a search query, and how it is written down again.

What the parser makes is always in one canonical shape: no And in an And, no Or in an Or, and both have at least
two children, no Not in a Not. For such trees `parse_query(str(query)) == query`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

MAX_LENGTH = 256
MAX_TERMS = 12
MAX_DEPTH = 3
#: A shorter beginning would match half the vocabulary.
MIN_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Word:
    """One word or identifier as typed; `db-01` means its parts side by side."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order and side by side."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of one word, as typed, without the star; at least MIN_PREFIX characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Filter:
    """`field` is a name of query_fields.FIELDS; the value is compared whole, without regard to case or accents."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Range:
    """`field` is one that has a measure; `text` is the range as typed, in lower case: "2024-01..2024-06", ">1h"."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Not:
    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Node", ...]


Leaf = Word | Phrase | Prefix | Filter | Range
Node = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked; without a root it asks for everything."""

    root: Node | None = None

    def __str__(self) -> str:
        return "" if self.root is None else _written(self.root)

    def __bool__(self) -> bool:
        return self.root is not None

    def leaves(self) -> Iterator[Leaf]:
        """Words, phrases, prefixes and filters from left to right, also those that are excluded."""
        return _leaves(self.root) if self.root is not None else iter(())


def replaced(node: Node, by: Callable[[Leaf], Leaf]) -> Node:
    """The same tree with other leaves."""
    match node:
        case Not(inner):
            return Not(replaced(inner, by))
        case And(nodes):
            return And(tuple(replaced(child, by) for child in nodes))
        case Or(nodes):
            return Or(tuple(replaced(child, by) for child in nodes))
        case _:
            return by(node)


def conjunction(nodes: list[Node]) -> Node:
    """All of one or more nodes, in canonical shape."""
    flat = [child for node in nodes for child in (node.nodes if isinstance(node, And) else (node,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def disjunction(nodes: list[Node]) -> Node:
    """Any of one or more nodes, in canonical shape."""
    flat = [child for node in nodes for child in (node.nodes if isinstance(node, Or) else (node,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negation(node: Node) -> Node:
    """What this node leaves out, in canonical shape: excluding twice is not excluding."""
    return node.node if isinstance(node, Not) else Not(node)


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Not(inner):
            yield from _leaves(inner)
        case And(nodes) | Or(nodes):
            for child in nodes:
                yield from _leaves(child)
        case _:
            yield node


def _written(node: Node) -> str:
    match node:
        case Word(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case Prefix(text):
            return f"{text}*"
        case Filter(field, value):
            return f"{field}:{_value(value)}"
        case Range(field, text):
            return f"{field}:{text}"
        case Not(inner):
            written = _grouped(inner, And | Or)
            return f"NOT {written}" if written.startswith("-") else f"-{written}"
        case And(nodes):
            return " ".join(_grouped(child, Or) for child in nodes)
    return " OR ".join(_written(child) for child in node.nodes)


def _grouped(node: Node, kinds: object) -> str:
    return f"({_written(node)})" if isinstance(node, kinds) else _written(node)  # type: ignore[arg-type]


def _value(value: str) -> str:
    plain = not any(c.isspace() or c in '()"' for c in value)
    return value if plain else f'"{value}"'
