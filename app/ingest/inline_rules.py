"""markdown-it-py's rules for mark-up inside a line, each tried at the character that it begins with alone."""

from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_inline import StateInline

_MARKS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "entity": "&",
}
#: Ends a text, and begins nothing.
_CLOSING = "]"


class MarkedInline(ParserInline):
    """In place of a parser's `inline`, whose rules it takes over as they are enabled then."""

    def __init__(self, stock: ParserInline) -> None:
        super().__init__()
        self.ruler, self.ruler2 = stock.ruler, stock.ruler2
        rules = dict(zip(stock.ruler.get_active_rules(), stock.ruler.getRules(""), strict=True))
        self._text = rules.pop("text")
        self._at = {mark: rule for name, rule in rules.items() for mark in _MARKS[name]}

    def _rule(self, state: StateInline) -> RuleFuncInlineType | None:
        mark = state.src[state.pos]
        return None if mark == _CLOSING else self._at.get(mark, self._text)

    def tokenize(self, state: StateInline) -> None:
        """The library's loop, but for the rules that it tries."""
        end, deepest = state.posMax, state.md.options["maxNesting"]
        while state.pos < end:
            rule = self._rule(state) if state.level < deepest else None
            if rule is None or not rule(state, False):
                state.append_pending(state.src[state.pos])
                state.pos += 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:
        """Pass over one token, as far as it was found to go before."""
        at = state.pos
        if at not in state.cache:
            self._skip(state)
            state.cache[at] = state.pos
        state.pos = state.cache[at]

    def _skip(self, state: StateInline) -> None:
        found = False
        if state.level < state.md.options["maxNesting"]:
            rule = self._rule(state)
            state.level += 1
            found = rule is not None and rule(state, True)
            state.level -= 1
        else:
            state.pos = state.posMax
        if not found:
            state.pos += 1
