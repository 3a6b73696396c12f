"""Documents made to hurt: each is read within the bounds or refused with its line; none hangs."""

import time
from collections.abc import Callable

import pytest

from app.domain.errors import UnreadableDocument
from app.ingest import bounds
from app.ingest.parser import parse_document

OVER: dict[str, tuple[str, str]] = {
    "a line": ("x.md", "a\n" + "b" * (bounds.LINE_CHARS + 1)),
    "lines": ("x.md", "\n" * (bounds.LINES + 1)),
    "a NUL": ("x.md", "a\nb\0"),
    "a paragraph of Markdown": ("x.md", "a\n\n" + "word\n" * (bounds.INLINE_CHARS // 5 + 1)),
    "brackets": ("x.md", "a\n\n" + "[" * (bounds.INLINE_BRACKETS + 1)),
    "mark-up": ("x.md", ("*a " * 5000 + "\n\n") * (bounds.INLINE_MARKS // 5000 + 1)),
    "a paragraph of text": ("x.txt", "word word\n" * (bounds.PARAGRAPH_CHARS // 9 + 1)),
    "a paragraph of HTML": ("x.html", "word word\n" * (bounds.PARAGRAPH_CHARS // 9)),
    "blocks": ("x.md", "- a\n" * (bounds.BLOCKS + 1)),
    "blocks of HTML": ("x.html", "<p>a\n" * (bounds.BLOCKS + 1)),
    "blocks of text": ("x.txt", "- a\n" * (bounds.BLOCKS + 1)),
    "nested quotes": ("x.md", ">" * (bounds.NESTING + 1) + " a"),
    "nested lists": ("x.md", "\n".join("  " * i + "- a" for i in range(bounds.NESTING + 2))),
    "nested lists of HTML": ("x.html", "<ul><li>a" * (bounds.NESTING + 2)),
    "rows": ("x.md", "|a|\n|-|\n" + "|b|\n" * (bounds.TABLE_ROWS + 1)),
    "rows of HTML": ("x.html", "<table>" + "<tr><td>a\n" * (bounds.TABLE_ROWS + 1)),
    "columns": ("x.md", "|a" * 50 + "|\n" + "|-" * 50 + "|\n"),
    "columns of HTML": ("x.html", "<table><tr>" + "<td>a" * 50),
    "posts": ("x.txt", "Outage Report 2024\n\nIt went down.\n\n" * (bounds.POSTS + 1)),
}


@pytest.mark.parametrize("kind", OVER)
def test_over_a_bound_the_line_is_named(kind: str) -> None:
    source, text = OVER[kind]
    with pytest.raises(UnreadableDocument) as refused:
        parse_document(text, source)
    assert 1 <= refused.value.line <= text.count("\n") + 1
    assert refused.value.reason


def fill(unit: str, chars: int = bounds.INLINE_CHARS - 8) -> str:
    return (unit * (chars // len(unit) + 1))[:chars] + "\n\n"


#: cmark's and markdown-it's pathological kinds, and our own expressions' worst food; as large as one run may be.
WITHIN: dict[str, str] = {
    "brackets": fill("[", 140),
    "links": fill("[a](<b", 840),
    "emphasis": fill("*a **b _c "),
    "backticks": fill("`a``b```c "),
    "entities": fill("&#x41;&amp;&"),
    "autolinks": fill("<http://a.b/ "),
    "tags": fill("<a b=c "),
    "comments": fill("<!-- "),
    "times": fill("10:00 UTC, 2024-05-01 at 9pm "),
    "spaces": "a" + " " * 15_000 + "b",
    "digits": fill("1234567890:"),
    "dues": fill("by the end of the "),
    "causes": fill("which caused the root cause was "),
    "owners": fill("Owner: A B (@c "),
    "labels": fill("**Impact:** "),
    "months": fill("May Jun 5 "),
    "notation": fill("- [x] a (@b, due {#ACT-1 ", 3000),
    "sentences": fill("We will fix it. At 10:00 it broke because of a bug. "),
    "quotes": "\n\n".join([">" * 11 + " a"] * 500),
    "lists": "\n".join("  " * (i % 11) + "- 10:00 a" for i in range(1000)),
    "headings": "# Timeline\n\n## 10:00\n\n" * 500,
    "table": "| Time | Event |\n|---|---|\n" + "| 10:00 | x is done |\n" * 500,
    "shortcode": fill('**Update:** {{< a "b '),
    "bidi": "# \u202eabc\u202c\n\n## Timeline\n\n- \u206610:00\u2069 x\n",
}


@pytest.mark.parametrize("suffix", ["md", "txt", "html"])
@pytest.mark.parametrize("kind", WITHIN)
def test_the_worst_within_the_bounds_is_read(kind: str, suffix: str) -> None:
    assert parse_document(WITHIN[kind], f"x.{suffix}")


def cost(work: Callable[[], object]) -> float:
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("kind", ["times", "dues", "causes", "owners", "labels", "sentences", "notation", "digits"])
def test_twice_the_text_costs_about_twice_the_time(kind: str) -> None:
    text = WITHIN[kind].strip()
    half = cost(lambda: parse_document(text[: len(text) // 2], "x.txt"))
    whole = cost(lambda: parse_document(text, "x.txt"))
    assert whole < 4 * half + 0.05
