"""What sort of event an entry tells of, by its words."""

import re

from app.domain.vocabulary import EventKind

_KINDS: tuple[tuple[EventKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            EventKind.RESOLVED,
            r"\b(?:incident|issue|outage|problem|alert|alarm)s? (?:is |was |were |has been |"
            r"have been |are |marked |"
            r"declared |now )*(?:as )?(?:resolved|closed|over|fixed|cleared)\b|^\W*(?:resolved|"
            r"closed|completed)\b|\b(?:is|was|been) (?:now )?(?:resolved|closed)\b|"
            r"\bfully (?:recover|restor|operational|resolv)\w*|\bback (?:to normal|online|up|"
            r"to full)|\ball clear\b|"
            r"\b(?:returned|back|returns?) to (?:a )?(?:normal|stable|healthy)|\b(?:service|site|"
            r"system|traffic|access|"
            r"everything)\w* (?:is |was |were |has |have |been |are |fully |had |now )*(?:restored|"
            r"recovered|resolved)|"
            r"\b(?:issue|problem|error)s? (?:go|goes|went|is|was) (?:away|gone|solved|fixed)|\bare now back\b|"
            r"\bcompleted successfully\b|\bconfirm\w* .{0,40}(?:resolved|fixed|working)|\boperating normally\b",
        ),
        (
            EventKind.MITIGATED,
            r"\bmitigat\w+|\brepaired\b|\brolled? ?back|\brevert\w*|\bworkaround\b|\b(?:fix|patch|hotfix) .{0,30}"
            r"(?:deployed|applied|released|merged|pushed|rolled|published)|\bwith (?:a |the )?fix\b|"
            r"\b(?:deployed|applied|released|merged|pushed) .{0,30}"
            r"(?:fix|patch|hotfix)\b|\brestarted\b|\bscaled (?:up|down)\b|\bfailed over\b",
        ),
        (
            EventKind.ESCALATED,
            r"\bescalat\w+|\bincident (?:was |is |formally )?(?:declared|opened|created|started)|"
            r"\bdeclared? (?:an )?incident|"
            r"\bpaged\b|\bwar ?room\b|\bcalled in\b|\bbridge\b|\bformal incident\b",
        ),
        (
            EventKind.DETECTED,
            r"\bdetect\w*|\bidentified that\b|\braised .{0,20}(?:question|ticket)|\balert\w*|"
            r"\balarm\w*|\bnotic\w+|\breport(?:s|ed|ing)?\b|\bdiscover\w*|\bmonitoring\b.{0,30}"
            r"(?:shows|showed|fires|fired)|\bcomplain\w*|\bpager",
        ),
        (
            EventKind.COMMUNICATED,
            r"\b(?:status ?page|twitter|tweet\w*|announce\w*|communicat\w+|emailed|e-mail|posted|informed|notified|"
            r"statement)\b",
        ),
        (
            EventKind.DIAGNOSED,
            r"\bidentif\w+|\broot cause\b|\bdiagnos\w+|\bfound\b|\bconfirm\w*|\bconclud\w+|\brealiz\w+|\brealis\w+|"
            r"\binvestigat\w+|\bcause of\b",
        ),
        (
            EventKind.TRIGGER,
            r"\b(?:outage|incident|problem|issue)s? (?:begins?|began|starts?|started)|\bdeployed\b|\bdeployment\b|"
            r"\breleased\b|\bmerged\b|\brenamed\b|\bupgrad\w+|\bmigrat\w+|\bgoes? down\b|"
            r"\bwent (?:down(?! to)|offline)|"
            r"\bstopped\b|\bfail\w*|\bcrash\w*|\bdrops?\b|\bdestroyed\b",
        ),
    )
)


def kind_of(text: str) -> EventKind:
    head = text[:180]
    return next((kind for kind, pattern in _KINDS if pattern.search(head)), EventKind.NOTE)
