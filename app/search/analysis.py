"""What a word is: the one reading of text that every engine, the fragments and the queries share.

A word is a run of letters and digits. Whatever joins words without a space (`-`, `_`, `.`, `/`, `:` …) only parts
them, and a query for something joined asks for its words side by side: `10.0.0.5` is found in `10.0.0.5:8080` but
not in `10.0.0.52`, `kube-proxy` not in "a proxy for kube", and `exporter` finds `node_exporter`. Case and accents
do not count; words of letters alone are reduced to their English stem, anything with a digit stands as it is.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from whoosh.lang.porter2 import stem

#: Raised whenever the reading changes: an index made with another one is made anew.
ANALYSIS_VERSION = 1

#: Nobody types more of one word; what goes beyond (base64, keys) is cut, in texts and queries alike.
MAX_WORD = 64
_LONG = 2 * MAX_WORD

#: What a word of nothing but accents becomes, so that no term is empty.
_NAMELESS = "\N{REPLACEMENT CHARACTER}"

#: Words that carry nothing alone. They are left out where they stand alone in a query and kept in phrases.
_STOP_WORDS = """
a an and are as at be been but by did do for from had has have he her his if in into is it its no nor not of on or
our so such that the their them then there these they this to too was we were what when where which while who
with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

# Chinese and Japanese write no spaces: each character is a word there, and a run of them a phrase.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_LETTERS = rf"[^\W_{_IDEOGRAPHS}]"
WORD = re.compile(rf"[{_IDEOGRAPHS}]|{_LETTERS}+(?:['’]{_LETTERS}+)*")
PARAGRAPH = re.compile(r"\n\s*\n")

#: Position numbers left out between two paragraphs, so that no phrase reaches across.
PARAGRAPH_GAP = 1


def composed(text: str) -> str:
    """The text with letters and their accents as one character (NFC), which everything here reads."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """The word without case, accents and possessive ending: what prefixes and suggestions compare."""
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    word = word.casefold().replace("’", "'")
    return word.removesuffix("'s").replace("'", "")[:MAX_WORD] or _NAMELESS


@lru_cache(maxsize=65_536)
def term(word: str) -> str:
    """What the word is indexed and looked up as."""
    plain = folded(word)
    return stem(plain) if plain.isalpha() and plain.isascii() and plain not in STOP_WORDS else plain


def cut(word: str) -> str:
    """The word, or as much of a very long one as can make a difference."""
    return word if len(word) <= _LONG else word[:_LONG]


def words(text: str) -> list[str]:
    """The words as written, in order."""
    return [w if len(w) <= _LONG else w[:_LONG] for w in WORD.findall(composed(text))]


def terms(text: str) -> list[str]:
    """The terms in order, stop words among them."""
    return [term(word) for word in words(text)]


@dataclass(frozen=True, slots=True)
class Analysed:
    """A text as it is indexed: positions ascending for each term, and the forms that prefixes look at.

    The forms of a word are the word itself, folded, and its term; those of stop words are left out.
    """

    positions: dict[str, list[int]]
    forms: frozenset[str]
    length: int  # in words


def analysed(text: str) -> Analysed:
    positions: dict[str, list[int]] = {}
    seen: set[str] = set()
    start = length = 0
    for paragraph in PARAGRAPH.split(composed(text)):
        found = words(paragraph)
        seen.update(found)
        for at, word in enumerate(map(term, found), start):
            positions.setdefault(word, []).append(at)
        length += len(found)
        start += len(found) + PARAGRAPH_GAP
    return Analysed(positions, frozenset(map(folded, seen)).union(positions) - STOP_WORDS, length)


def side_by_side(positions: Sequence[Sequence[int]]) -> bool:
    """Whether some position of the first list is followed, one by one, by a position of each other list."""
    starts: Collection[int] = positions[0]
    for offset, following in enumerate(positions[1:], 1):
        # A set pays only where there is something to look through.
        among = following if len(starts) * len(following) <= 32 else set(following)
        starts = [at for at in starts if at + offset in among]
        if not starts:
            return False
    return True
