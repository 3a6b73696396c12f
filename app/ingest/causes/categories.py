"""The sort of cause, by its words."""

import re

from app.domain.vocabulary import CauseCategory

_CATEGORIES: tuple[tuple[CauseCategory, re.Pattern[str]], ...] = tuple(
    (category, re.compile(pattern, re.IGNORECASE))
    for category, pattern in (
        (CauseCategory.EXPIRY, r"\bexpir\w+|\bcertificates? (?:ran out|was not renewed)|\brenew(?:al|ed)\b"),
        (
            CauseCategory.SECURITY,
            r"\b(?:attack\w*|exploit\w*|vulnerab\w+|credential\w*|leak\w*|malicious|compromis\w+|breach\w*|phish\w+|token)\b",
        ),
        (
            CauseCategory.HUMAN_INTERFACE,
            r"\b(?:accidentally|mistaken(?:ly)?|by mistake|typo|human error|wrong (?:cluster|server|"
            r"command|button))\b",
        ),
        (
            CauseCategory.DETECTION,
            r"\b(?:no (?:monitoring|alert\w*)|not (?:alerted|monitored|noticed)|monitoring (?:gap|"
            r"did not)|alert\w* (?:did not|were not|was not))",
        ),
        (
            CauseCategory.CONFIGURATION,
            r"\b(?:mis)?config\w*|\bsetting\w*|\bparameter\w*|\bpermission\w*|\bfeature flag",
        ),
        (
            CauseCategory.CAPACITY,
            r"\b(?:capacity|memory|disk|quota|limit\w*|overload\w*|exhaust\w*|saturat\w*|load|"
            r"throughput|traffic|out of|full|rate limit|scal\w+|OOM\w*|inodes?|CPU)\b",
        ),
        (
            CauseCategory.NETWORK,
            r"\b(?:network\w*|dns|routing|router|firewall|load balancer|bgp|connectivity|subnet|route table)\b",
        ),
        (
            CauseCategory.HARDWARE,
            r"\b(?:hardware|power|datacent(?:er|re)|data cent(?:er|re)|disk failure|server died|raid)\b",
        ),
        (
            CauseCategory.SOFTWARE_DEFECT,
            r"\b(?:bugs?|race condition|defect|regression|null|undefined|crash\w*|exception|leak|"
            r"deadlock|incompatib\w+)\b",
        ),
        (CauseCategory.DATA, r"\b(?:migration|corrupt\w*|schema|data (?:loss|type)|type column|database index)\b"),
        (
            CauseCategory.DEPENDENCY,
            r"\b(?:third[- ]party|provider|vendor|upstream|depend\w+|aws|github|cloudflare|google|library)\b",
        ),
        (CauseCategory.DEPLOYMENT, r"\b(?:deploy\w*|release\w*|rollout|roll-?out|upgrade\w*|merged?)\b"),
        (CauseCategory.DESIGN, r"\b(?:design\w*|architect\w*|single point of failure|coupl\w+|assum\w+)\b"),
        (CauseCategory.PROCESS, r"\b(?:process\w*|procedure\w*|review\w*|test\w*|document\w*|communicat\w*)\b"),
    )
)


def category_of(text: str) -> CauseCategory:
    return next((c for c, pattern in _CATEGORIES if pattern.search(text)), CauseCategory.UNKNOWN)
