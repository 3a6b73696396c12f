"""What feeds have in common: Atom (RFC 4287) that holds any text, and answers for those who ask again."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import Request, Response

from app.http.absolute import absolute

_ATOM = "http://www.w3.org/2005/Atom"
#: Characters that XML 1.0 cannot hold, escaped or not.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def entry(title: str, own: str, page: str, published: datetime, updated: datetime) -> Element:
    """`own` is its id, `page` where it is read; both are whole addresses."""
    made = Element("entry")
    text(made, "title", title)
    text(made, "id", own)
    SubElement(made, "link", rel="alternate", href=page)
    text(made, "published", stamp(published))
    text(made, "updated", stamp(updated))
    return made


def feed(
    request: Request, title: str, address: str, page: str, entries: Iterable[tuple[datetime, Element]]
) -> Response:
    """Entries with when each was changed. Its own address stands in it without a token."""
    found = list(entries)
    root = Element("feed", xmlns=_ATOM)
    text(root, "title", title)
    text(root, "id", absolute(request, address))
    SubElement(root, "link", rel="self", href=absolute(request, address))
    SubElement(root, "link", rel="alternate", href=absolute(request, page))
    text(root, "updated", stamp(max((updated for updated, _ in found), default=_BEGINNING)))
    SubElement(SubElement(root, "author"), "name").text = "Aftercare"
    root.extend(each for _, each in found)
    body = tostring(root, encoding="utf-8", xml_declaration=True)
    return fetched(request, body, "application/atom+xml")


def fetched(request: Request, body: bytes, media_type: str) -> Response:
    """The body, or 304 for who has it. No page that is opened from it is told of a token in its address."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"Referrer-Policy": "no-referrer", "ETag": tag}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = writable(words)


def category(parent: Element, term: str) -> None:
    SubElement(parent, "category", term=writable(term))


def writable(words: str) -> str:
    return _UNWRITABLE.sub("", words)


def stamp(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
