"""Who is to do it: an @handle at either end, "assigned to Ann", "Ann to write …", "The network team will …"."""

import re
from collections.abc import Container

from app.ingest.actions.people import CREW, NAME, TEAM, is_person, is_team
from app.ingest.actions.verbs import IMPERATIVE, begins_with_order
from app.ingest.phrases import each

_EMAIL = r"[A-Za-z0-9][\w.%+-]{0,63}@[A-Za-z0-9][\w-]{0,62}(?:\.[A-Za-z0-9][\w-]{0,62}){1,8}"
_TODO_NAME = re.compile(r"(?:TODO|DONE|WIP)\s?\((?P<name>@?[A-Za-z][\w.-]{1,40})\)")
_HANDLE = r"@(?!\d{4}-\d)[A-Za-z0-9][\w.-]{0,60}[\w]"
_ASSIGNED = re.compile(
    r"\b(?i:assigned to|owned by|be (?:done|handled|driven|led|owned|implemented) by|led by|driven by)\s{1,4}"
    rf"(?P<name><?(?:[A-Z][\w.'’-]{{0,40}} ){{0,4}}[<(]?{_EMAIL}>?|{_HANDLE}|"
    rf"(?:the )?{NAME}(?: team\b)?|(?:the )?[\w-]{{2,30}}(?: [\w-]{{2,30}})? team\b)"
)
_LINKING = re.compile(
    r"^(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|lastly|also|additionally|next|then|moreover),? ",
    re.IGNORECASE,
)
#: "By the end of Q2, the storage team …": when stands before who.
_FIRST_WHEN = re.compile(
    r"^(?:by|before|in|over|within|during|next|this|for|going|moving) [^,.;:]{2,40}, ", re.IGNORECASE
)
_ASSIGNING = ("assigned to", "owned by", "led by", "driven by", " by ")
_BRACKETED = re.compile(r"[(\[](?P<name>" + _HANDLE + r")(?:[,;&/ ]{1,3}" + _HANDLE + r"){0,3}[)\],;]")
_LEADING = re.compile(
    r"^[^\w@]{0,6}(?P<name>" + _HANDLE + r")(?:(?:,| and| &| \+)? " + _HANDLE + r"){0,3}"
    r"(?:\s{0,3}[:–—-]|\s{1,3}(?:to|will|should|is|are|has|have)\b|\s{1,3}(?P<order>(?=[A-Z])))"
)
#: Who is thanked, told or quoted beside a handle, rather than asked to do it.
_ASIDE = re.compile(
    r"\b(?:cc|thanks|thank you|thx|kudos|via|from|with|ask|see|h/t|by|to|for|and|ping)[: ]{1,2}$", re.IGNORECASE
)
_TRAILING = re.compile(
    r"(?:[–—-]\s{0,3}|\s)(?P<name>" + _HANDLE + r")\s{0,3}[.)]?(?:\s{1,3}https?://\S{1,300})?\s*$"
)
_TEAM = re.compile(
    r"^(?:the |our )?(?!(?:the|our|whole|entire|same|other|each|every|a)\b)"
    r"(?P<name>[\w-]{2,30}(?: [\w-]{2,30}){0,2} team)"
    r" (?:will|to|is|must|needs to|plans to|continues to|has|should)\b",
    re.IGNORECASE,
)
#: "Ann to write the runbook": one or two words of a name, and an order.
_NAMED = re.compile(
    r"^(?P<name>[A-Z][\w'’-]{1,20}(?: [A-Z][\w.'’-]{1,20})?(?: (?:and|&) [A-Z][\w.'’-]{1,20})?) "
    r"(?:to|will) (?P<verb>[a-z]{2,20})\b"
)
#: "Ann is adding an alert", "Ann has added one": counts where the name is a person's.
_DOING = re.compile(
    r"^(?P<name>[A-Z][\w'’-]{1,20}(?: [A-Z][\w.'’-]{1,20})?) (?:(?:is|are) [a-z]{3,20}ing|has|have|[a-z]{2,20}ed)\b"
)
_ANYBODY = rf"{TEAM}|{NAME}(?:(?: (?:and|&) |/){NAME})?"
_LED = re.compile(rf"^[\[(]?(?P<name>{_ANYBODY}|{CREW})(?:[\])]:?|:| [–—-]{{1,2}}) ")
_ENDED = re.compile(rf"(?:[(\[](?P<name>{_ANYBODY})[)\]]|[–—-] (?P<bare>{_ANYBODY}))[\s.]*$")
_NOBODY = re.compile(r"^(?:n/?a|tbd|tba|tbc|none|unassigned|unknown|todo|nobody|no one|-+|\?+)$", re.IGNORECASE)
_ASIDE_REACH = 12
#: First words of "… to do" that are no person.
_THINGS = frozenset(
    each(
        "ability access action alert alerts alternative api attempt automation capability change changes check "
        "checks code config configuration discussion documentation effort guide guidance how issue job jobs "
        "linter mechanism meeting method methods metric metrics monitoring need needs option options policy pr "
        "procedure process processes project proposal recommendation reminder request requirement runbook script "
        "scripts service someone somebody steps support system task team test tests ticket tool tooling tools "
        "training try users want way ways work workflow everyone everybody we they it this that these those "
        "operations engineering engineers developers admins administrators",
        "",
    )
)


