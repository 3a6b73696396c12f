"""When two postmortems look like one: the same source, nearly the same text, or the same incident told twice.

Nothing is decided here: what looks alike is flagged, and somebody settles it. Texts are compared by their runs of
three words. Keys made of the least hashes among them (MinHash, Broder 1997) find what may be alike without
comparing all with all.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest
from urllib.parse import parse_qsl, urlencode, urlsplit

from rapidfuzz import fuzz

from app.domain.moment import Moment
from app.domain.names import fold
from app.domain.vocabulary import DuplicateReason

VERSION = 1  # raise it when keys are made otherwise: those of all postmortems are made anew
NEAR = 0.5  # of all runs of words are in both; 0.49 in the likest of 239 real ones: two incidents, four days apart
TITLES = 75.0  # of 100: one incident told by two people
EQUAL_TITLES = 90.0  # where nobody says which services it was about
FEW = 25  # words; what says less is like much else
_RUN = 3
_WORDS = 20_000
_SAMPLE = 400  # runs that keys are made of
_MASKS = [int.from_bytes(hashlib.blake2b(bytes([n]), digest_size=8).digest(), "big") for n in range(40)]
_ROWS = 2  # masks a key: texts that are alike to NEAR share one of the 20 in 997 of 1,000 cases
_WORD = re.compile(r"[^\W_]+")
#: The front matter and headings, which templates give to all, and what is no text: tags, comments, addresses.
_NO_TEXT = re.compile(
    r"\A---[ \t]*\r?\n(?:(?!---)[^\n]*+\n){0,200}+---|^#{1,6}[ \t][^\r\n]*|<!--[^<>]{0,2000}-->|<[^<>]{0,1000}>|https?://[^\s<>()\[\]]{0,2000}",
    re.MULTILINE,
)
_TRACKING = re.compile(r"utm_\w{1,40}|fbclid|gclid|ref")
_DAY = timedelta(days=1)
_ANY_ZONE = timedelta(hours=14)


def runs_of(text: str) -> frozenset[int]:
    """Hashes of the text's runs of three words; none of a text that says too little to be told from others."""
    words = _WORD.findall(_NO_TEXT.sub(" ", text).casefold())[:_WORDS]
    if len(words) < FEW:
        return frozenset()
    return frozenset(_hash(" ".join(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1))


def alike(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of both texts is in both, 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def keys_of(runs: frozenset[int], sources: Collection[str]) -> set[int]:
    """Numbers of which two postmortems share at least one where source or text may be the same."""
    keys = {_signed(_hash(f"source {address}")) for address in sources}
    sample = nsmallest(_SAMPLE, runs)
    least = [min(map(mask.__xor__, sample)) for mask in _MASKS] if sample else []
    bands = zip(*(iter(least),) * _ROWS, strict=True)
    return keys | {_signed(_hash(f"text {n} {band}")) for n, band in enumerate(bands)}


def source_of(address: str) -> str | None:
    """A web address as it is compared: without scheme, www, fragment, tracking and a slash at its end."""
    try:
        parts = urlsplit(address.strip()[:2000])
        host = (parts.hostname or "").removeprefix("www.")
        asked = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name)]
    except ValueError:
        return None
    path = parts.path.removesuffix("index.html").rstrip("/")
    if parts.scheme not in ("http", "https") or not host or not (path or asked):
        return None  # a site's front page is nobody's source
    return f"{host}{path}" + (f"?{urlencode(sorted(asked))}" if asked else "")


@dataclass(frozen=True, slots=True)
class Look:
    """What of a postmortem is compared. `sources` are as source_of gives them, `services` ids of records."""

    title: str
    runs: frozenset[int]
    sources: frozenset[str]
    services: frozenset[int]
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Resemblance:
    """`score` is how alike they are for the strongest of the reasons, 0 to 1."""

    reasons: tuple[DuplicateReason, ...]
    score: float


def resemblance(one: Look, other: Look) -> Resemblance | None:
    """Why the two look like one; None where they do not."""
    text = alike(one.runs, other.runs)
    incident = same_incident(one, other)
    found = [
        (DuplicateReason.SAME_SOURCE, 1.0 if one.sources & other.sources else 0.0),
        (DuplicateReason.NEAR_EQUAL_TEXT, text if text >= NEAR else 0.0),
        (DuplicateReason.SAME_INCIDENT, incident),
    ]
    reasons = tuple(reason for reason, score in found if score)
    return Resemblance(reasons, round(max(score for _, score in found), 3)) if reasons else None


def same_incident(one: Look, other: Look) -> float:
    """How alike the titles are, 0 to 1, where services and times fit; else 0."""
    if one.services and other.services and not one.services & other.services:
        return 0.0
    stated = bool(one.services and other.services)
    titles = title_likeness(one.title, other.title)
    if titles < (TITLES if stated else EQUAL_TITLES) or not _overlap(span_of(one), span_of(other)):
        return 0.0
    return titles / 100


def title_likeness(one: str, other: str) -> float:
    """Of 100, whatever the order of the words; one that says more than the other is nearly the same."""
    one, other = (" ".join(_WORD.findall(fold(title))) for title in (one, other))
    return max(fuzz.token_sort_ratio(one, other), 0.9 * fuzz.token_set_ratio(one, other))


Span = tuple[datetime, datetime]


def span_of(look: Look) -> Span | None:
    """From when to when it may have lasted, in UTC; None where no day is stated.

    A day is meant as a whole, and a time without a zone may be any zone's. An end that is not stated is an hour
    after the start.
    """
    start = _moment(look.start)
    if start is None or start.wall is None:
        return None
    end = _moment(look.end)
    end = end if end is not None and end.wall is not None and end.wall >= start.wall else start
    first, last = _bounds(start)[0], _bounds(end)[1]
    return first, last + (timedelta(hours=1) if end is start and start.hour is not None else timedelta())


def _bounds(moment: Moment) -> Span:
    wall = moment.wall or datetime.min  # noqa: DTZ901
    lasting = timedelta() if moment.hour is not None else _DAY
    if moment.utc is not None:
        return moment.utc.replace(tzinfo=None), moment.utc.replace(tzinfo=None)
    slack = min(_ANY_ZONE, wall - datetime.min, datetime.max - wall - lasting)  # noqa: DTZ901
    return wall - slack, wall + lasting + slack


def _moment(text: str | None) -> Moment | None:
    return Moment.parse(text) if text else None


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _signed(number: int) -> int:
    """As a database keeps 64 bits."""
    return number - (1 << 64) if number >= 1 << 63 else number
