"""What stands inside a block: inline mark-up to tokens, and tokens to plain text with marked stretches."""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from app.domain.errors import UnreadableDocument
from app.ingest.blocks import Mark, Span
from app.ingest.bounds import INLINE_BRACKETS, INLINE_CHARS, INLINE_MARKS

#: What stands for `<br>` in a text: a space that no source has, within a line of it.
BREAK = "\v"
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,2000}>|\{%[^%\n]{0,500}%\}")
#: "<START OF OUTAGE>": words in brackets, no tag.
_SHOUTED = re.compile(r"<[A-Z]{2,20}(?: [A-Z]{2,20}){1,6}>")
_HREF = re.compile(r"<a [^<>]{0,200}?href=[\"']([^\"'<>\s]{1,500})[\"']", re.IGNORECASE)
_HTML_BREAK = re.compile(r"<br */?>", re.IGNORECASE)
#: Characters at which an inline rule that is used here begins: a text goes on to the next of them.
TEXT_END = re.compile(r"[\n!&*<\[\\\]_`~]")
_INLINE_MARK = re.compile(r"[&*<\[\\_`~]")
_OPENERS = {"strong_open": Mark.BOLD, "s_open": Mark.STRUCK, "link_open": Mark.LINK}
_CLOSERS = {"strong_close": Mark.BOLD, "s_close": Mark.STRUCK, "link_close": Mark.LINK}


def read_inline(state: StateCore) -> None:
    """Inline mark-up, where there is any; what could only be read in quadratic time is refused."""
    marks = 0
    for token in state.tokens:
        if token.type == "inline":
            line = (token.map[0] if token.map else 0) + int(state.env["first"])
            if len(token.content) > INLINE_CHARS:
                raise UnreadableDocument(line, f"a paragraph of over {INLINE_CHARS:,} characters")
            if _INLINE_MARK.search(token.content) is None:
                token.children = _plain_inline(token.content)
                continue
            marks += sum(map(token.content.count, "*_`[<&~"))
            if marks > INLINE_MARKS:
                raise UnreadableDocument(line, f"over {INLINE_MARKS:,} characters of mark-up")
            if token.content.count("[") > INLINE_BRACKETS:
                raise UnreadableDocument(line, f"a paragraph of over {INLINE_BRACKETS:,} brackets")
            token.children = state.md.inline.parse(token.content, state.md, state.env, [])


def _plain_inline(content: str) -> list[Token]:
    """The tokens that the inline parser makes of words without a mark: lines, and the breaks between them."""
    tokens: list[Token] = []
    lines = content.split("\n")
    for number, line in enumerate(lines, 1):
        line = line.lstrip(" \t") if number > 1 else line
        text = line.rstrip(" ") if number < len(lines) else line
        if text:
            tokens.append(Token("text", "", 0, content=text))
        if number < len(lines):
            tokens.append(Token("hardbreak" if len(line) - len(text) > 1 else "softbreak", "br", 0))
    return tokens


def _untagged(tag: re.Match[str]) -> str:
    return tag[0][1:-1] if _SHOUTED.fullmatch(tag[0]) else ""


def flatten(children: list[Token]) -> tuple[str, list[Span]]:
    """Plain text and marked stretches of an inline run; raw HTML tags are dropped."""
    parts: list[str] = []
    spans: list[Span] = []
    opened: list[tuple[Mark, int, str]] = []
    length = 0
    for token in children:
        kind = token.type
        piece = ""
        if kind in ("text", "text_special"):
            piece = token.content
            if "<" in piece or "{%" in piece:
                spans += [Span(Mark.LINK, length, length + len(piece), href) for href in _HREF.findall(piece)]
                piece = _TAG.sub(_untagged, _HTML_BREAK.sub(BREAK, piece))
        elif kind in ("softbreak", "hardbreak"):
            piece = "\n"
        elif kind == "code_inline":
            piece = token.content
            spans.append(Span(Mark.CODE, length, length + len(piece)))
        elif kind in _OPENERS:
            opened.append((_OPENERS[kind], length, str(token.attrs.get("href", ""))))
        elif kind in _CLOSERS and opened:
            mark, start, target = opened.pop()
            spans.append(Span(mark, start, length, target))
        if piece:
            parts.append(piece)
            length += len(piece)
    if len(spans) > 1:
        spans.sort(key=lambda s: (s.start, -s.end))
    return "".join(parts), spans
