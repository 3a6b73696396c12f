"""Incident, maintenance, or a notice that is neither."""

import re

from app.domain.vocabulary import PostmortemKind
from app.ingest.blocks import BlockKind
from app.ingest.phrases import phrases, spaced
from app.ingest.reading import Reading

_MAINTENANCE = phrases(
    r"(?:scheduled|planned|emergency|routine|upcoming|network|database|server|system)\W+(?:\w+\W+)?(?:maint[ae]n[ae]n?ce|"
    r"updates?|upgrades?|downtime|migration)\b",
    r"maintenance (?:window|work|notice|on|for)\b",
)
_MAINTENANCE_FIRST = re.compile(r"\W{0,12}maintenance\b")
_INCIDENT = phrases(
    r"(?:outage|incident|post-?mortems?|root causes?|went (?:offline|down|wrong)|downtime|"
    r"unavailab\w+|crash\w*|failures?|"
    r"failed|failing|disrupt\w+|degrad\w+|broken?|bugs?|leak\w*|breach\w*|vulnerab\w+|compromis\w+|attack\w*|errors?|"
    r"outages|delays?|hack\w*|exploit\w*|stolen|lost|loss|malicious|phish\w+|unreachable|unresponsive|corrupt\w+|"
    r"faulty|regression|issues? with|exposed|misconfigur\w+|investigating)\b"
)
_PROBLEM_SECTIONS = (
    "root_cause",
    "contributing_factors",
    "detection",
    "timeline",
    "trigger",
    "impact",
    "resolution",
)


def read(reading: Reading) -> None:
    reading.post.kind = _kind(reading)


def _kind(reading: Reading) -> PostmortemKind:
    stated = reading.head.text("kind", "type", "max_severity") or ""
    known = {k.value: k for k in PostmortemKind}
    if stated.lower() in known:
        return known[stated.lower()]
    named = {s.name for s in reading.outline.sections}
    title = spaced(reading.post.title)
    incident = _INCIDENT.search(title) is not None
    if not incident and _plans(title) and not named & {"root_cause", "contributing_factors"}:
        return PostmortemKind.MAINTENANCE
    if incident or reading.head.is_issue or len(named & set(_PROBLEM_SECTIONS)) >= 2:
        return PostmortemKind.INCIDENT
    text = spaced(" ".join(b.text[:1500] for b in reading.blocks[:40] if b.kind is not BlockKind.CODE))
    if _plans(text[:601]) and len(_INCIDENT.findall(text)) < 3:
        return PostmortemKind.MAINTENANCE
    told = named & {*_PROBLEM_SECTIONS, "action_items", "went_wrong"}
    return PostmortemKind.INCIDENT if told or _INCIDENT.search(text) else PostmortemKind.NOTICE


def _plans(low: str) -> bool:
    return bool(_MAINTENANCE.search(low) or _MAINTENANCE_FIRST.match(low))
