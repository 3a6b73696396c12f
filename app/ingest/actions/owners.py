"""Who is to do it: `Owner: X`, `(@x)`, `assigned to X`, an @handle at either end; X may carry an e-mail address."""

import re

_NAME = r"@?[A-Za-z][\w.'’-]{0,40}(?: [A-Z][\w.'’-]{0,40}){0,3}"
_EMAIL = r"[A-Za-z0-9][\w.%+-]{0,63}@[A-Za-z0-9][\w-]{0,62}(?:\.[A-Za-z0-9][\w-]{0,62}){1,8}"
_OWNER = rf"<?(?:[A-Z][\w.'’-]{{0,40}} ){{0,4}}?[<(]?{_EMAIL}>?|{_NAME}"
_LABELLED = re.compile(
    r"[\s(\[,;.–—-]*\b(?:owner|assignee|assigned(?: to)?|responsible|dri|who|lead|champion)s?\s*[:=]\s*(?P<name>"
    + _OWNER
    + r")(?:\s*\))?|\bassigned to (?P<to>"
    + _OWNER
    + r")",
    re.IGNORECASE,
)
_HANDLE = r"@[A-Za-z0-9][\w.-]{0,60}[\w]"
_BRACKETED = re.compile(r"[(\[](?P<name>" + _HANDLE + r")(?:[,;&/ ]{1,3}" + _HANDLE + r"){0,3}[)\],;]")
_LEADING = re.compile(r"^\W*(?P<name>" + _HANDLE + r")(?:\s*[:–—-]|\s+(?:to|will|should)\b)")
_TRAILING = re.compile(r"(?:[–—-]\s*|\s)(?P<name>" + _HANDLE + r")\s*[.)]?\s*$")
_NOBODY = re.compile(r"^(?:n/?a|tbd|tba|none|unassigned|unknown|todo|-+|\?+)$", re.IGNORECASE)
_STOPS = frozenset(
    {"the", "a", "an", "due", "priority", "status", "by", "on", "and", "of", "for", "is", "are", "was"}
)


def owner_of(text: str) -> tuple[str | None, str]:
    """(owner or None, the text without an owner label)."""
    match = _LABELLED.search(text) if _labels(text) else None
    if match is not None:
        name = (match["name"] or match["to"]).rstrip(".,;")
        if name.split()[0].lower() not in _STOPS and not _NOBODY.match(name):
            shorter = text[: match.start()] + text[match.end() :] if match["name"] else text
            return _closed(name), shorter.strip(" .,;–—-") if match["name"] else text
    if "@" not in text:
        return None, text
    for pattern in (_BRACKETED, _LEADING, _TRAILING):
        match = pattern.search(text)
        if match is not None:
            return match["name"], text
    return None, text


def _labels(text: str) -> bool:
    """True where a label can stand: a cheap look before the dear one."""
    return ":" in text or "=" in text or "assigned to" in text.lower()


def owner_cell(text: str) -> str | None:
    """Of a table's owner column."""
    words = " ".join(text.split()).strip("[]()*` ")
    return _closed(words[:120]) if words and any(c.isalnum() for c in words) and not _NOBODY.match(words) else None


def _closed(name: str) -> str:
    """`Ann Lee (ann@example.org` with the bracket that was cut off with those around the whole."""
    return name + ")" if name.count("(") > name.count(")") else name
