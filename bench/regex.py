"""How the time of every regular expression grows with the text: t(2n) / t(n) for the worst text that is found.

    python bench/regex.py [--all]        # --all: every expression, not only the twenty worst

Texts are made from the expression itself: its parse tree says which characters each of its repeats takes, and
those are pumped, alone and after a piece that matches, before an end that does not. Linear is 2.0; quadratic 4.0.
A look at short texts tells which of them are worth a long one; n then grows until the time can be measured and what
is bounded ("{0,80}") has shown that it is. The whole takes about two minutes; exit status 1 over 2.6.
"""

import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import app

RUNG = 2.6
_LOOK, _MOST = 1_024, 32_768  # characters, each doubled once; no line of a document is longer than the second
_MATTERS, _ENOUGH = 0.002, 0.15  # seconds: what can be told from noise, and what needs no longer text
_BUDGET, _HANGS = 0.45, 2.0  # seconds of an expression's looks, and of one search
_ENDS = ("", "\x01")


def expressions() -> dict[str, re.Pattern[str]]:
    """Every compiled expression that a module of the program holds, by module and name."""
    found: dict[str, re.Pattern[str]] = {}
    seen: set[tuple[str, int]] = set()
    for info in pkgutil.walk_packages(app.__path__, "app."):
        if ".versions." in info.name or info.name.endswith((".env", "__main__")):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for i, pattern in enumerate(_patterns(value, 0)):
                key = (pattern.pattern, pattern.flags)
                if key not in seen:
                    seen.add(key)
                    found[f"{info.name.removeprefix('app.')}.{name}{f'[{i}]' if i else ''}"] = pattern
    return found


