"""Geometry of the charts that the templates draw."""

from collections.abc import Sequence
from dataclasses import dataclass


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
