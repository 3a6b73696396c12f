"""Text of a document to the posts in it: one reader a format, then the rules below, in their order.

Pure: no file, no clock, no network. Content never raises; structure over a bound (`bounds.py`) raises
UnreadableDocument with the line.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath

from app.domain.errors import UnreadableDocument
from app.domain.vocabulary import PostmortemKind
from app.ingest import (
    actions,
    anchor,
    causes,
    key_times,
    kinds,
    lessons,
    links,
    metadata,
    narrative,
    services,
    titles,
    unplaced,
)
from app.ingest.bounds import LINE_CHARS, LINES
from app.ingest.clock.resolver import Clock
from app.ingest.clock.zones import Zone, settled_here
from app.ingest.decoding import newlines
from app.ingest.facts import ParsedPost
from app.ingest.formats import Format, format_of
from app.ingest.front_matter import FrontMatter, read_front_matter
from app.ingest.posts import PostBlocks, split
from app.ingest.reading import Reading, note_on
from app.ingest.sections import outline
from app.ingest.timeline import headings, lines, lists, order, prose, status_page, tables, updates, walk

#: What an entry of a timeline looks like; the first form that knows a block takes it.
TIMELINE_FORMS: tuple[walk.Form, ...] = (
    tables.form,
    headings.form,
    lists.form,
    updates.form,
    lines.form,
)

#: Spaces that look like one and that no expression here should have to know.
_SPACES = "\u00a0\u2007\u2009\u200a\u202f\u3000"

#: Every rule of a post, in order. Each reads what it knows from the Reading and adds facts to its post.
RULES: tuple[Callable[[Reading], None], ...] = (
    titles.read,
    kinds.read,
    anchor.set_clock,
    metadata.read,
    services.read,
    partial(walk.read, forms=TIMELINE_FORMS, update=updates.form),
    status_page.read,
    prose.read,
    order.read,
    causes.read,
    actions.read,
    lessons.read,
    narrative.read,
    key_times.read,
    links.read,
    unplaced.read,
)


#: Of a file's name, where it stands in for a title.
_SUFFIXES = re.compile(r"(?<=.)(?:\.(?:md|markdown|mdx|qmd|erb|html?|txt|rst)){1,3}$", re.IGNORECASE)


def parse_document(text: str, source: str, settled: Mapping[str, Zone] | None = None) -> list[ParsedPost]:
    """The posts in the text, at least one, in order. `source` is its path or name; its suffix tells the format.

    `settled`: what ambiguous zones mean, as `clock.zones.settled` makes it; else what is settled for all documents.
    """
    settled = settled_here() if settled is None else settled
    for space in _SPACES:
        text = text.replace(space, " ")
    lines_ = newlines(text).split("\n")
    _demand_bounds(lines_)
    head = read_front_matter(lines_)
    form: Format = format_of(source, lines_, head.end_line)
    first = head.end_line + 1
    parts = split(form.read(lines_, first), first, len(lines_), form.plain)
    return [
        _post(part, number, source, head if number == 1 else FrontMatter(), settled)
        for number, part in enumerate(parts, 1)
    ]


def _post(part: PostBlocks, number: int, source: str, head: FrontMatter, settled: Mapping[str, Zone]) -> ParsedPost:
    line = 1 if number == 1 else part.line
    post = ParsedPost(source, str(number), line, max(part.end_line, line), PostmortemKind.INCIDENT, "")
    title = titles.block_of(part.title, head)
    sections = outline(part.blocks, title, part.line, post.end_line)
    reading = Reading(post, sections, head, title, Clock(partial(note_on, post), settled=settled))
    for at, why in head.faults:
        reading.note(at, "front-matter-invalid", why)
    for rule in RULES:
        rule(reading)
    post.title = post.title or _SUFFIXES.sub("", PurePosixPath(source.replace("\\", "/")).name) or "untitled"
    post.diagnostics.sort(key=lambda d: d.line)
    return post


def _demand_bounds(lines_: list[str]) -> None:
    if len(lines_) > LINES:
        raise UnreadableDocument(LINES + 1, f"over {LINES:,} lines")
    for number, line in enumerate(lines_, 1):
        if len(line) > LINE_CHARS:
            raise UnreadableDocument(number, f"a line of over {LINE_CHARS:,} characters")
        if "\0" in line:
            raise UnreadableDocument(number, "a NUL character: this is not text")
