"""Words that mean the same to whoever searches: `k8s` also finds `kubernetes`.

A line of the table is `k8s = kubernetes`, of two or more; what stands on one line is found by each of them. Only
plain words of a query are widened, never phrases, prefixes or identifiers: those are asked for as they are typed.
"""

from collections.abc import Iterable

from app.search.analysis import terms

#: Common in postmortems; a file of one's own (AFTERCARE_SYNONYMS) adds to them.
DEFAULT = """
k8s = kubernetes
db = database
lb = load balancer
cfg = config = configuration
repo = repository
auth = authentication
cert = certificate
env = environment
perf = performance
prod = production
postgres = postgresql = pg
mq = message queue
vip = virtual ip
vm = virtual machine
oom = out of memory
ci = continuous integration
cdn = content delivery network
ram = memory
nic = network interface
rca = root cause
"""
MAX_LINES, _MOST_WORDS = 1_000, 4

Said = tuple[str, ...]
_settled: dict[Said, tuple[Said, ...]] = {}


def settle(text: str) -> None:
    """From now on widen words by the table above and the lines of this text. Raises ValueError naming the line."""
    found: dict[Said, tuple[Said, ...]] = {}
    for group in (*_groups(DEFAULT.splitlines()), *_groups(text.splitlines())):
        for one in group:
            others = (*found.get(one, ()), *(other for other in group if other != one))
            found[one] = tuple(dict.fromkeys(others))
    _settled.clear()
    _settled.update(found)


def others(found: Said) -> tuple[Said, ...]:
    """The terms of each other way to say these terms."""
    return _settled.get(found, ())


def _groups(lines: Iterable[str]) -> Iterable[list[Said]]:
    for number, line in enumerate(lines, 1):
        if number > MAX_LINES:
            raise ValueError(f"line {number}: at most {MAX_LINES:,} lines are read")
        text = line.partition("#")[0].strip()
        if not text:
            continue
        group = [tuple(terms(part)) for part in text.split("=")]
        if len(group) < 2 or not all(1 <= len(one) <= _MOST_WORDS for one in group):
            raise ValueError(f"line {number}: write words with = between them, such as k8s = kubernetes")
        yield list(dict.fromkeys(group))


settle("")
