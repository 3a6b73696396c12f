"""markdown-it-py's rules for blocks, tried only where the mark that they begin with stands.

The library asks every rule about every line, and those that may end a paragraph once more about each line of it,
though most begin with a mark that the line does not have. What is read is the same.
"""

from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock

#: First characters of the blocks that a rule makes; of any other rule's, all.
_MARKS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "reference": "[",
    "heading": "#",
}
_ALL_MARKS = sorted(set("".join(_MARKS.values())))
#: Rules that need a second line, and what the second line of a table begins with.
_OF_TWO_LINES = ("table", "lheading")
_TABLE_RULE = "|-:"
_CHAINS = ("reference", "blockquote", "list")

_Rules = tuple[RuleFuncBlockType, ...]


class MarkedBlocks(ParserBlock):
    """In place of a parser's `block`, whose rules it takes over as they are enabled then."""

    def __init__(self, stock: ParserBlock) -> None:
        rules = dict(zip(stock.ruler.get_active_rules(), stock.ruler.getRules(""), strict=True))
        endings = {name: rule for name, rule in rules.items() if rule in stock.ruler.getRules("paragraph")}
        self._every = tuple(rules.values())
        self._alone = _by_mark(rules, *_OF_TWO_LINES)
        self._above = _by_mark(rules, "table")
        self._above_rule = _by_mark(rules)
        self._ending = _by_mark(endings, "table")
        self._ending_above_rule = _by_mark(endings)
        self.ruler = Ruler[RuleFuncBlockType]()
        self.ruler.push("endings", self._ends, {"alt": ["paragraph"]})
        for name, rule in rules.items():
            self.ruler.push(name, rule, {"alt": [c for c in _CHAINS if rule in stock.ruler.getRules(c)]})

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        """The library's loop over lines, but for the rules that it tries."""
        line, empty = startLine, False
        deepest = state.md.options.maxNesting
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= deepest:
                state.line = endLine
                break
            for rule in self._rules(state, line, endLine):
                if rule(state, line, endLine, False):
                    break
            state.tight = not empty
            line = state.line
            empty = empty or ((line - 1) < endLine and state.isEmpty(line - 1))
            if line < endLine and state.isEmpty(line):
                empty = True
                line += 1
                state.line = line

    def _rules(self, state: StateBlock, line: int, end: int) -> _Rules:
        if state.is_code_block(line):
            return self._every
        first = state.src[state.bMarks[line] + state.tShift[line]]
        second = _first_of(state, line + 1) if line + 1 < end else ""
        rules = self._alone if not second else self._above_rule if second in _TABLE_RULE else self._above
        return rules.get(first, rules[""])

    def _ends(self, state: StateBlock, line: int, end: int, silent: bool) -> bool:
        """Whether this line, which is not empty, ends the paragraph before it."""
        second = _first_of(state, line + 1) if line + 1 < end else ""
        rules = self._ending_above_rule if second and second in _TABLE_RULE else self._ending
        first = _first_of(state, line)
        return any(rule(state, line, end, silent) for rule in rules.get(first, rules[""]))


def _first_of(state: StateBlock, line: int) -> str:
    """The first character of the line that is no space; none of an empty one."""
    at = state.bMarks[line] + state.tShift[line]
    return state.src[at] if at < state.eMarks[line] else ""


def _by_mark(rules: dict[str, RuleFuncBlockType], *without: str) -> dict[str, _Rules]:
    """The rules, in their order, for each mark that a line may begin with; under "" for any other character."""
    left = {name: rule for name, rule in rules.items() if name not in without and name != "code"}
    of_mark = {
        mark: tuple(rule for name, rule in left.items() if mark in _MARKS.get(name, mark)) for mark in _ALL_MARKS
    }
    return of_mark | {"": tuple(rule for name, rule in left.items() if name not in _MARKS)}
