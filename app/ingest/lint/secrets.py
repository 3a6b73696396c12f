"""Secrets pasted in: keys, tokens and passwords of the common kinds. What was found is named, never shown."""

import re
from collections.abc import Iterator

from app.ingest.lint.finding import Finding, Level

#: Kind and form, as their makers document them. Lengths are bounded: a long line costs no more than its length.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form))
    for kind, form in (
        ("a private key", r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
        ("an AWS access key", r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"),
        ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60})"),
        ("a GitLab token", r"\bgl(?:pat|dt|rt|cbt|ptt|soat)-[A-Za-z0-9_-]{20}"),
        ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10}"),
        ("a Slack webhook", r"hooks\.slack\.com/services/T[A-Za-z0-9]{6,12}/B[A-Za-z0-9]{6,12}/[A-Za-z0-9]{16}"),
        ("a Stripe key", r"\b[rs]k_live_[A-Za-z0-9]{16}"),
        ("a Google API key", r"\bAIza[A-Za-z0-9_-]{35}"),
        ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
        ("a PyPI token", r"\bpypi-AgEIcHlwaS[A-Za-z0-9_-]{20}"),
        ("a SendGrid key", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
        ("an Azure storage key", r"\bAccountKey=[A-Za-z0-9+/]{60}"),
        ("an Aftercare token", r"\baftf?_[0-9A-Za-z]{38}\b"),
        ("a signed token (JWT)", r"\beyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10}"),
    )
)
_IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,60}:([^\s/:@]{1,120})@", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"""(?<![A-Za-z])(?:password|passwd|pwd|passphrase|secret(?:[_-]?key)?|api[_-]?key|access[_-]?token|auth[_-]?token|client[_-]?secret)"""
    r"""["']?\s{0,3}[:=]\s{0,3}["']?([^\s"'`,;]{8,120})""",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\bauthorization: {1,3}(?:bearer|basic) {1,3}([A-Za-z0-9._~+/=-]{12,2000})", re.IGNORECASE)
#: What stands there instead of a secret: a hole, a variable, a word that says so.
_PLACEHOLDER = re.compile(
    r"^(?:[*x.•…_-]+|[<\[{(%$].*|.*(?:example|changeme|change-me|placeholder|redacted|removed|hidden|your[_-]|dummy|secret|"
    r"password|token|xxxx|\.\.\.|\*\*\*).*|none|null|true|false|undefined|required|optional|string)$",
    re.IGNORECASE,
)
_LETTER, _DIGIT = re.compile(r"[A-Za-z]"), re.compile(r"\d")


def secrets(lines: list[str]) -> Iterator[Finding]:
    """One finding a line and kind, with the line's number; in code and front matter too."""
    for number, line in enumerate(lines, 1):
        for kind in _in(line):
            message = f"this looks like {kind}: take it out and make it invalid, since it stays in the history"
            yield Finding(number, "secret", Level.ERROR, message)


def _in(line: str) -> Iterator[str]:
    known = False
    for kind, form in _KINDS:
        if form.search(line):
            known = True
            yield kind
    if any(not _PLACEHOLDER.match(found[1]) for found in _IN_ADDRESS.finditer(line)):
        yield "a password in an address"
    elif not known and any(_is_value(found[1]) for found in _BEARER.finditer(line)):
        yield "a credential in a header"
    elif not known and any(_is_value(found[1]) for found in _ASSIGNED.finditer(line)):
        yield "a password or key"


def _is_value(text: str) -> bool:
    """Letters and digits mixed, as secrets are and words are not."""
    return not _PLACEHOLDER.match(text) and bool(_LETTER.search(text) and _DIGIT.search(text))
