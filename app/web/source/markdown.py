"""Markdown to HTML, raw HTML escaped, every block with the line that it stands on in the file."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from app.web.source.anchors import Anchors

_BLOCKS = frozenset(
    {
        "paragraph_open",
        "list_item_open",
        "blockquote_open",
        "tr_open",
        "dt_open",
        "dd_open",
        "fence",
        "code_block",
    }
)


class _Renderer(RendererHTML):
    """What differs from the library's: no image is fetched, code and tables can be scrolled by keyboard."""

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        words = self.renderInlineAsText(token.children, options, env) or "image"
        return f'<a href="{escapeHtml(str(token.attrs.get("src", "")))}">[image: {escapeHtml(words)}]</a>'

    def fence(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        token = tokens[idx]
        return f'<pre tabindex="0"{self.renderAttrs(token)}><code>{escapeHtml(token.content)}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self.fence(tokens, idx, options, env)

    def table_open(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return f'<div class="scroll" tabindex="0"><table{self.renderAttrs(tokens[idx])}>\n'

    def table_close(self, _tokens: Sequence[Token], _idx: int, _options: Any, _env: Any) -> str:
        return "</table></div>\n"

    def heading_open(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        """The heading itself is the place of its line; its words are the place of its name."""
        token = tokens[idx]
        return f'<{token.tag}{self.renderAttrs(token)}><span id="{token.meta.get("anchor", "")}">'

    def heading_close(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return f"</span></{tokens[idx].tag}>\n"

    def html_inline(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        """Only the task list makes these (raw HTML is off): a box that cannot be clicked is a sign."""
        return "☑" if 'checked="checked"' in tokens[idx].content else "☐"


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}, renderer_cls=_Renderer)
    md.enable(["table", "strikethrough"])
    return md.use(tasklists_plugin).use(footnote_plugin).use(deflist_plugin)


_PARSER = _parser()
#: Texts that reading took out of a document are plain: of their mark-up only lists are left.
_PROSE = MarkdownIt("zero", {"breaks": True}).enable(["list", "newline"])


def prose_html(text: str) -> str:
    """Paragraphs and lists, their line breaks kept; needs no cleaning beyond the escaping done here."""
    return str(_PROSE.render(text))


def markdown_html(text: str, first_line: int, anchors: Anchors) -> str:
    """HTML that still has to be cleaned. `first_line` is the file's line at which the text begins."""
    env: dict[str, Any] = {}
    tokens = _PARSER.parse(text, env)
    for i, token in enumerate(tokens):
        line = token.map[0] + first_line if token.map else None
        if token.type == "heading_open" and line is not None:
            _heading(token, tokens[i + 1], tokens[i + 2], line, anchors)
        elif token.type in _BLOCKS and line is not None:
            _block(token, line, anchors)
        elif token.type == "th_open" and not tokens[i + 1].content.strip():
            token.tag = tokens[i + 2].tag = "td"  # a head cell without words is no head
        token.attrs.pop("style", None)
    return str(_PARSER.renderer.render(tokens, _PARSER.options, env))


def _heading(opening: Token, inline: Token, closing: Token, line: int, anchors: Anchors) -> None:
    level = int(opening.tag[1])
    words = "".join(t.content for t in inline.children or () if t.type in ("text", "code_inline", "softbreak"))
    opening.tag = closing.tag = f"h{anchors.shown_level(level)}"
    opening.meta["anchor"] = anchors.heading(level, words, line)
    opening.attrs = {"class": f"lv{level}"}
    _block(opening, line, anchors)


def _block(token: Token, line: int, anchors: Anchors) -> None:
    anchor = anchors.block(line)
    if anchor is not None:
        token.attrs.update({"id": anchor, "data-line": line})
