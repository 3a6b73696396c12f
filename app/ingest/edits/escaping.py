"""A person's words made safe to stand in a document: they stay words there."""

import html
import re

from app.ingest.edits.source import Source

_MARKS = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])|!(?=\[)")
_LEAD = re.compile(r"^(\d{1,9})([.)])|^([#+=:-])")


def escaped(words: str, source: Source) -> str | None:
    """One line of plain words in the document's own format; None where it has no way to say them."""
    if not words.isprintable() or words != words.strip():
        return None
    if source.html:
        return html.escape(words, quote=False)
    if source.erb and ("<%" in words or "%>" in words):
        return None
    if source.plain:
        return words
    marked = _MARKS.sub(lambda m: "\\" + m[0], words)
    return _LEAD.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", marked)
