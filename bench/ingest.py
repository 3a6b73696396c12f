"""How fast documents are read, beside markdown-it-py merely rendering the same files in the same run.

    python bench/ingest.py [FOLDER]      # a folder of postmortems; ../shared/corpus or generated ones otherwise

Documents a second of processor time (reading alone, extract with its JSON, import with the index kept in step):
medians of rounds that alternate, so that other work on the machine meets each of them. Then what extract takes to
start, what a time costs to read, how memory grows over 10,000 documents, the slowest document of the folder, and
the worst accepted ones of each hostile kind, at the bounds of app/ingest/bounds.py. Limits
below that are missed are named last.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from markdown_it import MarkdownIt

from app.config import Settings
from app.domain.errors import UnreadableDocument
from app.domain.principal import LOCAL_OWNER
from app.ingest.bounds import DOCUMENT_BYTES, INLINE_CHARS, INLINE_MARKS
from app.ingest.clock.grammar import find_stamps
from app.ingest.clock.resolver import Carry, Clock
from app.ingest.decoding import decode
from app.ingest.parser import parse_document
from app.runtime import open_runtime
from app.usecases.importing import Incoming, import_all
from bench.generated import postmortems

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = (".md", ".mdx", ".qmd", ".erb", ".html", ".txt")
ROUNDS, STARTS, MEMORY_DOCUMENTS = 7, 10, 10_000
#: The limits: of render's speed, seconds to start, microseconds a time, seconds a document, MiB between two counts.
LEAST_SPEED, MOST_START, MOST_CLOCK, MOST_DOCUMENT, MOST_GROWTH = 0.5, 0.5, 50, 2.0, 4.0

Documents = list[tuple[str, bytes, str]]


def documents(folder: Path) -> Documents:
    """(name, bytes, text) of every document in the folder, else of generated ones."""
    if folder.is_dir():
        found = [(str(p), p.read_bytes()) for p in sorted(folder.rglob("*")) if p.suffix in SUFFIXES]
    else:
        found = [(name, text.encode()) for name, text in postmortems(200)]
    return [(name, data, decode(data)[0]) for name, data in found]


def taken(work: Callable[[str, str], object], docs: Documents) -> list[float]:
    """Seconds of processor time that each document takes."""
    out = []
    for name, _, text in docs:
        start = time.process_time()
        work(name, text)
        out.append(time.process_time() - start)
    return out


def extract(name: str, text: str) -> str:
    return json.dumps([post.as_dict() for post in parse_document(text, name)])


def speeds(docs: Documents) -> list[str]:
    """Prints documents a second; what is missed."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    works = {
        "markdown-it-py parse": lambda _, text: markdown.parse(text),
        "markdown-it-py render": lambda _, text: markdown.render(text),
        "reading alone": lambda name, text: parse_document(text, name),
        "extract": extract,
    }
    rounds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            rounds[name].append(sum(taken(work, docs)))
    render = rounds["markdown-it-py render"]
    ratio = 0.0
    for name, seconds in rounds.items():
        ratio = statistics.median(r / s for r, s in zip(render, seconds, strict=True))
        print(f"{name:22} {len(docs) / statistics.median(seconds):7.0f} documents/s   {ratio:.2f} x render")
    rate = import_rate(docs)
    beside = rate * statistics.median(render) / len(docs)
    print(f"{'import with the index':22} {rate:7.0f} documents/s   {beside:.2f} x render")
    slowest, name = max(zip(taken(extract, docs), (name for name, *_ in docs), strict=True))
    print(f"slowest document       {slowest:7.3f} s   {Path(name).name}")
    return [f"extract at {ratio:.2f} x render, under {LEAST_SPEED}"] * (ratio < LEAST_SPEED)


def import_rate(docs: Documents) -> float:
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_runtime(Settings(data_dir=Path(folder), search_dir=Path(folder) / "index", watch=False))
        start = time.process_time()
        import_all(runtime, LOCAL_OWNER, [Incoming("file", name, data, "file") for name, data, _ in docs])
        seconds = time.process_time() - start
        runtime.close()
    return len(docs) / seconds


def start_time() -> list[str]:
    """Prints how long `python -m app extract` of an empty file takes, from the shell's side."""
    with tempfile.NamedTemporaryFile(suffix=".md") as file:
        times = []
        for _ in range(STARTS):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "app", "extract", file.name], cwd=ROOT, check=True, capture_output=True
            )
            times.append(time.perf_counter() - start)
    middle = statistics.median(times)
    print(f"starting extract       {middle:7.3f} s   median of {STARTS}, the slowest {max(times):.3f}")
    return [f"starting takes {middle:.2f} s, over {MOST_START}"] * (middle > MOST_START)


def clock_cost(docs: Documents) -> list[str]:
    """Prints microseconds to find and resolve a time, over every line of the documents that holds a digit."""
    lines = [line for _, _, text in docs for line in text.splitlines() if any(map(str.isdigit, line))]
    clock, found, costs = Clock(lambda *_: None), 0, []
    for line in lines:
        carry, start = Carry(), time.perf_counter()
        stamps = list(find_stamps(line[:2000]))
        for stamp in stamps:
            clock.resolve(stamp, carry, 1)
        if stamps:
            costs.append((time.perf_counter() - start) / len(stamps) * 1e6)
            found += len(stamps)
    middle, high = statistics.median(costs), sorted(costs)[int(len(costs) * 0.99)]
    print(f"reading a time         {middle:7.1f} us   median of {found} times, 99 of 100 under {high:.0f}")
    return [f"a time takes {middle:.0f} us, over {MOST_CLOCK}"] * (middle > MOST_CLOCK)


def memory() -> list[str]:
    """Prints the resident memory after each 2,000 of 10,000 different documents."""
    sizes = []
    for number, (name, text) in enumerate(postmortems(MEMORY_DOCUMENTS), 1):
        extract(name, text)
        if number % 2_000 == 0:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            sizes.append(pages * 4096 / 2**20)
    print(f"memory                 {' '.join(f'{s:.1f}' for s in sizes)} MiB after each 2,000 documents")
    growth = sizes[-1] - sizes[0]
    return [f"memory grew by {growth:.1f} MiB over 8,000 documents"] * (growth > MOST_GROWTH)


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
        "items": "## Action items\n\n" + "- we will fix a by Friday\n" * 11_000,
        "owned items": "## Action items\n\n" + "**Ann**\n- fix a\n" * 5_500,
        "untimed lists": "## Timeline\n\n" + "\n".join("  " * (i % 11) + "- a" for i in range(11_000)),
        "labels": "- **Owner**: ann\n" * 9_000,
        "paragraphs of a cause": "## Root cause\n\n" + "due to a bug\n\n" * 5_500,
        "tables": "|a|b|\n|-|-|\n|10:00|x|\n\n" * 4_000,
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
    print(f"{len(docs)} documents, {sum(len(data) for _, data, _ in docs) / 1024:.0f} KiB")
    missed = speeds(docs) + start_time() + clock_cost(docs) + memory()
    ranked = worst()
    for seconds, name, note in ranked[:15]:
        print(f"{seconds:8.2f} s  {name:24} {note}")
    missed += [f"{name} takes {seconds:.1f} s" for seconds, name, _ in ranked if seconds > MOST_DOCUMENT]
    print("\n".join(f"missed: {what}" for what in missed) or "every limit is held")


if __name__ == "__main__":
    main()
