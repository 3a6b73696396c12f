"""What is open and overdue over months, what came against what went, and how old what is open is."""

from datetime import date, timedelta

from app.domain.backlog import Band, Point
from app.domain.months import Days, Month
from app.usecases.action_reports import Ask, Backlog
from app.web.charts import columns, lines
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
    row,
    short,
    told,
    without_a_day,
)
from app.web.words import day, plural

DONE = (("status", "done"), ("status", "verified"))
GIVEN_UP = (("status", "wont_do"), ("status", "superseded"))


def open_and_overdue(found: Backlog, ask: Ask) -> Section:
    month, last = found.period.months[-1], day(found.period.last)
    standing, late = board(ask, _open(found, month)), board(ask, *_late(found, month))
    return Section(
        id="open",
        title="Open and overdue",
        meaning=meaning("open", found.period.days),
        n=f"{plural(found.open, 'action')} open on {last}, {number(found.overdue)} of them overdue",
        left_out=without_a_day(found.left_out),
        rows=[("open", standing), ("overdue", late), *_undated(found, ask)],
        figures=[Figure(number(found.open), "open", standing), Figure(number(found.overdue), "overdue", late)],
        drawing=_open_drawing(found),
        data=Table("Open and overdue by month", ["Month", "Open", "Overdue"], _open_rows(found, ask)),
        nothing="" if any(p.open for p in found.points) else "No action was open in these months.",
    )


def _open_drawing(found: Backlog) -> Drawing:
    labels = _labels(found)
    series = {"open": [p.open for p in found.points], "overdue": [p.overdue for p in found.points]}
    says = f"Open: {told(labels, series['open'])}. Overdue: {told(labels, series['overdue'])}."
    return Drawing(lines(labels, series), "Open and overdue actions by month", says, "month", "actions")


def _open_rows(found: Backlog, ask: Ask) -> list[Row]:
    return [
        row(
            str(month),
            (number(point.open), board(ask, _open(found, month))),
            (number(point.overdue), board(ask, *_late(found, month))),
        )
        for month, point in _months(found)
    ]


def came_and_went(found: Backlog, ask: Ask) -> Section:
    recorded, closed = _flow(found)
    whole = str(found.period.days)
    return Section(
        id="flow",
        title="Recorded against closed",
        meaning=meaning("flow", found.period.days),
        n=f"{plural(sum(recorded), 'action')} recorded, {number(sum(closed))} closed",
        left_out=without_a_day(found.left_out),
        rows=[
            ("recorded", board(ask, DATED, ("created", whole))),
            ("closed", board(ask, DATED, ("closed", whole))),
        ],
        drawing=_flow_drawing(found),
        data=Table("By month", ["Month", "Recorded", "Done", "Given up"], _flow_rows(found, ask)),
        nothing="" if any(recorded + closed) else "Nothing was recorded or closed in these months.",
    )


def _flow(found: Backlog) -> tuple[list[int], list[int]]:
    return [p.created for p in found.points], [p.done + p.given_up for p in found.points]


def _flow_drawing(found: Backlog) -> Drawing:
    labels, (recorded, closed) = _labels(found), _flow(found)
    says = f"Recorded: {told(labels, recorded)}. Closed: {told(labels, closed)}."
    chart = columns(labels, {"recorded": recorded, "closed": closed})
    return Drawing(chart, "Actions recorded and closed by month", says, "", "actions")


def _flow_rows(found: Backlog, ask: Ask) -> list[Row]:
    return [
        row(
            str(month),
            (number(point.created), board(ask, DATED, ("created", _span(found, month)))),
            (number(point.done), board(ask, DATED, ("closed", _span(found, month)), *DONE)),
            (number(point.given_up), board(ask, DATED, ("closed", _span(found, month)), *GIVEN_UP)),
        )
        for month, point in _months(found)
    ]


def ages(found: Backlog, ask: Ask) -> Section:
    total = sum(band.count for band in found.bands)
    labels, counts = [band.label for band in found.bands], [band.count for band in found.bands]
    chart = columns([label.removesuffix(" days") for label in labels], {"open": counts})
    standing = _open(found, found.period.months[-1])
    rows = [row(b.label, (number(b.count), board(ask, standing, _created(found, b)))) for b in found.bands]
    return Section(
        id="ages",
        title="How old the open ones are",
        meaning=meaning("ages", found.period.days),
        n=f"{plural(total, 'action')} open on {day(found.period.last)}",
        left_out="nothing",
        rows=[("open", board(ask, standing))],
        drawing=Drawing(chart, "Open actions by age in days", told(labels, counts), "", "actions"),
        data=Table("Open actions by age", ["Age", "Open"], rows),
        nothing="" if total else "No action is open.",
    )


def sum_of_month(found: Backlog, ask: Ask) -> Section:
    """How the month's first number became its last one."""
    point, month = found.points[-1], found.period.months[-1]
    return Section(
        id="sum",
        title="The month in numbers",
        meaning=meaning("sum", found.period.days),
        n=f"{plural(found.before + point.created, 'action')} that were open or recorded in the month",
        left_out=without_a_day(found.left_out),
        rows=_undated(found, ask) or [("open", board(ask, _open(found, month)))],
        figures=_sum(found, point, month, ask),
    )


def _sum(found: Backlog, point: Point, month: Month, ask: Ask) -> list[Figure]:
    before, span = month.plus(-1).last.isoformat(), _span(found, month)
    return [
        Figure(number(found.before), "open before", board(ask, ("open_on", before))),
        Figure(f"+ {number(point.created)}", "recorded", board(ask, DATED, ("created", span))),
        Figure(f"− {number(point.done)}", "done", board(ask, DATED, ("closed", span), *DONE)),
        Figure(f"− {number(point.given_up)}", "given up", board(ask, DATED, ("closed", span), *GIVEN_UP)),
        Figure(f"= {number(point.open)}", "open", board(ask, _open(found, month))),
        Figure(number(point.overdue), "overdue", board(ask, *_late(found, month))),
    ]


def _months(found: Backlog) -> list[tuple[Month, Point]]:
    return list(zip(found.period.months, found.points, strict=True))


def _labels(found: Backlog) -> list[str]:
    return [short(month) for month in found.period.months]


def _end(found: Backlog, month: Month) -> date:
    return min(month.last, found.period.last)


def _span(found: Backlog, month: Month) -> str:
    return str(Days(month.first, _end(found, month)))


def _open(found: Backlog, month: Month) -> Filter:
    return "open_on", _end(found, month).isoformat()


def _late(found: Backlog, month: Month) -> tuple[Filter, Filter]:
    return _open(found, month), ("due_by", (_end(found, month) - timedelta(days=1)).isoformat())


def _created(found: Backlog, band: Band) -> Filter:
    last = found.period.last
    oldest = None if band.last is None else last - timedelta(days=band.last)
    return "created", str(Days(oldest, last - timedelta(days=band.first)))


def _undated(found: Backlog, ask: Ask) -> list[tuple[str, str]]:
    return [("without a closing day", board(ask, ("without", "closing_day")))] if found.left_out.undated else []
