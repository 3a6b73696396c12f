"""Edits of whole documents of every style: only the lines concerned differ, and only they are read otherwise."""

from random import Random

import pytest
from support.archive import archive

from app.domain.errors import AftercareError
from app.domain.lines import split_lines
from app.domain.vocabulary import ActionStatus
from app.ingest.decoding import decode, encode
from app.ingest.edits import Edit, write_edits
from app.ingest.edits.checking import same_otherwise
from app.ingest.edits.source import Source
from app.ingest.facts import ParsedPost
from app.ingest.parser import parse_document

OWNERS = (("Ann",), ("Ann Lee",), ("ann@example.org",), ("Jean-Luc O'Neil",))


def documents() -> list[tuple[str, str, list[ParsedPost]]]:
    found = []
    for path in archive():
        try:
            text, _ = decode(path.read_bytes())
            found.append((path.name, text, parse_document(text, path.name)))
        except AftercareError:
            continue
    return found


DOCUMENTS = documents()


def some_edits(posts: list[ParsedPost], random: Random) -> list[Edit]:
    edits = []
    for i, post in enumerate(posts):
        for j, action in enumerate(post.actions):
            values: dict[str, object] = {}
            if random.random() < 0.5:
                values["status"] = random.choice([s.value for s in ActionStatus if s != action.status])
            if random.random() < 0.3:
                values["owner"] = random.choice(OWNERS)
            if random.random() < 0.3:
                values["due"] = f"2031-02-{random.randint(1, 28):02d}"
            if values:
                edits.append(Edit("action", i, j, values, f"ACT-{len(edits) + 1}"))
    return edits


def test_bytes_come_back_from_the_text() -> None:
    for path in archive():
        data = path.read_bytes()
        try:
            text, encoding = decode(data)
        except AftercareError:
            continue
        assert encode(text, data, encoding) == data
        assert Source.of(text, path.name, encoding).joined() == text


@pytest.mark.no_cover  # small documents cover the same lines; tracing doubles the time of a whole archive
@pytest.mark.parametrize("seed", range(2))
def test_only_the_lines_of_what_changed_differ(seed: int) -> None:
    random = Random(seed)
    asked = left = 0
    for name, text, posts in DOCUMENTS:
        edits = some_edits(posts, random)
        edited = write_edits(text, name, edits)
        after = parse_document(edited.text, name)
        assert all(edit.holds(edit.fact(after[edit.post])) for edit in edited.written), name
        assert same_otherwise(posts, after, edited.written), name
        _touches_only(Source.of(text, name, "utf-8"), text, edited.text, posts, edited.written)
        written = sum(len(e.values) for e in edited.written)
        assert written + len(edited.unwritten) == sum(len(e.values) for e in edits)
        again = write_edits(edited.text, name, edited.written)
        assert (again.text, again.unwritten) == (edited.text, []), name
        asked += sum(len(e.values) for e in edits)
        left += len(edited.unwritten)
    assert asked == 0 or left / asked < 0.03, f"{left} of {asked} have no place"


def _touches_only(source: Source, old: str, new: str, posts: list[ParsedPost], written: list[Edit]) -> None:
    """Every line that differs belongs to a block in which an edited action begins."""
    mine: set[int] = set()
    for edit in written:
        line = posts[edit.post].actions[edit.index].line
        ends = [b.end_line for b in source.blocks if b.line <= line <= b.end_line]
        mine |= set(range(line, max([line, *ends]) + 1))
    lines = zip(split_lines(old), split_lines(new), strict=True)
    assert {n for n, (a, b) in enumerate(lines, 1) if a != b} <= mine


def test_nothing_asked_is_nothing_changed() -> None:
    for name, text, _ in DOCUMENTS:
        edited = write_edits(text, name, [])
        assert (edited.text, edited.written, edited.unwritten) == (text, [], [])
