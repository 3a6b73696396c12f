"""Our own line: `- [x] text (@owner, due 2024-05-01) {#ACT-12 status=verified}`, read and written."""

import re
from dataclasses import dataclass

from app.domain.vocabulary import ActionStatus

#: A sentence keeps its stop behind the suffix.
_SUFFIX = re.compile(
    r"\s{0,8}\{#(?P<key>ACT-\d{1,9})(?:\s{1,8}status=(?P<status>[a-z_]{1,20}))?\}(?P<stop>[.!?;]?[)\"'”’*_]{0,4})\s*$"
)
_NO_NAME = r"(?i:owner|owned|dri|assignee|assigned|p\d|[a-z]{2,8}-\d)\b"
_GROUP = re.compile(
    rf"\s{{0,8}}(?:\((?:(?P<owner>@[\w.+@-]{{1,120}}|(?!{_NO_NAME})[^(),:]{{1,80}}),\s*)?"
    r"due:?\s+(?P<due>\d{4}-\d\d-\d\d)\)"
    r"|\((?P<only>@[\w.+@-]{1,120})\))\s*$"
)
#: Beside a key no one else can have meant the bracket: a name may have several words.
_NAMED = re.compile(r"\s{0,8}\((?P<only>@[\w.+'’ -]{1,120})\)\s*$")
_HANDLE = re.compile(r"[\w.+@-]{1,119}")
_NAME = re.compile(r"[\w.+'’-]{1,40}(?: [\w.+'’-]{1,40}){0,4}")
_SUFFIX_CHARS, _GROUP_CHARS = 80, 260
_ANYWHERE = re.compile(
    r"(?:\s{0,4}\((?:[^(),]{1,120},\s?)?due:? {1,4}\d{4}-\d\d-\d\d\)|\s{0,4}\(@[\w.+@'’ -]{1,120}\))?"
    r"\s{0,4}\{#ACT-\d{1,9}(?: {1,4}status=[a-z_]{1,20})?\}"
)


@dataclass(frozen=True, slots=True)
class Notation:
    """`text` is the words before it, `stop` the sentence's end behind it; `owner` as written, with its @."""

    text: str
    key: str | None = None
    status: str | None = None
    owner: str | None = None
    due: str | None = None
    stop: str = ""


def read_notation(text: str) -> Notation:
    """The suffixes of our own notation, each of which may be missing, and the text without them."""
    note = cut_notation(text)
    return Notation((note.text + note.stop).strip(), note.key, note.status, note.owner, note.due)


def cut_notation(text: str) -> Notation:
    """Like `read_notation`, with the text's own indentation and the stop that stands behind the suffix."""
    key = status = owner = due = None
    stop = ""
    suffix = _SUFFIX.search(text[-_SUFFIX_CHARS:]) if "{#ACT-" in text[-_SUFFIX_CHARS:] else None
    if suffix is not None:
        key, stop = suffix["key"], suffix["stop"]
        status = suffix["status"] if suffix["status"] in set(ActionStatus) else None
        text = text[: len(text) - len(text[-_SUFFIX_CHARS:]) + suffix.start()]
    tail = text[-_GROUP_CHARS:]
    start = tail.rfind("(")
    group = None
    if start >= 0:
        group = _GROUP.search(tail, max(0, start - 1)) or (_NAMED.search(tail, max(0, start - 1)) if key else None)
    if group is not None:
        found = group.groupdict()
        owner, due = found.get("owner") or found["only"], found.get("due")
        text = text[: len(text) - len(tail) + group.start()]
    return Notation(text.rstrip(), key, status, owner, due, stop)


def written(note: Notation) -> str:
    """What stands behind the text, with a space before it where there is anything."""
    owner = note.owner or ""
    if note.due:
        group = f" ({owner}, due {note.due})" if owner else f" (due {note.due})"
    else:
        group = f" (@{owner.removeprefix('@')})" if owner else ""
    status = f" status={note.status}" if note.status else ""
    return group + (f" {{#{note.key}{status}}}" if note.key else "")


def spelled(name: str) -> str | None:
    """The name as the notation takes it, `@` before a single word; None for one that it has no form for."""
    if _HANDLE.fullmatch(name):
        return f"@{name.removeprefix('@')}"
    return name if _NAME.fullmatch(name) else None


def behind_notation(text: str, at: int) -> int:
    """The place behind our notation where it begins at this one, else the place itself."""
    found = _ANYWHERE.match(text, at)
    return found.end() if found else at


def without_notation(text: str) -> str:
    """The text where ours stands anywhere in it, with a key: prose is told without."""
    return _ANYWHERE.sub("", text) if "{#ACT-" in text else text
