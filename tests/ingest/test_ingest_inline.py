"""Text without inline mark-up is cut into the tokens that the inline parser would make of it, without its help."""

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.ingest.markdown import markdown_parser

PLAIN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
PIECES = (
    *(
        "word",
        "é",
        "@ann",
        "http://a.b",
        " ",
        "  ",
        "\n",
        "\t",
        "\x00",
        "!",
        "]",
        ":",
        "{%",
        "#",
        "$",
        "-",
        "> ",
        "(",
        ")",
    ),
    *("*", "**", "_", "`", "~~", "[a](b)", "![", "&amp;", "\\", "\\\n", "<http://a.b>"),
    *("\n\n# ", "\n- ", "\n| a | b |\n|---|---|\n"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("a  \n  b \nc\t\nd")
def test_tokens_are_those_of_the_parser_as_it_comes(text: str) -> None:
    fast = markdown_parser().parse(text, {"first": 1})
    assert [token.as_dict() for token in fast] == [token.as_dict() for token in PLAIN.parse(text)]
