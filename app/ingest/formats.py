"""Which reader a document needs: by the suffix of its name, else by its looks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.ingest.blocks import Block
from app.ingest.html_document import read_html
from app.ingest.markdown import read_markdown
from app.ingest.plain_text import read_plain

_MARKDOWN_LOOK = re.compile(r"^(?:#{1,6} \S|```|~~~|\|.*\|\s*$|[*-] \S|\d+\. \S)|\]\(|\*\*\S", re.MULTILINE)
_HTML_LOOK = re.compile(r"\A\s*+(?:<!doctype html|<html|<body|<article|<h[1-6]\b|<p\b|<div\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """`read(lines, first)` makes blocks of lines[first - 1:]; `plain` text has titles without mark-up."""

    name: str
    read: Callable[[list[str], int], list[Block]]
    plain: bool = False


MARKDOWN = Format("markdown", read_markdown)
ERB = Format("erb", partial(read_markdown, erb=True))
HTML = Format("html", read_html)
PLAIN = Format("text", read_plain, plain=True)
_SUFFIXES = ((".erb", ERB), (".html", HTML), (".htm", HTML), (".xhtml", HTML), (".txt", PLAIN), (".text", PLAIN))
_MARKDOWN_SUFFIXES = (".md", ".mdx", ".qmd", ".markdown", ".mdown", ".mkd", ".rmd")
_LOOK_CHARS = 20_000


def format_of(source: str, lines: list[str], start: int) -> Format:
    """The format of the text after its front matter (lines[start:])."""
    name = source.lower()
    for suffix, form in _SUFFIXES:
        if name.endswith(suffix):
            return form
    if name.endswith(_MARKDOWN_SUFFIXES):
        return MARKDOWN
    body = "\n".join(lines[start:])[:_LOOK_CHARS]
    if _HTML_LOOK.match(body):
        return HTML
    return MARKDOWN if start or _MARKDOWN_LOOK.search(body) else PLAIN
