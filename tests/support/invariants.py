"""What holds of everything that is read, whatever the document: for hostile ones and for made-up ones."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape

from app.domain.errors import AftercareError
from app.domain.moment import Moment
from app.ingest.decoding import decode
from app.ingest.edits import Edit, write_edits
from app.ingest.facts import ParsedPost
from app.ingest.lint import lint
from app.ingest.parser import parse_document

_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,2000}>|<!--.*?-->|\{%[^%\n]{0,500}%\}", re.DOTALL)
_WORD = re.compile(r"\w+")
_TARGET = re.compile(r"\]\([^()\s]{0,500}\)")
_ENTITY = re.compile(r"&[^;\s&]{1,32};")
_ESCAPE = re.compile(r"\\([0-7a-fnrtuUxNLP_0 \"/])")


def read_whole(data: bytes, name: str) -> list[ParsedPost]:
    """Bytes through decoding, reading, lint and an edit, with all that must hold. Raises AftercareError alone."""
    text, encoding = decode(data)
    posts = parse_document(text, name)
    hold(posts, text, name)
    last = text.count("\n") + text.count("\r") + 1
    assert all(1 <= finding.line <= last for finding in lint(text, name))
    edits = [Edit("action", 0, i, {"due": "2031-02-03"}) for i, _ in enumerate(posts[0].actions[:1])]
    edited = write_edits(text, name, edits, encoding=encoding)
    assert edits or edited.text == text
    return posts


def outcome(data: bytes, name: str) -> list[ParsedPost] | str:
    """The posts, else the sentence with which the document is refused."""
    try:
        return read_whole(data, name)
    except AftercareError as refused:
        sentence = str(refused)
    assert sentence
    assert "\n" not in sentence
    return sentence


def hold(posts: list[ParsedPost], text: str, name: str) -> None:
    """Lines lie within the document and its posts, times can be read, and words stand in the text."""
    assert posts
    last = text.count("\n") + text.count("\r") + 1
    stated = _squeezed(text, name)
    years = re.findall(r"\d\d", text) if "20" not in text else None
    for post, after in zip(posts, [*posts[1:], None], strict=True):
        assert 1 <= post.line <= post.end_line <= max(last, post.line)
        assert after is None or post.end_line < after.line
        _hold_facts(post, last)
        for words in _words(post):
            assert _told(words, stated), f"{words[:80]!r} is printed and not stated"
        assert years is None or years or not any(t[:1].isdigit() for t in _times(post))
        json.dumps(post.as_dict()).encode()


def _hold_facts(post: ParsedPost, last: int) -> None:
    for time in _times(post):
        assert str(Moment.parse(time)) == time
    facts = [*post.timeline, *post.causes, *post.actions]
    for fact in facts:
        assert fact.rule
        assert 0 <= fact.confidence <= 1
        assert post.line <= fact.line <= post.end_line
    for placed in (*post.lessons, *post.links, *post.diagnostics, *post.sections, *post.unplaced):
        assert 1 <= placed.line <= last
    for action in post.actions:
        assert action.due is None or date.fromisoformat(action.due)
        assert all(0 <= i < len(post.causes) for i in action.causes)


def _times(post: ParsedPost) -> Iterator[str]:
    named = (post.started_at, post.detected_at, post.mitigated_at, post.resolved_at)
    of_events = (time for event in post.timeline for time in (event.at, event.end))
    yield from filter(None, (*named, post.window_start, post.window_end, *of_events))


def _words(post: ParsedPost) -> Iterator[str]:
    """Everything that is printed as the document's own words."""
    yield post.title
    facts = [*post.timeline, *post.causes, *post.actions, *post.lessons, *post.unplaced]
    yield from (fact.text for fact in facts)
    yield from (action.owner or "" for action in post.actions)
    yield from (action.due_raw or "" for action in post.actions)
    yield from (event.raw or "" for event in post.timeline)
    prose = (post.summary, post.impact, post.detection, post.resolution, post.severity_raw)
    yield from (*filter(None, prose), *post.services, *post.teams, *post.authors, *post.tags)


def _squeezed(text: str, name: str) -> tuple[str, ...]:
    """The document's letters and digits, with tags and without, and with escapes read."""
    plain = unescape(unescape(text))
    bare = _TAG.sub("", text)
    spelled = [text, plain, bare, _TAG.sub("", plain), _TARGET.sub("", bare), _ESCAPE.sub("", text)]
    spelled.append(_ENTITY.sub(lambda entity: unescape(entity[0]), text))
    return (*(_letters(s) for s in spelled), _letters(f"{name} untitled"))


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _told(words: str, stated: tuple[str, ...]) -> bool:
    return all(any(_letters(word) in text for text in stated) for word in _WORD.findall(words))
