"""Reports on action items as the API shows them. docs/reports.md says what each figure means."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.api.fields import LIST_MAX, Named, Read
from app.domain.action_figures import Lifetimes
from app.domain.months import Month
from app.usecases.action_reports import Ask, Backlog, Closing, Period


def _month(text: str) -> str:
    return str(Month.parse(text))


MonthText = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$", examples=["2026-11"]), AfterValidator(_month)]
Many: Any = Field(default_factory=list, max_length=LIST_MAX)
Share = Annotated[float, Field(ge=0, le=1)]


class MonthQuery(BaseModel):
    """Any of the teams and any of the services, by name."""

    model_config = ConfigDict(extra="forbid")

    team: list[Named] = Many
    service: list[Named] = Many

    def as_ask(self) -> Ask:
        return Ask(tuple(self.team), tuple(self.service))


class ReportQuery(MonthQuery):
    since: MonthText | None = Field(default=None, description="First month of the report; else the eleventh before")

    def as_ask(self) -> Ask:
        return Ask(tuple(self.team), tuple(self.service), Month.parse(self.since) if self.since else None)


class Report(BaseModel):
    """`since` and `last`: the days of the report, both included, in UTC."""

    since: date
    last: date


def days_of(period: Period) -> dict[str, date]:
    return {"since": period.since.first, "last": period.last}


class LeftOutRead(Read):
    """`undated`: closed on an unknown day. `came_closed`: closed before it was recorded here."""

    undated: int
    came_closed: int


class MonthRead(Read):
    """What came and went in a month, and what was open and overdue when it ended (or now)."""

    month: str
    created: int
    done: int
    given_up: int
    open: int
    overdue: int


class BandRead(Read):
    """How many of those open are between so many days old, both included; `last` null: or older."""

    first: int
    last: int | None
    count: int


class BacklogRead(Report):
    open: int
    overdue: int
    months: list[MonthRead]
    ages: list[BandRead]
    left_out: LeftOutRead

    @classmethod
    def of(cls, found: Backlog) -> Self:
        pairs = zip(found.period.months, found.points, strict=True)
        return cls(
            **days_of(found.period),
            open=found.open,
            overdue=found.overdue,
            months=[MonthRead.of_record(point, month=str(month)) for month, point in pairs],
            ages=[BandRead.of_record(band) for band in found.bands],
            left_out=LeftOutRead.of_record(found.left_out),
        )


class StepRead(Read):
    """A day of age on which something was done; `share` of all is open after it."""

    day: int
    at_risk: int
    closed: int
    share: Share


class MarkRead(Read):
    """After so many days: how many had been watched for so long, and the share that was done."""

    day: int
    at_risk: int
    closed: Share


class LifetimesRead(Read):
    """Time to close by Kaplan and Meier. `done` were done; `given_up` and `open` are censored.

    `quarter`, `half`, `most`: days after which 25, 50 and 90 % were done; null where the curve does not get there.
    """

    total: int
    done: int
    given_up: int
    open: int
    quarter: int | None
    half: int | None
    most: int | None
    longest: int = Field(description="Up to this age in days any of them was watched")
    marks: list[MarkRead]
    steps: list[StepRead]

    @classmethod
    def of(cls, found: Lifetimes) -> Self:
        steps = [StepRead.of_record(step) for step in found.steps]
        marks = [MarkRead.of_record(mark) for mark in found.marks]
        return cls.of_record(found, steps=steps, marks=marks)


class TallyRead(Read):
    """Actions of one team or priority as they stand now; `name` null: those that have none.

    `closure`: done, by all that were not given up; null where there are none.
    """

    name: str | None
    total: int
    done: int
    given_up: int
    open: int
    overdue: int
    closure: Share | None


class ClosingRead(Report):
    time_to_close: LifetimesRead
    left_out: LeftOutRead
    teams: list[TallyRead]
    priorities: list[TallyRead]

    @classmethod
    def of(cls, found: Closing) -> Self:
        return cls(
            **days_of(found.period),
            time_to_close=LifetimesRead.of(found.lifetimes),
            left_out=LeftOutRead.of_record(found.left_out),
            teams=[TallyRead.of_record(tally) for tally in found.teams],
            priorities=[TallyRead.of_record(tally) for tally in found.priorities],
        )
