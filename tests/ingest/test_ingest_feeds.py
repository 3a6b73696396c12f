"""Feeds of status pages: what their entries say, and everything for which a feed is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput, TooLarge
from app.domain.vocabulary import PostmortemKind, Severity
from app.ingest.facts import ParsedPost
from app.ingest.feeds import reading, xml_tree
from app.ingest.feeds.entry import FeedEntry, iso, one_line
from app.ingest.feeds.reading import read_feed
from app.ingest.parser import parse_document


def post_of(entry: FeedEntry) -> ParsedPost:
    [post] = parse_document(entry.document().decode(), "entry.html")
    return post


def atom(*entries: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:media="http://search.yahoo.com/mrss/"><id>tag:status.example,2005:/history</id>'
        '<link rel="self" href="https://status.example/history.atom"/>'
        f'<link rel="alternate" type="text/html" href="https://status.example/"/>{"".join(entries)}</feed>'
    ).encode()


UPDATES = "".join(
    f"<p><small>May <var data-var='date'> 1</var>, <var data-var='time'>{time}</var> UTC</small><br>"
    f"<strong>{state}</strong> - {text}</p>"
    for time, state, text in (
        ("10:41", "Resolved", "Orders are on time again."),
        ("10:20", "Identified", "The release of the queue is taken back."),
        ("09:58", "Investigating", "Orders wait for ten minutes & more."),
    )
)
ESCAPED = UPDATES.replace("&", "&amp;").replace("<", "&lt;")
ENTRY = f"""<entry><id>tag:status.example,2005:Incident/7</id><media:title>a picture</media:title>
<published>2024-05-01T10:41:00Z</published><updated>2024-05-02T08:00:00+02:00</updated>
<link rel="alternate" type="text/html" href="/incidents/q7"/><title>Orders are late</title>
<content type="html">{ESCAPED}</content></entry>"""


def test_an_incident_of_a_status_page_is_read_with_its_updates() -> None:
    [entry] = read_feed(atom(ENTRY))
    assert (entry.key, entry.link) == ("tag:status.example,2005:Incident/7", "https://status.example/incidents/q7")
    assert (entry.published, entry.updated) == ("2024-05-01T10:41:00Z", "2024-05-02T08:00:00+02:00")
    post = post_of(entry)
    assert (post.title, post.kind) == ("Orders are late", PostmortemKind.INCIDENT)
    assert [(e.at, e.text.split(" ")[0]) for e in post.timeline] == [
        ("2024-05-01T10:41Z", "Resolved"),
        ("2024-05-01T10:20Z", "Identified"),
        ("2024-05-01T09:58Z", "Investigating"),
    ]
    assert (post.started_at, post.resolved_at) == ("2024-05-01T09:58Z", "2024-05-01T10:41Z")
    assert [(link.rel, link.target) for link in post.links] == [("source", "https://status.example/incidents/q7")]


def test_an_announced_work_is_maintenance() -> None:
    planned = ENTRY.replace("Resolved", "Completed").replace("Identified", "In progress")
    [entry] = read_feed(atom(planned.replace("Investigating", "Scheduled")))
    assert post_of(entry).kind is PostmortemKind.MAINTENANCE


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ('<content type="html">&lt;p&gt;A &amp;amp; B&lt;/p&gt;</content>', "<p>A &amp; B</p>"),
        ("<content type='html'><![CDATA[<p>A</p>]]></content>", "<p>A</p>"),
        ("<content>A &lt; B\n\nC\nD</content>", "<p>A &lt; B</p><p>C<br>D</p>"),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            '<p title="&quot;">A &lt;<br/>B</p></div></content>',
            '<div><p title="&quot;">A &lt;<br>B</p></div>',
        ),
        ('<content src="elsewhere.mp3" type="audio/mpeg"/><summary>Told</summary>', "<p>Told</p>"),
        ("<summary>Told</summary>", "<p>Told</p>"),
        ("", ""),
    ],
)
def test_content_of_every_type_becomes_html(content: str, html: str) -> None:
    [entry] = read_feed(atom(f"<entry><id>urn:a</id><title>T</title>{content}</entry>"))
    assert entry.html == html


RSS = b"""<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom">
<channel><atom:link rel="self" href="https://status.example/rss"/><link>https://status.example</link><title>Acme</title>
<item><title>Caf\xe9 is closed</title><guid isPermaLink="false">42</guid><media:title>no</media:title>
 <link>https://status.example/42</link><pubDate>Wed, 01 May 2024 10:41:00 +0200</pubDate>
 <description>short</description><content:encoded><![CDATA[<p>The whole story.</p>]]></content:encoded></item>
