"""JSON Feed (jsonfeed.org) and the list of incidents that a Statuspage gives (`/api/v2/incidents.json`)."""

import html
import json
from typing import Any

from app.domain.errors import InvalidInput
from app.ingest.feeds.entry import FeedEntry, iso, key_of, one_line, plain_as_html, web_address

_FEED = "://jsonfeed.org/version/"
_NO_SEVERITY = ("none", "maintenance")


def json_entries(data: bytes) -> list[FeedEntry]:
    """Raises InvalidInput where it is neither."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise InvalidInput(f"no JSON that can be read: {exc}") from exc
    if isinstance(found, dict) and _FEED in _text(found, "version"):
        return [
            _item(item, _text(found, "home_page_url", "feed_url", "title")) for item in _objects(found, "items")
        ]
    if isinstance(found, dict) and isinstance(found.get("page"), dict) and "incidents" in found:
        return [_incident(item, _text(found["page"], "url", "id")) for item in _objects(found, "incidents")]
    raise InvalidInput("neither a JSON feed nor a Statuspage's list of incidents")


def _item(item: dict[str, Any], feed: str) -> FeedEntry:
    link = web_address(_text(item, "url", "external_url"))
    return FeedEntry(
        key=key_of(feed, one_line(_text(item, "id")), link),
        title=one_line(_text(item, "title")),
        link=link,
        published=iso(_text(item, "date_published", "date_modified")),
        updated=iso(_text(item, "date_modified", "date_published")),
        html=_text(item, "content_html") or plain_as_html(_text(item, "content_text", "summary")),
    )


def _incident(item: dict[str, Any], page: str) -> FeedEntry:
    """An incident with its updates, the newest first as its page shows them."""
    link = web_address(_text(item, "shortlink"))
    updates = _objects(item, "incident_updates")
    updates.sort(key=lambda update: _text(update, "display_at", "created_at"), reverse=True)
    impact = _text(item, "impact_override", "impact")
    return FeedEntry(
        key=key_of(page, one_line(_text(item, "id")), link),
        title=one_line(_text(item, "name")),
        link=link,
        published=iso(_text(item, "created_at")),
        updated=iso(_text(item, "updated_at")),
        html="".join(map(_update, updates)) + _postmortem(_text(item, "postmortem_body")),
        more={
            "severity": "" if impact in _NO_SEVERITY else impact,
            "services": [name for c in _objects(item, "components") if (name := _text(c, "name"))],
            "started_at": iso(_text(item, "started_at")),
            "resolved_at": iso(_text(item, "resolved_at")),
        },
    )


def _update(update: dict[str, Any]) -> str:
    state = _text(update, "status").replace("_", " ").capitalize()
    at = iso(_text(update, "display_at", "created_at"))
    head = f"<p>{html.escape(at)} <strong>{html.escape(state)}</strong> - "
    return head + plain_as_html(_text(update, "body")).removeprefix("<p>")


def _postmortem(text: str) -> str:
    return f"<h2>Postmortem</h2>{plain_as_html(text)}" if text else ""


def _objects(of: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = of.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _text(of: dict[str, Any], *names: str) -> str:
    """The first of these that is a text, or a number as one (ids are)."""
    values = (of.get(name) for name in names)
    return next((str(v) for v in values if isinstance(v, (str, int)) and not isinstance(v, bool) and v != ""), "")
