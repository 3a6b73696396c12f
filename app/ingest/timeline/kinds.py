"""What sort of event an entry tells of, by its words."""

import re

from app.domain.vocabulary import EventKind
from app.ingest.phrases import Sorter, each, spaced

_CLOSES = ("resolved", "closed", "completed")
_OVER = frozenset(
    {"recovered", "restored", "over", "fixed", "recovery", "all green", "service restored", "end", "ended"}
)
_MARKS = " \t\n*_~`'\"([{<>:;,.!-–—•|#"
_BE = r"(?:is |was |were |has been |have been |are |marked |declared |now )*"
#: Those who mend it notice it by being told; that customers are told is another matter.
_TOLD = r"\w*(?: \w+)?(?: is| are| was| were| gets| got)(?: \w+)? (?:notified|informed|told|pinged|contacted)\b"
_KINDS = Sorter(
    (
        EventKind.RESOLVED,
        (
            *each(
                "incident issue outage problem alert alarm",
                rf"s? {_BE}(?:as )?(?:resolved|closed|over|fixed|cleared)\b",
            ),
            *each("is was been", r" (?:now )?(?:resolved|closed)\b"),
            *each("incident outage disruption", r"s? (?:ends?|ended|is over|was over)\b"),
            r"fully (?:recover|restor|operational|resolv)\w*",
            r"back (?:to (?:a |its )?(?:normal|baseline|functional|working|healthy|operational)|online|up|to full)",
            r"all clear\b",
            *each("returned back return returns", r" to (?:a )?(?:normal|stable|healthy)"),
            *each(
                "service site system traffic access everything",
                r"\w* (?:is |was |were |has |have |been |are |fully |had |now )*(?:restored|recovered|resolved)",
            ),
            *each("issue problem error", r"s? (?:go|goes|went|is|was) (?:away|gone|solved|fixed)"),
            *each("is was", r" (?:now |finally )?back\b(?! to (?!normal))"),
            *each(
                "is are was were",
                r" (?:now |fully |finally )?"
                r"(?:up|available|accessible|reachable|online|live|working|operational) again\b",
            ),
            *each("works working running", r" (?:fine |well )?again\b"),
            r"up and running\b",
            r"end of (?:the |this )?(?:outage|incident|impact|disruption)\b",
            *each("service services operations", r" resumes?d?\b"),
            r"completed successfully\b",
            r"confirm\w* .{0,40}(?:resolved|fixed|working)",
            r"operating normally\b",
            r"set to resolved\b",
            *each("deploy deployed", r" (?:\w+ ){0,3}(?:solved?|resolved?|fixe?d?) the (?:problem|issue|outage)\b"),
            r"verified (?:operational|healthy|working)",
            *each(
                "all everything",
                r" (?:[\w-]+ ){0,3}(?:are |is |were |was |now |verified |back ){0,3}"
                r"(?:operational|healthy|up and running|green|working (?:again|normally|as expected))",
            ),
        ),
    ),
    (
        EventKind.MITIGATED,
        (
            r"mitigat\w+",
            r"repaired\b",
            r"rolled? ?back",
            r"revert\w*",
            r"workaround\b",
            *each("fix patch hotfix", r" .{0,30}(?:deployed|applied|released|merged|pushed|rolled|published)"),
            r"with (?:a |the )?fix\b",
            *each("deployed applied released merged pushed", r" .{0,30}(?:fix|patch|hotfix)\b"),
            r"restarted\b",
            *each(
                "error errors latency",
                r"(?: rates?)? (?:drops?|dropped|falls?|fell|decreas\w+|declin\w+|recover\w*)\b",
            ),
            r"scaled (?:up|down)\b",
            r"failed over\b",
            *each("monkey hot", r"-?patched\b"),
            r"patched\b",
        ),
    ),
    (
        EventKind.ESCALATED,
        (
            r"escalat\w+",
            r"incident (?:was |is |formally )?(?:declared|opened|created|started)",
            r"declared? (?:an |the )?incident",
            r"paged\b",
            r"war ?room\b",
            r"called in\b",
            r"bridge\b",
            r"formal incident\b",
        ),
    ),
    (
        EventKind.DETECTED,
        (
            *each("detect alert alarm discover notic complain pager", ""),
            r"identified that\b",
            *each("became becomes become made", r" aware\b"),
            *each("automated automatic first", r" warning"),
            r"warned\b",
            *each("staff team engineer operator on-call sre we", _TOLD),
            *each("notified informed alerted", r" by (?!e-?mail|phone|twitter|the status|slack)"),
            *each(
                "receive receives received",
                r" (?:\w+ ){0,4}(?:e-?mails?|warnings?|reports?|complaints?|notifications?|pages?|tickets?|"
                r"calls?)\b",
            ),
            r"raised .{0,20}(?:question|ticket)",
            r"report(?:s|ed|ing)?\b",
            *each("monitor monitors check checks", r" (?:(?:is|are|was|were) )?(?:trigger|fir|fail|trip)\w*\b"),
            r"monitoring\b.{0,30}(?:shows|showed|fires|fired)",
        ),
    ),
    (
        EventKind.COMMUNICATED,
        (
            *each("announce communicat tweet", ""),
            r"status ?page\b",
            *each("twitter emailed e-mail posted informed notified statement", r"\b"),
        ),
    ),
    (
        EventKind.DIAGNOSED,
        (
            *each("identif diagnos conclud realiz realis investigat", r"\w"),
            r"root cause\b",
            r"found\b",
            r"confirm",
            r"cause of\b",
        ),
    ),
    (
        EventKind.TRIGGER,
        (
            *each("outage incident problem issue", r"s? (?:begins?|began|starts?|started)"),
            *each("deployed deployment released merged renamed stopped destroyed drop drops", r"\b"),
            *each("upgrad migrat", r"\w"),
            *each("fail crash", ""),
            r"goes? down\b",
            r"went (?:down(?! to)|offline)",
        ),
    ),
)
_HEAD_CHARS = 180
_WHAT = r"(?:incident |outage |impact |issue )?"
_PHASES = (
    rf"(?:(?P<resolved>{_WHAT}(?:resolution|resolved|recovery|recovered|ends?|ended|restored))|"
    rf"(?P<mitigated>{_WHAT}(?:mitigation|mitigated|repaired|contained))|"
    rf"(?P<detected>{_WHAT}(?:detection|detected))|"
    rf"(?P<trigger>{_WHAT}(?:start|started|starts|begins?|began|onset)))"
)
#: "(Detection) Checkout fails", "Mitigation — v1 is back": the phase that a writer names before the words.
_LED_BY = re.compile(
    rf"[\s*_]{{0,4}}(?:[(\[]{_PHASES}[)\]]|{_PHASES.replace('?P<', '?P<b_')}[*_]{{0,2}}(?: [—–-]|[:.]) )", re.I
)
#: "v2 is deployed - Incident start": or behind them.
_CLOSED_BY = re.compile(rf"(?: [—–-] [*_]{{0,2}}|[(\[]|; ){_PHASES}[)\]*_.]{{0,4}}$", re.I)
_PHASE_CHARS = 40
_OPENS = (EventKind.DETECTED, EventKind.ESCALATED)
_CURES = (EventKind.RESOLVED, EventKind.MITIGATED)


def phase_of(text: str) -> EventKind | None:
    """The phase that the entry itself is labelled with."""
    phase = _LED_BY.match(text) or _CLOSED_BY.search(text, max(0, len(text) - _PHASE_CHARS))
    if phase is None:
        return None
    return EventKind(next(name.removeprefix("b_") for name, words in phase.groupdict().items() if words))


def kind_of(text: str) -> EventKind:
    """By the whole of it; where its first sentence tells how the incident came to light, by that alone."""
    phase = phase_of(text)
    if phase is not None:
        return phase
    head = spaced(text[:_HEAD_CHARS])
    begin = head.strip(_MARKS)
    if begin.startswith(_CLOSES) or begin.partition(" — ")[0] in _OVER:
        return EventKind.RESOLVED
    kind = _KINDS.sort_of(head)
    if kind in _CURES and (end := head.find(". ")) > 0:
        first = _KINDS.sort_of(head[: end + 1])
        kind = first if first in _OPENS else kind
    return kind or EventKind.NOTE
