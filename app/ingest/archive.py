"""Zip archives, which may come from anybody: judged as a whole, unpacked in memory, refused for one bad entry.

The limits are those of the documentation (docs/import.md). Sizes are counted while unpacking: what an archive says
of itself is not believed.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from app.domain.errors import AftercareError, InvalidInput, TooLarge

ENTRIES = 1000
UNPACKED_BYTES = 50 * 1024 * 1024
RATIO = 100
#: An archive has no reason to be longer than what may come out of it.
ARCHIVE_BYTES = UNPACKED_BYTES
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_READ_HERE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # bzip2 and LZMA inflate a chunk without any bound
_DRIVE = re.compile(r"[A-Za-z]:")
_DIRECTORY_MARK = b"PK\x01\x02"
_MARKS_MAX = 20 * ENTRIES  # archives stored in the archive have such marks too
_NAME_SHOWN = 200
_BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    EOFError,
    OSError,
    struct.error,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive: `name` is its path in it, with `/` between folders and without `.` and `..`."""

    name: str
    data: bytes


def unpack(data: bytes) -> list[Entry]:
    """Every file of a zip archive, in its order.

    Raises InvalidInput (no archive, a damaged one, an entry that may not be: a link, a path that leads out, an
    encrypted or doubled one) and TooLarge (a limit is passed); both name the entry.
    """
    if len(data) > ARCHIVE_BYTES:
        raise TooLarge(f"the archive is over {_mib(ARCHIVE_BYTES)}")
    if data.count(_DIRECTORY_MARK) > _MARKS_MAX:
        raise TooLarge(f"the archive holds over {ENTRIES:,} entries")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return list(_files(archive, len(data)))
    except _BROKEN as exc:
        raise InvalidInput(f"no zip archive, or a damaged one: {str(exc) or 'it ends too early'}") from exc


def _files(archive: zipfile.ZipFile, size: int) -> Iterator[Entry]:
    infos = archive.infolist()
    if len(infos) > ENTRIES:
        raise TooLarge(f"the archive holds {len(infos):,} entries; at most {ENTRIES:,} are read")
    names = [_name(info) for info in infos]
    for name in names:
        if names.count(name) > 1:
            raise _refusal(name, "stands in the archive more than once")
    left = UNPACKED_BYTES
    for info, name in zip(infos, names, strict=True):
        if info.is_dir():
            continue
        unpacked = _unpacked(archive, info, left)
        left -= len(unpacked)
        if UNPACKED_BYTES - left > RATIO * size:
            raise _about(name, TooLarge(f"the archive unpacks to over {RATIO} times its size at {_shown(name)}"))
        yield Entry(name, unpacked)


def _name(info: zipfile.ZipInfo) -> str:
    """Where the entry stands in the archive. Raises InvalidInput where it may not come in."""
    name = info.orig_filename
    parts = PurePosixPath(name).parts
    if "\0" in name:
        raise _refusal(name, "has a NUL character in its name")
    if "\\" in name:
        raise _refusal(name, "has a backslash in its name")
    if name.startswith("/") or _DRIVE.match(name):
        raise _refusal(name, "is an absolute path")
    if ".." in parts:
        raise _refusal(name, "leads out of the archive")
    if not parts:
        raise _refusal(name, "has no name")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        kind = "a link" if stat.S_ISLNK(info.external_attr >> 16) else "neither a file nor a folder"
        raise _refusal(name, f"is {kind}")
    if info.flag_bits & _ENCRYPTED:
        raise _refusal(name, "is encrypted")
    if info.compress_type not in _READ_HERE:
        raise _refusal(name, "is packed in a way that is not read here (neither stored nor deflated)")
    return PurePosixPath(*parts).as_posix()


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    """The entry's bytes, at most `left` of them and at most RATIO times what they are packed into."""
    out = bytearray()
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            out += chunk
            if len(out) > left:
                where = f"at {_shown(info.orig_filename)}"
                over = TooLarge(f"the archive unpacks to over {_mib(UNPACKED_BYTES)} {where}")
                raise _about(info.orig_filename, over)
            if len(out) > RATIO * max(info.compress_size, 1):
                raise _too_dense(info.orig_filename)
    return bytes(out)


def _too_dense(name: str) -> AftercareError:
    return _about(name, TooLarge(f"{_shown(name)} unpacks to over {RATIO} times its size"))


def _refusal(name: str, why: str) -> AftercareError:
    return _about(name, InvalidInput(f"{_shown(name)} {why}"))


def _about(name: str, error: AftercareError) -> AftercareError:
    error.entry = _cut(name)
    return error


def _shown(name: str) -> str:
    return f"“{_cut(name)}”"


def _cut(name: str) -> str:
    return f"{name[:_NAME_SHOWN]}…" if len(name) > _NAME_SHOWN else name


def _mib(size: int) -> str:
    return f"{size // 1024 // 1024} MiB"
