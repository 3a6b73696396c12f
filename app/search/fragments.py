"""Why a document was found: the places in its text that answer the query, with the words that do so marked.

Pure functions over plain text. What they return is text too: whoever shows it escapes it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.search.analysis import PARAGRAPH, STOP_WORDS, WORD, composed, cut, folded, term
from app.search.plan import Adjacent, Beginning, Scored, Term, plan
from app.search.query import Query

_CUT = "…"
_SPACE = re.compile(r"\s+")
#: Places marked in one passage; further ones add nothing to three fragments.
_MOST_MARKS = 500


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document with the heading it stands under and the anchor that leads there."""

    label: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A cutting of a passage: pieces of text, each with whether it answers the query; joined they are one line."""

    label: str
    anchor: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    part: int  # which part of the query


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Marks near enough to be shown together; `floor` and `ceiling`: where the neighbours' marks end and start."""

    passage: int
    text: str
    marks: Sequence[_Mark]
    floor: int
    ceiling: int

    def worth(self) -> tuple[int, int, int]:
        """More of the query first, then more often, then earlier."""
        return len({mark.part for mark in self.marks}), len(self.marks), -self.passage


_Word = tuple[str, str, int, int]  # term, folded, start, end


def fragments(query: Query, passages: Sequence[Passage], *, limit: int = 3, width: int = 200) -> list[Fragment]:
    """At most `limit` fragments of about `width` characters, best first; none where there is no word to mark."""
    parts = plan(query).scored
    stretches = [s for n, p in enumerate(passages) for s in _stretches(parts, n, composed(p.text), width)]
    best = sorted(stretches, key=_Stretch.worth, reverse=True)[: max(limit, 0)]
    return [Fragment(passages[s.passage].label, passages[s.passage].anchor, _pieces(s, width)) for s in best]


def _stretches(parts: Sequence[Scored], passage: int, text: str, width: int) -> Iterator[_Stretch]:
    marks = _marks(parts, text)
    start = 0
    while start < len(marks):
        stop = start + 1
        while stop < len(marks) and marks[stop].end - marks[start].start <= width * 3 // 4:
            stop += 1
        floor = marks[start - 1].end if start else 0
        ceiling = marks[stop].start if stop < len(marks) else len(text)
        yield _Stretch(passage, text, marks[start:stop], floor, ceiling)
        start = stop


def _marks(parts: Sequence[Scored], text: str) -> list[_Mark]:
    """Where the parts of a query stand in a text: in order, none overlapping another."""
    asked = _answering(parts, set(WORD.findall(text)))
    if not asked:
        return []
    # Only words that answer are looked at further; their numbers tell which stand side by side.
    words = {n: (*asked[m[0]], *m.span()) for n, m in enumerate(WORD.finditer(text)) if m[0] in asked}
    found = [_Mark(*span, number) for number, part in enumerate(parts) for span in _places(part, words, text)]
    marks: list[_Mark] = []
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if not marks or mark.start >= marks[-1].end:
            marks.append(mark)
    return marks[:_MOST_MARKS]


def _answering(parts: Sequence[Scored], words: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Those of the words as written that a part of the query asks for, with their term and folded form."""
    terms = {term for part in parts if not isinstance(part, Beginning) for term in _terms(part)}
    letters = tuple(part.letters for part in parts if isinstance(part, Beginning))
    forms = {word: (term(cut(word)), folded(cut(word))) for word in words}
    return {word: both for word, both in forms.items() if both[0] in terms or _starts(both, letters)}


def _starts(forms: tuple[str, str], letters: tuple[str, ...]) -> bool:
    return forms[1] not in STOP_WORDS and (forms[0].startswith(letters) or forms[1].startswith(letters))


def _terms(part: Term | Adjacent) -> tuple[str, ...]:
    return (part.term,) if isinstance(part, Term) else part.terms


def _places(part: Scored, words: dict[int, _Word], text: str) -> Iterator[tuple[int, int]]:
    """Where this part of the query starts and ends in the text."""
    if isinstance(part, Beginning):
        yield from (word[2:] for word in words.values() if _starts(word[:2], (part.letters,)))
        return
    terms = _terms(part)
    for number, word in words.items():
        run = [words.get(number + offset) for offset in range(len(terms))] if word[0] == terms[0] else []
        if run and all(other and other[0] == wanted for other, wanted in zip(run, terms, strict=True)):
            end = words[number + len(terms) - 1][3]
            if len(terms) == 1 or not PARAGRAPH.search(text, word[2], end):
                yield word[2], end


def _pieces(stretch: _Stretch, width: int) -> list[tuple[str, bool]]:
    """The marks with as much text around them as fits, cut between words."""
    text, marks = stretch.text, stretch.marks
    spare = max(width - (marks[-1].end - marks[0].start), 0)
    start = _word_start(text, max(stretch.floor, marks[0].start - spare // 3), marks[0].start)
    end = _word_end(text, min(stretch.ceiling, start + max(width, marks[-1].end - start)), marks[-1].end)
    pieces: list[tuple[str, bool]] = []
    at = start
    for mark in marks:
        pieces += [(text[at : mark.start], False), (text[mark.start : mark.end], True)]
        at = mark.end
    pieces.append((text[at:end], False))
    shown = [(_SPACE.sub(" ", piece), marked) for piece, marked in pieces]
    shown[0] = ((_CUT if start else "") + shown[0][0].lstrip(), False)
    shown[-1] = (shown[-1][0].rstrip() + (_CUT if end < len(text) else ""), False)
    return [piece for piece in shown if piece[0]]


def _word_start(text: str, at: int, latest: int) -> int:
    """The first start of a word from `at` on; the text's own start and `latest` are such."""
    if at == 0 or text[at - 1].isspace():
        return at
    gap = _SPACE.search(text, at, latest)
    return gap.end() if gap else latest


def _word_end(text: str, at: int, earliest: int) -> int:
    if at >= len(text) or text[at].isspace():
        return at
    gap = max(text.rfind(" ", earliest, at), text.rfind("\n", earliest, at))
    return gap if gap >= 0 else earliest