<item><title>Second</title><guid>https://status.example/43</guid><dc:date>2024-05-02T08:00Z</dc:date>
 <description>One.

Two.</description></item>
<item><title>Third</title><description>nothing to know it by</description></item>
</channel></rss>"""


def test_rss_is_read_and_what_its_doctype_names_is_not() -> None:
    first, second, third = read_feed(RSS)
    assert (first.key, first.title, first.html) == (
        "https://status.example#42",
        "Café is closed",
        "<p>The whole story.</p>",
    )
    assert (first.published, first.link) == ("2024-05-01T10:41:00+02:00", "https://status.example/42")
    assert (second.key, second.link) == ("https://status.example/43", "https://status.example/43")
    assert (second.published, second.html) == ("2024-05-02T08:00:00Z", "<p>One.</p><p>Two.</p>")
    assert third.key == ""


def test_rss_1_keeps_its_items_beside_the_channel() -> None:
    [entry] = read_feed(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b"<channel><title>Acme</title><link>https://status.example</link></channel>"
        b'<item rdf:about="https://status.example/1"><title>First</title><link>https://status.example/1</link></item>'
        b"</rdf:RDF>"
    )
    assert (entry.key, entry.title) == ("https://status.example/1", "First")


def json_feed(*items: dict[str, Any]) -> bytes:
    head = {"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://status.example"}
    return b"\xef\xbb\xbf" + json.dumps(head | {"items": items}).encode()


def test_a_json_feed_is_read() -> None:
    one = {"id": 1, "url": "https://status.example/1", "title": "One", "content_html": "<p>A</p>"}
    two = {"id": "urn:2", "content_text": "B < C", "date_published": "2024-05-01T10:00:00Z", "url": "javascript:x"}
    first, second = read_feed(json_feed(one, two))
    assert (first.key, first.html) == ("https://status.example#1", "<p>A</p>")
    assert (second.key, second.html, second.link) == ("urn:2", "<p>B &lt; C</p>", "")
    assert second.published == "2024-05-01T10:00:00Z"


def test_a_statuspages_list_of_incidents_is_read_with_impact_components_and_times() -> None:
    updates = [
        {"status": "investigating", "body": "Orders wait.", "display_at": "2024-05-01T09:58:00.000Z"},
        {"status": "resolved", "body": "On time.\n\nSorry.", "display_at": "2024-05-01T10:41:00.000Z"},
    ]
    incident = {
        "id": "q7",
        "name": "Orders are late",
        "impact": "critical",
        "shortlink": "https://stspg.example/q7",
    }
    incident |= {"components": [{"name": "Checkout"}, {"name": 'The "till"'}], "incident_updates": updates}
    incident |= {
        "started_at": "2024-05-01T09:50:00Z",
        "resolved_at": "2024-05-01T10:41:00Z",
        "postmortem_body": "Why.",
    }
    page = {"page": {"id": "p1", "url": "https://status.example"}, "incidents": [incident]}
    [entry] = read_feed(json.dumps(page).encode())
    assert entry.key == "https://status.example#q7"
    post = post_of(entry)
    assert (post.kind, post.severity) == (PostmortemKind.INCIDENT, Severity.SEV1)
    assert post.services == ["Checkout", 'The "till"']
    assert (post.started_at, post.resolved_at) == ("2024-05-01T09:50Z", "2024-05-01T10:41Z")
    assert [e.at for e in post.timeline] == ["2024-05-01T10:41Z", "2024-05-01T09:58Z"]


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
PARAMETER = "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/x'> %a;]>"


@pytest.mark.parametrize("head", [BOMB, OUTSIDE, PARAMETER])
def test_a_feed_that_declares_entities_is_refused(head: str) -> None:
    with pytest.raises(InvalidInput, match=r"line 1: it declares entities, which no feed needs"):
        read_feed(atom("<entry><title>&a;</title></entry>", head=head))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no XML that can be read: no element found"),
        (b"plain text", "line 1: no XML that can be read"),
        (b"<feed>\n<entry>\n</feed>", "line 3: no XML that can be read: mismatched tag"),
        (b"<?xml version='1.0' encoding='klingon'?><feed/>", "line 1: "),
        (b"<?xml version='1.0' encoding='cp037'?><feed/>", "line 1: "),
        (b"<html><body/></html>", "“html” is the outermost element: neither an Atom nor an RSS feed"),
        (atom("<entry><title>&nbsp;</title></entry>"), "undefined entity"),
        (b'{"version": 1}', "neither a JSON feed nor a Statuspage's list of incidents"),
        (b"[1]", "neither a JSON feed"),
        (b'{"version": ', "no JSON that can be read"),
        (b'{"a":' + b"[" * 100_000, "no JSON that can be read"),
        (b'{"a": ' + b"1" * 5000 + b"}", "no JSON that can be read"),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_feed(data)
    assert said in str(refused.value)


def test_feeds_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = "<entry><id>urn:{}</id></entry>"
    assert len(read_feed(atom(*(entry.format(i) for i in range(1000))))) == 1000
    with pytest.raises(TooLarge, match=r"holds 1,001 entries; at most 1,000"):
        read_feed(atom(*(entry.format(i) for i in range(1001))))
    with pytest.raises(TooLarge, match=r"line 1: elements nested over 200 deep"):
        read_feed(b"<a>" * 300)
    monkeypatch.setattr(xml_tree, "NODES", 100)
    with pytest.raises(TooLarge, match=r"line 1: over 100 elements and texts"):
        read_feed(atom("<entry/>" * 101))
    monkeypatch.setattr(reading, "FEED_BYTES", 1024 * 1024)
    with pytest.raises(TooLarge, match=r"over 1 MiB"):
        read_feed(b"<" * (1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("2024-05-01T10:41:00Z", "2024-05-01T10:41:00Z"),
        ("2024-05-01", "2024-05-01"),
        ("Wed, 01 May 2024 10:41:00 GMT", "2024-05-01T10:41:00Z"),
        ("Wed, 01 May 2024 10:41:00 PDT", "2024-05-01T10:41:00-07:00"),
        ("Wed, 01 May 2024 10:41:00 CET", "2024-05-01T10:41:00"),
        ("Wed, 99 May 2024 10:41:00 GMT", "Wed, 99 May 2024 10:41:00 GMT"),
        ("yesterday \x07", "yesterday"),
        ("", ""),
    ],
)
def test_dates_are_read_as_stated_and_no_zone_is_invented(stated: str, read: str) -> None:
    assert iso(stated) == read


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=40))
def test_any_text_of_an_entry_makes_a_document_with_that_title(title: str, html: str, date: str) -> None:
    entry = FeedEntry("urn:x", one_line(f"T {title}"), "https://status.example/", iso(date), "", html)
    posts = parse_document(entry.document().decode().replace("\0", ""), "entry.html")
    assert posts[0].title == " ".join(entry.title.split())[:300]
    assert posts[0].links[0].target == "https://status.example/"
    assert entry.document() == entry.document()


@given(st.binary(max_size=60), st.integers(0, 900))
def test_damage_anywhere_is_refused_or_harmless(noise: bytes, at: int) -> None:
    data = atom(ENTRY)
    try:
        entries = read_feed(data[:at] + noise + data[at + len(noise) :])
    except (InvalidInput, TooLarge):
        return
    assert all(entry.document() for entry in entries)
