"""What a section of a report is made of, and the links to the rows behind its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.months import Month
from app.store.action_counts import LeftOut
from app.usecases.action_reports import Ask
from app.web.addresses import Address
from app.web.charts import Chart
from app.web.words import plural

#: One filter of the board: its name in the address, and a value.
Filter = tuple[str, str]

#: Leaves out what stands in no count over time.
DATED: Filter = ("dated", "1")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands out, and the rows that it counts, where a list can show them."""

    value: str
    label: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `links` are as many as `cells`, empty where a cell leads nowhere."""

    cells: list[str]
    links: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """`numbers`: every cell but the first is a number."""

    caption: str
    heads: list[str]
    rows: list[Row]
    numbers: bool = True


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with what it says in words, and the units of its axes."""

    chart: Chart
    title: str
    says: str
    across: str
    up: str


@dataclass(frozen=True, slots=True)
class Section:
    """`data` are the numbers of the drawing, `tables` stand for themselves; `nothing` is said in place of all."""

    id: str
    title: str
    meaning: str
    n: str
    left_out: str
    rows: list[tuple[str, str]]
    figures: list[Figure] = field(default_factory=list)
    drawing: Drawing | None = None
    data: Table | None = None
    tables: list[Table] = field(default_factory=list)
    nothing: str = ""


def board(ask: Ask, *filters: Filter) -> str:
    """The address of the board as a list of what the report is about and these filters let through."""
    own = [("team", name) for name in ask.team] + [("service", name) for name in ask.service]
    return str(Address("/actions", (("view", "list"), *own, *filters)))


def row(*cells: str | tuple[str, str]) -> Row:
    """Cells that are pairs are a text and its link; one of nothing counted leads nowhere."""
    pairs = [cell if isinstance(cell, tuple) else (cell, "") for cell in cells]
    return Row([text for text, _ in pairs], ["" if text == "0" else link for text, link in pairs])


def number(value: int) -> str:
    return f"{value:,}"


def percent(share: float | None) -> str:
    """Whole percents; what is little but not nothing, or nearly all, is not rounded away."""
    if share is None:
        return "–"
    if 0 < share < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < share < 1 else f"{share * 100:.0f} %"


def short(month: Month) -> str:
    """`Nov 26`."""
    return f"{month.first:%b %y}"


def without_a_day(out: LeftOut) -> str:
    """What stands in no count over time, in words."""
    parts = []
    if out.undated:
        parts.append(f"{plural(out.undated, 'action')} closed on a day that nobody stated")
    if out.came_closed:
        parts.append(f"{plural(out.came_closed, 'action')} closed before being recorded here")
    return "; ".join(parts) or "nothing"


def told(names: Sequence[str], values: Sequence[int]) -> str:
    """A series in words, for those who do not see its chart."""
    return ", ".join(f"{name} {value:,}" for name, value in zip(names, values, strict=True))
