"""How names are compared and turned into addresses."""

import re
import unicodedata

SLUG_MAX = 80
FOLD_MAX = 360  # what the database keeps of a key; some characters fold into eighteen


def fold(name: str) -> str:
    """The key under which spellings of one name meet: case, accents, spacing and a leading @ do not count.

    At most FOLD_MAX characters.
    """
    text = unicodedata.normalize("NFKD", name.strip().lstrip("@")).casefold()
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())[:FOLD_MAX]


def slugify(title: str, fallback: str = "postmortem") -> str:
    """Lower-case letters, digits and single hyphens, at most 80 characters, cut at a word where possible."""
    words = re.findall(r"[a-z0-9]+", fold(title))
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > SLUG_MAX:
            break
        slug = f"{slug}-{word}" if slug else word[:SLUG_MAX]
    return slug or fallback
