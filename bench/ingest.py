"""Documents a second: parsing alone and extracting, beside markdown-it-py merely rendering the same files.

    python bench/ingest.py [FOLDER]      # a folder of postmortems; ../shared/corpus or generated ones otherwise

Then the worst accepted documents of each hostile kind, at the bounds of app/ingest/bounds.py: seconds for each.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from app.domain.errors import UnreadableDocument
from app.ingest.bounds import DOCUMENT_BYTES, INLINE_CHARS, INLINE_MARKS
from app.ingest.decoding import decode
from app.ingest.parser import parse_document

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = (".md", ".mdx", ".qmd", ".erb", ".html", ".txt")


def documents(folder: Path | None) -> list[tuple[str, str]]:
    """(name, text) of every document in the folder, else of generated ones."""
    if folder is not None and folder.is_dir():
        paths = sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES)
        return [(str(p), decode(p.read_bytes())[0]) for p in paths]
    return [(f"generated-{n}.md", _generated(n)) for n in range(200)]


def _generated(n: int) -> str:
    times = "\n".join(
        f"- **{10 + i // 6:02d}:{i % 6}0 UTC** - step {i} of incident {n} is taken" for i in range(24)
    )
    todo = "\n".join(
        f"- [ ] Alert on queue {i} before it is full (@owner{i}, due 2024-06-{i + 1:02d})" for i in range(9)
    )
    prose = "The queue filled because the worker had stopped. Nobody was told, since no alert watched it. " * 8
    return (
        f"# Queue {n} on 2024-05-01\n\n## Summary\n\n{prose}\n\n## Timeline\n\n{times}\n\n## "
        f"Root cause\n\n{prose}\n\n## Action items\n\n{todo}\n"
    )


def rate(work: Callable[[str, str], object], docs: list[tuple[str, str]], rounds: int = 3) -> float:
    """Documents a second of processor time, the best of some rounds."""
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        for name, text in docs:
            work(name, text)
        best = max(best, len(docs) / (time.process_time() - start))
    return best


def hostile() -> dict[str, str]:
    """The largest accepted document of each kind that makes parsers slow."""

    def fill(unit: str, chars: int = INLINE_CHARS - 8) -> str:
        block = (unit * (chars // len(unit) + 1))[:chars] + "\n\n"
        marks = sum(map(block.count, "*_`[<&~")) or 1
        return block * min(DOCUMENT_BYTES // len(block.encode()), INLINE_MARKS // marks)

    return {
        "open brackets": fill("[", 149),
        "brackets and parens": fill("[a](<b", 890),
        "emphasis": fill("*a **b _c "),
        "backticks": fill("`a``b```c "),
        "quotes": "\n\n".join(">" * 11 + " a" for _ in range(10_000)),
        "nested lists": "\n".join("  " * (i % 11) + "- 10:00 a" for i in range(11_000)),
        "entities": fill("&#x41;&amp;&"),
        "autolinks": fill("<http://a.b/ "),
        "tags": fill("<a b=c "),
        "comments": fill("<!-- "),
        "times": fill("10:00 UTC, 2024-05-01 at 9pm "),
        "digits": fill("1234567890:"),
        "due words": fill("by the end of the "),
        "causes": fill("which caused the root cause was "),
        "short lines": "a\n\n" * 5_500,
        "led lines": "10:00 a\n" * 1_900,
        "headings": "# Timeline\n\n## 10:00\n\n" * 2_900,
        "bold labels": "**Impact:** a\n\n" * 5_500,
        "items": "- we will fix a by Friday\n" * 1_500 + "\n",
        "table": "| Time | Event |\n|---|---|\n" + "| 10:00 | x is done |\n" * 1_900,
        "wide table": "|a" * 40 + "|\n" + "|-" * 40 + "|\n" + ("|10:00" * 40 + "|\n") * 150,
        "sentences": fill("We will fix it. At 10:00 it broke because of a bug. "),
        "plain": "Outage Report 2024\n\nIt went down.\n\n" * 190,
        "html": "<p>10:00 a\n<ul><li>b</ul>\n" * 5_800,
    }


def worst() -> list[tuple[float, str, str]]:
    out = []
    for kind, text in hostile().items():
        for suffix in (".html",) if kind == "html" else (".txt",) if kind == "plain" else (".md", ".txt", ".html"):
            start = time.process_time()
            try:
                parse_document(text, f"{kind}{suffix}")
                note = ""
            except UnreadableDocument as exc:
                note = f"refused: {exc}"
            out.append((time.process_time() - start, f"{kind}{suffix}", note))
    return sorted(out, reverse=True)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    docs = documents(folder)
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    render = rate(lambda _, text: markdown.render(text), docs)
    parse = rate(lambda _, text: markdown.parse(text), docs)
    ours = rate(lambda name, text: parse_document(text, name), docs)
    printed = rate(lambda name, text: json.dumps([p.as_dict() for p in parse_document(text, name)]), docs)
    print(f"{len(docs)} documents")
    print(f"markdown-it-py render   {render:8.0f} documents/s    parse {parse:8.0f}")
    print(f"parse_document          {ours:8.0f} documents/s    {ours / render:.2f} x render")
    print(f"extract (with JSON)     {printed:8.0f} documents/s    {printed / render:.2f} x render")
    print(f"peak memory             {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MiB")
    for seconds, name, note in worst():
        print(f"{seconds:8.2f} s  {name:24} {note}")


if __name__ == "__main__":
    main()
