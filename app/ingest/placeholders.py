"""Left-over words of templates, which are no facts."""

import re

_TEMPLATE = re.compile(
    r"^\W*(?:list of things (?:that|which)|for example,?\W*$|these are only sample|n/?a\b|"
    r"none\b|tbd\b|tba\b|todo\b\W*$|"
    r"to be (?:added|determined|filled|written|completed)|add (?:your|a|an|"
    r"the) .{0,40} here|\.\.\.\W*$|…\W*$|\?+\W*$|"
    r"short event description|lorem ipsum|xxx+|no (?:timeline|action items?|actions?|follow[- ]?ups?|lessons?|"
    r"further actions?|root cause)\b.{0,30}(?:is|are|were|was|has|have|provided|required|"
    r"needed|available|identified|given|"
    r"recorded|planned|here|$)|insert .{0,30} here|description here|nothing\W*$|unknown\W*$|not applicable|"
    r"e\.g\.[,:]? |\[[^\]]{0,40}(?:here|your|description|name)[^\]]{0,20}\])",
    re.IGNORECASE,
)
_SHORT = 160


def is_placeholder(text: str) -> bool:
    """True for a template's prompt, an empty answer ("N/A") or nothing but marks."""
    words = text.strip()
    if not any(c.isalnum() for c in words):
        return True
    return len(words) <= _SHORT and _TEMPLATE.match(words) is not None
