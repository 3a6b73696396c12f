"""Documents of an attacker, whole: bytes in, posts or one clear sentence out, nothing made up, nobody waits."""

import re

import pytest
from support.invariants import outcome

from app.ingest.bounds import BLOCKS, DOCUMENT_BYTES, LINES
from app.ingest.parser import parse_document

#: Tracing doubles the time of documents that are large on purpose; small ones cover the same lines.
pytestmark = pytest.mark.no_cover

MIB = DOCUMENT_BYTES
HEAD = "# Disk full\n\n## Timeline\n\n- 2024-05-01 10:00 UTC Disk full\n\n"


def tail(text: str) -> bytes:
    """The text at the end of a document that is otherwise in order."""
    return (HEAD + text).encode()


def front(body: str) -> bytes:
    return f"---\n{body}\n---\n{HEAD}".encode()


def table(rows: int, columns: int) -> str:
    def row(cell: str) -> str:
        return "|" + f"{cell}|" * columns + "\n"

    return row("Time") + row("-") + row("10:00") * rows


#: Read, with the line of the timeline that stands before the hostile part.
READ: dict[str, bytes] = {
    # what cmark's and markdown-it's own suites are hostile with, as large as one document may be
    "strong emphasis": tail("**a **a " * 1800 + "b" + " a** a**" * 20),
    "emphasis closed and not opened": tail("a_ " * 5300),
    "emphasis opened and not closed": tail("_a " * 5300),
    "alternate emphasis": tail("*a_ " * 3900),
    "runs of three": tail("a***b" * 3000),
    "runs that multiply by three": tail("a**b" + "c* " * 5000),
    "one long run": tail("*" * 15_000 + "a" + "*" * 900),
    "strike-through": tail("~~a ~~~b " * 1700),
    "links closed and not opened": tail("a] " * 5000),
    "links opened and not closed": tail("[a" * 145),
    "images in images": tail("![" * 145 + "a"),
    "mixed openers": tail("*a [ " * 145),
    "nested brackets": tail("[" * 70 + "a" + "]" * 70),
    "nested links": tail("[a](" * 140 + ")" * 140),
    "links that never end": tail("[a](<b" * 145),
    "unclosed titles": tail('[a](b "c' * 140),
    "a link of entities": tail("[a](" + "&" * 15_000 + ")"),
    "backticks of growing length": tail("".join("e" + "`" * n for n in range(1, 170))),
    "a run of backticks": tail("`" * 15_000),
    "backslashes": tail("\\" * 15_000),
    "entities": tail("&#x41;&lt;&amp" * 1100),
    "entities without end": tail("&" + "a" * 15_000),
    "references defined": tail("".join(f"[a{n}]: /u{n}\n" for n in range(1400))),
    "references used": tail("[a]: /u\n\n" + "[a]" * 145),
    "references in references": tail("[a]: /u\n[b]: [a]\n" * 700),
    "a reference that never ends": tail("[a" * 140 + "]: /u"),
    "autolinks": tail("<http://a.b/c> " * 1000),
    "autolinks unclosed": tail("<http://a" * 1700),
    "addresses": tail("a@" * 7000 + "b.example"),
    "comments unclosed": tail("<!-- a " * 2200),
    "comments in comments": tail("<!-- a --> <!- -->" * 800),
    "processing instructions unclosed": tail("<?" * 7900),
    "declarations unclosed": tail("<!A " * 3900),
    "CDATA unclosed": tail("<![CDATA[" * 70),
    "tags unclosed": tail('<a b="c' * 2200),
    "deep quotes of one line": tail(">" * 12 + " a\n"),
    "quotes that lapse": tail("> a\nb\n" * 2000),
    "lists in lists": tail("\n".join("  " * (n % 11) + "- a" for n in range(3000))),
    "bullets on one line": tail("- " * 12 + "a"),
    "many kinds of bullets": tail("- a\n+ b\n* c\n1. d\n2) e\n" * 500),
    "numbers of nine digits": tail("999999999. a\n" * 3000),
    "setext underlines": tail("a\n===\nb\n---\n" * 1200),
    "setext of a whole paragraph": tail("a\n" * 7000 + "==="),
    "rules": tail("* * *\n---\n___\n" * 2500),
    "fences unclosed": tail("```\n~~~\n````\n" * 2500),
    "hard tabs": tail("-\ta\n\t-\tb\n\t\t-\tc\n" * 900),
    "tabs alone": tail("\t" * 15_000),
    "a heading as long as a line": tail("# " + "word " * 3000),
    "thousands of headings": tail("###### a\n" * 5000),
    "line ends of the old kind": tail("- 10:00 a\r" * 2000),
    "form feeds and vertical tabs": tail("\f\v a\n" * 3000),
    "a table without a body": tail("|a|b|\n|-|-|\n\n" * 1500),
    "rows of bars": tail("|a|\n|-|\n" + "|" * 15_000),
    "escaped bars": tail("|a|\n|-|\n" + "|" + "\\|" * 7000 + "|"),
    # what our own rules look for, many times
    "times in one line": tail("10:00 UTC 2024-05-02 9pm " * 640),
    "one time after the other": tail("- " + "10:00-10:05 " * 1300),
    "numbers like times": tail("- 1" + ":00" * 5000),
    "words that owe": tail("- will fix by the end of the week (@a) " * 380),
    "words that cause": tail("because the root cause was due to a bug, which caused " * 290),
    "zones": tail("- 10:00 UTC+1 GMT-2 CEST (IST) " * 480),
    "keys": tail("- [ ] a {#ACT-1 {#ACT-2} " * 140),
    "ticks": tail("- [ ] [x] [ ] a\n" * 2000),
    "labels": tail("**Impact:** a **Cause:** b " * 560),
    "colons": tail("a:" * 7500),
    "posts that never begin": tail("---\n\n# 2024-05-01\n\n" * 150),
    # what hides from the eye
    "bidi controls": tail("- \u202e10:05\u202c \u2066UTC\u2069 \u200fthe disk\u200e\n" * 300),
    "zero width": tail("- 1\u200b0:\u200d05 d\ufeffisk \u2060full\n" * 300),
    "combining marks": tail("- 10:05 Z" + "\u0301" * 7000),
    "digits of other scripts": tail(
        "- \u0661\u0660:\u0660\u0665 \uff11\uff10:\uff10\uff15 \u0967\u0966:\u0966\u096b a\n" * 300
    ),
    "emoji joined": tail("- 10:05 \U0001f469\u200d\U0001f4bb " * 900),
    "private and unassigned": tail("- 10:05 \ue000\U000e0041\U0010fffe\n" * 300),
    # heads that ask for more than text
    "huge integers": front("title: Disk\nn: " + "9" * 15_000),
    "times as types": front("date: 2024-05-01T10:00:00+99:99\nstarted: 9999-99-99\nat: 0000-00-00 24:60:61"),
    "sexagesimal": front("title: 1:2:3:4\ndate: 190:20:30"),
    "merge keys without anchors": front("<<: {a: 1}\ntitle: Disk"),
    "escapes of half a pair": front('title: "a\\ud800b\\udfff"\ntags: ["\\0", "\\u202e"]'),
    "a key a thousand times": front("title: a\n" * 400),
    "keys of any type": front("? [a, b]\n: c\n? {d: e}\n: f\ntitle: Disk"),
    "strings of many lines": front("title: >\n" + "  a\n" * 5000),
    "a document in the document": front("title: Disk\n--- b\n... c"),
    # bytes
    "UTF-8 with a mark": b"\xef\xbb\xbf" + HEAD.encode(),
    "UTF-16 with a mark": b"\xff\xfe" + HEAD.encode("utf-16-le"),
    "UTF-16 the other way": b"\xfe\xff" + HEAD.encode("utf-16-be"),
    "Latin-1": HEAD.encode() + "- 10:05 Störung behoben, café\n".encode("latin-1"),
    "UTF-8 cut off": HEAD.encode() + "- 10:05 ö".encode()[:-1],
    "overlong UTF-8": HEAD.encode() + b"- 10:05 \xc0\xaf \xe0\x80\xaf\n",
    "surrogates in UTF-8": HEAD.encode() + b"- 10:05 \xed\xa0\x80\n",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", READ)
def test_what_stands_before_the_hostile_part_is_read_all_the_same(kind: str) -> None:
    posts = outcome(READ[kind], "x.md")
    assert isinstance(posts, list), posts
    assert posts[0].title
    assert [e.at for e in posts[0].timeline if e.text == "Disk full"] == ["2024-05-01T10:00Z"]


#: Refused, with what is said.
REFUSED: dict[str, tuple[bytes, str]] = {
    "a mebibyte of one line": (b"a" * MIB, r"line 1: a line of over"),
    "a mebibyte of one line, and one byte": (b"a" * (MIB + 1), r"at most 1,048,576"),
    "a mebibyte of brackets": (b"[" * MIB, r"line 1: a line of over"),
    "a mebibyte of line ends": (b"\n" * MIB, rf"line {LINES + 1}: over {LINES:,} lines"),
    "ten thousand rows": (tail(table(10_000, 2)), r"line \d+: a table of over 2,000 rows"),
    "a thousand columns": (tail(table(3, 1000)), r"line 7: a table of over 40 columns"),
    "a hundred thousand items": (tail("- a\n" * 100_000), r"over 20,000 lines"),
    "more items than are read": (tail("- a\n" * (BLOCKS + 1)), r"over 12,000 blocks"),
    "ten thousand quotes": (tail(">" * 10_000 + "a"), r"line 7: lists and quotes nested over 12 deep"),
    "a thousand lists": (tail("\n".join("  " * n + "- a" for n in range(100))), r"nested over 12 deep"),
    "many brackets": (tail("[a" * 5000), r"line 7: a paragraph of over 150 brackets"),
    "link reference flood": (tail("[a]" * 5000), r"line 7: a paragraph of over 150 brackets"),
    "a NUL": (tail("a\0b"), r"line 7: a NUL byte"),
    "a NUL at the start": (b"\0" + HEAD.encode(), r"line 1: a NUL byte"),
    "UTF-16 without a mark": (HEAD.encode("utf-16-le"), r"line 1: a NUL byte"),
    "UTF-16 the other way without a mark": (HEAD.encode("utf-16-be"), r"line 1: a NUL byte"),
    "UTF-32 with a mark": (b"\xff\xfe\0\0" + HEAD.encode("utf-32-le"), r"line 1: "),
    "UTF-32 without a mark": (HEAD.encode("utf-32-be"), r"line 1: a NUL byte"),
    "half of UTF-16": (
        b"\xff\xfe" + HEAD.encode("utf-16-le")[:-1],
        r"line \d+: the file says it is utf-16 but is not",
    ),
    "a mark, and no UTF-8": (b"\xef\xbb\xbf# a\n\xff", r"line 1: the file says it is utf-8"),
    "a program": (b"\x7fELF" + bytes(range(1, 32)) * 40, r"control characters"),
    "aliases that multiply": (
        front(
            "a: &a [x, x]\n"
            + "\n".join(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        ),
        r"line 2: anchors and aliases are not read",
    ),
    "merge keys": (front("a: &a {b: c}\nd:\n  <<: *a"), r"line 2: anchors and aliases"),
    "a tag": (front("a: !!python/object/apply:os.system [x]"), r"line 2: tags are not read"),
    "deep flow": (front("a: " + "[" * 5000 + "]" * 5000), r"line 2: the front matter is nested over 16 deep"),
    "deep mappings": (
        front("a: " + "{a: " * 1000 + "}" * 1000),
        r"line 2: the front matter is nested over 16 deep",
    ),
    "deep blocks": (front("\n".join(" " * n + "a:" for n in range(100))), r"nested over 16 deep"),
    "many keys": (front("\n".join(f"k{n}: 1" for n in range(5000))), r"the front matter has over 500 entries"),
    "a long head": (front("a: " + "b c\n  " * 12_000), r"the front matter is over 64 KiB"),
    "deep TOML": (b"+++\na = " + b"[" * 5000 + b"]" * 5000 + b"\n+++\n", r"nested over 16 deep"),
    "a huge TOML integer": (
        b"+++\na = " + b"9" * 15_000 + b"\n+++\n",
        r"line \d+: the front matter is not valid TOML",
    ),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_too_much_is_refused_in_one_sentence(kind: str) -> None:
    data, why = REFUSED[kind]
    said = outcome(data, "x.md")
    assert isinstance(said, str), said
    assert re.search(why, said)


HTML: dict[str, str] = {
    "tags never closed": "<ul><li>" * 11 + "10:05 a",
    "tags never opened": "</ul></li></table>" * 1000,
    "comments unclosed": "<!--" * 4000,
    "instructions unclosed": "<?" * 8000,
    "declarations unclosed": "<!A" * 5000,
    "CDATA unclosed": "<![CDATA[" * 1800,
    "attributes unclosed": '<a b="' * 3000,
    "attributes": "<a " + "b=c " * 4500 + ">",
    "entities": "&#x41;&#65;&lt" * 1200,
    "numbers of no character": "&#0;&#xD800;&#x110000;&#99999999999;" * 300,
    "scripts unclosed": "<script>" * 2000,
    "text areas": "<textarea><title><style>" * 600,
    "bold in bold": "<b>" * 5000,
    "cells without rows": "<td>a" * 3000,
    "tables in tables": "<table><tr><td>" * 900,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", HTML)
def test_hostile_html_is_read_up_to_where_it_is_hostile(kind: str) -> None:
    text = "<h1>Disk full</h1><h2>Timeline</h2><ul><li>2024-05-01 10:00 UTC Disk full</li></ul>\n" + HTML[kind]
    posts = outcome(text.encode(), "x.html")
    assert isinstance(posts, list), posts
    assert posts[0].timeline[0].at == "2024-05-01T10:00Z"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "kind", ["times in one line", "bidi controls", "entities", "autolinks", "labels", "colons"]
)
@pytest.mark.parametrize("suffix", ["txt", "html", ""])
def test_what_hurts_markdown_hurts_no_other_format(kind: str, suffix: str) -> None:
    assert isinstance(outcome(READ[kind], f"x.{suffix}"), list)


#: As many blocks as are read at all: what looks at all of them for each of them takes a minute here.
LONG: dict[str, str] = {
    "items of actions": "## Action items\n\n" + "- we will fix it\n" * 11_000,
    "owners above actions": "## Action items\n\n" + "**Ann**\n- fix a thing\n" * 5_500,
    "items without a time": "## Timeline\n\n" + "\n".join("  " * (n % 11) + "- a" for n in range(11_000)),
    "labels": "- **Owner**: ann\n" * 9_000,
    "paragraphs of a cause": "## Root cause\n\n" + "a b c d e\n\n" * 5_500,
    "tables": "|a|b|\n|-|-|\n|10:00|x|\n\n" * 4_000,
}


@pytest.mark.timeout(12)
@pytest.mark.parametrize("kind", LONG)
def test_as_many_blocks_as_there_may_be_are_read_in_time(kind: str) -> None:
    [post] = parse_document(f"# Disk full\n\n{LONG[kind]}", "x.md")
    assert post.title == "Disk full"
