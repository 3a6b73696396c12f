"""A document as written, made safe to show."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.source import rendering
from app.web.source.rendering import render

DOCUMENT = """---
title: Leak
---
# The <b>leak</b>

First line
second line

- [x] done
- [ ] not done

| when | |
|------|---|
| 10:02 | alarm |

## Same

### Same

```py
a < b
```

![a chart](https://tracker.example/pixel.png)

A note[^1] and [a link](https://example.org/x), [the top](#the-leak), [a file](./other.md).

[^1]: The note.
"""


class Tags(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def test_markup_in_markdown_is_text() -> None:
    shown = Tags(render(DOCUMENT, "leak.md").html)
    assert "The <b>leak</b>" in shown.text
    assert not shown.of("b")


def test_every_block_carries_its_line_and_a_fact_finds_its_block() -> None:
    rendered = render(DOCUMENT, "leak.md")
    assert 'id="L9" data-line="9"' in rendered.html
    assert rendered.places.at(7) == "L6"
    assert rendered.places.at(14) == "L14"
    assert rendered.places.at(2) == "L1"
    assert rendered.places.at(None) is None


def test_lines_of_a_later_post_are_those_of_the_file() -> None:
    rendered = render("# Second post\n\ntext\n", "all.md", 40)
    assert rendered.places.by_line == {40: "L40", 42: "L42"}
    assert rendered.places.at(39) is None


def test_headings_have_anchors_of_their_own_and_never_skip_a_level() -> None:
    rendered = render("# One\n\n### Same\n\n### Same\n\n###### Deep\n", "a.md")
    assert [h.anchor for h in rendered.headings] == ["h-one", "h-same", "h-same-2", "h-deep"]
    levels = [tag for tag, _ in Tags(rendered.html).tags if tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels == ["h3", "h4", "h4", "h5"]


def test_images_are_not_fetched_but_linked() -> None:
    shown = Tags(render(DOCUMENT, "leak.md").html)
    assert not shown.of("img")
    assert "https://tracker.example/pixel.png" in [a["href"] for a in shown.of("a") if "href" in a]
    assert "[image: a chart]" in shown.text


def test_links_lead_to_the_web_or_to_this_document_and_say_so() -> None:
    links = Tags(render(DOCUMENT, "leak.md").html).of("a")
    assert {a.get("href") for a in links} >= {"https://example.org/x", "#h-the-leak", None}
    assert all(a["rel"] == "noopener noreferrer nofollow ugc" for a in links)


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example/x", "file:///etc/passwd"]
)
@pytest.mark.parametrize("form", ["[x]({})", "<a href='{}'>x</a>", "![x]({})", "<img src='{}' alt=x>"])
def test_no_address_but_web_and_mail_is_followed(target: str, form: str) -> None:
    name = "a.html" if form.startswith("<") else "a.md"
    for attrs in Tags(render(form.format(target), name).html).of("a"):
        assert attrs.get("href") is None


def test_an_empty_head_cell_is_no_head() -> None:
    shown = Tags(render(DOCUMENT, "leak.md").html)
    assert len(shown.of("th")) == 1


def test_task_boxes_are_signs() -> None:
    shown = Tags(render(DOCUMENT, "leak.md").html)
    assert not shown.of("input")
    assert "☑ done" in shown.text
    assert "☐ not done" in shown.text


def test_html_keeps_its_structure_and_loses_its_looks() -> None:
    html = """<html><head><title>T</title><style>p{}</style></head><body onload="x()">
<h1 class="big" id="main">It <em>broke</em></h1>
<p style="color:red" id="keys">First &amp; last</p>
<script>alert(1)</script><iframe src="https://x.example"></iframe>
<table><tr><td>10:02</td></tr></table></body></html>"""
    rendered = render(html, "a.html")
    shown = Tags(rendered.html)
    assert "First & last" in shown.text
    assert "alert" not in shown.text
    assert [h.anchor for h in rendered.headings] == ["h-it-broke"]
    assert rendered.places.at(3) == "L3"
    assert {tag for tag, _ in shown.tags} <= {"h3", "span", "em", "p", "div", "table", "tbody", "tr", "td"}
    assert all(set(attrs) <= {"id", "class", "data-line", "tabindex"} for _, attrs in shown.tags)
    assert not {"main", "keys"} & {attrs.get("id") for _, attrs in shown.tags}


def test_an_unclosed_heading_is_closed() -> None:
    assert "h-open" in render("<h1>Open", "a.html").html


def test_plain_text_keeps_its_lines() -> None:
    rendered = render("Posted Monday\n<b>9pm</b>\n\nSecond\n", "status.txt", 10)
    assert "Posted Monday\n&lt;b&gt;9pm&lt;/b&gt;" in rendered.html
    assert rendered.places.by_line == {10: "L10", 13: "L13"}


def test_a_very_long_document_is_shown_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "LAID_OUT_MAX", 100)
    rendered = render("# Title\n\n" + "word " * 40, "long.md")
    assert "# Title" in rendered.html
    assert not rendered.headings


def test_broken_front_matter_is_shown_as_text() -> None:
    assert "a: &amp;x" in render("---\na: &x 1\nb: *x\n---\ntext\n", "a.md").html


_HOSTILE = st.text(alphabet="<>\"'&=/:;#[]()!`*_-|\\ \n\tabjsx:onerr", max_size=120)


@given(text=_HOSTILE, name=st.sampled_from(["a.md", "a.html", "a.txt", "a.mdx"]))
def test_nothing_written_becomes_active(text: str, name: str) -> None:
    allowed = {"id", "class", "data-line", "href", "rel", "tabindex", "start"}
    for tag, attrs in Tags(render(text, name).html).tags:
        assert tag not in ("script", "style", "img", "svg", "form", "input", "iframe", "object")
        assert set(attrs) <= allowed
        href = attrs.get("href")
        assert href is None or href.startswith(("#", "http:", "https:", "mailto:", "HTTP", "MAILTO"))
