"""Our own line: `- [x] text (@owner, due 2024-05-01) {#ACT-12 status=verified}`."""

import re
from dataclasses import dataclass

from app.domain.vocabulary import ActionStatus

_SUFFIX = re.compile(r"\s*\{#(?P<key>ACT-\d{1,9})(?:\s+status=(?P<status>[a-z_]{1,20}))?\}\s*$")
_GROUP = re.compile(
    r"\s*\((?:(?P<owner>@[\w.+@-]{1,120}|[^(),]{1,80}),\s*)?due:?\s+(?P<due>\d{4}-\d\d-\d\d)\)\s*$"
    r"|\s*\((?P<only>@[\w.+@-]{1,120})\)\s*$"
)


@dataclass(frozen=True, slots=True)
class Notation:
    text: str
    key: str | None = None
    status: str | None = None
    owner: str | None = None
    due: str | None = None


def read_notation(text: str) -> Notation:
    """The suffixes of our own notation, each of which may be missing, and the text without them."""
    key = status = owner = due = None
    suffix = _SUFFIX.search(text[-80:])
    if suffix is not None:
        key = suffix["key"]
        status = suffix["status"] if suffix["status"] in set(ActionStatus) else None
        text = text[: len(text) - len(text[-80:]) + suffix.start()]
    tail = text[-260:]
    start = tail.rfind("(")
    group = _GROUP.search(tail, max(0, start - 1)) if start >= 0 else None
    if group is not None:
        owner, due = group["owner"] or group["only"], group["due"]
        text = text[: len(text) - len(tail) + group.start()]
    return Notation(text.strip(), key, status, owner, due)
