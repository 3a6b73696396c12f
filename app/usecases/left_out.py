"""What was decided here and stands in no line of a document's text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`what` is an action's key or a kind of fact; `value` stands here; `line` is None where none is its own."""

    postmortem: str
    what: str
    line: int | None
    field: str
    value: str | None
    why: str

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line else ""
        return f"{place}{self.what}: {self.field} is {self.value or 'none'} here: {self.why}"
