"""Due dates that moved, closed actions that were opened again, and how strong actions are."""

from collections.abc import Mapping, Sequence

from app.domain.action_figures import StrengthMix
from app.domain.months import Days, Month
from app.store.action_ledger import Entry, Slipped
from app.usecases.action_reports import Ask, Period, Promises
from app.web.charts import columns
from app.web.figures.meanings import meaning
from app.web.figures.sections import (
    Drawing,
    Figure,
    Filter,
    Row,
    Section,
    Table,
    board,
    number,
    percent,
    row,
    short,
    told,
)
from app.web.words import day, plural, words

_ENTRY = ["Action", "Wording", "When", "From", "To", "Why"]


def slips(found: Promises, ask: Ask, entries: Sequence[Entry] | None = None) -> Section:
    """`entries` are the moves themselves, where they stand in place of the months."""
    period, moved = found.period, found.slips
    rows = board(ask, ("slipped", str(period.days)))
    by_month = entries is None
    return Section(
        id="slips",
        title="Due dates that slipped",
        meaning=meaning("slips", period.days),
        n=f"{plural(moved.moves, 'slip')} of {plural(moved.actions, 'action')}",
        left_out=f"{plural(moved.earlier, 'move')} to an earlier day, {moved.taken_back} that left no due date",
        rows=[("actions that slipped", rows)],
        figures=[
            Figure(number(moved.moves), "slips", rows),
            Figure(_median(found.days_moved), "moved by (median)"),
        ],
        drawing=_months("Slips by month", moved.months, period) if by_month else None,
        data=_month_table("Slips", "slipped", moved.months, period, ask) if by_month else None,
        tables=[_most(found.most_slipped) if entries is None else _entries("slips", entries, moved.moves)],
        nothing="" if moved.moves else "No due date slipped.",
    )


def reopened(found: Promises, ask: Ask, entries: Sequence[Entry] | None = None) -> Section:
    """`entries` as for slips."""
    period, again = found.period, found.reopened
    rows = board(ask, ("reopened", str(period.days)))
    by_month = entries is None
    return Section(
        id="reopened",
        title="Opened again",
        meaning=meaning("reopened", period.days),
        n=f"{plural(again.moves, 'reopening')} of {plural(again.actions, 'action')}",
        left_out="nothing",
        rows=[("actions opened again", rows)],
        figures=[
            Figure(number(again.moves), "reopenings", rows),
            *(Figure(number(n), f"had been {words(status)}") for status, n in again.by_status.items()),
        ],
        drawing=_months("Reopenings by month", again.months, period) if by_month else None,
        data=_month_table("Reopenings", "reopened", again.months, period, ask) if by_month else None,
        tables=[_entries("reopenings", entries, again.moves)] if entries else [],
        nothing="" if again.moves else "Nothing was opened again.",
    )


def strengths(found: Promises, ask: Ask) -> Section:
    mix: StrengthMix = found.strengths
    span: Filter = ("created", str(found.period.days))
    figures = [
        Figure(percent(s.share), words(s.strength), board(ask, span, ("strength", s.strength))) for s in mix.shares
    ]
    unknown = [("no strength known", board(ask, span, ("without", "strength")))]
    return Section(
        id="strengths",
        title="How strong the actions are",
        meaning=meaning("strengths", found.period.days),
        n=f"{plural(mix.known, 'action')} with a strength, {number(mix.corrected)} of them as somebody said",
        left_out=f"{plural(mix.unknown, 'action')} whose wording no rule knows",
        rows=[("all of them", board(ask, span)), *(unknown if mix.unknown else [])],
        figures=figures if mix.known else [],
        drawing=_mix(mix),
        data=Table("Actions by strength", ["Strength", "Actions", "Share"], [
            row(words(s.strength), (number(s.count), figure.address), percent(s.share))
            for s, figure in zip(mix.shares, figures, strict=True)
        ]),
        nothing="" if mix.known else "No action with a known strength was recorded in these months.",
    )  # fmt: skip


def _mix(mix: StrengthMix) -> Drawing:
    labels, counts = [words(s.strength) for s in mix.shares], [s.count for s in mix.shares]
    return Drawing(columns(labels, {"actions": counts}), "Actions by strength", told(labels, counts), "", "actions")


def _months(title: str, counts: Mapping[str, int], period: Period) -> Drawing:
    labels = [short(month) for month in period.months]
    values = [counts.get(str(month), 0) for month in period.months]
    return Drawing(columns(labels, {title: values}), title, told(labels, values), "", "times")


def _month_table(head: str, name: str, counts: Mapping[str, int], period: Period, ask: Ask) -> Table:
    def line(month: Month) -> Row:
        days = str(Days(month.first, min(month.last, period.last)))
        return row(str(month), (number(counts.get(str(month), 0)), board(ask, (name, days))))

    return Table(f"{head} by month", ["Month", head], [line(month) for month in period.months])


def _most(most: Sequence[Slipped]) -> Table:
    rows = [row(_action(one.key), one.text[:160], number(one.moves), number(one.days)) for one in most]
    return Table("Moved most often", ["Action", "Wording", "Times", "Days in all"], rows, numbers=False)


def _entries(what: str, entries: Sequence[Entry], total: int) -> Table:
    caption = f"All {what}" if len(entries) == total else f"The newest {len(entries)} of {number(total)} {what}"
    return Table(caption, _ENTRY, [_entry(entry) for entry in entries], numbers=False)


def _entry(entry: Entry) -> Row:
    when = f"{day(entry.at.date())}, {entry.actor}"
    return row(
        _action(entry.key), entry.text[:160], when, words(entry.old), words(entry.new), (entry.why or "–")[:300]
    )


def _action(key: str) -> tuple[str, str]:
    return key, f"/actions/{key}"


def _median(days: int | None) -> str:
    return "–" if days is None else plural(days, "day")
