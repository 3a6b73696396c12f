"""How names are compared and turned into addresses."""

import re
import unicodedata

SLUG_MAX = 80
FOLD_MAX = 360  # what the database keeps of a key; some characters fold into eighteen
ADDRESS_SIZE = 254  # RFC 5321: a path of 256 octets with its angle brackets
_LOCAL = r"[^\s\x00-\x1f\x7f@<>()\[\]{},;:\"“”'`|\\]"
_ADDRESS = re.compile(rf"(?<!{_LOCAL}){_LOCAL}{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,8}}(?!\.?[\w-])")
_AROUND = " \t<>()[]\"“”'`,;:–—-"


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


def name_and_address(text: str) -> tuple[str, str | None]:
    """What `Ann Lee <ann@example.org>` and its like say: (name, e-mail address or None).

    The address alone is its own name. Text with no address or with several is a name as it stands; a domain
    without a dot makes no address.
    """
    text = text.strip()[: 2 * FOLD_MAX]
    found = list(_ADDRESS.finditer(text))
    if len(found) != 1 or len(found[0][0]) > ADDRESS_SIZE or not found[0][0].isprintable():
        return text, None
    address, start, end = found[0][0], found[0].start(), found[0].end()
    parts = (text[:start].removesuffix("mailto:").strip(_AROUND), text[end:].strip(_AROUND))
    name = " ".join(part for part in parts if any(c.isalnum() for c in part))
    return name or address, address
