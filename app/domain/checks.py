"""What an address is asked of a target, and what its answer says: pure rules.

The pointer is a JSON Pointer (RFC 6901): "" is the whole answer, "/services/0/mode" a part of it, with `~1` for a
slash and `~0` for a tilde in a name.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from app.domain.errors import FieldFault, InvalidInput
from app.domain.targets import Result
from app.domain.vocabulary import TargetState

POINTER_MAX, VALUE_MAX = 500, 500
#: A check is asked again after this time; where nothing answered, after the shorter one.
EVERY, RETRY = timedelta(days=1), timedelta(hours=1)
#: Without any answer a target fails at so many tries in a row: one may meet a bad moment of the network.
SILENT_MAX = 3
#: What somebody said for a reason, that it does not apply or is excepted, no answer overrules.
OVERRULED = frozenset({TargetState.TODO, TargetState.PASSED, TargetState.FAILED})
_SHOWN = 80
_PORTS = {"http": 80, "https": 443}
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Check:
    """GET `url` and expect this status; with a pointer also this value, JSON or else plain words, at that place."""

    url: str
    status: int = 200
    pointer: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom checks may ask: `places` as `place` writes them; `trusted` are names that may lead anywhere."""

    places: frozenset[str] = frozenset()
    trusted: frozenset[str] = frozenset()


def place(scheme: str, host: str, port: int | None) -> str:
    """A host as the list of those that may be asked names it, with its port where it is not the usual one."""
    name = host.rstrip(".").casefold()
    name = f"[{name}]" if ":" in name else name
    return name if port in (None, _PORTS.get(scheme)) else f"{name}:{port}"


def demand(check: Check, reach: Reach) -> None:
    """Raises InvalidInput with a fault for each field that cannot be so."""
    faults = []
    if not reach.places:
        faults.append(FieldFault("url", "checks are off: AFTERCARE_CHECK_HOSTS names no host that may be asked"))
    elif re.match(r"\w+://[^/?#]*@", check.url):  # it would be kept, and told in the history
        faults.append(FieldFault("url", "no name and no password is sent: leave them out of the address"))
    elif (asked := _asked(check.url)) not in reach.places:
        faults.append(FieldFault("url", f"{asked or 'this'} is not among the hosts of AFTERCARE_CHECK_HOSTS"))
    if not 100 <= check.status <= 599:
        faults.append(FieldFault("status", "a status of HTTP is a number from 100 to 599"))
    if check.pointer is None and check.value is not None:
        faults.append(FieldFault("pointer", "say where in the answer the value stands"))
    if check.pointer is not None and check.value is None:
        faults.append(FieldFault("value", "say which value is expected there"))
    if check.pointer and (not check.pointer.startswith("/") or re.search(r"~(?![01])", check.pointer)):
        faults.append(FieldFault("pointer", "a JSON pointer is empty or begins with a slash: /services/0/mode"))
    if faults:
        raise InvalidInput("; ".join(fault.message for fault in faults), faults)


def _asked(url: str) -> str:
    try:
        parts = urlsplit(url)
        return place(parts.scheme, parts.hostname or "", parts.port)
    except ValueError:
        return ""


def judged(check: Check, status: int, body: bytes) -> Result:
    """What the answer says of the target: passed or failed, with what was seen."""
    if status != check.status:
        return _result(check, TargetState.FAILED, f"answered {status}, expected {check.status}")
    if check.pointer is None:
        return _result(check, TargetState.PASSED, f"answered {status}")
    expected = wanted(check.value or "")
    try:
        found = part(json.loads(body), check.pointer)
        equal = found is not _MISSING and _same(found, expected)
    except (ValueError, RecursionError):
        return _result(check, TargetState.FAILED, "the answer is no JSON, or longer than 64 KiB")
    where = check.pointer or "the answer"
    if found is _MISSING:
        return _result(check, TargetState.FAILED, f"{where} is not in the answer")
    if equal:
        return _result(check, TargetState.PASSED, f"{where} is {_shown(found)}")
    return _result(check, TargetState.FAILED, f"{where} is {_shown(found)}, expected {_shown(expected)}")


def unanswered(check: Check, why: str, silent: int) -> Result | None:
    """What it says of the target that nothing answered for the `silent`-th time in a row; None: nothing yet."""
    if silent < SILENT_MAX:
        return None
    return _result(check, TargetState.FAILED, f"no answer in {SILENT_MAX} tries: {why}")


def part(document: Any, pointer: str) -> Any:
    """The value at the pointer; something that equals nothing where there is none."""
    for name in pointer.split("/")[1:]:
        name = name.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(name, _MISSING)
        elif isinstance(document, list) and _INDEX.fullmatch(name) and int(name) < len(document):
            document = document[int(name)]
        else:
            return _MISSING
    return document


def wanted(text: str) -> Any:
    """The expected value: what is written, read as JSON where it is some, else as plain words."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is no 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _shown(value: Any) -> str:
    """Bounded, and escaped where it cannot be seen or kept as it is: half a surrogate pair is no text."""
    text = json.dumps(value, ensure_ascii=False)
    text = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _result(check: Check, state: TargetState, note: str) -> Result:
    return Result(state, note, check.url)
