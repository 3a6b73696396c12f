"""What stands inside a block: inline mark-up to plain text with marked stretches."""

import re
from typing import Any
from urllib.parse import quote

from app.ingest.blocks import Mark, Span

#: What stands for `<br>` in a text: a space that no source has, within a line of it.
BREAK = "\v"
#: What stands for a `<` that begins no address, so that no HTML is seen: a code point that is no character.
HIDDEN = "\ufdd0"
_TAG_OPEN = re.compile(r"(?<!\\)<(?!(?:https?|ftps?|mailto|irc|ssh):|[\w.+-]{1,64}@[\w.-]{1,255}>)")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,2000}>|\{%[^%\n]{0,500}%\}")
#: "<START OF OUTAGE>": words in brackets, no tag.
_SHOUTED = re.compile(r"<[A-Z]{2,20}(?: [A-Z]{2,20}){1,6}>")
_HREF = re.compile(r"<a [^<>]{0,200}?href=[\"']([^\"'<>\s]{1,500})[\"']", re.IGNORECASE)
_HTML_BREAK = re.compile(r"<br */?>", re.IGNORECASE)
#: Addresses that run or read something of whoever follows them.
_HOSTILE = re.compile(r"(?:javascript|vbscript|file|data):(?!image/(?:gif|png|jpeg|webp);)", re.IGNORECASE)
_ADDRESS_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
_MARKS = {"Strong": Mark.BOLD, "Strikethrough": Mark.STRUCK, "Link": Mark.LINK}


def hidden(text: str) -> str:
    """The text with each `<` hidden that begins no address."""
    return _TAG_OPEN.sub(HIDDEN, text) if "<" in text else text


class Inline:
    """Collects the text of one block, and which stretches of it are marked."""

    __slots__ = ("length", "opened", "parts", "pictures", "spans")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self.opened: list[tuple[str, int, str]] = []
        self.length = self.pictures = 0

    def add(self, name: str, what: Any) -> None:
        """One event: a text, a break, a code, or the beginning of a marked stretch. Pictures have no text."""
        if self.pictures:
            self.pictures += name == "Image"
        elif name == "Text":
            self._text(what)
        elif name in ("SoftBreak", "HardBreak"):
            self._put("\n")
        elif name == "Code":
            code = what.replace(HIDDEN, "<")
            self.spans.append(Span(Mark.CODE, self.length, self.length + len(code)))
            self._put(code)
        elif name == "Image":
            self.pictures = 1
        else:
            if name == "Tilde":
                self._put("~")
            self.opened.append((name, self.length, _address(what["Link"]) if name == "Link" else ""))

    def close(self, name: str) -> None:
        """The end of what was opened last, or of a picture."""
        if self.pictures:
            self.pictures -= name == "Image"
        elif self.opened:
            opened, start, target = self.opened.pop()
            if opened == "Tilde":
                self._put("~")
            elif opened in _MARKS and (opened != "Link" or target):
                self.spans.append(Span(_MARKS[opened], start, self.length, target))

    def taken(self) -> tuple[str, list[Span]]:
        """The text and its marked stretches in order; then all is empty again."""
        text, spans = "".join(self.parts), self.spans
        if len(spans) > 1:
            spans.sort(key=lambda s: (s.start, -s.end))
        self.parts, self.spans, self.length = [], [], 0
        self.opened.clear()
        return text, spans

    def _put(self, piece: str) -> None:
        self.parts.append(piece)
        self.length += len(piece)

    def _text(self, piece: str) -> None:
        if HIDDEN in piece or "<" in piece or "{%" in piece:
            piece = piece.replace(HIDDEN, "<")
            at = self.length
            self.spans += [Span(Mark.LINK, at, at + len(piece), href) for href in _HREF.findall(piece)]
            piece = _TAG.sub(_untagged, _HTML_BREAK.sub(BREAK, piece))
        self._put(piece)


def _untagged(tag: re.Match[str]) -> str:
    return tag[0][1:-1] if _SHOUTED.fullmatch(tag[0]) else ""


def _address(link: dict[str, str]) -> str:
    """The address of a link, percent-encoded; none of one that would run or read something."""
    target = link["dest_url"]
    if link["link_type"] == "Email":
        return f"mailto:{target}"
    if _HOSTILE.match(target.strip()):
        return ""
    target = target.replace(HIDDEN, "%3C")
    return target if target.isascii() and " " not in target else quote(target, safe=_ADDRESS_SAFE)
