"""Incident, maintenance, or a notice that is neither."""

import re

from app.domain.vocabulary import PostmortemKind
from app.ingest.blocks import BlockKind
from app.ingest.reading import Reading

_MAINTENANCE = re.compile(
    r"\b(?:scheduled|planned|emergency|routine|upcoming|network|database|server|system)\W+(?:\w+\W+)?(?:maint[ae]n[ae]n?ce|"
    r"updates?|upgrades?|downtime|migration)\b|\bmaintenance (?:window|work|notice|on|for)\b|^\W*maintenance\b",
    re.IGNORECASE,
)
_INCIDENT = re.compile(
    r"\b(?:outage|incident|post-?mortems?|root causes?|went (?:offline|down|wrong)|downtime|"
    r"unavailab\w+|crash\w*|failures?|"
    r"failed|failing|disrupt\w+|degrad\w+|broken?|bugs?|leak\w*|breach\w*|vulnerab\w+|compromis\w+|attack\w*|errors?|"
    r"outages|delays?|hack\w*|exploit\w*|stolen|lost|loss|malicious|phish\w+|unreachable|unresponsive|corrupt\w+|"
    r"faulty|regression|issues? with|exposed|misconfigur\w+)\b",
    re.IGNORECASE,
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
    title = reading.post.title
    if (
        _MAINTENANCE.search(title)
        and not _INCIDENT.search(title)
        and not named & {"root_cause", "contributing_factors"}
    ):
        return PostmortemKind.MAINTENANCE
    if len(named & set(_PROBLEM_SECTIONS)) >= 2 or _INCIDENT.search(title):
        return PostmortemKind.INCIDENT
    text = " ".join(b.text[:1500] for b in reading.blocks[:40] if b.kind is not BlockKind.CODE)
    if _MAINTENANCE.search(text[:600]) and len(_INCIDENT.findall(text)) < 3:
        return PostmortemKind.MAINTENANCE
    told = named & {*_PROBLEM_SECTIONS, "action_items", "went_wrong"}
    return PostmortemKind.INCIDENT if told or _INCIDENT.search(text) else PostmortemKind.NOTICE
