"""Cutting a query into its marks and leaves. Docs: docs/search.md, "The query language"."""

import unicodedata
from dataclasses import dataclass
from enum import Enum

from app.domain.errors import QueryError
from app.search.query_fields import FIELDS, fault_in, meant
from app.search.query_tree import MIN_PREFIX, Filter, Leaf, Phrase, Prefix, Range, Word

QUOTES = '"“”„«»'


class Mark(Enum):
    OPEN = "("
    CLOSE = ")"
    OR = "OR"
    AND = "AND"
    NOT = "-"
    END = ""


@dataclass(frozen=True, slots=True)
class Token:
    """`position` is the 0-based character at which it starts."""

    position: int
    value: Mark | Leaf


def tokens(text: str) -> list[Token]:
    """The tokens of the text, the last one always Mark.END. Raises QueryError."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        value, end = _next(text, at)
        found.append(Token(at, value))
        at = end
    found.append(Token(len(text), Mark.END))
    return found


def _next(text: str, at: int) -> tuple[Mark | Leaf, int]:
    if text[at] in "()":
        return Mark(text[at]), at + 1
    if text[at] in QUOTES:
        inner, end = _quoted(text, at)
        return Phrase(inner), end
    if _negates(text, at):
        return Mark.NOT, at + 1
    end = _run(text, at)
    run = text[at:end]
    if run in ("OR", "AND"):
        return Mark(run), end
    if run == "NOT":
        return Mark.NOT, end
    return _field(text, at, end) or (_word(run, at), end)


def _negates(text: str, at: int) -> bool:
    """A single hyphen before something excludes it; `--force` and a hyphen on its own are words."""
    following = text[at + 1 : at + 2]
    return text[at] == "-" and bool(following) and not following.isspace() and following not in "-)"


def _quoted(text: str, at: int) -> tuple[str, int]:
    """What stands between the quotation mark at `at` and the next one, and where to read on."""
    end = next((i for i in range(at + 1, len(text)) if text[i] in QUOTES), None)
    if end is None:
        raise QueryError(at, "this quotation mark is never closed: add one after the phrase or leave it out")
    inner = text[at + 1 : end]
    if not inner.strip():
        raise QueryError(at, "there is nothing between the quotation marks: write the words of the phrase")
    _searchable(inner, at + 1)
    return inner, end + 1


def _run(text: str, at: int) -> int:
    """The end of what is written without a space: brackets that open and close inside it belong to it."""
    depth = 0
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in QUOTES:
        if text[end] == ")" and not depth:
            break
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    _searchable(text[at:end], at)
    return end


def _searchable(run: str, at: int) -> None:
    """Half a surrogate pair is no character: nothing that prints or stores the query could carry it."""
    for offset, character in enumerate(run):
        if unicodedata.category(character) == "Cs":
            raise QueryError(at + offset, "this is not a character: leave it out")


def _field(text: str, at: int, end: int) -> tuple[Filter | Range, int] | None:
    """The filter that starts here, or None where the colon belongs to a word (http://…, 14:51, v1.2:3)."""
    name, colon, value = text[at:end].partition(":")
    field = name.lower()
    if not colon or not name.isalpha() or value.startswith("//"):
        return None
    if field not in FIELDS:
        if (near := meant(field)) is None:
            return None
        raise QueryError(at, f'there is no field {name}:, did you mean {near}:? (or quote it: "{text[at:end]}")')
    if not value and text[end : end + 1] and text[end] in QUOTES:
        value, end = _quoted(text, end)
    elif value.startswith("("):
        raise QueryError(at, f"{field}: takes one value: write ({field}:a OR {field}:b)")
    elif value.endswith("*"):
        raise QueryError(end - 1, f"{field}: takes a whole value: write it without the *")
    if fault := fault_in(field, value):
        raise QueryError(at, fault)
    value = value.strip()
    return (Range(field, value.lower()) if FIELDS[field].measure else Filter(field, value)), end


def _word(run: str, at: int) -> Word | Prefix:
    if run.count("(") > run.count(")"):
        raise QueryError(at + run.rindex("("), "this bracket is never closed: leave it out or quote the whole")
    stem = run.rstrip("*")
    if "*" in stem:
        raise QueryError(at + run.index("*"), "a * can stand only at the end of a word: leave this one out")
    if stem == run or not any(c.isalnum() for c in stem):
        return Word(run)
    if not stem.isalnum():
        raise QueryError(at + len(stem), f"a * follows letters and digits only: {stem} finds that without it")
    if len(stem) < MIN_PREFIX:
        raise QueryError(at + len(stem), f"a * needs {MIN_PREFIX} letters before it: type more of the word")
    return Prefix(stem)
