"""Markdown to blocks, over markdown-it-py: its `token.map` gives the source lines."""

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.domain.errors import UnreadableDocument
from app.ingest.block_rules import MarkedBlocks
from app.ingest.blocks import Block, BlockKind, Cell, Span
from app.ingest.bounds import BLOCKS, NESTING, TABLE_COLUMNS, TABLE_ROWS
from app.ingest.inline import TEXT_END, flatten, read_inline
from app.ingest.inline_rules import MarkedInline

_COMMENT_OPEN, _COMMENT_CLOSE = "<!--", "-->"
_ERB = re.compile(r"<%[^%\n]{0,500}%>")
_CHECK_BOX = re.compile(r"\[([ xX])\](?=\s|$)")


@cache
def markdown_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING * 3})
    parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"], ignoreInvalid=True)
    parser.block, parser.inline = MarkedBlocks(parser.block), MarkedInline(parser.inline)
    parser.core.ruler.at("inline", read_inline)
    parser.inline.terminator_re = TEXT_END
    return parser


def read_markdown(lines: list[str], first: int, erb: bool = False) -> list[Block]:
    """The blocks of lines[first - 1:], numbered as in the file. Raises UnreadableDocument over a bound."""
    text = "\n".join(lines[first - 1 :])
    text = drop_comments(text)
    if erb:
        text = _ERB.sub("", text)
    return _Walk(first).walk(markdown_parser().parse(text, {"first": first}))


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


_HANDLED = ("_open", "_close", "_fence", "_code_block")


class _Walk:
    """One pass over the tokens."""

    def __init__(self, first: int) -> None:
        self.first, self.blocks = first, list[Block]()
        self.items: list[Block] = []
        self.ordered: list[bool] = []
        self.quotes = self.tables = self.rows = 0
        self.row: Block | None = None

    def walk(self, tokens: list[Token]) -> list[Block]:
        for i, token in enumerate(tokens):
            handler = _HANDLERS.get(token.type)
            if handler is not None:
                handler(self, token, tokens, i)
        return self.blocks

    def _add(self, block: Block) -> Block:
        block.index, block.quoted = len(self.blocks), self.quotes > 0
        if block.index >= BLOCKS:
            raise UnreadableDocument(block.line, f"over {BLOCKS:,} blocks")
        self.blocks.append(block)
        return block

    def _lines(self, token: Token) -> tuple[int, int]:
        start, end = token.map or [0, 1]
        return start + self.first, max(end - 1, start) + self.first

    def _nest(self, token: Token) -> None:
        if len(self.ordered) + self.quotes > NESTING:
            raise UnreadableDocument(self._lines(token)[0], f"lists and quotes nested over {NESTING} deep")

    def _bullet_list_open(self, token: Token, _tokens: list[Token], _i: int) -> None:
        self.ordered.append(token.type == "ordered_list_open")
        self._nest(token)

    _ordered_list_open = _bullet_list_open

    def _bullet_list_close(self, _token: Token, _tokens: list[Token], _i: int) -> None:
        self.ordered.pop()

    _ordered_list_close = _bullet_list_close

    def _blockquote_open(self, token: Token, _tokens: list[Token], _i: int) -> None:
        self.quotes += 1
        self._nest(token)

    def _blockquote_close(self, _token: Token, _tokens: list[Token], _i: int) -> None:
        self.quotes -= 1

    def _list_item_open(self, token: Token, tokens: list[Token], i: int) -> None:
        line, end = self._lines(token)
        parent = self.items[-1].index if self.items else -1
        item = Block(
            BlockKind.ITEM, "", line, end, depth=len(self.ordered), parent=parent, ordered=self.ordered[-1]
        )
        self.items.append(self._add(item))
        if tokens[i + 1].type == "paragraph_open":
            self._fill(item, tokens[i + 2])
            match = _CHECK_BOX.match(item.text)
            if match:
                item.checked = match[1] in "xX"
                _shift(item, match.end())

    def _list_item_close(self, _token: Token, _tokens: list[Token], _i: int) -> None:
        self.items.pop()

    def _paragraph_open(self, token: Token, tokens: list[Token], i: int) -> None:
        if i and tokens[i - 1].type == "list_item_open":
            return
        line, end = self._lines(token)
        self._fill(self._add(self._inside(Block(BlockKind.PARAGRAPH, "", line, end))), tokens[i + 1])

    def _heading_open(self, token: Token, tokens: list[Token], i: int) -> None:
        line, end = self._lines(token)
        block = self._add(self._inside(Block(BlockKind.HEADING, "", line, end, level=int(token.tag[1]))))
        self._fill(block, tokens[i + 1])
        if token.markup in ("-", "=") and (len(block.text) > 150 or block.text.count("\n") > 1):
            block.kind, block.level = BlockKind.PARAGRAPH, 0

    def _fence(self, token: Token, _tokens: list[Token], _i: int) -> None:
        line, end = self._lines(token)
        self._add(self._inside(Block(BlockKind.CODE, token.content.rstrip("\n"), line, end)))

    _code_block = _fence

    def _inside(self, block: Block) -> Block:
        if self.items:
            block.parent, block.depth = self.items[-1].index, self.items[-1].depth
        return block

    def _table_open(self, _token: Token, _tokens: list[Token], _i: int) -> None:
        self.tables += 1
        self.rows = 0

    def _tr_open(self, token: Token, _tokens: list[Token], _i: int) -> None:
        line, end = self._lines(token)
        self.rows += 1
        if self.rows > TABLE_ROWS:
            raise UnreadableDocument(line, f"a table of over {TABLE_ROWS:,} rows")
        self.row = self._add(self._inside(Block(BlockKind.ROW, "", line, end, table=self.tables)))

    def _tr_close(self, _token: Token, _tokens: list[Token], _i: int) -> None:
        if self.row is not None:
            self.row.text = " | ".join(cell.text for cell in self.row.cells)

    def _th_open(self, token: Token, tokens: list[Token], i: int) -> None:
        assert self.row is not None
        if len(self.row.cells) >= TABLE_COLUMNS:
            raise UnreadableDocument(self.row.line, f"a table of over {TABLE_COLUMNS} columns")
        text, spans = flatten(tokens[i + 1].children or [])
        self.row.header = self.row.header or token.type == "th_open"
        self.row.cells.append(Cell(text.strip(), spans))

    _td_open = _th_open

    def _fill(self, block: Block, inline: Token) -> None:
        block.text, block.spans = flatten(inline.children or [])


#: What `_Walk` does at each type of token, by the name of its method.
_HANDLERS: dict[str, Callable[[_Walk, Token, list[Token], int], None]] = {
    name.removeprefix("_"): method for name, method in vars(_Walk).items() if name.endswith(_HANDLED)
}


def _shift(block: Block, by: int) -> None:
    """Cut `by` characters and the space after them off the text."""
    rest = block.text[by:]
    by += len(rest) - len(rest.lstrip(" "))
    block.text = block.text[by:]
    block.spans = [Span(s.mark, max(s.start - by, 0), s.end - by, s.target) for s in block.spans if s.end > by]
