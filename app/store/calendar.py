"""Months and days of times, worked out by the database. Times are kept in UTC and so are their days."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class month_of(FunctionElement[str]):
    """`2026-11` of a time."""

    inherit_cache = True
    type = sa.String()


class day_of(FunctionElement[str]):
    """`2026-11-23` of a time."""

    inherit_cache = True
    type = sa.String()


class month_after(FunctionElement[str]):
    """`2026-11` of the day after a date: the month in which something due on it first is overdue."""

    inherit_cache = True
    type = sa.String()


class days_between(FunctionElement[int]):
    """Whole days from one time to another, or from one day written as text to another, by the calendar."""

    inherit_cache = True
    type = sa.Integer()


#: How each dialect writes it; the values are put in place of {0} and {1}.
_SQL: dict[type[FunctionElement[Any]], dict[str, str]] = {
    month_of: {"sqlite": "substr({0}, 1, 7)", "postgresql": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM')"},
    day_of: {"sqlite": "substr({0}, 1, 10)", "postgresql": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"},
    month_after: {"sqlite": "substr(date({0}, '+1 day'), 1, 7)", "postgresql": "to_char({0} + 1, 'YYYY-MM')"},
    days_between: {
        "sqlite": "CAST(julianday({1}) - julianday({0}) AS INTEGER)",
        "postgresql": "CAST({1} AS DATE) - CAST({0} AS DATE)",
    },
}


@compiles(month_of)
@compiles(day_of)
@compiles(month_after)
@compiles(days_between)
def _write(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    values = [compiler.process(value, **options) for value in element.clauses]
    return _SQL[type(element)][compiler.dialect.name].format(*values)
