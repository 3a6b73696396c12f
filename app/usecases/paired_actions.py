"""Which action of a text is which known one."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from app.ingest.facts import ParsedAction
from app.store.tables import ActionItem
from app.usecases.claims import web_address, wording
from app.usecases.matching import exact, match
from app.usecases.naming import clean

_TICKET = r"[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,6}"
#: A ticket's id where nothing else is meant by it: before a colon that begins the text, or in brackets.
_CITED = re.compile(rf"^({_TICKET}):\s|[(\[]({_TICKET})[)\]]")
_ADDRESSED = re.compile(rf"^https?://[^?#]*/({_TICKET})/?(?:[?#]|$)")


def pair(known: Sequence[ActionItem], found: Sequence[ParsedAction]) -> dict[int, int]:
    """Index in `found` -> index in `known`.

    By the key written beside it, by a tracker's address or id that no other has, else by the nearest wording. Of
    those with one wording the owner tells which is which.
    """
    pairs = _by_key(known, found)
    pairs |= _by_ticket(known, found, pairs)
    taken = set(pairs.values())
    ours = {i: a for i, a in enumerate(known) if i not in taken and a.line is not None}
    theirs = {j: p for j, p in enumerate(found) if j not in pairs}
    pairs |= exact(
        {i: f"{wording(a)} @{a.owner_raw}" for i, a in ours.items() if a.removed_in_revision is None},
        {j: f"{p.text} @{clean(p.owner or '') or None}" for j, p in theirs.items()},
    )
    taken = set(pairs.values())
    rest = [i for i in ours if i not in taken]
    left = [j for j in theirs if j not in pairs]
    gone = {a for a, i in enumerate(rest) if known[i].removed_in_revision is not None}
    by_words = match([wording(known[i]) for i in rest], [found[j].text for j in left], gone)
    return pairs | {left[b]: rest[a] for b, a in by_words.items()}


def strangers(known: Sequence[ActionItem], found: Sequence[ParsedAction]) -> list[ParsedAction]:
    """Those that carry a key which is none of these actions'."""
    keys = {a.key for a in known}
    return [p for p in found if p.key and p.key not in keys]


def _by_key(known: Sequence[ActionItem], found: Sequence[ParsedAction]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    numbers = {a.key: i for i, a in enumerate(known)}
    for j, parsed in enumerate(found):
        place = numbers.get(parsed.key or "")
        if place is not None and place not in pairs.values():
            pairs[j] = place
    return pairs


def _by_ticket(
    known: Sequence[ActionItem], found: Sequence[ParsedAction], before: Mapping[int, int]
) -> dict[int, int]:
    ours = _sole([_tickets(wording(a), a.tracker_url) for a in known])
    theirs = _sole([_tickets(p.text, web_address(p.tracker_url)) for p in found])
    pairs: dict[int, int] = {}
    for ticket, j in theirs.items():
        i = ours.get(ticket)
        if i is not None and j not in before and j not in pairs and i not in {*before.values(), *pairs.values()}:
            pairs[j] = i
    return pairs


def _tickets(text: str, address: str | None) -> set[str]:
    """The tracker's address, and the ids of tickets, which may stand in the text alone."""
    found = {one or other for one, other in _CITED.findall(text[:2000])}
    if address and (of_address := _ADDRESSED.match(address)):
        found.add(of_address[1])
    return found | ({address} if address else set())


def _sole(having: Sequence[set[str]]) -> dict[str, int]:
    """Ticket -> the one place that has it."""
    times = Counter(ticket for tickets in having for ticket in tickets)
    return {
        ticket: place for place, tickets in enumerate(having) for ticket in sorted(tickets) if times[ticket] == 1
    }
