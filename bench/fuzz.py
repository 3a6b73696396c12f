"""Made-up documents through the whole of reading: bytes to posts, lint, an edit, and what holds of every one.

    python bench/fuzz.py [DOCUMENTS] [SEED]      # 10,000 of seed 1 otherwise

A document that raises anything but a refusal, prints what it does not state, or takes over two seconds is printed
as short as it can be made while it still does so; the exit status is 1 then.
"""

import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hypothesis import HealthCheck, given, seed, settings
from support.invariants import outcome
from support.pieces import documents

TOO_LONG = 2.0  # seconds of processor time


@dataclass(slots=True)
class Tried:
    count: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    refused: Counter[str] = field(default_factory=Counter)
    last: tuple[bytes, str] = (b"", "")

    def one(self, document: tuple[bytes, str]) -> None:
        self.last = document
        start = time.process_time()
        said = outcome(*document)
        taken = time.process_time() - start
        self.count += 1
        self.seconds += taken
        self.slowest = max(self.slowest, taken)
        if isinstance(said, str):
            self.refused[said.partition(": ")[2] or said] += 1
        assert taken < TOO_LONG, f"{taken:.1f} s"


def main() -> None:
    count, start = int([*sys.argv, "10000"][1]), int([*sys.argv[2:], "1"][0])
    tried = Tried()
    limits = settings(
        max_examples=count, database=None, deadline=None, print_blob=False, suppress_health_check=list(HealthCheck)
    )
    wrong = None
    try:
        seed(start)(limits(given(documents)(tried.one)))()
    except Exception:  # whatever it is: it is what is looked for
        wrong = traceback.format_exc(limit=-4)
    print(f"{tried.count} documents of seed {start}: {tried.count / tried.seconds:.0f} documents/s")
    print(f"the slowest took {tried.slowest:.3f} s; {tried.refused.total()} were refused:")
    for why, times in tried.refused.most_common(12):
        print(f"{times:6}  {why}")
    if wrong:
        print(f"\nwrong: {tried.last[1]}, {tried.last[0]!r}\n{wrong}")
    raise SystemExit(wrong is not None)


if __name__ == "__main__":
    main()
