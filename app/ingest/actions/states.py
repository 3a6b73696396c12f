"""What a document claims of an action: a tick, a word, a struck line, a heading, the verb's tense."""

import re

from app.ingest.actions.tense import is_past
from app.ingest.blocks import Block

_TICKS = "✅☑✔🟢"
_CROSSES = "❌✖"
_TICK, _CROSS = re.compile(f"[{_TICKS}]"), re.compile(f"[{_CROSSES}]")
_TICKED = re.compile(rf"[{_TICKS}{_CROSSES}]\ufe0f?\s*")
_BRACKETED = re.compile(
    r"(?<!\s)\s*+[(\[](?:done|completed?|fixed|merged|in progress|ongoing|todo|wip|won't do)\W?[)\]]\s*$",
    re.IGNORECASE,
)
_LED = re.compile(r"^(?:DONE|TODO|WIP)\b[\s:–—-]*|(?<![\s:–—-])[\s:–—-]*+\bDONE\b\W*$")
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (status, re.compile(pattern, re.IGNORECASE))
    for status, pattern in (
        (
            "wont_do",
            r"\b(?:won['’]?t (?:do|fix)|wontfix|declined|rejected|cancell?ed|not planned|abandoned|"
            r"dropped|obsolete)\b",
        ),
        (
            "open",
            r"\bnot (?:yet |been )?(?:done|started|complete\w*|fixed|merged|deployed|begun|implemented)\b|^0 ?%",
        ),
        ("blocked", r"\bblocked\b|\bon hold\b|\bwaiting\b"),
        (
            "in_progress",
            r"^[1-9]\d? ?%|\b(?:in[ -]progress|wip|ongoing|underway|under way|started|in review|doing)\b",
        ),
        (
            "open",
            r"\b(?:open|todo|to do|pending|planned|"
            r"proposed|new|backlog)\b",
        ),
        (
            "done",
            r"\b(?:done|complete[d]?|fixed|closed|merged|deployed|shipped|resolved|finished|implemented|yes)\b"
            r"|[✅☑✔]|^100 ?%|^\W{0,3}(?:y|x|true)\W{0,3}$",
        ),
    )
)
_MARKED = re.compile(
    r"(?:^|[\s(\[*_:–—-])(?:(?P<done>DONE|FIXED|COMPLETED?|MERGED|CLOSED|(?<=[(\[])(?:[Dd]one|[Cc]ompleted?|[Ff]ixed|[Mm]erged))|"
    r"(?P<open>TODO|TBD|OPEN)|(?P<doing>WIP|IN PROGRESS|ONGOING|(?<=[(\[])(?:[Ii]n progress|[Oo]ngoing))|"
    r"(?P<wont>WONTFIX|WON'T DO|(?<=[(\[])(?:[Ww]on't do|[Ww]ontfix)))(?=$|[\s)\]*_:.,;!–—-])"
)
_CODES = re.compile(r":(?:white_check_mark|heavy_check_mark|ballot_box_with_check|check):")
_HEAD_DONE = re.compile(r"\b(?:completed?|done|already|implemented|taken|finished)\b", re.IGNORECASE)
_HEAD_OPEN = re.compile(
    r"\b(?:future|open|planned|pending|to ?do|next|remaining|long[- ]term|upcoming|outstanding)\b", re.IGNORECASE
)


def state_of_words(words: str) -> str | None:
    """Of a status cell or label."""
    return next((status for status, pattern in _WORDS if pattern.search(words)), None)


def state_marked(text: str) -> str | None:
    """Of a mark in capitals or a bracket: "DONE", "(in progress)"."""
    mark = _MARKED.search(text)
    if mark is None:
        return None
    names = {"done": "done", "open": "open", "doing": "in_progress", "wont": "wont_do"}
    return next(names[k] for k, v in mark.groupdict().items() if v)


def state_of_item(block: Block, text: str, headings: list[str]) -> str:
    """Of a list item or paragraph: its own marks, then its tense, then the headings above it (nearest first)."""
    if block.checked is not None:
        return "done" if block.checked else "open"
    plain = text.isascii()
    if block.struck() or (not plain and _TICK.search(text)) or _CODES.search(text):
        return "done"
    if not plain and _CROSS.search(text, 0, 4):
        return "wont_do"
    marked = state_marked(text)
    if marked is not None:
        return marked
    for heading in (h for h in headings if not h.rstrip().endswith("?")):
        if _HEAD_OPEN.search(heading):
            return "open"
        if _HEAD_DONE.search(heading):
            return "done"
    return "done" if is_past(text) else "open"


def without_marks(text: str) -> str:
    """The words without ticks and bracketed states."""
    if not text.isascii():
        text = _TICKED.sub("", text)
    if ":" in text:
        text = _CODES.sub("", text)
    if text.rstrip().endswith((")", "]")):
        text = _BRACKETED.sub("", text)
    return _LED.sub("", text).strip()
