"""What sort of event an entry tells of, by its words."""

import re

from app.domain.vocabulary import EventKind
from app.ingest.phrases import phrases, spaced

_CLOSES = re.compile(r"\W*(?:resolved|closed|completed)\b")
_KINDS: tuple[tuple[EventKind, re.Pattern[str]], ...] = (
    (
        EventKind.RESOLVED,
        phrases(
            r"(?:incident|issue|outage|problem|alert|alarm)s? (?:is |was |were |has been |have been |are |marked |"
            r"declared |now )*(?:as )?(?:resolved|closed|over|fixed|cleared)\b",
            r"(?:is|was|been) (?:now )?(?:resolved|closed)\b",
            r"fully (?:recover|restor|operational|resolv)\w*",
            r"back (?:to normal|online|up|to full)",
            r"all clear\b",
            r"(?:returned|back|returns?) to (?:a )?(?:normal|stable|healthy)",
            r"(?:service|site|system|traffic|access|everything)\w* "
            r"(?:is |was |were |has |have |been |are |fully |had |now )*(?:restored|recovered|resolved)",
            r"(?:issue|problem|error)s? (?:go|goes|went|is|was) (?:away|gone|solved|fixed)",
            r"are now back\b",
            r"completed successfully\b",
            r"confirm\w* .{0,40}(?:resolved|fixed|working)",
            r"operating normally\b",
        ),
    ),
    (
        EventKind.MITIGATED,
        phrases(
            r"mitigat\w+",
            r"repaired\b",
            r"rolled? ?back",
            r"revert\w*",
            r"workaround\b",
            r"(?:fix|patch|hotfix) .{0,30}(?:deployed|applied|released|merged|pushed|rolled|published)",
            r"with (?:a |the )?fix\b",
            r"(?:deployed|applied|released|merged|pushed) .{0,30}(?:fix|patch|hotfix)\b",
            r"restarted\b",
            r"scaled (?:up|down)\b",
            r"failed over\b",
        ),
    ),
    (
        EventKind.ESCALATED,
        phrases(
            r"escalat\w+",
            r"incident (?:was |is |formally )?(?:declared|opened|created|started)",
            r"declared? (?:an )?incident",
            r"paged\b",
            r"war ?room\b",
            r"called in\b",
            r"bridge\b",
            r"formal incident\b",
        ),
    ),
    (
        EventKind.DETECTED,
        phrases(
            r"detect\w*",
            r"identified that\b",
            r"raised .{0,20}(?:question|ticket)",
            r"alert\w*",
            r"alarm\w*",
            r"notic\w+",
            r"report(?:s|ed|ing)?\b",
            r"discover\w*",
            r"monitoring\b.{0,30}(?:shows|showed|fires|fired)",
            r"complain\w*",
            r"pager",
        ),
    ),
    (
        EventKind.COMMUNICATED,
        phrases(
            r"(?:status ?page|twitter|tweet\w*|announce\w*|communicat\w+|emailed|e-mail|posted|informed|notified|"
            r"statement)\b"
        ),
    ),
    (
        EventKind.DIAGNOSED,
        phrases(
            r"identif\w+",
            r"root cause\b",
            r"diagnos\w+",
            r"found\b",
            r"confirm\w*",
            r"conclud\w+",
            r"reali[zs]\w+",
            r"investigat\w+",
            r"cause of\b",
        ),
    ),
    (
        EventKind.TRIGGER,
        phrases(
            r"(?:outage|incident|problem|issue)s? (?:begins?|began|starts?|started)",
            r"deployed\b",
            r"deployment\b",
            r"released\b",
            r"merged\b",
            r"renamed\b",
            r"upgrad\w+",
            r"migrat\w+",
            r"goes? down\b",
            r"went (?:down(?! to)|offline)",
            r"stopped\b",
            r"fail\w*",
            r"crash\w*",
            r"drops?\b",
            r"destroyed\b",
        ),
    ),
)
_HEAD_CHARS = 180


def kind_of(text: str) -> EventKind:
    head = spaced(text[:_HEAD_CHARS])
    if _CLOSES.match(head):
        return EventKind.RESOLVED
    return next((kind for kind, pattern in _KINDS if pattern.search(head)), EventKind.NOTE)
