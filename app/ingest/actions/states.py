"""What a document claims of an action: a tick, a word, a struck line, a heading, the verb's tense."""

import re
from functools import lru_cache

from app.ingest.actions.tense import is_past
from app.ingest.blocks import Block
from app.ingest.sentences import sentences

_TICKS = "✅☑✔🟢"
_CROSSES = "❌✖"
_UNDER_WAY = re.compile("[🚧🔄]")
_TICK, _CROSS = re.compile(f"[{_TICKS}]"), re.compile(f"[{_CROSSES}]")
_TICKED = re.compile(rf"[{_TICKS}{_CROSSES}]\ufe0f?\s*")
_BRACKETED = re.compile(
    r"(?<!\s)\s*+[(\[](?:done|completed?|fixed|merged|in progress|ongoing|todo|wip|won't do)\W?[)\]]\s*$",
    re.IGNORECASE,
)
_LED = re.compile(r"^(?:DONE|TODO|WIP)\b(?!\()[\s:–—-]*|(?<![\s:–—-])[\s:–—-]*+\bDONE\b\W*$")
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
_SAID = (
    r"(?:(?P<wont>won['’]?t (?:do|fix)|wontfix|declined|rejected|cancell?ed|abandoned|not planned|obsolete)|"
    r"(?P<blocked>blocked|on hold)|(?P<doing>in[ -]progress|wip|ongoing|under ?way|in review|started)|"
    r"(?P<open>not (?:yet )?(?:done|started|completed?)|to ?do|pending|open|planned)|"
    r"(?P<done>(?:already |now |all )?(?:done|completed?|fixed|merged|closed|resolved|shipped|deployed|implemented|"
    r"finished|landed|live)))"
)
#: Behind the words: "(#12, merged)", "(blocked on the vendor)", "— completed", ". Done!"
_CLOSING = re.compile(
    rf"[(\[](?:[^()\[\]]{{0,60}}[,;:] ?)?{_SAID}\b(?!-)[^()\[\],;]{{0,40}}[)\]][\s.]*$".replace("?P<", "?P<b_")
    + rf"|(?:[.!?;] |[–—-] |: ){_SAID}(?: (?:on|in|by|as of|since|for)\b.{{0,30}})?[\s.!]*$",
    re.IGNORECASE,
)
#: In front of them: "In progress: add an alert".
_OPENING = re.compile(rf"[\s*_(\[]{{0,4}}{_SAID}[)\]*_]{{0,4}}\s?(?:[:–—-]{{1,2}}|(?<=[)\]])) ", re.IGNORECASE)
_ALONE = re.compile(_SAID, re.IGNORECASE)
_MARKED = re.compile(
    r"(?:^|[\s(\[*_:–—-])(?:(?P<done>DONE|FIXED|COMPLETED?|MERGED|CLOSED|(?<=[(\[])(?:[Dd]one|[Cc]ompleted?|[Ff]ixed|[Mm]erged))|"
    r"(?P<open>TODO|TBD|OPEN)|(?P<doing>WIP|IN PROGRESS|ONGOING|(?<=[(\[])(?:[Ii]n progress|[Oo]ngoing))|"
    r"(?P<wont>WONTFIX|WON'T DO|(?<=[(\[])(?:[Ww]on't do|[Ww]ontfix)))(?=$|[\s()\]*_:.,;!–—-])"
)
_NAMES = {"done": "done", "open": "open", "doing": "in_progress", "wont": "wont_do", "blocked": "blocked"}
_CLOSING_CHARS = 140
_CODES = re.compile(r":(?:white_check_mark|heavy_check_mark|ballot_box_with_check|check):")
_HEAD_DOING = re.compile(r"\b(?:in[ -]progress|ongoing|under ?way|wip|started)\b", re.IGNORECASE)
_YET_TO_BE = re.compile(r"\bbe (?:done|taken|completed|implemented|finished|applied|deployed)\b", re.IGNORECASE)
_HEAD_DONE = re.compile(
    r"\b(?:completed?|done|already|implemented|taken|finished)\b"
    r"|\bwhat we did\b|\bwe(?:['’]ve| have) (?:done|changed|fixed|added|improved|made)\b",
    re.IGNORECASE,
)
_HEAD_OPEN = re.compile(
    r"\b(?:future|open|planned|pending|to ?do|next|remaining|long[- ]term|upcoming|outstanding)\b", re.IGNORECASE
)


