"""From a document's text to what the page shows of it."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markupsafe import Markup

from app.domain.errors import UnreadableDocument
from app.domain.lines import split_lines
from app.ingest.formats import HTML, PLAIN, format_of
from app.ingest.front_matter import read_front_matter
from app.web.source.anchors import Anchors, Heading, Places
from app.web.source.cleaning import clean
from app.web.source.html import html_html
from app.web.source.markdown import markdown_html

#: Longer texts are shown as they stand: laying them out would take seconds.
LAID_OUT_MAX = 400_000
_CACHED = 32


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` is safe to put into a page; `places` finds the block of a line."""

    html: Markup
    headings: tuple[Heading, ...]
    places: Places


@lru_cache(maxsize=_CACHED)
def render(text: str, path: str, first_line: int = 1) -> Rendered:
    """The document, or one post of it that begins at `first_line`. `path` tells Markdown, HTML and text apart."""
    anchors = Anchors()
    lines = [line.rstrip("\r\n") for line in split_lines(text)]
    head, skipped = _front_matter(lines, first_line, anchors)
    form = format_of(path, lines, skipped)
    if form is PLAIN or len(text) > LAID_OUT_MAX:
        html = _plain(lines, first_line, anchors)
    else:
        write = html_html if form is HTML else markdown_html
        html = head + write("\n".join(lines[skipped:]), first_line + skipped, anchors)
    return Rendered(Markup(clean(html)), tuple(anchors.headings), Places.of(anchors))


def _front_matter(lines: list[str], first_line: int, anchors: Anchors) -> tuple[str, int]:
    try:
        end = read_front_matter(lines).end_line if first_line == 1 else 0
    except UnreadableDocument:
        end = 0
    if not end:
        return "", 0
    for line in range(1, end + 1):
        anchors.by_line[line] = "L1"
    return f'<pre class="front" id="L1" data-line="1" tabindex="0">{escape(chr(10).join(lines[:end]))}</pre>', end


def _plain(lines: list[str], first_line: int, anchors: Anchors) -> str:
    """Paragraphs at blank lines, their line breaks kept."""
    out: list[str] = []
    block: list[str] = []
    for number, line in enumerate([*lines, ""], first_line):
        if line.strip():
            block.append(line)
        elif block:
            start = number - len(block)
            out.append(f'<pre class="plain" id="{anchors.block(start)}" data-line="{start}">')
            out.append(escape("\n".join(block)) + "</pre>")
            block = []
    return "\n".join(out)
