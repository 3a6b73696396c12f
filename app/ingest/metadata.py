"""Severity, status, people, services, tags and stated times, from the front matter and from labelled lines."""

import re
from collections.abc import Callable
from datetime import timedelta

from app.domain.vocabulary import PostmortemKind, PostmortemStatus, Severity
from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Carry
from app.ingest.labels import Label, labels
from app.ingest.reading import Reading

_SEVERITY = re.compile(r"\b(?:sev(?:erity)?[\s:-]{0,2}|p(?:riority)?[\s-]?|s|level\s)([0-5])\b", re.IGNORECASE)
_SEVERITY_WORDS = {
    "critical": Severity.SEV1, "blocker": Severity.SEV1, "major": Severity.SEV2, "high": Severity.SEV2,
    "medium": Severity.SEV3, "moderate": Severity.SEV3, "minor": Severity.SEV4, "low": Severity.SEV4,
    "informational": Severity.SEV5, "trivial": Severity.SEV5,
}  # fmt: skip
_STATUS = tuple(
    (status, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for status, words in (
        (PostmortemStatus.IN_REVIEW, r"in[ _-]?review|under review|reviewing|pending review"),
        (PostmortemStatus.DRAFT, r"draft|wip|work in progress|in progress|incomplete"),
        (PostmortemStatus.PUBLISHED, r"published|final|finali[sz]ed|completed?|approved|done"),
    )
)
_LISTS: dict[str, tuple[str, ...]] = {
    "services": (
        "service", "services", "affected services", "services affected", "service affected",
        "affected service", "component", "components", "affected components", "affected", "product", "system",
        "systems", "affected systems",
    ),
    "teams": (
        "team", "teams", "owning team", "responsible team",
    ),
    "authors": (
        "author", "authors", "written by", "postmortem author", "postmortem owner", "document owner", "by",
        "reporter",
    ),
    "tags": (
        "tags", "tag", "keywords", "categories", "category", "labels",
    ),
}  # fmt: skip
_TIMES: dict[str, tuple[str, ...]] = {
    "started_at": (
        "start", "start time", "started", "started at", "began", "incident start", "outage start",
        "time of start", "incident began", "impact start", "start date", "incident start time", "outage began",
        "start of incident", "start of outage", "start of impact", "time started", "start date/time", "onset",
    ),
    "detected_at": (
        "detected", "detected at", "detection time", "time detected", "first detected", "time of detection",
        "detected on", "discovered", "incident detected", "detection date/time",
    ),
    "mitigated_at": (
        "mitigated", "mitigated at", "mitigation time", "repaired", "time of mitigation",
        "time mitigated", "incident mitigated", "mitigated on",
    ),
    "resolved_at": (
        "resolved", "resolved at", "end", "end time", "ended", "resolution time", "incident end", "outage end",
        "time resolved", "impact end", "resolved on", "end date", "time of resolution", "closed", "recovered",
        "incident end time", "resolvedwhen", "end of incident", "end of outage", "end of impact", "time ended",
        "incident ended", "incident resolved", "outage ended", "fully resolved", "fixed", "restored",
        "service restored", "resolution date/time", "end date/time", "resolution date", "fixed at",
    ),
}  # fmt: skip
_OTHER = frozenset(
    {"severity", "status", "date", "incident date", "duration", "priority", "time to detection", "time to recovery"}
    | {"time to repair", "time to resolve", "attendees", "participants", "incident lead", "contact", "shared with"}
)
_KNOWN = _OTHER.union(*_LISTS.values(), *_TIMES.values())
_EMPTY = re.compile(r"^\W*(?:n/?a|none|unknown|tbd|todo|\?+|-+|null|ok)?\W*$", re.IGNORECASE)
_SPLIT = re.compile(r"\s{0,8}(?:,|;|\n| and | & )\s{0,8}")
_MAIL = re.compile(r"\s{0,4}(?:<[^<>]{1,120}>|\([^()]{1,120}\))")
_DATE_ONLY = re.compile(r"T00:00(?::00)?(?:\.0+)?(?:Z|\+00:00)?$")
_NAME_CHARS = 120


def read(reading: Reading) -> None:
    found = list(labels(reading))
    _severity(reading, found)
    _status(reading, found)
    for attribute, names in _LISTS.items():
        getattr(reading.post, attribute).extend(_names(reading, found, attribute, names))
    for attribute, names in _TIMES.items():
        _time(reading, found, attribute, names)
    _window(reading)
    _take_heads(reading, found)


def _take_heads(reading: Reading, found: list[Label]) -> None:
    """Blocks that hold nothing but labelled values are read; they are no story."""
    by_block: dict[int, list[Label]] = {}
    for label in found:
        by_block.setdefault(id(label.block), []).append(label)
    for beside in by_block.values():
        block = beside[0].block
        if reading.outline.of.get(id(block)) is None or reading.section(block).has("timeline"):
            continue
        mine = [label for label in beside if label.name in _KNOWN]
        if mine and len(mine) >= block.text.strip().count("\n") + 1:
            reading.take(block)


def _first(found: list[Label], names: tuple[str, ...], ok: Callable[[str], object]) -> Label | None:
    return next((label for label in found if label.name in names and ok(label.value)), None)


def _severity(reading: Reading, found: list[Label]) -> None:
    raw = reading.head.text("severity", "sev", "max_severity", "incident_severity", "priority")
    line = reading.head.line("severity", "sev", "max_severity", "incident_severity", "priority")
    label = _first(
        found, ("severity", "incident severity", "sev", "severity level", "priority", "impact level"), bool
    )
    if raw is None and label is not None:
        raw, line = label.value, label.line
    if raw is None or _EMPTY.match(raw):
        return
    reading.post.severity_raw = " ".join(raw.split())[:_NAME_CHARS]
    reading.post.severity = severity_of(raw)
    if reading.post.severity is None:
        reading.note(line, "severity-unknown", f"“{reading.post.severity_raw}” is not a severity known here")


def severity_of(raw: str) -> Severity | None:
    """sev1 to sev5 of "SEV1", "P1", "S2", "critical" …; P0 counts as sev1."""
    match = _SEVERITY.search(raw)
    number = match[1] if match else raw.strip() if raw.strip() in "12345" and raw.strip() else None
    if number is not None:
        return Severity(f"sev{max(int(number), 1)}")
    word = re.match(r"\W*([a-z]+)", raw.lower())
    return _SEVERITY_WORDS.get(word[1]) if word else None


def _status(reading: Reading, found: list[Label]) -> None:
    label = _first(found, ("status", "report status", "postmortem status", "document status"), bool)
    for raw in (reading.head.text("status", "postmortem_status"), label.value if label else None):
        for status, pattern in _STATUS:
            if raw and len(raw) < 60 and pattern.search(raw):
                reading.post.status = status
                return
    if reading.head.text("draft") in ("true", "True"):
        reading.post.status = PostmortemStatus.DRAFT


def _names(reading: Reading, found: list[Label], kind: str, names: tuple[str, ...]) -> list[str]:
    raw = reading.head.texts(*names)
    for label in found:
        if label.name in names and len(label.value) < 300:
            raw += label.items if label.items and not label.value.strip() else _SPLIT.split(label.value)
            if label.items and label.value.strip() == (label.items[0] or "").strip():
                raw += label.items[1:]
    if kind == "authors":
        raw = [_MAIL.sub("", name) for name in raw]
    cleaned = (" ".join(name.split()).strip(" *`•-") for name in raw)
    return list(dict.fromkeys(n for n in cleaned if n and len(n) <= _NAME_CHARS and not _EMPTY.match(n)))


def _time(reading: Reading, found: list[Label], attribute: str, names: tuple[str, ...]) -> None:
    keys = [n.replace(" ", "_") for n in names]
    if attribute == "started_at" and reading.head.is_issue and ":" in (reading.head.text("date") or ""):
        keys.append("date")
    raw, line = reading.head.text(*keys), reading.head.line(*keys)
    if raw is None:
        label = _first(found, names, lambda v: len(v) < 80 and any(find_stamps(v)))
        if label is None:
            return
        raw, line = label.value, label.line
    raw = _DATE_ONLY.sub("", raw)
    stamp = next(find_stamps(raw), None)
    if stamp is not None and not (stamp.time is None and stamp.day is not None and stamp.day.day is None):
        moment, _ = reading.clock.resolve(stamp, Carry(), line)
        setattr(reading.post, attribute, str(moment) if moment is not None else None)


def _window(reading: Reading) -> None:
    """Planned work: the stated begin and length in the front matter."""
    if reading.post.kind is not PostmortemKind.MAINTENANCE:
        return
    raw = reading.head.text("date", "start_time", "start", "window_start")
    stamp = next(find_stamps(raw), None) if raw else None
    if stamp is None or stamp.time is None:
        return
    moment, _ = reading.clock.resolve(stamp, Carry(), reading.head.line("date", "start_time", "start"))
    if moment is None:
        return
    reading.post.window_start = reading.post.started_at = str(moment)
    length = re.match(r"\s*(\d{1,3})\s*(h|m)", reading.head.text("duration") or "")
    if length and moment.wall is not None:
        minutes = int(length[1]) * (60 if length[2] == "h" else 1)
        end = moment.from_datetime(moment.wall + timedelta(minutes=minutes))
        reading.post.window_end = end.local + str(moment)[len(moment.local) :]
