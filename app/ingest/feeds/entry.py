"""One entry of a feed, and the document that it becomes: front matter over its content in HTML."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

_LINE_MAX = 500
_BLOCK = re.compile(r"(?<=.)(<(?:p|br|li|tr|h[1-6]|div|ul|ol|table|blockquote|pre)\b)", re.IGNORECASE)
#: Updates of a Statuspage: the time on a line of its own, then `<strong>Resolved</strong> - …`.
_STAMP_END = re.compile(r"</small>\s{0,20}<br ?/?>", re.IGNORECASE)
_STATE = re.compile(r"<strong>([A-Z][a-z ]{5,12})</strong> -")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PARAGRAPH = re.compile(r"\n\s*\n")
_TAG = re.compile(r"<(?:/?[a-zA-Z]|!--)|&(?:[a-zA-Z]{2,8}|#\d{1,6});")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """`key` is what it is known by: its id, else its link, "" for neither. `link` is an http address or "".

    `published` and `updated` are ISO 8601 where they could be read, else as stated. `more` are further fields of
    front matter, for feeds that have a place for them.
    """

    key: str
    title: str
    link: str
    published: str
    updated: str
    html: str
    more: Mapping[str, str | Sequence[str]] = field(default_factory=dict)

    def document(self) -> bytes:
        """The entry as an HTML document with front matter; the same entry gives the same bytes."""
        body = _BLOCK.sub(r"\n\1", _STAMP_END.sub("</small> ", self.html))
        head: dict[str, str | Sequence[str]] = {
            "title": self.title,
            "kind": _kind(body),
            "date": self.published,
            "updated": self.updated,
        }
        head |= {"url": self.link, **self.more}
        lines = [f"{name}: {_yaml(value)}" for name, value in head.items() if value]
        title = f"<h1>{html.escape(self.title)}</h1>\n" if self.title else ""
        return "\n".join(["---", *lines, "---", f"{title}{body}", ""]).encode("utf-8", "replace")


def _kind(body: str) -> str:
    """What the states over its updates say it is: a status page has some for incidents, others for planned work."""
    states = {found[1].lower() for found in _STATE.finditer(body)}
    if states & {"investigating", "identified", "monitoring", "resolved"}:
        return "incident"
    return "maintenance" if states & {"scheduled", "in progress", "verifying", "completed"} else ""


def key_of(feed: str, own: str, link: str) -> str:
    """What an entry is known by. An id that is no address of any kind is one of this feed alone."""
    key = own or link
    return key if ":" in key or not key else f"{feed}#{key}"


def as_html(text: str) -> str:
    """Text that may be HTML or not, as HTML."""
    return text if _TAG.search(text) else plain_as_html(text)


def plain_as_html(text: str) -> str:
    paragraphs = (html.escape(p.strip(), quote=False).replace("\n", "<br>") for p in _PARAGRAPH.split(text))
    return "".join(f"<p>{p}</p>" for p in paragraphs if p)


def iso(stated: str) -> str:
    """A date of a feed (RFC 3339 or RFC 822) in ISO 8601; what cannot be read as either stays as it is."""
    stated = one_line(stated)
    if _DAY.fullmatch(stated):
        return stated
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(stated).isoformat().replace("+00:00", "Z")
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return stated


def one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LINE_MAX]


def web_address(link: str, base: str = "") -> str:
    """The link, completed by the address it stands at, where it leads to a page; else ""."""
    link = urljoin(base, one_line(link)) if link else ""
    return link if link.lower().startswith(("http://", "https://")) and " " not in link else ""


def _yaml(value: str | Sequence[str]) -> str:
    """A string of JSON is one of YAML, and a list of them is a list."""
    plain = one_line(value) if isinstance(value, str) else [one_line(v) for v in value]
    return json.dumps(plain, ensure_ascii=False)
