"""By when an action is due that is accepted without a due date: a number of days for each priority."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from app.domain.vocabulary import Priority

#: Days for critical, high, medium and low. The first is Atlassian's: four weeks, eight for what can wait. The
#: other is PagerDuty's own rule: 15 days after the gravest incidents, 30 after the rest.
PROFILES = {"atlassian": (28, 28, 56, 90), "pagerduty": (15, 15, 30, 30)}
DAYS_MAX = 3650


@dataclass(frozen=True, slots=True)
class DueDays:
    """Days until an action is due: from acceptance, or from a publication of its postmortem that comes later."""

    critical: int
    high: int
    medium: int
    low: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """A profile's name, or four numbers as `28,28,56,90`. Raises ValueError with a sentence."""
        name = text.strip().casefold()
        if name in PROFILES:
            return cls(*PROFILES[name])
        parts = [part.strip() for part in name.split(",")]
        days = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 4]
        if not len(days) == len(parts) == 4 or not all(1 <= n <= DAYS_MAX for n in days):
            known = " or ".join(PROFILES)
            raise ValueError(f"write {known}, or days for critical, high, medium and low as 28,28,56,90")
        return cls(*days)

    def of(self, priority: Priority | None) -> int:
        """One without a priority has as long as a medium one."""
        days: int = getattr(self, (priority or Priority.MEDIUM).value)
        return days

    def due(self, priority: Priority | None, accepted: date) -> date:
        return accepted + timedelta(days=self.of(priority))
