"""The allow-list that everything shown of a document passes last, whatever made it."""

import nh3

_BLOCKS = {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "dl", "dt", "dd", "hr", "div"}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_WORDS = {"a", "abbr", "b", "br", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "span", "strong", "sub"}
_NOTES = {"section", "sup"}
_ATTRIBUTES = {
    "*": {"id", "data-line"},
    "a": {"href"},
    "ol": {"start"},
    "pre": {"class", "tabindex"},
    "div": {"class", "tabindex"},
    "li": {"class"},
    **{f"h{n}": {"class"} for n in range(3, 7)},
}
_CLASSES = {"scroll", "plain", "front", "task-list-item", "lv1", "lv2", "lv3", "lv4", "lv5", "lv6"}
_SCHEMES = {"http", "https", "mailto"}


def clean(html: str) -> str:
    """Only the tags and attributes above; links leave without a referrer and only to the web and to mail."""
    return nh3.clean(
        html,
        tags=_BLOCKS | _TABLES | _WORDS | _NOTES,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "title"},
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow ugc",
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(c for c in value.split() if c in _CLASSES) or None
    if tag == "a" and name == "href":
        return _address(value)
    return value


def _address(value: str) -> str | None:
    """A web or mail address, or a place in this document; an address relative to the file leads nowhere here."""
    if value.startswith("#"):
        known = value.startswith(("#fn", "#h-"))
        return value if known else "#h-" + value[1:].lower()
    return value if value.split(":", 1)[0].lower() in _SCHEMES and ":" in value else None
