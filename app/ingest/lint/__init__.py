"""What a reviewer would say to the writer, from the same reading that the record is made of.

Rules, with their reasons and sources, are in docs/lint.md. A file switches rules off with a comment anywhere in it:
`<!-- aftercare lint off: blame, action-without-due -->`.
"""

import re
from collections.abc import Iterator

from app.domain.vocabulary import PostmortemKind
from app.ingest.decoding import newlines
from app.ingest.facts import ParsedPost
from app.ingest.lint.actions import each_action, only_weak
from app.ingest.lint.finding import Finding, Level, warning
from app.ingest.lint.secrets import secrets
from app.ingest.lint.structure import missing_sections, times_without_zone, unanswered_causes
from app.ingest.lint.wording import blame
from app.ingest.parser import parse_document

__all__ = ["RULES", "Finding", "Level", "lint"]

RULES = (
    "missing-section",
    "time-without-zone",
    "cause-without-action",
    "action-without-owner",
    "action-without-due",
    "unverifiable-action",
    "only-weak-actions",
    "blame",
    "secret",
    "unknown-rule",
)
_SWITCH = re.compile(r"<!--\s{0,9}aftercare lint off:([^>]{0,500})-->")


def lint(text: str, source: str) -> list[Finding]:
    """Findings in the order of their lines. Raises UnreadableDocument as parse_document does."""
    lines = newlines(text).split("\n")
    off, unknown = _switched_off(lines)
    found = [*secrets(lines), *unknown]
    for post in parse_document(text, source):
        found += _of_post(post, lines)
    return sorted((f for f in found if f.rule not in off), key=lambda f: (f.line, f.rule))


def _of_post(post: ParsedPost, lines: list[str]) -> Iterator[Finding]:
    if post.kind is PostmortemKind.INCIDENT:
        yield from missing_sections(post)
        yield from unanswered_causes(post)
        yield from only_weak(post)
    if post.kind is not PostmortemKind.NOTICE:
        yield from times_without_zone(post)
        yield from each_action(post)
        yield from blame(lines, post.line, min(post.end_line, len(lines)))


def _switched_off(lines: list[str]) -> tuple[set[str], list[Finding]]:
    off: set[str] = set()
    unknown = []
    for number, line in enumerate(lines, 1):
        for switch in _SWITCH.finditer(line):
            names = {name.strip() for name in switch[1].split(",") if name.strip()}
            off |= names & set(RULES)
            for name in sorted(names - set(RULES)):
                message = f"there is no rule “{name[:40]}”; rules are {', '.join(RULES)}"
                unknown.append(warning(number, "unknown-rule", message))
    return off, unknown
