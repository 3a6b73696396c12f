"""One rule for what a line is, so that line numbers mean the same everywhere: ended by LF, CR LF or CR."""

import re

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def split_lines(text: str) -> list[str]:
    """The lines with their endings; joining them gives the text back. Line n of a document is item n - 1."""
    return _LINE.findall(text)
