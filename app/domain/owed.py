"""What reminders speak of: work that is owed, who answers for it, what a letter says, and what is left out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from app.domain.vocabulary import ActionStatus

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Why(StrEnum):
    """Why somebody is told of an action, in the order of a letter."""

    ESCALATED = "escalated"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"


class WhyNot(StrEnum):
    """Why somebody is not told; each stands for the whole action but for those that name a person."""

    PROPOSED = "proposed: nobody has committed to it"
    DOCUMENTS_WORD = "done on its document's word"
    FINISHED = "finished"
    NO_DUE_DATE = "it has no due date"
    OLD_NEWS = "it was overdue when its document came in, and nobody has taken it up here since"
    NO_OWNER = "nobody owns it"
    INACTIVE = "is no longer active"
    UNKNOWN = "is known by name only"
    NO_ADDRESS = "has no e-mail address"
    SNOOZED = "it is snoozed"
    TOO_EARLY = "too early: the first time is on"
    TOLD = "told already"
    SERVED = "has had today's letter already"
    NO_MANAGER = "it has no team with a manager to escalate it to"
    OWN_MANAGER = "its owner is the manager whom it would be escalated to"
    QUIET = "nothing is sent on a quiet day"


@dataclass(frozen=True, slots=True)
class Addressee:
    """`known`: somebody has an account or an address, or was looked at and settled; not just a name in a text."""

    id: int
    name: str
    email: str | None = None
    active: bool = True
    known: bool = True


@dataclass(frozen=True, slots=True)
class Owed:
    """What of an action reminders look at.

    `since` is the day it was promised, or came in; `taken_up`: somebody accepted or changed it here, so that it
    does not rest on its document alone. `told` and `manager_told`: when its owner and the manager of its team
    were last told of it.
    """

    key: str
    text: str
    status: ActionStatus
    due: date | None
    since: date
    taken_up: bool = True
    on_documents_word: bool = False
    owner: Addressee | None = None
    manager: Addressee | None = None
    snoozed_until: date | None = None
    told: date | None = None
    manager_told: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """`escalate_after` in days overdue; `quiet` tells of a day whether it is one."""

    escalate_after: int = 14
    quiet_weekdays: frozenset[int] = frozenset()  # Monday is 0
    quiet_dates: frozenset[date] = frozenset()

    @classmethod
    def parse(cls, escalate_after: int, quiet_days: str) -> Self:
        """With the quiet days written as `sat,sun,2030-12-24`. Raises ValueError with a sentence."""
        weekdays, dates = set[int](), set[date]()
        for word in filter(None, (part.strip().casefold() for part in quiet_days.split(","))):
            if word in WEEKDAYS:
                weekdays.add(WEEKDAYS.index(word))
                continue
            try:
                dates.add(date.fromisoformat(word))
            except ValueError:
                raise ValueError(f"write quiet days as sat,sun,2030-12-24; “{word[:20]}” is none") from None
        if len(weekdays) == len(WEEKDAYS):
            raise ValueError("leave at least one day of the week on which something is sent")
        return cls(escalate_after, frozenset(weekdays), frozenset(dates))

    def quiet(self, day: date) -> bool:
        return day.weekday() in self.quiet_weekdays or day in self.quiet_dates


@dataclass(frozen=True, slots=True)
class Telling:
    """One line of a letter. `fresh`: it is a reason for the letter; the others come along with it."""

    action: Owed
    why: Why
    days: int  # until it is due; negative: overdue
    fresh: bool

    @property
    def reason(self) -> str:
        late = f"{_days(-self.days)} overdue, since {self.action.due}"
        if self.why is Why.ESCALATED:
            owner = f"owned by {self.action.owner.name}" if self.action.owner else "owned by nobody"
            return f"{late}; {owner}; escalated to you as the manager of its team"
        if self.why is Why.OVERDUE:
            return late
        return "due today" if self.why is Why.DUE_TODAY else f"due in {_days(self.days)}, on {self.action.due}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who would have been told of an action, None where that is nobody, and why it is not so."""

    action: Owed
    person: Addressee | None
    why: WhyNot
    detail: str = ""

    @property
    def reason(self) -> str:
        about_person = self.why in (WhyNot.INACTIVE, WhyNot.UNKNOWN, WhyNot.NO_ADDRESS, WhyNot.SERVED)
        words = f"{self.person.name} {self.why}" if self.person and about_person else str(self.why)
        return f"{words} {self.detail}".strip()


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that one person is told of today."""

    person: Addressee
    lines: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Of one day. `left_out` has at least one entry for every action of which its owner is not told."""

    digests: tuple[Digest, ...]
    left_out: tuple[LeftOut, ...]


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
