"""Words that look for somebody to blame where there was a system to look at."""

import re
from collections.abc import Iterator

from app.ingest.lint.finding import Finding, warning

_PEOPLE = (
    r"(?:he|she|they|we|i|you|engineers?|operators?|developers?|admins?|administrators?|technicians?|colleagues?|"
    r"employees?|staff|team|someone|somebody|on-?call|@\w[\w-]*)"
)
#: What is said, and what to say instead.
_BLAMING: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\b(?:human|operator|user|pilot|manual) error\b", re.IGNORECASE),
        "say what made the action look right, and what let it through",
    ),
    (
        re.compile(
            r"\b(?:careless|negligen|incompeten|stupid|sloppy|inattentive|unprofessional)\w*", re.IGNORECASE
        ),
        "describe what happened, not what somebody is like",
    ),
    (
        re.compile(rf"(?<!\w){_PEOPLE}\s+(?:\w+\s+)?(?:should|could|ought to) (?:never )?have\b", re.IGNORECASE),
        "tell what was known and done then; what should have been done is known only since",
    ),
    (
        re.compile(
            rf"(?<!\w){_PEOPLE}\s+(?:\w+\s+)?"
            r"(?:forgot|failed to|neglected|didn['’]t bother|ignored|messed up|screwed up)\b",
            re.IGNORECASE,
        ),
        "ask what would have reminded, shown or stopped it",
    ),
    (
        re.compile(
            rf"(?<!\w)(?:{_PEOPLE} (?:is|was|were) (?:to blame|at fault)|(?:his|her|their) fault)\b", re.IGNORECASE
        ),
        "leave guilt out: it ends the asking",
    ),
    (
        re.compile(r"\b(?:obviously|simply had to|all (?:he|she|they) had to)\b", re.IGNORECASE),
        "what is obvious now was not so then",
    ),
)
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


def blame(lines: list[str], first: int, last: int) -> Iterator[Finding]:
    """In the lines from `first` to `last`; code and what is quoted from elsewhere are left alone."""
    fenced = False
    for number in range(first, last + 1):
        line = lines[number - 1]
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and not line.lstrip().startswith(">"):
            for pattern, instead in _BLAMING:
                if found := pattern.search(line):
                    yield warning(number, "blame", f"“{found[0]}”: {instead}")
