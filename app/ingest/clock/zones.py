"""Zone names. An abbreviation that several zones share stays unresolved, with its candidates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Abbreviations of one offset, in hours east of UTC (IANA tzdata; abbreviations of several zones are below).
_FIXED: dict[str, float] = {
    "UTC": 0, "GMT": 0, "Z": 0, "ZULU": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "EAT": 3, "SAST": 2, "WAT": 1, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "PKT": 5, "NPT": 5.75,
    "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "MST": -7, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
    "HST": -10, "ADT": -3, "NDT": -2.5, "BRT": -3, "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5, "AWST": 8,
    "NZST": 12, "NZDT": 13, "UCT": 0, "MEZ": 1, "MESZ": 2, "WIB": 7, "PHT": 8, "MYT": 8, "TRT": 3, "IDT": 3,
    "ART": -3,
}  # fmt: skip
#: Where an abbreviation is bound to a season, the region that tells which; in the other season it is doubtful.
_SEASONAL = {
    "CET": "Europe/Paris", "CEST": "Europe/Paris", "MEZ": "Europe/Paris", "MESZ": "Europe/Paris",
    "EET": "Europe/Athens", "EEST": "Europe/Athens",
    "WEST": "Europe/Lisbon", "EST": "America/New_York", "EDT": "America/New_York", "CDT": "America/Chicago",
    "MDT": "America/Denver", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "AEDT": "Australia/Sydney", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
}  # fmt: skip
_AMBIGUOUS = {
    "IST": ("+05:30 India", "+01:00 Ireland", "+02:00 Israel"),
    "BST": ("+01:00 Britain", "+06:00 Bangladesh"),
    "CST": ("-06:00 US Central", "+08:00 China", "-05:00 Cuba"),
    "AST": ("-04:00 Atlantic", "+03:00 Arabia"),
    "ECT": ("-05:00 Ecuador", "-04:00 Eastern Caribbean"),
    "GST": ("+04:00 Gulf", "-02:00 South Georgia"),
    "SST": ("-11:00 Samoa", "+08:00 Singapore"),
    "WST": ("+13:00 West Samoa", "+08:00 Western Australia"),
    "AMT": ("-04:00 Amazon", "+04:00 Armenia"),
}
_REGIONS = {
    "PT": "America/Los_Angeles", "PACIFIC": "America/Los_Angeles", "MT": "America/Denver",
    "MOUNTAIN": "America/Denver", "ET": "America/New_York", "EASTERN": "America/New_York", "CT": "America/Chicago",
    "CENTRAL": "America/Chicago",
}  # fmt: skip
#: Words that would be zones but are words first: only taken after a clock time, in capitals.
_LISTED = "|".join(sorted((*_FIXED, *_AMBIGUOUS, "PT", "MT", "ET", "CT"), key=len, reverse=True))

ZONE = re.compile(
    r"(?P<pair>(?:CET|EET|PST|EST|CST|MST|GMT)/(?:CEST|EEST|PDT|EDT|CDT|MDT|BST)(?![A-Za-z]))"
    r"|(?P<utc>(?:UTC|GMT)[ ]?(?P<shift>[+−-](?:[ ](?!\d{1,2}:))?\d{1,2}(?::?[0-5]\d)?)(?!\d))"
    r"|(?P<abbr>(?:" + _LISTED + r"))(?![A-Za-z])"
    r"|(?P<lower>(?:utc|gmt|pst|pdt|est|edt|cest|cet)(?![A-Za-z]))"
    r"|(?P<offset>[+−-](?:0\d|1[0-4]):?(?:00|15|30|45)(?!\d))"
    r"|(?P<region>(?:(?:(?<=\d )|(?<=[ap]m )|(?<=[AP]M ))(?:Pacific|Eastern|Mountain|Central)(?![A-Za-z])"
    r"|(?:Pacific|Eastern|Mountain|Central)(?=[ ](?:Standard|Daylight|Time|time)|[).,;:]|$))"
    r"(?:[ ](?:Standard|Daylight))?(?:[ ][Tt]ime)?)"
    r"|(?P<iana>(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Etc)/[A-Z][A-Za-z_]{1,30}"
    r"(?:/[A-Z][A-Za-z_]{1,30})?)"
)
_SHIFT = re.compile(r"([+−-])[ ]?(\d{1,2}):?(\d\d)?")


@dataclass(frozen=True, slots=True)
class Zone:
    """`raw` as written; `minutes` a fixed offset; `region` an IANA name; neither, where it is ambiguous."""

    raw: str
    minutes: int | None = None
    region: str | None = None
    candidates: tuple[str, ...] = ()

    def offset(self, wall: datetime | None) -> int | None:
        """Minutes east of UTC at this wall clock time; None where that cannot be said."""
        if self.region is None:
            return self.minutes
        if wall is None:
            return None
        return _region_offset(self.region, wall)

    def against_season(self, wall: datetime) -> bool:
        """True where a seasonal abbreviation stands beside a date of the other season ("CET" in June)."""
        if self.region is not None and self.raw.upper() in _AMBIGUOUS:
            return _abbreviation(self.region, wall) not in (self.raw.upper(), "")
        region = _SEASONAL.get(self.raw.upper())
        return region is not None and self.minutes != _region_offset(region, wall)


#: What whoever runs this has settled once, at the start, for all that is read.
_here: dict[str, Zone] = {}


def settle(choices: str) -> None:
    """From now on read the ambiguous abbreviations so: `IST=Asia/Kolkata,CST=-06:00`. Raises ValueError."""
    pairs = [pair.partition("=") for pair in choices.split(",") if pair.strip()]
    found = settled({name.strip(): meaning.strip() for name, _, meaning in pairs})
    _here.clear()
    _here.update(found)


def settled_here() -> Mapping[str, Zone]:
    return _here


def settled(choices: Mapping[str, str]) -> dict[str, Zone]:
    """What the ambiguous abbreviations mean here: `{"IST": "Asia/Kolkata", "CST": "-06:00"}`, for `Clock.settled`.

    Raises ValueError on an abbreviation that is not ambiguous and on a zone that is neither an IANA name nor an
    offset.
    """
    out = {}
    for name, meaning in choices.items():
        if name.upper() not in _AMBIGUOUS:
            raise ValueError(f"{name} is no ambiguous zone; those are {', '.join(sorted(_AMBIGUOUS))}")
        minutes = _minutes(meaning) if _SHIFT.fullmatch(meaning) else None
        if minutes is None and not ("/" in meaning and _known(meaning)):
            raise ValueError(f"{name}: {meaning} is neither a zone's name (Asia/Kolkata) nor an offset (+05:30)")
        out[name.upper()] = Zone(name.upper(), minutes, None if minutes is not None else meaning)
    return out


def read_zone(match: re.Match[str]) -> Zone:
    """The zone that a match of ZONE names."""
    raw = match[0]
    if match["utc"] or match["offset"]:
        return Zone(raw, _minutes(match["shift"] or raw))
    if match["iana"]:
        return Zone(raw, region=raw) if _known(raw) else Zone(raw)
    if match["pair"]:
        return Zone(raw, candidates=tuple(raw.split("/")))
    name = (match["abbr"] or match["lower"] or raw.split(" ")[0]).upper()
    if match["region"] and "Standard" in raw:
        return Zone(raw, _standard(_REGIONS[name]))
    if match["region"] and "Daylight" in raw:
        return Zone(raw, _standard(_REGIONS[name]) + 60)
    if name in _REGIONS:
        return Zone(raw, region=_REGIONS[name])
    if name in _AMBIGUOUS:
        return Zone(raw, candidates=_AMBIGUOUS[name])
    return Zone(name if match["lower"] else raw, int(_FIXED[name] * 60))


def _minutes(shift: str) -> int | None:
    match = _SHIFT.match(shift)
    if match is None:
        return None
    minutes = int(match[2][:2]) * 60 + int(match[3] or 0)
    return None if minutes > 14 * 60 else minutes if match[1] == "+" else -minutes


@lru_cache(maxsize=256)
def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _region_offset(name: str, wall: datetime) -> int | None:
    if not 1 < wall.year < 9999:
        return None
    offset = wall.replace(tzinfo=ZoneInfo(name)).utcoffset()
    return None if offset is None else int(offset / timedelta(minutes=1))


def _abbreviation(name: str, wall: datetime) -> str:
    return (wall.replace(tzinfo=ZoneInfo(name)).tzname() or "") if 1 < wall.year < 9999 else ""


def _standard(name: str) -> int:
    return _region_offset(name, datetime(2020, 1, 15)) or 0  # noqa: DTZ001
