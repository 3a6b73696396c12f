"""What slipped, what was opened again, and a whole month as the API shows them; docs/reports.md tells more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from app.api.action_report_models import BacklogRead, LifetimesRead, Report, Share, TallyRead, days_of
from app.api.fields import Read
from app.domain.action_figures import StrengthMix
from app.domain.vocabulary import ActionStatus, Strength
from app.store.action_ledger import Reopened, Slips
from app.usecases.action_reports import Monthly, Period, Promises


class SlippedRead(Read):
    """How often its due date moved later, and by how many days in all."""

    key: str
    text: str
    moves: int
    days: int


class SlipsRead(Read):
    """Promised due dates moved to a later day. `earlier` and `taken_back` are moves that are no slips."""

    moves: int
    actions: int
    days_moved: int | None = Field(description="The median")
    earlier: int
    taken_back: int
    months: dict[str, int]


class ReopenedRead(Read):
    """Closed actions that were opened again, by what they were."""

    moves: int
    actions: int
    by_status: dict[ActionStatus, int]
    months: dict[str, int]


class ShareRead(Read):
    strength: Strength
    count: int
    share: Share


class StrengthMixRead(Read):
    """`shares` are of those that have a strength; of `corrected` somebody said which."""

    shares: list[ShareRead]
    unknown: int
    corrected: int

    @classmethod
    def of(cls, found: StrengthMix) -> Self:
        return cls.of_record(found, shares=[ShareRead.of_record(share) for share in found.shares])


class PromisesRead(Report):
    slips: SlipsRead
    most_slipped: list[SlippedRead]
    reopened: ReopenedRead
    strengths: StrengthMixRead

    @classmethod
    def of(cls, found: Promises) -> Self:
        return cls(
            **days_of(found.period),
            slips=_slips(found.slips, found.days_moved, found.period),
            most_slipped=[SlippedRead.of_record(one) for one in found.most_slipped],
            reopened=_reopened(found.reopened, found.period),
            strengths=StrengthMixRead.of(found.strengths),
        )


def _slips(found: Slips, median: int | None, period: Period) -> SlipsRead:
    return SlipsRead.of_record(found, days_moved=median, months=_by_month(found.months, period))


def _reopened(found: Reopened, period: Period) -> ReopenedRead:
    return ReopenedRead.of_record(found, months=_by_month(found.months, period))


def _by_month(counts: Mapping[str, int], period: Period) -> dict[str, int]:
    return {str(month): counts.get(str(month), 0) for month in period.months}


class EntryRead(Read):
    """One change, as the history of the action `key` has it."""

    key: str
    text: str
    at: datetime
    actor: str
    old: str
    new: str
    why: str | None


class MonthlyRead(BaseModel):
    """A month. `backlog` and `time_to_close` are of the twelve that end with it; `teams` stand as they do today.

    `open_before`: when it began. `slipped` and `reopened` hold the newest 20 changes.
    """

    month: str
    whole: bool = Field(description="The month is over")
    open_before: int
    backlog: BacklogRead
    time_to_close: LifetimesRead
    teams: list[TallyRead]
    promises: PromisesRead
    slipped: list[EntryRead]
    reopened: list[EntryRead]

    @classmethod
    def of(cls, found: Monthly) -> Self:
        return cls(
            month=str(found.month),
            whole=found.whole,
            open_before=found.backlog.before,
            backlog=BacklogRead.of(found.backlog),
            time_to_close=LifetimesRead.of(found.lifetimes),
            teams=[TallyRead.of_record(tally) for tally in found.teams],
            promises=PromisesRead.of(found.promises),
            slipped=[EntryRead.of_record(entry) for entry in found.slipped],
            reopened=[EntryRead.of_record(entry) for entry in found.reopened],
        )
