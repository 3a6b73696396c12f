"""Two texts side by side, line by line, the words that differ marked inside changed lines."""

import difflib
import re
from dataclasses import dataclass
from typing import Literal

from app.domain.lines import split_lines

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_CONTEXT = 3
#: Beyond these, finding the closest match would take seconds: whole lines are shown instead.
LINES_MAX, WORDS_MAX = 4000, 400

Sign = Literal["same", "add", "del", "skip"]
Piece = tuple[bool, str]  # whether it differs, and the text


@dataclass(frozen=True, slots=True)
class DiffLine:
    """`old` and `new` are line numbers, None on the side that lacks the line."""

    sign: Sign
    old: int | None
    new: int | None
    pieces: list[Piece]


def diff(before: str, after: str) -> list[DiffLine]:
    """Changed lines with three lines of context; what is left out is one row of sign `skip`."""
    a, b = ([line.rstrip("\r\n") for line in split_lines(text)] for text in (before, after))
    if max(len(a), len(b)) > LINES_MAX:
        return _replaced(a, b, 0, 0)
    out: list[DiffLine] = []
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=len(a) > 500)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        if group[0][1] or group[0][3] or out:
            out.append(DiffLine("skip", None, None, [(False, "⋯")]))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                out += [DiffLine("same", i + 1, j1 + i - i1 + 1, [(False, a[i])]) for i in range(i1, i2)]
            else:
                out += _replaced(a[i1:i2], b[j1:j2], i1, j1)
    return out


def _replaced(old: list[str], new: list[str], at_old: int, at_new: int) -> list[DiffLine]:
    paired = len(old) == len(new)
    marked = [_words(o, n) for o, n in zip(old, new, strict=True)] if paired else []
    gone = [p[0] for p in marked] or [[(False, line)] for line in old]
    come = [p[1] for p in marked] or [[(False, line)] for line in new]
    return [DiffLine("del", at_old + i + 1, None, pieces) for i, pieces in enumerate(gone)] + [
        DiffLine("add", None, at_new + i + 1, pieces) for i, pieces in enumerate(come)
    ]


def _words(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    a, b = _WORD.findall(old), _WORD.findall(new)
    if max(len(a), len(b)) > WORDS_MAX:
        return [(False, old)], [(False, new)]
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if i2 > i1:
            left.append((tag != "equal", "".join(a[i1:i2])))
        if j2 > j1:
            right.append((tag != "equal", "".join(b[j1:j2])))
    return left, right
