"""Markdown's events to blocks. pulldown-cmark makes them, in linear time, each with its place in the source.

Raw HTML is text whose tags are dropped, since documents wrap Markdown in it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

from pyromark import Options, events_with_range

from app.domain.errors import UnreadableDocument
from app.ingest.blocks import Block, BlockKind, Cell, cut_check_box
from app.ingest.bounds import BLOCKS, INLINE_BRACKETS, INLINE_CHARS, NESTING, TABLE_COLUMNS, TABLE_ROWS
from app.ingest.inline import HIDDEN, Inline

_OPTIONS = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH
#: A heading by its underline that is longer than this is a paragraph above a rule.
_HEADING_CHARS = 150

#: What an event carries, and the bytes that it comes from: {"start": 0, "end": 9}.
_What = Any
_Place = Any


class Walk:
    """One pass over the events. `open` is the block that inline mark-up goes to, `inline` what it has of it.

    `fresh`: the last item has nothing yet, and what comes first is its text. `running`: the open block has no
    events of its own.
    """

    def __init__(self, first: int, text: str) -> None:
        self.first, self.source = first, text.encode()
        self.starts = list(accumulate((len(line) + 1 for line in self.source.split(b"\n")), initial=0))
        self.events: Iterator[tuple[Any, _Place]] = events_with_range(text, options=_OPTIONS, merge_text=True)
        self.blocks: list[Block] = []
        self.items: list[Block] = []
        self.ordered: list[bool] = []
        self.quotes = self.tables = self.rows = 0
        self.row: Block | None = None
        self.open: Block | None = None
        self.fresh = self.running = self.underlined = False
        self.inline = Inline()
        self.code: list[str] | None = None

    def walk(self) -> list[Block]:
        for event, place in self.events:
            if type(event) is str:
                self._inline(event, "", place)
                continue
            ((name, what),) = event.items()
            if name == "Start":
                kind = what if type(what) is str else next(iter(what))
                if (start := _STARTS.get(kind)) is not None:
                    start(self, what, place)
                else:
                    self._inline(kind, what, place)
            elif name == "End":
                kind = what if type(what) is str else next(iter(what))
                if (end := _ENDS.get(kind)) is not None:
                    end(self)
                else:
                    self.inline.close(kind)
            elif self.code is not None:
                self.code.append(what)
            else:
                self._inline(name, what, place)
        return self.blocks

    def _inline(self, name: str, what: _What, place: _Place) -> None:
        """Mark-up within a block; the text of a tight list's item has no event of its own."""
        if name == "Rule":
            self.close()
            return
        if self.open is None:
            self._run(place)
        elif self.running:
            self.open.end_line = max(self.open.end_line, self._lines(place)[1])
        if name == "Strikethrough" and self.source[place["start"] : place["start"] + 2] != b"~~":
            name = "Tilde"
        self.inline.add(name, what)

    def _run(self, place: _Place) -> None:
        """What a tight list's item begins with, or goes on with behind another block."""
        if self.fresh:
            self.open, self.fresh = self.items[-1], False
        else:
            line, end = self._lines(place)
            self.open, self.running = self._add(self._inside(Block(BlockKind.PARAGRAPH, "", line, end))), True

    def close(self) -> None:
        """The open block has all its text."""
        block = self.open
        if block is None:
            return
        block.text, block.spans = self.inline.taken()
        if len(block.text) > INLINE_CHARS:
            raise UnreadableDocument(block.line, f"a paragraph of over {INLINE_CHARS:,} characters")
        if block.text.count("[") > INLINE_BRACKETS:
            raise UnreadableDocument(block.line, f"a paragraph of over {INLINE_BRACKETS:,} brackets")
        if block.kind is BlockKind.ITEM:
            cut_check_box(block)
        self.open, self.running = None, False

    def _add(self, block: Block) -> Block:
        block.index, block.quoted, self.fresh = len(self.blocks), self.quotes > 0, False
        if block.index >= BLOCKS:
            raise UnreadableDocument(block.line, f"over {BLOCKS:,} blocks")
        self.blocks.append(block)
        return block

    def _lines(self, place: _Place) -> tuple[int, int]:
        """(first, last) line of a place, without the empty ones at its end."""
        start, end = place["start"], place["end"]
        while end > start + 1 and self.source[end - 1] in b" \t\n>":
            end -= 1
        line = bisect_right(self.starts, start) - 1
        last = line if end <= self.starts[line + 1] else bisect_right(self.starts, end - 1) - 1
        return line + self.first, last + self.first

    def _nest(self, place: _Place) -> None:
        if len(self.ordered) + self.quotes > NESTING:
            raise UnreadableDocument(self._lines(place)[0], f"lists and quotes nested over {NESTING} deep")

    def _inside(self, block: Block) -> Block:
        if self.items:
            block.parent, block.depth = self.items[-1].index, self.items[-1].depth
        return block

    def list_start(self, what: _What, place: _Place) -> None:
        self.close()
        self.ordered.append(what["List"] is not None)
        self._nest(place)

    def list_end(self) -> None:
        self.ordered.pop()

    def quote_start(self, _what: _What, place: _Place) -> None:
        self.close()
        self.quotes += 1
        self._nest(place)

    def quote_end(self) -> None:
        self.close()
        self.quotes -= 1

    def item_start(self, _what: _What, place: _Place) -> None:
        line, end = self._lines(place)
        parent = self.items[-1].index if self.items else -1
        item = Block(
            BlockKind.ITEM, "", line, end, depth=len(self.ordered), parent=parent, ordered=self.ordered[-1]
        )
        self.items.append(self._add(item))
        self.fresh = True

    def item_end(self) -> None:
        self.close()
        self.items.pop()

    def paragraph_start(self, _what: _What, place: _Place) -> None:
        self.close()
        if self.fresh:
            self.open, self.fresh = self.items[-1], False
            return
        line, end = self._lines(place)
        self.open = self._add(self._inside(Block(BlockKind.PARAGRAPH, "", line, end)))

    def heading_start(self, what: _What, place: _Place) -> None:
        self.close()
        line, end = self._lines(place)
        level = int(what["Heading"]["level"][1])
        self.open = self._add(self._inside(Block(BlockKind.HEADING, "", line, end, level=level)))
        self.underlined = self.source[place["start"]] != ord("#")

    def heading_end(self) -> None:
        block = self.blocks[-1]
        self.close()
        if self.underlined and (len(block.text) > _HEADING_CHARS or block.text.count("\n") > 1):
            block.kind, block.level = BlockKind.PARAGRAPH, 0

    def code_start(self, _what: _What, place: _Place) -> None:
        self.close()
        line, end = self._lines(place)
        self._add(self._inside(Block(BlockKind.CODE, "", line, end)))
        self.code = []

    def code_end(self) -> None:
        self.blocks[-1].text = "".join(self.code or ()).replace(HIDDEN, "<").rstrip("\n")
        self.code = None

    def table_start(self, _what: _What, _place: _Place) -> None:
        self.close()
        self.tables += 1
        self.rows = 0

    def row_start(self, what: _What, place: _Place) -> None:
        line, end = self._lines(place)
        self.rows += 1
        if self.rows > TABLE_ROWS:
            raise UnreadableDocument(line, f"a table of over {TABLE_ROWS:,} rows")
        row = Block(BlockKind.ROW, "", line, end, table=self.tables, header=what == "TableHead")
        self.row = self._add(self._inside(row))

    def row_end(self) -> None:
        assert self.row is not None
        self.row.text = " | ".join(cell.text for cell in self.row.cells)

    def cell_start(self, _what: _What, _place: _Place) -> None:
        assert self.row is not None
        if len(self.row.cells) >= TABLE_COLUMNS:
            raise UnreadableDocument(self.row.line, f"a table of over {TABLE_COLUMNS} columns")
        self.open = self.row

    def cell_end(self) -> None:
        assert self.row is not None
        text, spans = self.inline.taken()
        self.row.cells.append(Cell(text.strip(), spans))
        self.open = None


_Handler = Callable[[Walk, Any, _Place], None]
_STARTS: dict[str, _Handler] = {
    "List": Walk.list_start,
    "BlockQuote": Walk.quote_start,
    "Item": Walk.item_start,
    "Paragraph": Walk.paragraph_start,
    "Heading": Walk.heading_start,
    "CodeBlock": Walk.code_start,
    "Table": Walk.table_start,
    "TableHead": Walk.row_start,
    "TableRow": Walk.row_start,
    "TableCell": Walk.cell_start,
}
_ENDS: dict[str, Callable[[Walk], None]] = {
    "List": Walk.list_end,
    "BlockQuote": Walk.quote_end,
    "Item": Walk.item_end,
    "Paragraph": Walk.close,
    "Heading": Walk.heading_end,
    "CodeBlock": Walk.code_end,
    "Table": Walk.close,
    "TableHead": Walk.row_end,
    "TableRow": Walk.row_end,
    "TableCell": Walk.cell_end,
}
