"""The cells of a table's row, as they stand in its line."""

import re
from itertools import pairwise

_CELL_HTML = re.compile(r"(<t[dh]\b[^<>]{0,400}>)(.{0,4000}?)(?=</t[dh]\s{0,9}>)", re.IGNORECASE)
_MARKER = re.compile(r"(?:[*+-]|\d{1,9}[.)])?")

Span = tuple[int, int]


def cell_spans(line: str, html: bool) -> list[Span]:
    """Start and end of what stands in each cell, the spaces around it included."""
    if html:
        return [(m.start(2), m.end(2)) for m in _CELL_HTML.finditer(line)]
    bars = [i for i, c in enumerate(line) if c == "|" and (i == 0 or line[i - 1] != "\\")]
    if not bars:
        return []
    edges = [-1, *bars, len(line)]
    spans = [(a + 1, b) for a, b in pairwise(edges)]
    if _MARKER.fullmatch(line[: bars[0]].strip(" \t>")):
        spans = spans[1:]
    if spans and not line[spans[-1][0] :].strip():
        spans = spans[:-1]
    return spans


def with_cell(line: str, span: Span, content: str) -> str:
    """The line with other content in one cell; the bar behind it stays where it is, if there is room."""
    start, end = span
    old = line[start:end]
    lead = old[: len(old) - len(old.lstrip())] if old.strip() else old[:1]
    core = lead + content
    spaces = max(len(old) - len(core), 1) if old.endswith((" ", "\t")) else 0
    return line[:start] + core + " " * spaces + line[end:]
