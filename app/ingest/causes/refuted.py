"""Causes that the document takes back: "the image was not the problem", "not caused by the servers"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from app.ingest.blocks import BlockKind
from app.ingest.facts import ParsedCause
from app.ingest.phrases import each
from app.ingest.reading import Reading

_WHAT = r"(?:the |an? |our |this |any )?(?P<{0}>[\w'’/-]{{2,30}}(?: [\w'’/-]{{2,30}}){{0,3}})"
_TAKEN_BACK = re.compile(
    _WHAT.format("a")
    + r" (?:was|were|is) (?:in fact |actually )?not (?:the |a )?(?:\w+ )?(?:problem|cause|issue|culprit|reason)\b"
    r"|\bnot (?:been )?caused by " + _WHAT.format("b") + r"|\bruled out " + _WHAT.format("c") + r"(?=[ ,.]|$)"
    r"|" + _WHAT.format("d") + r" (?:was|were|could be|had been) ruled out\b",
    re.IGNORECASE,
)
_SMALL = frozenset(each("the a an our this that any of in on to for by was were is and or not it its as", ""))
_MOST = 20


@dataclass(slots=True, frozen=True)
class _Refuted:
    line: int
    said: str
    words: frozenset[str]

    def means(self, cause: ParsedCause) -> bool:
        """The same words before; a sentence that says both what it was not and what it was stays."""
        if cause.line > self.line or self.said in cause.text:
            return False
        return self.words <= frozenset(re.findall(r"[\w'’/-]+", cause.text.lower()))


def drop_refuted(reading: Reading) -> None:
    """Take out the causes whose words a later sentence says it was not."""
    post = reading.post
    if post.causes:
        refuted = list(_refuted(reading))
        post.causes = [c for c in post.causes if not any(r.means(c) for r in refuted)]


def _refuted(reading: Reading) -> Iterator[_Refuted]:
    count = 0
    for block in reading.blocks:
        if block.kind is BlockKind.CODE or not (" not " in block.text or "ruled out" in block.text):
            continue
        for match in _TAKEN_BACK.finditer(block.text):
            words = _last_words(next(v for v in match.groupdict().values() if v))
            count += 1
            if words and count <= _MOST:
                yield _Refuted(block.line_at(match.start()), " ".join(match[0].split()), words)


def _last_words(text: str) -> frozenset[str]:
    """ "out that the Docker image": those behind the last small word."""
    kept = takewhile(lambda word: word not in _SMALL, reversed(text.lower().split()))
    return frozenset(kept)
