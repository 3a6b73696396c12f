"""What reading a document may report, and what its writer does about it: the one table of it.

docs/diagnostics.md shows it, and a test holds that against the codes in the source.
"""

from enum import StrEnum
from typing import NamedTuple


class FindingKind(StrEnum):
    """What an import report tells of a postmortem."""

    DIAGNOSTIC = "diagnostic"
    UNPLACED = "unplaced"
    DOUBTFUL = "doubtful"
    CONFLICT = "conflict"


class Meaning(NamedTuple):
    """What happened, and what to do about it, in a sentence or two each."""

    happened: str
    advice: str


#: What to do about what has no code of its own.
ADVICE = {
    FindingKind.UNPLACED: "Nothing where it only tells; else give it a heading that says what it is, or list it.",
    FindingKind.DOUBTFUL: "Look whether it is right, and correct it where it is not.",
    FindingKind.CONFLICT: "Keep the correction, or take the document’s word.",
}

DIAGNOSTICS: dict[str, Meaning] = {
    "action-field-conflict": Meaning(
        "An action was changed here, and its line says another thing in that field. What was changed here stands.",
        "Change the line, or the action, to what is true.",
    ),
    "action-status-conflict": Meaning(
        "An action was moved here, and its line claims another state. What was done here stands.",
        "Change the line, or move the action, to what is true.",
    ),
    "ambiguous-date-order": Meaning(
        "A date of two numbers may be day and month or month and day, and nothing else in the document tells. "
        "The day was left open.",
        "Write the date as 2024-05-31.",
    ),
    "ambiguous-zone": Meaning(
        "Several zones share the abbreviation (IST, BST, CST …) or two were named (CET/CEST). "
        "The time was kept as wall clock; the message lists the candidates.",
        "Write the offset, or UTC; or say what it means here in AFTERCARE_ZONES.",
    ),
    "due-year-joined": Meaning(
        "A due date states day and month and no year. "
        "It was read as the first such day after the document's own date.",
        "State the year.",
    ),
    "foreign-action-key": Meaning(
        "A line carries the key of an action of another postmortem. It was read as an action of its own.",
        "Take the key out, or write the one that is meant.",
    ),
    "front-matter-invalid": Meaning(
        "The head is not valid YAML. Its plain key: value lines were read all the same.",
        "Quote values that begin with @, *, & or !.",
    ),
    "impossible-date": Meaning(
        "The joined date is in no calendar (29 February of a common year). The entry stays undated.",
        "Correct the date.",
    ),
    "midnight-rollover": Meaning(
        "An entry's clock time is far before the evening of the one above it. It was read as the next day.",
        "Give the date where the day changes.",
    ),
    "minutes-unknown": Meaning(
        'The minutes are left open ("14:??"). Only the day was taken.',
        "Fill them in, if they can be known.",
    ),
    "out-of-order": Meaning(
        "An entry stands below a later one. The order of the document is kept.",
        "Correct the time, or move the entry.",
    ),
    "severity-unknown": Meaning(
        "The stated severity is no word that maps to sev1 … sev5. It is kept as written.",
        "Use SEV1 to SEV5.",
    ),
    "time-counted": Meaning(
        'A time stated as a distance ("two hours later") was counted from the entry before it.',
        "State the clock time.",
    ),
    "title-date-differs": Meaning(
        "The title's date and the first date of the text are more than a day apart.",
        "Correct the one that is wrong.",
    ),
    "title-guessed": Meaning(
        "The only first-rank heading names a section. It serves as the title too.",
        "Give the document a title.",
    ),
    "title-missing": Meaning(
        "No title was found. The file's name stands in for it.",
        "Give the document a title.",
    ),
    "unresolved-zone": Meaning(
        "The zone's offset depends on the season, and the date is not known. The time was kept as wall clock.",
        "State the date, or write the offset.",
    ),
    "weekday-mismatch": Meaning(
        "Date and weekday do not agree. The date was taken.",
        "Correct the one that is wrong.",
    ),
    "weekday-only": Meaning(
        "Only a weekday is given, and no date of the document places it. The day was left open.",
        "State the date.",
    ),
    "weekday-resolved": Meaning(
        "A weekday was read as the one on or after the date stated before it; in a story, as the nearest one.",
        "State the date, if that is wrong.",
    ),
    "year-typo": Meaning(
        "A year of five digits was read as its first four.",
        "Correct the year.",
    ),
    "year-unknown": Meaning(
        "Day and month are stated and no year. With a weekday, the message lists the years that fit.",
        "State the year.",
    ),
    "zone-against-season": Meaning(
        "The abbreviation is not in force on that date (CET in June). The time was kept as wall clock.",
        "Write CEST, or the offset.",
    ),
    "zone-carried": Meaning(
        "An entry of a list states no zone; those before it all state the same one. It was read in that zone.",
        "State the zone for all times, or beside each.",
    ),
}


def advice_on(kind: FindingKind, code: str = "") -> str:
    """What to do about a finding; empty for a code of an older reading that is given no more."""
    if kind is FindingKind.DIAGNOSTIC:
        return DIAGNOSTICS[code].advice if code in DIAGNOSTICS else ""
    return ADVICE[kind]
