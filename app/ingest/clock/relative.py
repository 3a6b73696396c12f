"""Times told by their distance: from the first time (`T+15m`) or from the one before ("two hours later")."""

import re

from app.ingest.clock.stamp import Stamp

_UNIT = r"h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?"
_ELAPSED = re.compile(
    rf"T ?(?P<sign>[+-]) ?(?P<n>\d{{1,4}})(?::(?P<mm>[0-5]\d)|\s?(?P<unit>{_UNIT})"
    r"(?:\s?(?P<rest>\d{1,2})\s?(?:m|mins?|minutes?))?)?\b|T0\b"
)
_SHORT = re.compile(
    r"\+ ?(?P<n>\d{1,4})(?::(?P<mm>[0-5]\d)|\s?(?P<unit>h|hrs?|hours?|m|mins?|minutes?)"
    r"(?:\s?(?P<rest>\d{1,2})\s?(?:m|mins?|minutes?))?)\b"
)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "forty-five": 45, "fifty": 50,
}  # fmt: skip
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_LATER = re.compile(
    rf"\b(?:(?P<half>half an hour)|(?P<n>\d{{1,3}}|{_WORDS}) (?P<unit>minutes?|mins?|hours?|hrs?|days?)"
    r"(?: and (?:(?P<more>half)|(?P<rest>\d{1,2}) (?:minutes|mins)))?) later\b",
    re.IGNORECASE,
)
_INEXACT = re.compile(
    r"(?:\babout|\baround|\bapprox\w*\.?|\broughly|\bsome|\bover|\bnearly|\balmost|\bto|~|-|–)\s?$", re.IGNORECASE
)
#: A clock time or a day behind it says the same more exactly.
_SAID_AGAIN = re.compile(r",? (?:at|on|around) (?:\d|noon|midnight|[A-Z])| \(")


def elapsed(text: str, at: int) -> Stamp | None:
    """`T+15m`, `T-5 min`, `T+1:30`, `T+1h30m`, `T0`; `+15m`."""
    match = (_SHORT if text[at] == "+" else _ELAPSED).match(text, at)
    if match is None:
        return None
    parts = match.groupdict()
    minutes = _minutes(parts)
    return Stamp(match[0], at, match.end(), elapsed=-minutes if parts.get("sign") == "-" else minutes)


def _minutes(parts: dict[str, str | None]) -> int:
    number, rest = int(parts["n"] or 0), int(parts["mm"] or parts["rest"] or 0)
    unit = (parts["unit"] or "m")[0]
    if parts["mm"] or unit == "h":
        return number * 60 + rest
    return number if unit == "m" else number // 60


def find_later(text: str) -> list[Stamp]:
    """Every "two hours later" of a text that is exact and that no clock time says better."""
    return [
        Stamp(match[0], match.start(), match.end(), later=_length(match))
        for match in _LATER.finditer(text)
        if not _INEXACT.search(text, max(0, match.start() - 12), match.start())
        and not _SAID_AGAIN.match(text, match.end())
    ]


def _length(match: re.Match[str]) -> int:
    if match["half"]:
        return 30
    number = int(match["n"]) if match["n"].isdigit() else _NUMBERS[match["n"].lower()]
    unit = {"m": 1, "h": 60, "d": 1440}[match["unit"][0].lower()]
    return number * unit + (unit // 2 if match["more"] else int(match["rest"] or 0))