def _patterns(value: object, depth: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 3 and isinstance(value, dict):
        yield from (p for v in [*value.keys(), *value.values()] for p in _patterns(v, depth + 1))
    elif depth < 3 and isinstance(value, list | tuple | set | frozenset):
        yield from (p for v in value for p in _patterns(v, depth + 1))


def pumps(pattern: re.Pattern[str]) -> set[str]:
    """Texts worth repeating: what each repeat takes, what leads to it, and what the whole takes."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    whole = _sample(tree, 1)
    found = {whole, whole + " ", *_repeats(tree, "")}
    found |= {a + b for a in list(found)[:6] for b in list(found)[:6]}
    return {text for text in found if text} | {"a", " ", "1", "\t", "- ", "1:", "a b ", "*", "[", "<", "."}


def _repeats(tree: Iterable[Any], before: str) -> Iterator[str]:
    """A sample of each repeated part, alone and with the end of what stands before it."""
    for code, value in tree:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            low, high, body = value
            part = _sample(body, 1)
            if high > 3:
                yield part
                yield before[-8:] + part
            yield from _repeats(body, before)
            before += part * max(low, 1)
        else:
            for inner in _inside(code, value):
                yield from _repeats(inner, before)
            before += _sample([(code, value)], 1)


def _inside(code: Any, value: Any) -> list[Any]:
    if code is op.SUBPATTERN:
        return [value[3]]
    if code is op.BRANCH:
        return list(value[1])
    if code in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    return [value] if code is op.ATOMIC_GROUP else []


def _sample(tree: Iterable[Any], least: int) -> str:
    """A text that the tree takes, or nearly: look-arounds and back references are passed over."""
    out = ""
    for code, value in tree:
        if code is op.LITERAL:
            out += chr(value)
        elif code is op.NOT_LITERAL:
            out += "b" if value == ord("a") else "a"
        elif code is op.ANY:
            out += "x"
        elif code is op.IN:
            out += _member(value)
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            low, high, body = value
            out += _sample(body, least) * min(max(low, least), high)
        elif code is op.SUBPATTERN:
            out += _sample(value[3], least)
        elif code is op.ATOMIC_GROUP:
            out += _sample(value, least)
        elif code is op.BRANCH:
            out += _sample(value[1][0], least)
    return out


def _member(items: list[Any]) -> str:
    negated = any(code is op.NEGATE for code, _ in items)
    allowed = "".join(_of_class(code, value) for code, value in items if code is not op.NEGATE)
    if not negated:
        return allowed[0] if allowed else "a"
    return next((c for c in "a1 -x.:|\n\x01" if c not in allowed), "é")


def _of_class(code: Any, value: Any) -> str:
    if code is op.LITERAL:
        return chr(value)
    if code is op.RANGE:
        return "".join(chr(c) for c in range(value[0], min(value[1], value[0] + 127) + 1))
    word = "aZ_09é"
    names = {op.CATEGORY_DIGIT: "0123456789", op.CATEGORY_SPACE: " \t\n", op.CATEGORY_WORD: word}
    others = {op.CATEGORY_NOT_DIGIT: "a -", op.CATEGORY_NOT_SPACE: "a1-", op.CATEGORY_NOT_WORD: " -."}
    return {**names, **others}.get(value, "a")


def seconds(pattern: re.Pattern[str], text: str, rounds: int) -> float:
    """The best of some searches through the whole text, one match after the other; infinite where it hangs."""
    best = float("inf")
    signal.setitimer(signal.ITIMER_REAL, _HANGS)
    try:
        for _ in range(rounds):
            start = time.process_time()
            for _found in pattern.finditer(text):
                pass
            best = min(best, time.process_time() - start)
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return best


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


Found = tuple[float, float, int, str]


def worst(pattern: re.Pattern[str]) -> Found:
    """t(2n) / t(n), t(2n) in seconds, n and the pumped text, of the one where time grows the most."""
    looks, until = [], time.process_time() + _BUDGET
    for pump in sorted(pumps(pattern), key=len):
        for end in _ENDS:
            short, long = (seconds(pattern, _pumped(pump, end, size), 1) for size in (_LOOK, 2 * _LOOK))
            looks.append((long / max(short, 1e-7), long, pump, end))
        if time.process_time() > until:
            break
    growing, slow = sorted(looks, reverse=True)[:2], sorted(looks, key=lambda look: -look[1])[:2]
    found: Found = (0.0, 0.0, 0, "")
    for _, _, pump, end in {*growing, *slow}:
        found = max(found, _grown(pattern, pump, end, 3))
        if found[0] > RUNG:  # other work on the machine counts against nobody: look again, longer
            found = _grown(pattern, pump, end, 9)
        if found[0] > RUNG:
            break
    return found


def _grown(pattern: re.Pattern[str], pump: str, end: str, rounds: int) -> Found:
    """Measured at the first n at which it is linear and can be measured, else at the last that is bearable."""
    size, once = _LOOK, seconds(pattern, _pumped(pump, end, _LOOK), rounds)
    while True:
        twice = seconds(pattern, _pumped(pump, end, 2 * size), rounds)
        ratio = twice / max(once, 1e-7)
        measured = twice > _MATTERS
        if size == _MOST or twice > _ENOUGH or (measured and ratio <= RUNG):
            return (ratio if measured else 0.0), twice, size, pump
        size, once = 2 * size, twice


def _pumped(pump: str, end: str, size: int) -> str:
    return (pump * (size // len(pump) + 1))[:size] + end


def main() -> None:
    signal.signal(signal.SIGALRM, _hang)
    measured = {name: worst(pattern) for name, pattern in expressions().items()}
    ranked = sorted(measured.items(), key=lambda item: -item[1][0])
    for name, (ratio, taken, size, pump) in ranked if "--all" in sys.argv[1:] else ranked[:20]:
        print(f"{ratio:5.2f}  {taken * 1000:9.2f} ms at {2 * size:6}  {name:52} {pump[:40]!r}")
    over = [name for name, (ratio, *_) in ranked if ratio > RUNG]
    print(f"{len(measured)} expressions, {len(over)} over {RUNG}; the worst is {ranked[0][1][0]:.2f}")
    raise SystemExit(bool(over))


if __name__ == "__main__":
    main()
