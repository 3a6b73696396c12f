"""Which word a mistyped one was meant for: near by its letters, and held by documents that may be seen.

The first letter is taken to be right: slips there are
rare, and looking only at words that begin so keeps the search short.
"""

from rapidfuzz.distance import OSA

from app.search.analysis import STOP_WORDS, folded, term, words

#: Letters from which on a word may have one slip, and two. Shorter words are near to too many others.
_ONE, _TWO = 4, 8
#: Stems are looked at only of words that begin with so many of the same letters: making one is slow.
_SAME = 3


def mistyped(text: str) -> str | None:
    """The word, folded, where it is one that slips are looked for in: letters alone, and long enough."""
    found = words(text)
    word = folded(found[0]) if len(found) == 1 else ""
    return word if len(word) >= _ONE and word.isalpha() and word not in STOP_WORDS else None


def is_exact(word: str, form: str) -> bool:
    return form in (word, term(word))


def is_near(word: str, form: str) -> bool:
    """No slips, or few for the word's length: letters missing, added, exchanged or swapped."""
    return form[:1] == word[0] and (_slips(word, form) <= _most(word) or is_exact(word, form))


def nearness(word: str, form: str, documents: int) -> tuple[int, bool, int, str]:
    """Of a near form, smallest first: what needs no slip, whole words before stems, what more documents hold."""
    return 0 if is_exact(word, form) else _slips(word, form), term(form) == form, -documents, form


def _slips(word: str, form: str) -> int:
    """Of the form or of its stem, whichever is nearer: what stands for both is the form."""
    most = _most(word)
    plain = int(OSA.distance(word, form, score_cutoff=most))
    if plain <= 1 or not form.startswith(word[:_SAME]):
        return plain
    return min(plain, int(OSA.distance(word, term(form), score_cutoff=most)))


def _most(word: str) -> int:
    return 2 if len(word) >= _TWO else 1
