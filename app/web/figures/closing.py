"""How long closing takes, and what is closed by team and by priority."""

from collections.abc import Sequence

from app.domain.action_figures import Lifetimes, Tally
from app.store.action_counts import LeftOut
from app.usecases.action_reports import Ask, Period
from app.web.charts import curve
from app.web.figures.backlog import DONE, GIVEN_UP
from app.web.figures.meanings import meaning
from app.web.figures.sections import (
    DATED,
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
    without_a_day,
)
from app.web.words import plural, words

#: So many teams stand in the table; a page is no place for hundreds.
TEAMS_MAX = 60
_NOTHING = "Nothing was recorded in these months."


def time_to_close(found: Lifetimes, out: LeftOut, period: Period, ask: Ask) -> Section:
    marks = [row(str(m.day), percent(m.closed), number(m.at_risk)) for m in found.marks]
    return Section(
        id="time",
        title="Time to close",
        meaning=meaning("time", period.days),
        n=f"{plural(found.total, 'action')}: {number(found.done)} done, {number(found.open)} still open, "
        f"{number(found.given_up)} given up",
        left_out=without_a_day(out),
        rows=_watched(period, ask),
        figures=[
            Figure(_after(found.quarter), "until a quarter is done"),
            Figure(_after(found.half), "until half is done (median)"),
            Figure(_after(found.most), "until nine of ten are done"),
        ],
        drawing=_curve(found),
        data=Table("Share done after so many days", ["Days", "Done", "Watched for so long"], marks),
        nothing="" if found.total else _NOTHING,
    )


def _curve(found: Lifetimes) -> Drawing:
    chart = curve([(step.day, step.share) for step in found.steps], found.longest, "not done")
    says = [f"After {m.day} days {percent(m.closed)} were done, of {m.at_risk:,} watched" for m in found.marks]
    said = ". ".join(says) or "None was watched for a week"
    return Drawing(chart, "Share of actions not done after so many days", said, "days", "not done")


def _watched(period: Period, ask: Ask) -> list[tuple[str, str]]:
    recorded: Filter = ("created", str(period.days))
    by_then: Filter = ("closed", f"..{period.last}")
    return [
        ("all of them", board(ask, DATED, recorded)),
        ("done", board(ask, DATED, recorded, by_then, *DONE)),
        ("still open", board(ask, recorded, ("open_on", period.last.isoformat()))),
        ("given up", board(ask, DATED, recorded, by_then, *GIVEN_UP)),
    ]


def by_team(tallies: Sequence[Tally], period: Period, ask: Ask) -> Section:
    return _tallied("Closure by team", "team", tallies, period, ask)


def by_priority(tallies: Sequence[Tally], period: Period, ask: Ask) -> Section:
    return _tallied("Closure by priority", "priority", tallies, period, ask)


def _tallied(title: str, name: str, tallies: Sequence[Tally], period: Period, ask: Ask) -> Section:
    total, hidden = sum(tally.total for tally in tallies), sum(tally.total for tally in tallies[TEAMS_MAX:])
    more = f"; from the table, {plural(hidden, 'action')} of smaller teams" if hidden else ""
    span: Filter = ("created", str(period.days))
    heads = [name.capitalize(), "Recorded", "Done", "Given up", "Open", "Overdue", "Closed"]
    table = Table(title, heads, [_tally_row(tally, name, span, ask) for tally in tallies[:TEAMS_MAX]])
    return Section(
        id=name,
        title=title,
        meaning=meaning("closure", period.days),
        n=plural(total, "action"),
        left_out=f"from the share, {plural(sum(t.given_up for t in tallies), 'action')} given up{more}",
        rows=[("all of them", board(ask, span))],
        tables=[table] if total else [],
        nothing="" if total else _NOTHING,
    )


def _tally_row(tally: Tally, name: str, span: Filter, ask: Ask) -> Row:
    mine: Filter = (name, tally.name) if tally.name else ("without", name)
    asked = Ask(() if name == "team" else ask.team, ask.service)

    def rows(*filters: Filter) -> str:
        return board(asked, mine, span, *filters)

    shown = words(tally.name) if tally.name and name == "priority" else tally.name or f"no {name}"
    return row(
        shown,
        (number(tally.total), rows()),
        (number(tally.done), rows(*DONE)),
        (number(tally.given_up), rows(*GIVEN_UP)),
        (number(tally.open), rows(("unfinished", "1"))),
        (number(tally.overdue), rows(("overdue", "1"))),
        percent(tally.closure),
    )


def _after(days: int | None) -> str:
    return "not yet" if days is None else plural(days, "day")
