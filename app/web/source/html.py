"""HTML documents: their text and structure, nothing of their looks, every block with its line."""

from html import escape
from html.parser import HTMLParser

from app.web.source.anchors import Anchors

_SKIPPED = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "head", "object"})
_PLAIN = frozenset({"ul", "ol", "dl", "thead", "tbody", "th", "td", "b", "strong", "em", "i", "code"}) | {
    *("s", "del", "ins", "sub", "sup", "kbd", "mark", "abbr", "span")
}
_LINED = frozenset(["p", "li", "blockquote", "tr", "dt", "dd", "pre"])
_VOID = frozenset({"br", "hr"})
_HEADINGS = frozenset(f"h{n}" for n in range(1, 7))


def html_html(text: str, first_line: int, anchors: Anchors) -> str:
    """HTML that still has to be cleaned. `first_line` is the file's line at which the text begins."""
    writer = _Writer(first_line, anchors)
    writer.feed(text)
    writer.close()
    writer.end_heading()
    return "".join(writer.out)


class _Writer(HTMLParser):
    def __init__(self, first_line: int, anchors: Anchors) -> None:
        super().__init__(convert_charrefs=True)
        self.first, self.anchors = first_line, anchors
        self.out: list[str] = []
        self.skipping: list[str] = []
        self.heading: tuple[int, int, int, list[str]] | None = None

    def _line(self) -> int:
        return self.getpos()[0] + self.first - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipping.append(tag)
        elif self.skipping:
            return
        elif tag in _HEADINGS:
            self.end_heading()
            self.heading = (len(self.out), int(tag[1]), self._line(), [])
            self.out.append("")
        elif tag in _LINED:
            by_keyboard = ' tabindex="0"' if tag == "pre" else ""
            self.out.append(f"<{tag}{self._mark(self._line())}{by_keyboard}>")
        elif tag == "table":
            self.out.append('<div class="scroll" tabindex="0"><table>')
        elif tag == "a":
            self.out.append(f'<a href="{escape(dict(attrs).get("href") or "")}">')
        elif tag == "img":
            self._image(dict(attrs))
        elif tag in _PLAIN or tag in _VOID:
            self.out.append(f"<{tag}>")

    def _mark(self, line: int) -> str:
        anchor = self.anchors.block(line)
        return f' id="{anchor}" data-line="{line}"' if anchor else ""

    def _image(self, attrs: dict[str, str | None]) -> None:
        words = escape(attrs.get("alt") or "image")
        self.out.append(f'<a href="{escape(attrs.get("src") or "")}">[image: {words}]</a>')

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            if tag == self.skipping[-1]:
                self.skipping.pop()
        elif tag in _HEADINGS:
            self.end_heading()
        elif tag == "table":
            self.out.append("</table></div>")
        elif tag in _PLAIN or tag in _LINED or tag == "a":
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.out.append(escape(data))
            if self.heading:
                self.heading[3].append(data)

    def end_heading(self) -> None:
        """Close the open heading: only now are its words known, and its anchor with them."""
        if self.heading is None:
            return
        at, level, line, words = self.heading
        self.heading = None
        shown = self.anchors.shown_level(level)
        anchor = self.anchors.heading(level, " ".join("".join(words).split()), line)
        self.out[at] = f'<h{shown} class="lv{level}"{self._mark(line)}><span id="{anchor}">'
        self.out.append(f"</span></h{shown}>")
