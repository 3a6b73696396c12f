"""Feeds: what is new, for programs that ask again and again."""

import re
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Request, Response

from app.http.absolute import absolute
from app.http.dependencies import PrincipalDep, SessionDep
from app.http.identity import FEEDS
from app.store.postmortems import PostmortemFilter, PostmortemRow, list_postmortems

ADDRESS = f"{FEEDS}postmortems.atom"
_NEWEST = 50
_SUMMARY = 2000
_ATOM = "http://www.w3.org/2005/Atom"
#: Characters that XML 1.0 cannot hold, escaped or not.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

router = APIRouter(include_in_schema=False)


@router.get(ADDRESS)
def postmortems(request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    """The latest postmortems as Atom (RFC 4287). Its own address stands in it without a token."""
    found = list_postmortems(session, principal, PostmortemFilter(), limit=_NEWEST).items
    feed = Element("feed", xmlns=_ATOM)
    _text(feed, "title", "Postmortems")
    _text(feed, "id", absolute(request, ADDRESS))
    SubElement(feed, "link", rel="self", href=absolute(request, ADDRESS))
    SubElement(feed, "link", rel="alternate", href=absolute(request, "/postmortems"))
    updated = max((row.postmortem.updated_at for row in found), default=_BEGINNING)
    _text(feed, "updated", _time(updated))
    SubElement(SubElement(feed, "author"), "name").text = "Aftercare"
    for row in found:
        feed.append(_entry(request, row))
    body = tostring(feed, encoding="utf-8", xml_declaration=True)
    # The address may hold a token: no page that is opened from here is told of it.
    return Response(body, media_type="application/atom+xml", headers={"Referrer-Policy": "no-referrer"})


def _entry(request: Request, row: PostmortemRow) -> Element:
    post, entry = row.postmortem, Element("entry")
    _text(entry, "title", f"{post.severity.upper()}: {post.title}" if post.severity else post.title)
    _text(entry, "id", absolute(request, f"{ADDRESS}#{post.id}"))  # its own address changes with its title
    SubElement(entry, "link", rel="alternate", href=absolute(request, f"/postmortems/{post.slug}"))
    _text(entry, "published", _time(post.created_at))
    _text(entry, "updated", _time(post.updated_at))
    for service in row.services:
        SubElement(entry, "category", term=_UNWRITABLE.sub("", service))
    if post.summary:
        _text(entry, "summary", post.summary[:_SUMMARY])
    return entry


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _UNWRITABLE.sub("", text)


def _time(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
