"""Which action of a text is which known one."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.ingest.facts import ParsedAction
from app.store.tables import ActionItem
from app.usecases.claims import web_address, wording
from app.usecases.matching import match


def pair(known: Sequence[ActionItem], found: Sequence[ParsedAction]) -> dict[int, int]:
    """Index in `found` -> index in `known`.

    By the key written beside it, by a tracker address that no other has, else by the nearest wording.
    """
    pairs = _by_key(known, found)
    places = {i: address for i, a in enumerate(known) if (address := a.tracker_url)}
    stated = {j: address for j, p in enumerate(found) if (address := web_address(p.tracker_url))}
    once = _once(places.values()) & _once(stated.values())
    by_address = {address: i for i, address in places.items() if address in once}
    for j, address in stated.items():
        if address in once and j not in pairs and by_address[address] not in pairs.values():
            pairs[j] = by_address[address]
    taken = set(pairs.values())
    rest_known = [i for i in range(len(known)) if i not in taken and known[i].line is not None]
    rest_found = [j for j in range(len(found)) if j not in pairs]
    by_words = match([wording(known[i]) for i in rest_known], [found[j].text for j in rest_found])
    return pairs | {rest_found[b]: rest_known[a] for b, a in by_words.items()}


def strangers(known: Sequence[ActionItem], found: Sequence[ParsedAction]) -> list[ParsedAction]:
    """Those that carry a key which is none of these actions'."""
    keys = {a.key for a in known}
    return [p for p in found if p.key and p.key not in keys]


def _once(values: Iterable[str]) -> set[str]:
    return {value for value, n in Counter(values).items() if n == 1}


def _by_key(known: Sequence[ActionItem], found: Sequence[ParsedAction]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    numbers = {a.key: i for i, a in enumerate(known)}
    for j, parsed in enumerate(found):
        place = numbers.get(parsed.key or "")
        if place is not None and place not in pairs.values():
            pairs[j] = place
    return pairs
