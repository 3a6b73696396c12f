"""HTML to blocks, over the standard library's parser, which knows the line of every tag."""

import re
from html.parser import HTMLParser

from app.domain.errors import UnreadableDocument
from app.ingest.blocks import Block, BlockKind, Cell, Mark, Span
from app.ingest.bounds import BLOCKS, NESTING, PARAGRAPH_CHARS, TABLE_COLUMNS, TABLE_ROWS
from app.ingest.markdown import drop_comments

_SPACE = re.compile(r"\s+")
_OPEN = re.compile(r"<(?!/?[a-zA-Z][^<>]{0,4000}>|![a-zA-Z][^<>]{0,400}>)")
_INSTRUCTION = re.compile(r"<[?%][^<>]{0,2000}>")
_SKIPPED = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "head", "nav", "footer"})
_BREAKING = frozenset(
    {"p", "div", "section", "article", "blockquote", "dd", "dt", "main", "header", "td", "th", "figure"}
)
_MARKS = {
    "b": Mark.BOLD,
    "strong": Mark.BOLD,
    "code": Mark.CODE,
    "tt": Mark.CODE,
    "s": Mark.STRUCK,
    "del": Mark.STRUCK,
}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def read_html(lines: list[str], first: int) -> list[Block]:
    """The blocks of lines[first - 1:], numbered as in the file. Raises UnreadableDocument over a bound."""
    reader = _Reader(first, len(lines))
    reader.feed(_closed("\n".join(lines[first - 1 :])))
    reader.close()
    reader.flush()
    return [b for b in reader.blocks if b.text or b.kind is BlockKind.ITEM]


def _closed(text: str) -> str:
    """The text with every `<` that begins no whole tag made plain: html.parser reads on to the end for each."""
    return _OPEN.sub("&lt;", _INSTRUCTION.sub("", drop_comments(text)))


class _Reader(HTMLParser):
    def __init__(self, first: int, last: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first, self.last = first, last
        self.blocks: list[Block] = []
        self.open: Block | None = None
        self.parts: list[str] = []
        self.length = 0
        self.spans: list[Span] = []
        self.marks: list[tuple[str, str, int, str]] = []
        self.lists: list[bool] = []
        self.items: list[Block] = []
        self.skip: list[str] = []
        self.tables = self.rows = 0
        self.row: Block | None = None
        self.pre = False

    def _here(self) -> int:
        return min(self.getpos()[0] + self.first - 1, max(self.last, 1))

    def _start(self, kind: str, level: int = 0) -> Block:
        self.flush()
        line = self._here()
        depth = len(self.lists) if kind is BlockKind.ITEM else (self.items[-1].depth if self.items else 0)
        block = Block(kind, "", line, line, level=level, depth=depth, index=len(self.blocks))
        block.parent = self.items[-1].index if self.items else -1
        if len(self.blocks) >= BLOCKS:
            raise UnreadableDocument(line, f"over {BLOCKS:,} blocks")
        self.blocks.append(block)
        self.open = block
        return block

    def flush(self) -> None:
        """Close the open block and give it its text."""
        if self.open is not None:
            text = "".join(self.parts)
            if not self.pre:
                text, self.spans = _trim(text, self.spans)
            self.open.text, self.open.spans = text, sorted(self.spans, key=lambda s: (s.start, -s.end))
            self.open.end_line = max(self.open.line, self._here())
        self.open, self.parts, self.spans, self.marks, self.length = None, [], [], [], 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skip.append(tag)
        elif self.skip:
            return
        elif tag in _HEADINGS:
            self._start(BlockKind.HEADING, int(tag[1]))
        elif tag in ("ul", "ol"):
            self.flush()
            self.lists.append(tag == "ol")
            if len(self.lists) > NESTING:
                raise UnreadableDocument(self._here(), f"lists nested over {NESTING} deep")
        elif tag == "li":
            self._item()
        elif tag in ("table", "tr"):
            self._table(tag)
        elif tag == "pre":
            self._start(BlockKind.CODE)
            self.pre = True
        elif tag == "br":
            self._write("\n")
        elif tag in _BREAKING:
            self._break(tag)
        else:
            self._mark(tag, dict(attrs))

    def _break(self, tag: str) -> None:
        if self.row is not None and tag in ("td", "th"):
            self._close_cell()
            if len(self.row.cells) >= TABLE_COLUMNS:
                raise UnreadableDocument(self._here(), f"a table of over {TABLE_COLUMNS} columns")
            self.row.header = self.row.header or tag == "th"
            self.open = Block(BlockKind.PARAGRAPH, "", self._here(), self._here())
        elif self.row is None and not (self.open and self.open.kind is BlockKind.ITEM and not self.parts):
            self.flush()

    def _item(self) -> None:
        while len(self.items) >= max(len(self.lists), 1):
            self.items.pop()
        item = self._start(BlockKind.ITEM)
        item.depth, item.ordered = max(len(self.lists), 1), bool(self.lists and self.lists[-1])
        self.items.append(item)

    def _table(self, tag: str) -> None:
        self.flush()
        if tag == "table":
            self.tables, self.rows = self.tables + 1, 0
            return
        self.rows += 1
        if self.rows > TABLE_ROWS:
            raise UnreadableDocument(self._here(), f"a table of over {TABLE_ROWS:,} rows")
        self.row = self._start(BlockKind.ROW)
        self.row.table = self.tables
        self.open = None

    def _mark(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "a":
            self.marks.append((tag, Mark.LINK, self.length, attrs.get("href") or ""))
        elif tag in _MARKS and len(self.marks) < NESTING:
            self.marks.append((tag, _MARKS[tag], self.length, ""))

    def handle_endtag(self, tag: str) -> None:
        if self.skip:
            if tag == self.skip[-1]:
                self.skip.pop()
        elif tag in ("ul", "ol") and self.lists:
            self.flush()
            self.lists.pop()
            while len(self.items) > len(self.lists):
                self.items.pop()
        elif tag in ("td", "th") and self.row is not None:
            self._close_cell()
        elif tag == "tr" and self.row is not None:
            self.row.text = " | ".join(cell.text for cell in self.row.cells)
            self.row.end_line, self.row = self._here(), None
        elif tag in _HEADINGS or tag in ("li", "pre") or (tag in _BREAKING and self.row is None):
            self.flush()
            self.pre = False
        else:
            self._close_mark(tag)

    def _close_cell(self) -> None:
        cell, row = self.open, self.row
        self.flush()
        if cell is not None and row is not None and cell is not row:
            row.cells.append(Cell(cell.text, cell.spans))

    def _close_mark(self, tag: str) -> None:
        for i in range(len(self.marks) - 1, -1, -1):
            if self.marks[i][0] == tag:
                _, mark, start, target = self.marks.pop(i)
                self.spans.append(Span(mark, start, self.length, target))
                return

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self._write(data if self.pre else _SPACE.sub(" ", data))

    def _write(self, text: str) -> None:
        if self.open is None:
            if not text.strip() or self.row is not None:
                return
            self._start(BlockKind.PARAGRAPH)
        if not self.pre and self.parts and text.startswith(" ") and self.parts[-1].endswith(" "):
            text = text[1:]
        self.parts.append(text)
        self.length += len(text)
        if self.length > PARAGRAPH_CHARS and not self.pre:
            raise UnreadableDocument(self._here(), f"a paragraph of over {PARAGRAPH_CHARS:,} characters")


def _trim(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    lead = len(text) - len(text.lstrip())
    body = text.strip()
    return body, [
        Span(s.mark, max(s.start - lead, 0), min(s.end - lead, len(body)), s.target) for s in spans if s.end > lead
    ]