def owner_of(text: str, known: Container[str]) -> str | None:
    """The owner whom the action's own words name; `known` are names in lower case."""
    if "@" in text and (handle := _handle(text)) is not None:
        return handle
    noted = _TODO_NAME.match(text)
    if noted is not None:
        return noted["name"]
    text = _FIRST_WHEN.sub("", _LINKING.sub("", text))
    low = text.lower()
    assigned = _ASSIGNED.search(text) if any(words in low for words in _ASSIGNING) else None
    if assigned is not None and not _NOBODY.match(assigned["name"]):
        return _closed(assigned["name"].removeprefix("the ").rstrip(".,;"))
    team = _TEAM.match(text)
    return team["name"] if team is not None else _person(text, known)


def _handle(text: str) -> str | None:
    """In a bracket, in front of a colon or an order, or at the end; not who is only thanked or told."""
    match = _BRACKETED.search(text)
    if match is not None:
        return match["name"]
    match = _LEADING.match(text)
    if match is not None and (match["order"] is None or begins_with_order(text[match.end() :])):
        return match["name"]
    match = _TRAILING.search(text)
    if match is None or _ASIDE.search(text, max(0, match.start("name") - _ASIDE_REACH), match.start("name")):
        return None
    return match["name"]


def _person(text: str, known: Container[str]) -> str | None:
    named = _NAMED.match(text)
    if named is not None:
        first = named["name"].split()[0].lower()
        orders = (
            not first.endswith("ed")
            and first not in _THINGS
            and first not in IMPERATIVE
            and named["verb"] in IMPERATIVE
        )
        if orders or is_person(named["name"], known):
            return named["name"]
    doing = _DOING.match(text)
    if doing is not None and is_person(doing["name"], known):
        return doing["name"]
    for pattern in (_LED, _ENDED):
        match = pattern.search(text)
        name = match and next((v for v in match.groupdict().values() if v), None)
        if name and (is_person(name, known) or is_team(name)):
            return name.removeprefix("the ").removeprefix("The ")
    return None


def owner_cell(text: str) -> str | None:
    """Of a table's owner column, or behind a label."""
    words = " ".join(text.split()).strip("[]()*` ")
    return _closed(words[:120]) if words and any(c.isalnum() for c in words) and not _NOBODY.match(words) else None


def _closed(name: str) -> str:
    """`Ann Lee (ann@example.org` with the bracket that was cut off with those around the whole."""
    return name + ")" if name.count("(") > name.count(")") else name
