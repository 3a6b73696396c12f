"""What a digest says: kept as plain data with its delivery, and written out as a letter when it is sent."""

from collections.abc import Iterable
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

from app.domain.owed import Digest, Telling, Why
from app.outbound.mail import Letter

HEADS = {
    Why.ESCALATED: "Escalated to you",
    Why.OVERDUE: "Overdue",
    Why.DUE_TODAY: "Due today",
    Why.DUE_SOON: "Due within a week",
}
TEXT = 300
_WHY_YOU = "You get this as the owner of these action items, or as the manager of their team."


def digest_body(digest: Digest, day: date, public_url: str) -> dict[str, Any]:
    """What is kept of it, and what programs are sent."""
    return {
        "day": day.isoformat(),
        "person": digest.person.name,
        "email": digest.person.email,
        "items": [_item(line, public_url) for line in digest.lines],
    }


def _item(line: Telling, public_url: str) -> dict[str, Any]:
    action = line.action
    text = _one_line(action.text)
    return {
        "key": action.key,
        "text": text[:TEXT] + ("…" if len(text) > TEXT else ""),
        "why": line.why.value,
        "reason": line.reason,
        "due": str(action.due),
        "owner": action.owner.name if action.owner else None,
        "url": f"{public_url}/actions/{action.key}" if public_url else None,
    }


def letter(key: str, address: str, body: dict[str, Any]) -> Letter:
    name = _one_line(body["person"])
    return Letter(key, name, address, _subject(body["items"]), _text(name, body), _html(name, body))


def _subject(items: list[dict[str, Any]]) -> str:
    counts = [f"{len(list(group))} {HEADS[why].lower()}" for why, group in _by_why(items)]
    return f"{len(items)} action item{'' if len(items) == 1 else 's'}: {', '.join(counts)}"


def _text(name: str, body: dict[str, Any]) -> str:
    lines = [f"{name},", "", f"as of {body['day']}:"]
    for why, items in _by_why(body["items"]):
        lines += ["", HEADS[why].upper()]
        for item in items:
            lines += ["", f"{item['key']}  {item['text']}", f"    {item['reason']}"]
            lines += [f"    {item['url']}"] if item["url"] else []
    return "\n".join([*lines, "", "-- ", _WHY_YOU, ""])


def _html(name: str, body: dict[str, Any]) -> str:
    parts = [f"<p>{escape(name)},</p><p>as of {escape(body['day'])}:</p>"]
    for why, items in _by_why(body["items"]):
        parts.append(f"<h2>{HEADS[why]}</h2><ul>")
        for item in items:
            key = escape(item["key"])
            linked = f'<a href="{escape(item["url"])}">{key}</a>' if item["url"] else key
            parts.append(f"<li>{linked} {escape(item['text'])}<br><small>{escape(item['reason'])}</small></li>")
        parts.append("</ul>")
    return "\n".join([*parts, f"<p><small>{_WHY_YOU}</small></p>", ""])


def _by_why(items: Iterable[dict[str, Any]]) -> list[tuple[Why, list[dict[str, Any]]]]:
    """They stand in the order of Why already."""
    return [(Why(why), list(group)) for why, group in groupby(items, key=lambda item: item["why"])]


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
