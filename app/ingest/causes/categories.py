"""The sort of cause, by its words."""

import re

from app.domain.vocabulary import CauseCategory
from app.ingest.phrases import phrases, spaced

_CATEGORIES: tuple[tuple[CauseCategory, re.Pattern[str]], ...] = (
    (
        CauseCategory.EXPIRY,
        phrases(r"expir\w+", r"certificates? (?:ran out|was not renewed)", r"renew(?:al|ed)\b"),
    ),
    (
        CauseCategory.SECURITY,
        phrases(
            r"(?:attack\w*|exploit\w*|vulnerab\w+|credential\w*|leak\w*|malicious|compromis\w+|breach\w*|phish\w+|token)\b"
        ),
    ),
    (
        CauseCategory.HUMAN_INTERFACE,
        phrases(
            r"(?:accidentally|mistaken(?:ly)?|by mistake|typo|human error)\b",
            r"wrong (?:cluster|server|command|button)\b",
        ),
    ),
    (
        CauseCategory.DETECTION,
        phrases(
            r"no (?:monitoring|alert\w*)",
            r"not (?:alerted|monitored|noticed)",
            r"monitoring (?:gap|did not)",
            r"alert\w* (?:did not|were not|was not)",
        ),
    ),
    (
        CauseCategory.CONFIGURATION,
        phrases(r"(?:mis)?config\w*", r"setting\w*", r"parameter\w*", r"permission\w*", r"feature flag"),
    ),
    (
        CauseCategory.CAPACITY,
        phrases(
            r"(?:capacity|memory|disk|quota|limit\w*|overload\w*|exhaust\w*|saturat\w*|load|throughput|traffic|"
            r"out of|full|rate limit|scal\w+|oom\w*|inodes?|cpu)\b"
        ),
    ),
    (
        CauseCategory.NETWORK,
        phrases(r"(?:network\w*|dns|routing|router|firewall|load balancer|bgp|connectivity|subnet|route table)\b"),
    ),
    (
        CauseCategory.HARDWARE,
        phrases(r"(?:hardware|power|datacent(?:er|re)|data cent(?:er|re)|disk failure|server died|raid)\b"),
    ),
    (
        CauseCategory.SOFTWARE_DEFECT,
        phrases(
            r"(?:bugs?|race condition|defect|regression|null|undefined|crash\w*|exception|leak|deadlock|"
            r"incompatib\w+)\b"
        ),
    ),
    (
        CauseCategory.DATA,
        phrases(r"(?:migration|corrupt\w*|schema|data (?:loss|type)|type column|database index)\b"),
    ),
    (
        CauseCategory.DEPENDENCY,
        phrases(
            r"(?:third[- ]party|provider|vendor|upstream|depend\w+|aws|github|cloudflare|google|library)\b",
        ),
    ),
    (CauseCategory.DEPLOYMENT, phrases(r"(?:deploy\w*|release\w*|roll-?out|upgrade\w*|merged?)\b")),
    (CauseCategory.DESIGN, phrases(r"(?:design\w*|architect\w*|single point of failure|coupl\w+|assum\w+)\b")),
    (CauseCategory.PROCESS, phrases(r"(?:process\w*|procedure\w*|review\w*|test\w*|document\w*|communicat\w*)\b")),
)


def category_of(text: str) -> CauseCategory:
    low = spaced(text)
    return next((c for c, pattern in _CATEGORIES if pattern.search(low)), CauseCategory.UNKNOWN)
