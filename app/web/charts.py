"""Geometry of the charts that the templates draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Spark:
    """A line through the values in a box of 112 by 28, and the area under it; `x`, `y` is its last point."""

    values: list[int]
    line: str
    area: str
    x: float
    y: float


WIDTH, HEIGHT, _EDGE = 112, 28, 3


def spark(values: Sequence[int]) -> Spark:
    top = max([*values, 1])
    step = WIDTH / max(len(values) - 1, 1)
    points = [
        (round(i * step, 1), round(HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * v / top, 1))
        for i, v in enumerate(values)
    ]
    line = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    return Spark(list(values), line, f"{line}V{HEIGHT}H0Z", *points[-1])


#: The box of a wide chart, and where in it the plot stands; lines have their names beside their ends.
BOX_WIDTH, BOX_HEIGHT = 640, 220
LEFT, TOP, RIGHT, BOTTOM = 52, 12, 100, 28
_SPAN_X, _SPAN_Y = BOX_WIDTH - LEFT - RIGHT, BOX_HEIGHT - TOP - BOTTOM
_LABELS_MAX = 7


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: where it stands and what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn series; `x`, `y` is where its name stands."""

    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bar:
    """`series` is the number of the series that it belongs to."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: ticks of both axes, and lines or bars. `names` are those of the series."""

    across: list[Tick]
    up: list[Tick]
    names: list[str]
    lines: list[Line]
    bars: list[Bar]


def lines(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Chart:
    """A line for each series through its values at the labels, from zero up."""
    top = _ceiling(max((v for values in series.values() for v in values), default=0))
    xs = [LEFT + (_SPAN_X * i / (len(labels) - 1) if len(labels) > 1 else 0) for i in range(len(labels))]
    drawn = []
    for name, values in series.items():
        points = [(round(x, 1), round(_height(v / top), 1)) for x, v in zip(xs, values, strict=True)]
        if len(points) == 1:  # a line to look at, however short
            points.append((points[0][0] + 12, points[0][1]))
        drawn.append(Line(name, _path(points), points[-1][0] + 6, points[-1][1] + 4))
    return Chart(_thinned(xs, labels), _upward(top), list(series), _apart(drawn), [])


def columns(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Chart:
    """Bars side by side for each label, one for each series."""
    top = _ceiling(max((v for values in series.values() for v in values), default=0))
    slot = (_SPAN_X + RIGHT - 12) / max(len(labels), 1)
    width = min(slot * 0.8 / max(len(series), 1), 28)
    bars = []
    for number, values in enumerate(series.values()):
        for i, value in enumerate(values):
            x = LEFT + slot * (i + 0.5) + width * (number - len(series) / 2)
            y = _height(value / top)
            bars.append(Bar(number, round(x, 1), round(y, 1), round(width * 0.92, 1), round(_height(0) - y, 1)))
    middles = [LEFT + slot * (i + 0.5) for i in range(len(labels))]
    return Chart(_thinned(middles, labels), _upward(top), list(series), [], bars)


def curve(steps: Sequence[tuple[int, float]], last: int, name: str) -> Chart:
    """A curve that falls in steps: the share (1 to 0) after each day, from day 0 to `last`.

    Steps that would fall on the same dot are drawn as one, so that it is as large however long the curve.
    """
    end = max(last, 1)
    dots = {0.0: _height(1)}
    for day, share in steps:
        dots[round(LEFT + _SPAN_X * day / end) - LEFT] = round(_height(share), 1)
    path, before = f"M{LEFT} {dots[0]:g}", dots[0]
    for x, y in sorted(dots.items()):
        path += f"H{LEFT + x:g}V{y:g}" if y != before else ""
        before = y
    ticks = [Tick(LEFT + _SPAN_X * day / end, str(day)) for day in _round_numbers(end)]
    line = Line(name, f"{path}H{LEFT + _SPAN_X}", LEFT + _SPAN_X + 6, before + 4)
    percent = [Tick(_height(p / 100), f"{p} %") for p in (0, 25, 50, 75, 100)]
    return Chart(ticks, percent, [name], [line], [])


def _height(share: float) -> float:
    return TOP + _SPAN_Y * (1 - share)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _ceiling(value: int) -> int:
    """The next of 4, 8, 12, 20, 40, 60, 80, 100, 200, 400 … from a value up: quarters of it are whole numbers."""
    if value <= 12:
        return next(n for n in (4, 8, 12) if value <= n)
    power = 10
    while value > 10 * power:
        power *= 10
    return next(n * power for n in (2, 4, 6, 8, 10) if value <= n * power)


def _upward(top: int) -> list[Tick]:
    return [Tick(_height(part / 4), f"{top * part // 4:,}") for part in range(5)]


def _thinned(xs: Sequence[float], labels: Sequence[str]) -> list[Tick]:
    """Every label, or every second, third … counted from the last, so that none touches another."""
    stride = -(-len(labels) // _LABELS_MAX)
    ticks = [Tick(round(x, 1), label) for x, label in zip(xs, labels, strict=True)]
    return ticks[::-1][:: max(stride, 1)][::-1]


def _round_numbers(last: int) -> list[int]:
    """0 and up to six round numbers of days after it."""
    step = next(s for s in (1, 2, 7, 14, 28, 60, 90, 180, 365, 730, 1825, 3650, last) if last / s <= 6)
    return list(range(0, last + 1, step))


def _apart(drawn: list[Line]) -> list[Line]:
    """The same with names that do not lie on one another."""
    ordered = sorted(drawn, key=lambda line: line.y)
    for i in range(1, len(ordered)):
        ordered[i] = replace(ordered[i], y=max(ordered[i].y, ordered[i - 1].y + 14))
    return sorted(ordered, key=lambda line: [d.name for d in drawn].index(line.name))
