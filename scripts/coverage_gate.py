"""Reads what the test run covered and ends with an error where a part stands below its gate.

Lines and branches count together, as in coverage's own percentage.
"""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from components import Refused, skipped
from coverage import Coverage


@dataclass(frozen=True, slots=True)
class Gate:
    title: str
    prefixes: tuple[str, ...]
    percent: float


#: What decides (the rules, the parser, the query language) is held higher than what passes on.
GATES = (
    Gate("app/domain", ("app/domain/",), 95),
    Gate("app/ingest", ("app/ingest/",), 95),
    Gate("app/search/query", ("app/search/query",), 95),
    Gate("everything", ("app/",), 90),
)


Summaries = dict[str, dict[str, int]]  # path -> coverage's counts


def measured(summaries: Summaries, gate: Gate) -> float | None:
    """The gate's percentage, or None where no file falls under it."""
    chosen = [s for path, s in summaries.items() if Path(path).as_posix().startswith(gate.prefixes)]
    whole = sum(s["num_statements"] + s["num_branches"] for s in chosen)
    hit = sum(s["covered_lines"] + s["covered_branches"] for s in chosen)
    return 100 * hit / whole if whole else None


def judge(summaries: Summaries) -> tuple[list[str], bool]:
    """One line a gate, and whether all stand. A part that was not measured has failed its gate."""
    lines, passed = [], True
    for gate in GATES:
        percent = measured(summaries, gate)
        stands = percent is not None and percent >= gate.percent
        shown = "nothing measured" if percent is None else f"{percent:.1f} %"
        lines.append(f"  {'ok ' if stands else 'LOW'} {gate.title}: {shown}, wanted {gate.percent:g} %")
        passed = passed and stands
    return lines, passed


def read_coverage() -> Summaries:
    """Prints the lines that no test reached, weakest file first, and returns the counts."""
    coverage = Coverage()
    coverage.load()
    coverage.report(sort="cover")
    with tempfile.NamedTemporaryFile("r", suffix=".json") as report:
        coverage.json_report(outfile=report.name)
        files = json.load(report)["files"]
    return {path: found["summary"] for path, found in files.items()}


def main() -> None:
    try:
        left_out = skipped()
    except Refused as exc:
        sys.exit(str(exc))
    lines, passed = judge(read_coverage())
    print("Coverage, lines and branches:", *lines, sep="\n")
    if left_out:
        print(f"Left out, as SKIP asked: {', '.join(sorted(left_out))}; the coverage gates were not applied.")
    elif not passed:
        sys.exit("Coverage is below a gate.")


if __name__ == "__main__":
    main()
