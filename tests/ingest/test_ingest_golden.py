"""Golden documents: a title, `.`, the document, `.`, what is read of it, `.`; every bug fixed is one more block.

The file's name is the document's suffix: `timeline.md` holds Markdown documents, `posts.txt` plain text.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ingest.facts import ParsedPost
from app.ingest.parser import parse_document

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "ingest"


def blocks() -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(FIXTURES.iterdir()):
        parts = path.read_text(encoding="utf-8").split("\n.\n")
        line = 1
        for title, document, expected in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
            yield f"{path.name}:{line} {title.strip()}", path.name, document, expected.strip("\n")
            line += f"{title}.{document}.{expected}.".count("\n") + 6


def shown(post: ParsedPost) -> Iterator[str]:
    """A line for each fact, with all that the format promises of it."""
    yield f"{post.kind} {post.line}-{post.end_line}: {post.title}"
    named = ("id", "severity", "severity_raw", "status", "started_at", "detected_at", "mitigated_at", "resolved_at",
             "window_start", "window_end", "timezone", "services", "teams", "authors", "tags", "summary", "impact",
             "detection", "resolution")  # fmt: skip
    for name in named:
        if value := getattr(post, name):
            yield f"  {name} = {', '.join(value) if isinstance(value, list) else value!s}".replace("\n", " / ")
    for e in post.timeline:
        span = f"{e.at}..{e.end}" if e.end else str(e.at)
        yield f"  event {e.line} {span} {e.kind} [{e.rule}] {e.text}"
    for c in post.causes:
        yield f"  cause {c.line} {c.role} {c.category} [{c.rule}] {c.text}"
    for a in post.actions:
        extra = [a.owner, a.team, a.due, a.due_raw, a.priority, a.tracker_url, a.key]
        yield f"  action {a.line} {a.status} {a.kind} {'; '.join(str(x) for x in extra if x)} [{a.rule}] {a.text}"
    yield from (f"  lesson {x.line} {x.kind} {x.text}" for x in post.lessons)
    yield from (f"  link {x.line} {x.rel} {x.target}" for x in post.links)
    yield from (f"  diagnostic {d.line} {d.code}" for d in post.diagnostics)
    yield from (f"  unplaced {u.line}-{u.end_line} {u.text}".replace("\n", " / ") for u in post.unplaced)


@pytest.mark.parametrize(("_name", "source", "document", "expected"), [pytest.param(*b, id=b[0]) for b in blocks()])
def test_golden(_name: str, source: str, document: str, expected: str) -> None:
    posts = parse_document(document, source)
    assert "\n".join(line for post in posts for line in shown(post)) == expected
