"""Where one post of a file ends and the next begins, and which block is its title."""

import re
from dataclasses import dataclass

from app.domain.errors import UnreadableDocument
from app.ingest.blocks import Block, BlockKind
from app.ingest.bounds import POSTS
from app.ingest.section_names import exact_name, names_of

#: Words that a post's title carries where a file holds several.
_POST_WORD = re.compile(
    r"\b(?:maintenance|outage|incident|post-?mortem|downtime|disruption|degradation|interruption|upgrade|report|issues?)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)\b|\b(?:19|20)\d\d\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b"
)
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "on",
        "in",
        "at",
        "to",
        "for",
        "and",
        "or",
        "with",
        "by",
        "from",
        "is",
        "are",
        "our",
        "as",
        "vs",
        "via",
        "into",
        "up",
    ]
)


@dataclass(slots=True)
class PostBlocks:
    """A post's title block (None where it has none), its blocks, its first and last line."""

    title: Block | None
    blocks: list[Block]
    line: int
    end_line: int


def split(blocks: list[Block], first: int, last: int, plain: bool) -> list[PostBlocks]:
    """The posts in these blocks, at least one. Raises UnreadableDocument over the bound on posts."""
    titles = _plain_titles(blocks) if plain else _markdown_titles(blocks)
    if len(titles) < 2:
        return [PostBlocks(titles[0] if titles else _first_title(blocks), blocks, first, last)]
    if len(titles) > POSTS:
        raise UnreadableDocument(titles[POSTS].line, f"over {POSTS} posts in one file")
    out = []
    starts = [blocks.index(t) for t in titles]
    if titles[0].index > 0 and starts[0] > 0:
        starts[0] = 0
    for i, (title, start) in enumerate(zip(titles, starts, strict=True)):
        stop = starts[i + 1] if i + 1 < len(starts) else len(blocks)
        end = blocks[stop].line - 1 if stop < len(blocks) else last
        out.append(PostBlocks(title, blocks[start:stop], title.line if i else first, end))
    return out


def _first_title(blocks: list[Block]) -> Block | None:
    """The first heading of the highest rank that names no section, near the top."""
    heads = [b for b in blocks if b.kind is BlockKind.HEADING and b.text.strip()]
    if not heads:
        return None
    top = heads[0]
    first = next((h for h in heads if h.level == 1), top)
    if first is top and first.level == 1 and len(heads) > 1 and heads[1].level > 1 and not exact_name(first.text):
        return first
    if first is not top and len(blocks) > first.index > 6:
        first = top
    if _is_section(first) and not (
        first.level == 1 and len(heads) > 1 and heads[1].level > 1 and not _is_section(heads[1])
    ):
        return None
    return first


def _is_section(block: Block) -> bool:
    from_names = names_of(block.text)
    return bool(from_names) and not _titled(block.text)


def _titled(text: str) -> bool:
    """A name of a section that is a title all the same: it has a date, or more words than sections have."""
    return bool(_DATE.search(text)) or (len(text.split()) > 4 and bool(_POST_WORD.search(text)))


def _markdown_titles(blocks: list[Block]) -> list[Block]:
    """First-rank headings that name no section, each with two or more sections of its own, two of them at least."""
    heads = [b for b in blocks if b.kind is BlockKind.HEADING]
    tops = [h for h in heads if h.level == 1 and not _is_section(h)]
    if len(tops) < 2:
        return []
    owned: dict[int, list[str]] = {id(t): [] for t in tops}
    current = None
    for head in heads:
        if head.level == 1:
            current = head if id(head) in owned else None
        elif current is not None:
            owned[id(current)] += names_of(head.text)[:1]
    full = [t for t in tops if len(set(owned[id(t)])) >= 2]
    return full if len(full) >= 2 and full[0] is tops[0] else []


def _plain_titles(blocks: list[Block]) -> list[Block]:
    """Title-like lines: several where two or more of them announce a post, else the first alone."""
    heads = [
        b
        for b in blocks
        if b.kind is BlockKind.HEADING and not _is_section(b) and not b.text.rstrip().endswith("?")
    ]
    announced = [h for h in heads if _POST_WORD.search(h.text) or _DATE.search(h.text)]
    if len(announced) < 2 or not heads or heads[0].index > 0:
        return heads[:1] if heads and heads[0].index == 0 else []
    return [h for h in heads if _title_case(h.text)]


def _title_case(text: str) -> bool:
    words = [w for w in re.findall(r"[^\W_]+", text) if w.lower() not in _SMALL]
    capital = sum(w[0].isupper() or w[0].isdigit() for w in words)
    return bool(words) and capital * 3 > len(words) * 2
