"""Rules tried by their first character make the blocks and the mark-up that the library makes."""

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.archive import archive

from app.domain.errors import AftercareError
from app.ingest.block_rules import MarkedBlocks
from app.ingest.decoding import decode
from app.ingest.inline import TEXT_END
from app.ingest.inline_rules import MarkedInline

LINES = [
    "", "a", "  a", "    a", "\ta", "===", "---", "- ", "- a", "  - a", "1. a", "2) a", "10. ", "* * *", "+ a",
    "_", "> a", ">", "> - a", "> ```", "```", "~~~ a", "# a", "#a", "###### ", "|a|b|", "|-|-|", ":-:|:-",
    "a|b", "-|-", "[a]: /b", "[a]:", "'c'", "<b>", "<!--", "***", "___", "-", "=", "|", "\\# a", "\u00a0a",
    "    - a", "-\ta",
]  # fmt: skip

MARKS = [
    "a",
    " ",
    "\n",
    "*",
    "**",
    "_",
    "`",
    "``",
    "~~",
    "[",
    "]",
    "](b)",
    "](<b",
    "![",
    "<http://a.b>",
    "<a",
    "&amp;",
]
MARKS += ["&", "\\", "\\*", "  \n", "!", "(", ")", "[a]: b\n\n", "[a]", ":", "]]", "[[", "é", '"c")', "~"]


def both(text: str) -> tuple[list[object], list[object]]:
    stock = MarkdownIt("commonmark", {"html": False, "maxNesting": 36}).enable(["table", "strikethrough"])
    ours = MarkdownIt("commonmark", {"html": False, "maxNesting": 36}).enable(["table", "strikethrough"])
    for parser in (stock, ours):
        parser.disable(["html_block", "html_inline"])
    ours.block, ours.inline = MarkedBlocks(ours.block), MarkedInline(ours.inline)
    for parser in (stock, ours):
        parser.inline.terminator_re = TEXT_END
    first, second = ([t.as_dict() for t in parser.parse(text)] for parser in (stock, ours))
    return [*first], [*second]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_any_run_of_lines_is_the_same_blocks(lines: list[str]) -> None:
    stock, ours = both("\n".join(lines))
    assert ours == stock


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(MARKS), max_size=14))
def test_any_run_of_marks_is_the_same_mark_up(marks: list[str]) -> None:
    stock, ours = both("".join(marks))
    assert ours == stock


def test_every_document_is_the_same_blocks() -> None:
    for path in archive()[::4]:
        try:
            text, _ = decode(path.read_bytes())
        except AftercareError:
            continue
        stock, ours = both(text)
        assert ours == stock, path.name
