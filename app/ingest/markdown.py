"""Markdown to blocks: CommonMark with tables and strike-through, as `markdown_events` reads it."""

import re
from itertools import accumulate

from app.domain.errors import UnreadableDocument
from app.ingest.blocks import Block
from app.ingest.bounds import INLINE_MARKS
from app.ingest.inline import hidden
from app.ingest.markdown_events import Walk

_COMMENT_OPEN, _COMMENT_CLOSE = "<!--", "-->"
_ERB = re.compile(r"<%[^%\n]{0,500}%>")
_INLINE_MARKS = "*_`[<&~"


def read_markdown(lines: list[str], first: int, erb: bool = False) -> list[Block]:
    """The blocks of lines[first - 1:], numbered as in the file. Raises UnreadableDocument over a bound."""
    text = "\n".join(lines[first - 1 :])
    text = drop_comments(text)
    if erb:
        text = _ERB.sub("", text)
    _demand_marks(text, first)
    return Walk(first, hidden(text)).walk()


def _demand_marks(text: str, first: int) -> None:
    """A page that shows the text reads its mark-up in quadratic time at the worst."""
    if sum(map(text.count, _INLINE_MARKS)) <= INLINE_MARKS:
        return
    counts = accumulate(sum(map(line.count, _INLINE_MARKS)) for line in text.split("\n"))
    line = next(number for number, marks in enumerate(counts, first) if marks > INLINE_MARKS)
    raise UnreadableDocument(line, f"over {INLINE_MARKS:,} characters of mark-up")


def drop_comments(text: str) -> str:
    """The text without HTML comments; their newlines stay, so that lines keep their numbers."""
    if _COMMENT_OPEN not in text:
        return text
    out, at = [], 0
    while (start := text.find(_COMMENT_OPEN, at)) >= 0:
        end = text.find(_COMMENT_CLOSE, start + 4)
        if end < 0:
            break
        if start and text[start - 1] == "`":
            out.append(text[at : start + 4])
            at = start + 4
            continue
        out.append(text[at:start])
        out.append("\n" * text.count("\n", start, end))
        at = end + 3
    return "".join(out) + text[at:]
