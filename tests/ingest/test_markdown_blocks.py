"""Markdown is read as another parser reads it: the blocks of whole documents beside markdown-it-py's tokens."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from support.archive import archive

from app.domain.errors import AftercareError, UnreadableDocument
from app.ingest.blocks import BlockKind
from app.ingest.decoding import decode, newlines
from app.ingest.front_matter import read_front_matter
from app.ingest.markdown import drop_comments, read_markdown

PEER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
SHIPPED = Path(__file__).parents[2] / "postmortems"
#: Lines and pieces on which CommonMark leaves nothing open.
LINES = [
    "", "a", "  a", "===", "- a", "  - a", "1. a", "2) a", "* * *", "+ a", "> a", ">", "> - a", "```", "~~~ a",
    "# a", "#a", "|a|b|\n|-|-|\n|c|d|", "a|b", "***", "___", "    - a", "\\# a", "*a* b", "**a**", "`a`", "~~a~~",
    "[a](b)", "![a](b)", "<http://a.b>", "a &amp; b", "a\\", "a  ", "- [x] a", "~5 ~6",
]  # fmt: skip


def words(text: str) -> str:
    return " ".join(re.sub(r"[\s\v]+", " ", text).split())


def told(inline: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": " "}
    return words("".join(breaks.get(t.type, t.content) for t in inline.children or () if t.type != "image"))


def by_peer(text: str) -> list[tuple[int, str]]:
    """(line, words) of each paragraph, heading, cell and code that has words."""
    out = []
    for token in PEER.parse(text):
        if token.type in ("inline", "fence", "code_block"):
            said = told(token) if token.type == "inline" else words(token.content)
            out.append(((token.map or [0])[0] + 1, re.sub(r"^\[[ xX]\](?: |$)", "", said)))
    return [found for found in out if found[1]]


def by_us(text: str) -> list[tuple[int, str]]:
    out: list[tuple[int, str]] = []
    for block in read_markdown(text.split("\n"), 1):
        texts = [c.text for c in block.cells] if block.kind is BlockKind.ROW else [block.text]
        out += [(block.line, words(text)) for text in texts if words(text)]
    return out


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=10).map("\n".join))
def test_any_run_of_lines_has_the_same_words_on_the_same_lines(text: str) -> None:
    assert by_us(text) == by_peer(text)


def test_whole_documents_have_the_same_words_on_the_same_lines() -> None:
    for path in [*sorted(SHIPPED.glob("*.md")), *archive()[::3]]:
        try:
            lines = newlines(decode(path.read_bytes())[0]).split("\n")
        except AftercareError:
            continue
        text = drop_comments("\n".join(lines[read_front_matter(lines).end_line :]))
        if path.suffix == ".md" and "<" not in text and "{%" not in text:
            assert by_us(text) == by_peer(text), path.name


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[a](http://b.example/c)", "http://b.example/c"),
        ("<http://b.example/>", "http://b.example/"),
        ("<ann@b.example>", "mailto:ann@b.example"),
        ("[a](/é%20b)", "/%C3%A9%20b"),
        ("[a][r]\n\n[r]: http://b.example/", "http://b.example/"),
    ],
)
def test_a_link_has_its_address(text: str, target: str) -> None:
    assert read_markdown(text.split("\n"), 1)[0].links() == [target]


@pytest.mark.parametrize(
    "target", ["javascript:x", "JavaScript:x", "vbscript:x", "file:///etc/passwd", "data:text/html,x"]
)
def test_an_address_that_would_run_something_is_none(target: str) -> None:
    (block,) = read_markdown([f"[a]({target})"], 1)
    assert (block.text, block.links()) == ("a", [])


def test_tags_are_dropped_and_words_in_brackets_are_not() -> None:
    text = "a <b>bold</b> \\<c> <START OF OUTAGE> <a href='http://b.example/'>link</a> 3 < 4<br>d"
    (block,) = read_markdown([text], 1)
    assert block.text == "a bold  START OF OUTAGE link 3 < 4\vd"
    assert block.links() == ["http://b.example/"]


def test_too_much_mark_up_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_markdown(["", *(["*a* " * 4_000] * 20)], 1)
    assert refused.value.line == 12
