"""Causes that the document takes back: "the image was not the problem", "not caused by the servers"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from app.ingest.blocks import BlockKind
from app.ingest.facts import ParsedCause
from app.ingest.phrases import each, phrases, spaced
from app.ingest.reading import Reading

#: What is taken back stands before these words, or behind them.
_BEFORE = phrases(
    r"(?:was|were|is) (?:in fact |actually )?not (?:the |a )?(?:\w+ )?(?:problem|cause|issue|culprit|reason)\b",
    r"(?:was|were|had been|could be) ruled out\b",
)
_BEHIND = phrases(r"not (?:been )?caused by\b", r"ruled out (?!as\b|by\b|because\b)")
_WORD = re.compile(r"[\w'’/-]+")
_STOP = re.compile(r"[.,;:!?()]")
_SMALL = frozenset(each("the a an our this that any of in on to for by was were is and or not it its as but", ""))
_NAMED = ("cause", "problem", "issue", "culprit", "reason")
_REACH, _MOST_WORDS, _MOST = 80, 4, 20


@dataclass(slots=True, frozen=True)
class _Refuted:
    line: int
    said: str
    words: frozenset[str]

    def means(self, cause: ParsedCause) -> bool:
        """The same words before; a sentence that says both what it was not and what it was stays."""
        if cause.line > self.line or self.said in cause.text.lower():
            return False
        return self.words <= frozenset(_WORD.findall(cause.text.lower()))


def drop_refuted(reading: Reading) -> None:
    """Take out the causes whose words a later sentence says it was not."""
    post = reading.post
    if post.causes:
        refuted = list(_refuted(reading))
        post.causes = [c for c in post.causes if not any(r.means(c) for r in refuted)]


def _refuted(reading: Reading) -> Iterator[_Refuted]:
    count = 0
    for block in reading.blocks:
        if block.kind is BlockKind.CODE or not _may_refute(block.text):
            continue
        low = spaced(block.text)
        for pattern, before in ((_BEFORE, True), (_BEHIND, False)):
            for match in pattern.finditer(low):
                near = (
                    low[max(0, match.start() - _REACH) : match.start()] if before else low[match.end() :][:_REACH]
                )
                words = _near(near, before)
                count += 1
                if words and count <= _MOST:
                    yield _Refuted(block.line_at(match.start()), " ".join(match[0].split()), words)


def _may_refute(text: str) -> bool:
    """A cheap look before the dear one."""
    return "ruled out" in text or (" not " in text and any(word in text for word in _NAMED))


def _near(text: str, before: bool) -> frozenset[str]:
    """ "… out that the Docker image": the words on this side, up to the next small one or stop."""
    part = _STOP.split(text)[-1 if before else 0]
    words = _WORD.findall(part)[:: -1 if before else 1]
    if not before and words and words[0] in _SMALL:
        words = words[1:]
    return frozenset(list(takewhile(lambda word: word not in _SMALL, words))[:_MOST_WORDS])
