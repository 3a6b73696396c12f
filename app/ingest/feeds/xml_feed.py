"""Atom (RFC 4287) and RSS 0.9 to 2.0: what they call an entry, its id, link, dates and content."""

from app.domain.errors import InvalidInput
from app.ingest.feeds.entry import FeedEntry, as_html, iso, key_of, one_line, plain_as_html, web_address
from app.ingest.feeds.xml_tree import Node, parse_xml


def xml_entries(data: bytes) -> list[FeedEntry]:
    """Raises InvalidInput where it is no feed, TooLarge."""
    root = parse_xml(data)
    if root.name == "feed":
        feed = root.text("id") or _atom_link(root, "")
        return [_atom(entry, feed, _atom_link(root, "")) for entry in root.all("entry")]
    if root.name == "rss":
        channels = root.all("channel")
        return [_rss(item, channel) for channel in channels for item in channel.all("item")]
    if root.name == "rdf":
        items = [c for c in root.children if isinstance(c, Node) and c.name == "item"]
        channel = next((c for c in root.children if isinstance(c, Node) and c.name == "channel"), root)
        return [_rss(item, channel) for item in items]
    raise InvalidInput(f"“{one_line(root.name)}” is the outermost element: neither an Atom nor an RSS feed")


def _atom(entry: Node, feed: str, base: str) -> FeedEntry:
    link = _atom_link(entry, base)
    return FeedEntry(
        key=key_of(feed, one_line(entry.text("id")), link),
        title=_atom_title(entry),
        link=link,
        published=iso(entry.text("published", "issued") or entry.text("updated", "modified")),
        updated=iso(entry.text("updated", "modified")),
        html=next(
            (made for name in ("content", "summary") for c in entry.all(name) if (made := _atom_html(c))), ""
        ),
    )


def _atom_link(node: Node, base: str) -> str:
    """The page that it is about: of several the one in HTML."""
    links = [link for link in node.all("link") if link.attributes.get("rel", "alternate") == "alternate"]
    links.sort(key=lambda link: "html" not in link.attributes.get("type", "html"))
    return web_address(links[0].attributes.get("href", ""), base) if links else ""


def _atom_title(entry: Node) -> str:
    titles = entry.all("title")
    if not titles:
        return ""
    return one_line(titles[0].text())


def _atom_html(content: Node) -> str:
    kind = content.attributes.get("type", "text").lower()
    if kind == "xhtml" or kind.endswith("+xml"):
        return content.markup().strip()
    return as_html(content.text()) if "html" in kind else plain_as_html(content.text())


def _rss(item: Node, channel: Node) -> FeedEntry:
    base = web_address(channel.text("link"))
    permanent = [g.text() for g in item.all("guid") if g.attributes.get("ispermalink", "true") == "true"]
    link = web_address(item.text("link") or "".join(permanent[:1]), base)
    published = item.text("pubdate") or item.foreign("date")
    return FeedEntry(
        key=key_of(base or one_line(channel.text("title")), one_line(item.text("guid")), link),
        title=one_line(item.text("title")),
        link=link,
        published=iso(published),
        updated=iso(item.foreign("updated") or item.foreign("modified") or published),
        html=as_html(item.foreign("encoded") or item.text("description")),
    )
