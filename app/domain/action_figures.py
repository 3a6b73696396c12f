"""The figures of the reports on action items, worked out from counts. docs/reports.md says what each means."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.survival import Step, at_risk, kaplan_meier, reached, share_open
from app.domain.vocabulary import Strength

#: Ages at which the curve is read off: the default due dates, then half a year, one and two years.
MARKS = (7, 28, 56, 90, 180, 365, 730)


@dataclass(frozen=True, slots=True)
class Mark:
    """After so many days: how many had been watched for so long, and the share of all that was closed."""

    day: int
    at_risk: int
    closed: float


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Time to close of `total` actions: `done` are done or verified; open ones and those given up are censored.

    `longest` is the age in days up to which any of them was watched: there the curve ends.
    `quarter`, `half` and `most` are the days after which 25, 50 and 90 % were done, None where the curve does not
    get there. `marks` end where nothing was watched any longer.
    """

    done: int
    given_up: int
    open: int
    longest: int
    steps: list[Step]
    marks: list[Mark]
    quarter: int | None
    half: int | None
    most: int | None

    @property
    def total(self) -> int:
        return self.done + self.given_up + self.open


def lifetimes(done: Counter[int], given_up: Counter[int], still_open: Counter[int]) -> Lifetimes:
    """Each argument gives how many at which age in days."""
    censored = given_up + still_open
    steps = kaplan_meier(done, censored)
    watched = ((day, at_risk(done, censored, day)) for day in MARKS)
    return Lifetimes(
        done=done.total(),
        given_up=given_up.total(),
        open=still_open.total(),
        longest=max((*done, *censored), default=0),
        steps=steps,
        marks=[Mark(day, n, 1 - share_open(steps, day)) for day, n in watched if n],
        quarter=reached(steps, 0.25),
        half=reached(steps, 0.5),
        most=reached(steps, 0.9),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Actions of one team or priority as they stand; `name` is None for those that have none."""

    name: str | None
    total: int = 0
    done: int = 0
    given_up: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def closure(self) -> float | None:
        """The share done of what was not given up; None where that is nothing."""
        meant = self.total - self.given_up
        return self.done / meant if meant else None

    def with_more(self, count: int, *, unfinished: bool, overdue: bool, given_up: bool) -> "Tally":
        return Tally(
            self.name,
            self.total + count,
            self.done + count * (not unfinished and not given_up),
            self.given_up + count * given_up,
            self.open + count * unfinished,
            self.overdue + count * overdue,
        )


@dataclass(frozen=True, slots=True)
class Share:
    """So many actions of a strength, and their share of all that have one."""

    strength: Strength
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class StrengthMix:
    """The strongest first. `unknown` have none; of `corrected` somebody said how strong they are."""

    shares: list[Share]
    unknown: int
    corrected: int

    @property
    def known(self) -> int:
        return sum(share.count for share in self.shares)


def strength_mix(counts: Iterable[tuple[Strength | None, bool, int]]) -> StrengthMix:
    """From strength, whether somebody said so, and how many."""
    found: Counter[Strength | None] = Counter()
    corrected = 0
    for strength, by_hand, count in counts:
        found[strength] += count
        corrected += count * by_hand
    known = sum(n for strength, n in found.items() if strength)
    shares = [Share(s, found[s], found[s] / known if known else 0.0) for s in Strength]
    return StrengthMix(shares, found[None], corrected)
