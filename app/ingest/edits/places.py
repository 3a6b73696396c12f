"""Where an action's words stand in the lines, and where something can be written behind them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.ingest.actions.tables import columns_of
from app.ingest.blocks import Block, BlockKind
from app.ingest.edits.cells import Span, cell_spans
from app.ingest.edits.source import Source
from app.ingest.facts import ParsedAction
from app.ingest.sentences import sentences

_TAG = re.compile(r"</?(?:li|p|td|th|ul|ol|div|dd|h[1-6])\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")
_STOPS = ".!?;"
_CLOSING = r"[\"'”’)\]*_`~]{0,4}"
_MOST = 6


@dataclass(frozen=True, slots=True)
class Row:
    """An action's row in a table: its line (index) and the columns that are known by name."""

    at: int
    columns: dict[str, int]
    html: bool

    def span(self, line: str, name: str) -> Span | None:
        """Of the cell in this column, where the row has one."""
        spans = cell_spans(line, self.html)
        place = self.columns.get(name, -1)
        return spans[place] if 0 <= place < len(spans) else None


@dataclass(frozen=True, slots=True)
class Words:
    """An action in words: its first line (index), and the places behind its last word, the likeliest first."""

    at: int
    behind: list[tuple[int, int]]  # index of the line, and of the character in it; -1: at its end


def row_of(source: Source, action: ParsedAction) -> Row | None:
    found = source.starting_at(action.line, BlockKind.ROW)
    if action.rule != "action-table" or not found:
        return None
    head = next(b for b in source.blocks if b.table == found[0].table and b.kind is BlockKind.ROW)
    return Row(action.line - 1, columns_of(head, expected=True) or {}, source.html)


def words_of(source: Source, action: ParsedAction) -> Words:
    behind: list[tuple[int, int]] = []
    for block in source.around(action.line):
        if source.html:
            behind += _before_tags(source, block)
            continue
        if action.rule == "action-prose":
            behind += _sentence_ends(source, block, action)
        if block.line == action.line or block.kind is BlockKind.PARAGRAPH:
            behind.append((block.line - 1 + block.text.rstrip().count("\n"), -1))
    behind.append((action.line - 1, -1))
    known = [(at, to) for at, to in dict.fromkeys(behind) if at < len(source.bodies)]
    return Words(action.line - 1, known[:_MOST])


def _before_tags(source: Source, block: Block) -> Iterator[tuple[int, int]]:
    """Behind the words that a tag ends, on its line or on one before it."""
    last = -1
    for at in range(block.line - 1, min(block.end_line + 1, len(source.bodies))):
        body, start = source.bodies[at], 0
        for tag in _TAG.finditer(body):
            before = _ANY_TAG.sub("", body[start : tag.start()])
            if before.strip():
                yield at, tag.start()
            elif last >= 0 and not body[: tag.start()].strip():
                yield last, -1
            start, last = tag.start(), -1
        if _ANY_TAG.sub("", body[start:]).strip():
            last = at


def _sentence_ends(source: Source, block: Block, action: ParsedAction) -> Iterator[tuple[int, int]]:
    """Before the stop of the sentence that the action is, found by its last word in the raw line."""
    spans = [s for s in [*sentences(block.text), (0, len(block.text))] if block.line_at(s[0]) == action.line]
    for start, end in sorted(spans, key=lambda s: not _is(block.text[slice(*s)], action.text)):
        sentence = block.text[start:end].rstrip()
        last = sentence.rstrip(_STOPS + "\"'”’)]").split()[-1:]
        at = block.line - 1 + block.text.count("\n", 0, start + len(sentence))
        if last and at < len(source.bodies):
            nth = block.text[: start + len(sentence)].split("\n")[-1].count(last[0]) - 1
            found = [m.end() for m in re.finditer(re.escape(last[0]) + _CLOSING, source.bodies[at])]
            yield from ((at, to) for to in [*found[nth : nth + 1], *found])


def _is(sentence: str, text: str) -> bool:
    """True where the sentence is the action of this wording, but for what was cut off it."""
    one, other = " ".join(sentence.split()), text[:60]
    return one.startswith(other) or text.startswith(one[:60])