#: A note below an action: "This has been done", "Fixed in #12".
_NOTED = re.compile(
    r"(?:(?:update: |edit: )?(?:this|it|that)(?: work)? (?:(?:has|have|had|is|was|been|already|now|since) ){1,3}"
    r"(?:done|completed?|fixed|merged|deployed|implemented|in place)\b"
    r"|(?:already )?(?:done|completed|fixed|merged|implemented|resolved)(?: (?:in|by|on|with|via|as)\b|[\s.!:]*$))",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"(?:the )?work (?:on (?:this|it) )?(?:has (?:already )?(?:started|begun)|is under ?way)\b", re.IGNORECASE
)
#: A line above a list that says what is to be done with it, whatever else it names.
_DUE_TO_BE = re.compile(
    r"\b(?:to be|needs?|will|should|must|plan|could|would|going to|to do|let us|we['’]ll)\b", re.IGNORECASE
)


def state_alone(text: str) -> str | None:
    """Of a cell that holds nothing else."""
    mark = _ALONE.fullmatch(text.strip(" *_.!()[]"))
    return next(_NAMES[k] for k, v in mark.groupdict().items() if v) if mark is not None else None


def noted(text: str) -> str | None:
    """What a later sentence says of the action: "This was fixed in #12", "Work has started"."""
    for start, end in sentences(text)[1:] if ". " in text else ():
        if is_noted_done(text[start:end]):
            return "done"
        if _STARTED.match(text, start, end):
            return "in_progress"
    return None


def is_noted_done(text: str) -> bool:
    return _NOTED.match(text.strip()) is not None


def state_of_intro(text: str) -> str | None:
    """Of the line above a list ("The following is already done:")."""
    text = text.rstrip(" *_")
    text = text[text.rfind(". ") + 1 :]
    if not text.endswith(":") or _HEAD_OPEN.search(text) or _DUE_TO_BE.search(text):
        return None
    if _HEAD_DOING.search(text):
        return "in_progress"
    return "done" if _HEAD_DONE.search(text) else None


def state_of_words(words: str) -> str | None:
    """Of a status cell or label."""
    return next((status for status, pattern in _WORDS if pattern.search(words)), None)


def state_marked(text: str) -> str | None:
    """Of a mark in capitals or a bracket: "DONE", "(in progress)"."""
    mark = _MARKED.search(text) or _CLOSING.search(text, max(0, len(text) - _CLOSING_CHARS)) or _OPENING.match(text)
    if mark is None:
        return None
    return next(_NAMES[k.removeprefix("b_")] for k, v in mark.groupdict().items() if v)


def state_of_item(block: Block, text: str, headings: list[str]) -> str:
    """Of a list item or paragraph: its own marks, then its tense, then the headings above it (nearest first)."""
    if block.checked is not None:
        return "done" if block.checked else "open"
    plain = text.isascii()
    if block.struck() or (not plain and _TICK.search(text)) or _CODES.search(text):
        return "done"
    if not plain and _CROSS.search(text, 0, 4):
        return "wont_do"
    if not plain and _UNDER_WAY.search(text):
        return "in_progress"
    marked = state_marked(text)
    if marked is not None:
        return marked
    above = next((s for heading in headings if (s := _state_of_heading(heading)) is not None), None)
    return above or ("done" if is_past(text) else noted(text) or "open")


@lru_cache(maxsize=256)  # of each of the actions below it
def _state_of_heading(heading: str) -> str | None:
    if heading.rstrip().endswith("?"):
        return None
    if _HEAD_OPEN.search(heading) or _YET_TO_BE.search(heading):
        return "open"
    if _HEAD_DOING.search(heading):
        return "in_progress"
    return "done" if _HEAD_DONE.search(heading) else None


def without_marks(text: str) -> str:
    """The words without ticks and bracketed states."""
    if not text.isascii():
        text = _TICKED.sub("", text)
    if ":" in text:
        text = _CODES.sub("", text)
    if text.rstrip().endswith((")", "]")):
        text = _BRACKETED.sub("", text)
    marked = "DONE" in text or "TODO" in text or "WIP" in text
    return (_LED.sub("", text) if marked else text).strip()
