"""What makes an action item worth its line: somebody, a day, something that can be checked, and force."""

import re
from collections.abc import Iterator

from app.domain.vocabulary import Severity
from app.ingest.facts import ParsedAction, ParsedPost
from app.ingest.lint.finding import Finding, shown, warning

_CLOSED = frozenset({"done", "wont_do"})
#: Verbs that name a wish. Nobody can tell later whether it was fulfilled.
_VAGUE = re.compile(
    r"\b(?:improve|enhance|strengthen|optimi[sz]e|ensure|make sure|consider|think about|look into|try to|explore|"
    r"be (?:more |extra )?(?:careful|aware|mindful|vigilant|diligent)|pay (?:more |closer )?attention|revisit|"
    r"discuss|raise awareness|work on|keep an eye on|do better|be better|get better|take care)\b",
    re.IGNORECASE,
)
#: What can be checked all the same: a figure, a name in code, a condition, an address.
_CRITERION = re.compile(
    r"\d|`|://|"
    r"\b(?:so that|when(?:ever)?|if|until|below|above|within|at (?:least|most)|alerts? (?:on|for)|tests?)\b",
    re.IGNORECASE,
)
#: The weaker actions of RCA²'s hierarchy: they ask people to do it right next time.
_WEAK = re.compile(
    r"\b(?:train(?:ing|s)?|educat\w+|document(?:ation|ed|s|ing)?|docs|runbooks?|playbooks?|wiki|write[- ]?up|"
    r"remind\w*|communicat\w+|announce\w*|inform|tell|be (?:more )?(?:careful|aware)|awareness|polic(?:y|ies)|"
    r"procedures?|checklists?|guidelines?|meeting|discuss|double[- ]check|sign[- ]?off|warn(?:ing)? people|share|"
    r"e-?mail)\b",
    re.IGNORECASE,
)
_SEVERE = frozenset({Severity.SEV1, Severity.SEV2})
_HEAD = 60  # the verb stands at the beginning


def each_action(post: ParsedPost) -> Iterator[Finding]:
    for action in post.actions:
        if action.status in _CLOSED:
            continue
        quoted = f"“{shown(action.text)}”"
        if not (action.owner or action.team):
            yield warning(action.line, "action-without-owner", f"nobody answers for {quoted}")
        if not (action.due or action.due_raw):
            yield warning(action.line, "action-without-due", f"no day is named for {quoted}")
        if _is_vague(action):
            message = f"nobody can tell when it is done: {quoted}; name what will be seen then"
            yield warning(action.line, "unverifiable-action", message)


def only_weak(post: ParsedPost) -> Iterator[Finding]:
    if post.severity not in _SEVERE or not post.actions:
        return
    if all(_WEAK.search(action.text) for action in post.actions):
        message = f"a {post.severity} with nothing but training, documents and reminders against it"
        yield warning(post.actions[0].line, "only-weak-actions", message)


def _is_vague(action: ParsedAction) -> bool:
    return bool(_VAGUE.search(action.text, 0, _HEAD)) and not _CRITERION.search(action.text)
