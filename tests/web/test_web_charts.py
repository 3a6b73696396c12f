"""Geometry of the charts: everything inside its box, whatever the numbers; nothing, one, and very many."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.charts import BOX_HEIGHT, BOX_WIDTH, LEFT, TOP, Chart, columns, curve, lines

VALUES = st.lists(st.integers(0, 5_000_000), min_size=1, max_size=120)
_NUMBERS = re.compile(r"-?[0-9.]+")


def inside(chart: Chart) -> None:
    for line in chart.lines:
        assert all(0 <= float(n) <= BOX_WIDTH for n in _NUMBERS.findall(line.path))
        assert line.x <= BOX_WIDTH
    for bar in chart.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= BOX_WIDTH
        assert TOP - 0.1 <= bar.y <= bar.y + bar.height <= BOX_HEIGHT
        assert bar.height >= 0
    assert all(0 <= tick.at <= BOX_WIDTH for tick in chart.across)
    assert all(0 <= tick.at <= BOX_HEIGHT for tick in chart.up)


@given(VALUES)
def test_lines_and_columns_stay_in_their_box(values: list[int]) -> None:
    labels = [str(i) for i in range(len(values))]
    for draw in (lines, columns):
        chart = draw(labels, {"open": values, "overdue": values[::-1]})
        inside(chart)
        assert len(chart.across) <= 7
        assert chart.across[-1].label == labels[-1]


@given(st.dictionaries(st.integers(0, 4000), st.floats(0, 1), max_size=300), st.integers(0, 4000))
def test_a_curve_falls_inside_its_box(found: dict[int, float], extra: int) -> None:
    days = sorted(found)
    steps = list(zip(days, sorted(found.values(), reverse=True), strict=True))
    last = max([*days, 0]) + extra
    chart = curve(steps, last, "not done")
    inside(chart)
    assert chart.across[0].label == "0"
    assert len(chart.across) <= 7
    ys = [float(y) for y in re.findall(r"V([0-9.]+)", chart.lines[0].path)]
    assert ys == sorted(ys)


@pytest.mark.parametrize(
    ("values", "top"),
    [
        ([0], "4"),
        ([4], "4"),
        ([5], "8"),
        ([9], "12"),
        ([13], "20"),
        ([82], "100"),
        ([101], "200"),
        ([100_000], "100,000"),
    ],
)
def test_the_axis_ends_at_a_round_number_that_quarters_evenly(values: list[int], top: str) -> None:
    ticks = lines(["a"], {"n": values}).up
    assert (ticks[0].label, ticks[-1].label) == ("0", top)
    whole = int(top.replace(",", ""))
    assert [int(t.label.replace(",", "")) * 4 for t in ticks] == [whole * i for i in range(5)]


def test_a_single_value_is_still_a_line_to_look_at() -> None:
    (line,) = lines(["Nov"], {"open": [3]}).lines
    assert line.path.startswith(f"M{LEFT} ")
    assert line.path.count("L") == 1


def test_the_names_of_lines_that_end_together_do_not_lie_on_one_another() -> None:
    first, second = lines(["a", "b"], {"open": [5, 5], "overdue": [4, 5]}).lines
    assert abs(first.y - second.y) >= 14


def test_a_curve_of_ten_thousand_steps_is_no_larger_than_its_dots() -> None:
    steps = [(day, 1 - day / 10_001) for day in range(1, 10_000)]
    assert len(curve(steps, 10_000, "not done").lines[0].path) < 12_000
