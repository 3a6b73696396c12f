"""What is to be written, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.domain.names import fold
from app.ingest.facts import ParsedPost

What = Literal["action", "event", "cause", "post"]
_LISTS: dict[What, str] = {"action": "actions", "event": "timeline", "cause": "causes"}


@dataclass(frozen=True, slots=True)
class Edit:
    """New values of a fact: the `index`-th of its kind in the `post`-th post of the document.

    `values` has the names of the parsed fact's fields. An owner is a tuple of spellings, any of which will do, and
    empty for nobody; every other value is as the fact has it. `key` is the action's own, to be written beside it.
    """

    what: What
    post: int
    index: int
    values: Mapping[str, Any]
    key: str | None = None

    def fact(self, post: ParsedPost) -> Any:
        """The fact itself, of its post. Raises IndexError where there is none."""
        return post if self.what == "post" else getattr(post, _LISTS[self.what])[self.index]

    def holds(self, fact: Any) -> bool:
        """True where the fact says what it should."""
        return all(_says(fact, name, value) for name, value in self.values.items())

    def only(self, *names: str) -> "Edit":
        return replace(self, values={n: v for n, v in self.values.items() if n in names})


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A field that has no place in the text, and why."""

    edit: Edit
    field: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Edited:
    """`written` are edits, some of them cut down to the fields that could be written."""

    text: str
    written: list[Edit]
    unwritten: list[Unwritten]


def _says(fact: Any, name: str, value: Any) -> bool:
    said = getattr(fact, name)
    if name != "owner":
        return bool(said == value)
    return fold(said) in {fold(spelling) for spelling in value} if said else not value
