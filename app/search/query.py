"""The query language: text in, tree out. Docs: docs/search.md, "The query language".

    any     = all { "OR" all }
    all     = one { ["AND"] one }
    one     = ("-" | "NOT") one | "(" any ")" | word | word"*" | '"' words '"' | field ":" value

`a b OR c` therefore asks for (a and b) or c.
"""

from app.domain.errors import QueryError
from app.search.query_lexer import Mark, Token, tokens
from app.search.query_tree import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, Node, Query, conjunction, disjunction, negation

__all__ = ["Query", "parse_query"]


def parse_query(text: str) -> Query:
    """Read a query. Raises QueryError with the 0-based position and what to write instead.

    At most MAX_LENGTH characters, MAX_TERMS words, phrases, prefixes and filters, and MAX_DEPTH brackets deep.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(MAX_LENGTH, f"a query has at most {MAX_LENGTH} characters: shorten it")
    parser = _Parser(tokens(text))
    return parser.query()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0
        self._terms = 0

    def query(self) -> Query:
        if self._here.value is Mark.END:
            return Query()
        root = self._any()
        if self._here.value is Mark.CLOSE:
            raise QueryError(self._here.position, "this bracket closes nothing: leave it out or open one before it")
        return Query(root)

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    def _take(self, mark: Mark) -> bool:
        found = self._here.value is mark
        self._at += found
        return found

    def _any(self) -> Node:
        nodes = [self._all()]
        while self._take(Mark.OR):
            nodes.append(self._all())
        return disjunction(nodes)

    def _all(self) -> Node:
        nodes = [self._one()]
        while self._take(Mark.AND) or self._here.value not in (Mark.OR, Mark.CLOSE, Mark.END):
            nodes.append(self._one())
        return conjunction(nodes)

    def _one(self) -> Node:
        excluded = False
        while self._take(Mark.NOT):
            excluded = not excluded
        node = self._group() if self._here.value is Mark.OPEN else self._leaf()
        return negation(node) if excluded else node

    def _group(self) -> Node:
        opened = self._here.position
        self._at += 1
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError(opened, f"brackets go {MAX_DEPTH} deep at most: take some away")
        if self._here.value is Mark.CLOSE:
            raise QueryError(opened, "there is nothing between the brackets: write words there or leave them out")
        node = self._any()
        if not self._take(Mark.CLOSE):
            raise QueryError(opened, "this bracket is never closed: add a ) or leave it out")
        self._depth -= 1
        return node

    def _leaf(self) -> Node:
        token = self._here
        if isinstance(token.value, Mark):
            raise QueryError(token.position, _expected(self._tokens[self._at - 1] if self._at else None, token))
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QueryError(token.position, f"a query has at most {MAX_TERMS} words: leave some out")
        self._at += 1
        return token.value


def _expected(before: Token | None, token: Token) -> str:
    mark = token.value.value if isinstance(token.value, Mark) and token.value is not Mark.END else "the end"
    if before is None or not isinstance(before.value, Mark):
        return f'a word is missing before {mark}: write one there, or "{mark.lower()}" in quotation marks as a word'
    last = before.value.value
    return f"a word is missing between {last} and {mark}: write one there or leave {last} out"
