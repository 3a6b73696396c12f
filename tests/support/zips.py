"""Archives and feeds as they are sent, good ones and hostile ones."""

import stat
import zipfile
from io import BytesIO

ATOM = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Status</title><id>tag:status.example,2024:feed</id>
<entry><id>tag:status.example,2024:1</id><title>Mail is late</title><published>2024-05-01T10:00:00Z</published>
<content type="html">&lt;p&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - Mail flows.&lt;/p&gt;</content></entry>
<entry><id>tag:status.example,2024:2</id><title>Search is slow</title><published>2024-05-02T10:00:00Z</published>
<content type="html">&lt;p&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - Quick.&lt;/p&gt;</content></entry></feed>
"""


def zipped(*entries: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries:
            made.writestr(name, data)
    return out.getvalue()


def named(name: str, mode: int = 0) -> zipfile.ZipInfo:
    """An entry under a name that zipfile itself would put right."""
    info = zipfile.ZipInfo("x")
    info.filename, info.external_attr = name, mode << 16
    return info


#: What is in the archive beside a good document, the entry that is refused, the status and the reason.
HOSTILE: dict[str, tuple[str | zipfile.ZipInfo, bytes, int, str]] = {
    "a link": (named("link.md", stat.S_IFLNK | 0o777), b"/etc/passwd", 422, "“link.md” is a link"),
    "a parent": (named("../../x.md"), b"# X", 422, "“../../x.md” leads out of the archive"),
    "an absolute path": (named("/etc/x.md"), b"# X", 422, "“/etc/x.md” is an absolute path"),
    "a bomb": ("bomb.md", b"0" * 1_000_000, 413, "“bomb.md” unpacks to over 100 times its size"),
}


def hostile(what: str) -> tuple[bytes, str, int, str]:
    """The archive, the name of its bad entry, the status and the reason."""
    entry, data, status, said = HOSTILE[what]
    name = entry if isinstance(entry, str) else entry.filename
    return zipped(("good.md", "# Good\n\nIt failed on 2024-05-01.\n"), (entry, data)), name, status, said
