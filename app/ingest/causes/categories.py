"""The sort of cause, by its words."""

from app.domain.vocabulary import CauseCategory
from app.ingest.phrases import Sorter, each, spaced

_CATEGORIES = Sorter(
    (
        CauseCategory.EXPIRY,
        (r"expir\w", r"certificates? (?:ran out|was not renewed)", r"renew(?:al|ed)\b"),
    ),
    (
        CauseCategory.SECURITY,
        (
            *each("attack exploit credential leak breach", ""),
            *each("vulnerab compromis phish", r"\w"),
            *each("malicious token", r"\b"),
        ),
    ),
    (
        CauseCategory.HUMAN_INTERFACE,
        (
            r"mistaken(?:ly)?\b",
            *each("accidentally typo", r"\b"),
            r"by mistake\b",
            r"human error\b",
            r"wrong (?:cluster|server|command|button)\b",
        ),
    ),
    (
        CauseCategory.DETECTION,
        (
            r"no (?:monitoring|alert)",
            r"not (?:alerted|monitored|noticed)",
            r"monitoring (?:gap|did not)",
            r"alert\w* (?:did not|were not|was not)",
        ),
    ),
    (
        CauseCategory.CONFIGURATION,
        (*each("config misconfig setting parameter permission", ""), r"feature flag"),
    ),
    (
        CauseCategory.CAPACITY,
        (
            *each("capacity memory disk quota load throughput traffic full cpu inode inodes", r"\b"),
            *each("limit overload exhaust saturat oom", ""),
            r"scal\w",
            r"out of\b",
            r"rate limit\b",
        ),
    ),
    (
        CauseCategory.NETWORK,
        (
            r"network",
            *each("dns routing router firewall bgp connectivity subnet", r"\b"),
            r"load balancer\b",
            r"route table\b",
        ),
    ),
    (
        CauseCategory.HARDWARE,
        (
            *each("hardware power raid", r"\b"),
            r"data ?cent(?:er|re)\b",
            r"disk failure\b",
            r"server died\b",
        ),
    ),
    (
        CauseCategory.SOFTWARE_DEFECT,
        (
            *each("bug bugs defect regression null undefined exception leak deadlock", r"\b"),
            r"race condition\b",
            r"crash",
            r"incompatib\w",
        ),
    ),
    (
        CauseCategory.DATA,
        (
            *each("migration schema", r"\b"),
            r"corrupt",
            r"data (?:loss|type)\b",
            r"type column\b",
            r"database index\b",
        ),
    ),
    (
        CauseCategory.DEPENDENCY,
        (
            r"third[- ]party\b",
            *each("provider vendor upstream aws github cloudflare google library", r"\b"),
            r"depend\w",
        ),
    ),
    (CauseCategory.DEPLOYMENT, (*each("deploy release upgrade", ""), r"roll-?out\b", r"merged?\b")),
    (
        CauseCategory.DESIGN,
        (*each("design architect", ""), *each("coupl assum", r"\w"), r"single point of failure\b"),
    ),
    (CauseCategory.PROCESS, each("process procedure review test document communicat", "")),
)


def category_of(text: str) -> CauseCategory:
    return _CATEGORIES.sort_of(spaced(text)) or CauseCategory.UNKNOWN
