"""What sort of work an action is: as its column or label says, else by its words."""

import re

from app.domain.vocabulary import ActionKind
from app.ingest.phrases import Sorter, each, spaced

_INVESTIGATES = re.compile(
    r"(?<!\W)\W*+(?:investigat|research|analy[sz]|explore|find out|look into|evaluat|understand|consider|discuss)"
)
_KINDS = Sorter(
    (ActionKind.DETECT, each("alert monitor alarm detect dashboard notif observab metric logging", "")),
    (
        ActionKind.PROCESS,
        each("runbook playbook document process procedure checklist train drill communicat policy onboard wiki", "")
        + each("policies", ""),
    ),
    (
        ActionKind.PREVENT,
        each("prevent ensure avoid test validat automat limit guard lint enforce review redundan replicat", ""),
    ),
    (
        ActionKind.MITIGATE,
        (*each("mitigat revert workaround fallback recover", ""), r"roll ?back", r"fail-?over", r"circuit break"),
    ),
    (
        ActionKind.REPAIR,
        (*each("fix repair patch correct upgrade update migrate replace refactor remove", ""), r"clean ?up"),
    ),
)
_KIND_WORDS = {kind.value: kind for kind in ActionKind} | {
    "detection": ActionKind.DETECT, "prevention": ActionKind.PREVENT, "mitigation": ActionKind.MITIGATE,
    "investigation": ActionKind.INVESTIGATE, "processes": ActionKind.PROCESS,
}  # fmt: skip


def kind_of(stated: str | None, text: str) -> ActionKind:
    words = (stated or "").strip().lower()
    if words in _KIND_WORDS:
        return _KIND_WORDS[words]
    low = spaced(text)
    if _INVESTIGATES.match(low):
        return ActionKind.INVESTIGATE
    return _KINDS.sort_of(low) or ActionKind.OTHER
