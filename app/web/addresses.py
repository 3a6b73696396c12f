"""The address of a list: what is shown is always said by it, so every filter is a link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from app.domain.errors import FieldFault, InvalidInput
from app.web.words import words

#: Facets in the order of their values; the others stand by their counts.
_BY_VALUE = frozenset({"year", "severity"})

#: Filters whose values are names: they are shown as they are written.
_NAMES = frozenset({"folder", "owner", "postmortem", "service", "tag", "team"})

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Address:
    """A path and its query. Every change of a filter goes back to the first page."""

    path: str
    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, path: str, query: QueryParams, names: Iterable[str]) -> "Address":
        """Of a request's query only what the page knows, in its order, without what is empty or said twice."""
        known = frozenset(names)
        pairs = ((k, v.strip()) for k, v in query.multi_items() if k in known and v.strip())
        return cls(path, tuple(dict.fromkeys(pairs)))

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.pairs)}" if self.pairs else self.path

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(v for k, v in self.pairs if k == name)

    def value(self, name: str, default: str = "") -> str:
        return next(iter(self.values(name)), default)

    def adding(self, name: str, value: str) -> "Address":
        return Address(self.path, (*self.without("cursor").pairs, (name, value)))

    def without(self, name: str, value: str | None = None) -> "Address":
        kept = (p for p in self.pairs if not (p[0] == name and value in (None, p[1])))
        return Address(self.path, tuple(p for p in kept if p[0] != "cursor" or name == "cursor"))

    def replacing(self, name: str, value: str) -> "Address":
        """`name` set to one value; an empty one takes it out."""
        bare = self.without(name)
        return bare.adding(name, value) if value else bare


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: the link adds it, or takes it out where it is `chosen`."""

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; the link drops it."""

    label: str
    address: str


def facets_of(address: Address, counts: Mapping[str, Mapping[str, int]], labels: Mapping[str, str]) -> list[Facet]:
    """The facets in the order of `labels`; values in force stand there even where they leave nothing."""
    out = []
    for name, label in labels.items():
        chosen = address.values(name)
        values = {**counts.get(name, {}), **{v: counts.get(name, {}).get(v, 0) for v in chosen}}
        ordered = sorted(values.items(), reverse=name == "year") if name in _BY_VALUE else values.items()
        choices = [
            Choice(
                _label(name, value),
                count,
                str(address.without(name, value) if value in chosen else address.adding(name, value)),
                value in chosen,
            )
            for value, count in ordered
        ]
        if len(choices) > 1 or any(c.chosen for c in choices):
            out.append(Facet(name, label, choices))
    return out


def chips_of(address: Address, labels: Mapping[str, str]) -> list[Chip]:
    return [
        Chip(f"{labels[k]}: {_label(k, v)}" if labels[k] else words(k), str(address.without(k, v)))
        for k, v in address.pairs
        if k in labels
    ]


def _label(name: str, value: str) -> str:
    return value if name in _NAMES else words(value)


def members(kind: type[E], name: str, values: Iterable[str]) -> tuple[E, ...]:
    """Values of an enum from an address. Raises InvalidInput that lists the ones there are."""
    known = {m.value for m in kind}
    for value in values:
        if value not in known:
            message = f"{name} must be one of {', '.join(known_value for known_value in kind)}"
            raise InvalidInput(message, [FieldFault(name, message)])
    return tuple(kind(v) for v in values)
