"""How long it takes until something is closed, with what is still open counted for what it shows.

The estimator is that of Kaplan and Meier ("Nonparametric Estimation from Incomplete Observations", Journal of the
American Statistical Association 53, 1958): the share still open after a day is the product, over all days up to
it on which something was closed, of 1 - closed / at risk. What is still open, or was given up, is at risk until
its last day and then leaves without counting as closed (it is censored). Where both fall on one day, what was
closed comes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Products of floats are compared a little loosely: 3/4 · 2/3 is one half.
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """A day of age on which something was closed: `share` of all is still open after it."""

    day: int
    at_risk: int
    closed: int
    share: float


def kaplan_meier(closed: Mapping[int, int], censored: Mapping[int, int]) -> list[Step]:
    """The steps of the curve by age. Both arguments give how many at which age in whole days, none below 0."""
    at_risk = sum(closed.values()) + sum(censored.values())
    share, steps = 1.0, []
    for day in sorted(closed.keys() | censored.keys()):
        events = closed.get(day, 0)
        if events:
            share *= 1 - events / at_risk
            steps.append(Step(day, at_risk, events, share))
        at_risk -= events + censored.get(day, 0)
    return steps


def share_open(steps: Sequence[Step], day: int) -> float:
    """The share still open after so many days."""
    return next((step.share for step in reversed(steps) if step.day <= day), 1.0)


def reached(steps: Sequence[Step], share: float) -> int | None:
    """The first age at which this share is closed (0.5: the median), None where the curve does not get there."""
    return next((step.day for step in steps if 1 - step.share >= share - _SLACK), None)


def at_risk(closed: Mapping[int, int], censored: Mapping[int, int], day: int) -> int:
    """How many were watched for so long at least, whatever became of them then."""
    return sum(n for times in (closed, censored) for age, n in times.items() if age >= day)
