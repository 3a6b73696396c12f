"""What documents say, made safe to print: a terminal obeys control characters, and documents come from anywhere."""

import json
import re
from typing import Any

#: Delete, the C1 controls (U+009B opens a terminal command), what turns the direction of writing, and halves of
#: surrogate pairs, which nothing can print.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def one_line(text: str) -> str:
    """The text in one line, with nothing in it but characters that are seen."""
    return piece(text).strip()


def piece(text: str) -> str:
    """A piece of a line: like one_line, with the spaces at its ends, which part it from its neighbours."""
    return re.sub(" +", " ", "".join(c if c.isprintable() else _instead(c) for c in text))


def _instead(character: str) -> str:
    """A byte that is no UTF-8 (to Python half a surrogate pair) leaves a mark, everything else a space."""
    return "\ufffd" if "\ud800" <= character <= "\udfff" else " "


def lines(text: str) -> str:
    """The text with its lines and tabs, and nothing else in it but characters that are seen."""
    return "".join(c for c in re.sub("\r\n?", "\n", text) if c.isprintable() or c in "\n\t")


def as_json(value: Any) -> str:
    """JSON that loses nothing and is safe to look at: what a terminal might obey is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
