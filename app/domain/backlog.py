"""What is owed, over time and by age: counts of actions that are alike become the points of a chart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: First days of the age bands: the default due dates (28, 56, 90 days), then half a year and a year.
AGES = (0, 29, 57, 91, 181, 366)


@dataclass(frozen=True, slots=True)
class Lot:
    """So many actions alike, told by the numbers of periods from 0 on; -1 is before the first.

    `came`: in which they were recorded; `left`: in which they were closed, None: in none; `given_up`: closed, but
    not done; `late`: from the end of which on they are overdue, None: never.
    """

    came: int
    left: int | None
    given_up: bool
    late: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Point:
    """A period: what came and went in it, and what was open and overdue when it ended."""

    created: int = 0
    done: int = 0
    given_up: int = 0
    open: int = 0
    overdue: int = 0


def points(lots: Iterable[Lot], periods: int) -> list[Point]:
    """One point a period. Each is open from the period in which it came until the one in which it left."""
    rows = [[0] * 5 for _ in range(periods)]
    for lot in lots:
        if lot.came >= 0:
            rows[lot.came][0] += lot.count
        if lot.left is not None and lot.left >= 0:
            rows[lot.left][2 if lot.given_up else 1] += lot.count
        for period in range(max(lot.came, 0), periods if lot.left is None else lot.left):
            rows[period][3] += lot.count
            rows[period][4] += lot.count if lot.late is not None and lot.late <= period else 0
    return [Point(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Band:
    """How many are between `first` and `last` days old, both included; None: or older."""

    first: int
    last: int | None
    count: int

    @property
    def label(self) -> str:
        return f"{self.first}–{self.last} days" if self.last is not None else f"over {self.first - 1} days"


def age_bands(ages: Mapping[int, int]) -> list[Band]:
    """All bands, the youngest first, from how many are how many days old. Below 0 is 0."""
    ends: list[int | None] = [following - 1 for following in AGES[1:]] + [None]
    bands = []
    for number, (first, last) in enumerate(zip(AGES, ends, strict=True)):
        inside = (n for age, n in ages.items() if (age >= first or not number) and (last is None or age <= last))
        bands.append(Band(first, last, sum(inside)))
    return bands


def middle(counts: Mapping[int, int]) -> int | None:
    """The lower median of values that each occur so often; None where there are none."""
    half, seen = (sum(counts.values()) + 1) // 2, 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= half > 0:
            return value
    return None
