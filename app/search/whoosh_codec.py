"""How Whoosh writes and reads our segments: a codec of its W3 family with postings laid out to be read whole.

Whoosh's own codec spends most of its time on blocks of 128 postings, each pickled, compressed and walked posting by
posting. Here the postings of a term lie in one piece, as arrays, and files are mapped instead of copied:

    count, flags | document numbers, 4 bytes each | weights, 1 byte each | ends of values, 4 bytes each | values

Weights and values are there where flags says so. A term's row in Whoosh's hash file is (offset, size, count).
"""

import mmap
import os
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermsReader
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

_ROW = struct.Struct("<QII")
_HEAD = struct.Struct("<II")
_FIELD = struct.Struct("!H")
#: Whoosh's own, before each key of a hash file: the lengths of key and row.
_LENGTHS = struct.Struct("!ii")
_VALUED = 1
MAX_WEIGHT = 255

Item = tuple[str, bytes, int, float, bytes]  # field, term, document number, weight, value


class Damaged(Exception):
    """What lies on the disk is not what was written."""


class PostingList:
    """The documents that hold one term, ascending; in the field `text` also weights, and values on request."""

    __slots__ = ("_ends", "_file", "_values_at", "count", "documents", "weights")

    def __init__(self, file: "MappedFile", offset: int, size: int, documents: int) -> None:
        raw = file.get(offset, size)
        self.count, flags = _HEAD.unpack_from(raw)
        at = _HEAD.size + 4 * self.count
        self.documents = array("I", raw[_HEAD.size : at])
        self.weights = b""
        self._ends = array("I")
        if flags & _VALUED:
            self.weights = raw[at : at + self.count]
            self._ends = array("I", raw[at + self.count : at + 5 * self.count])
            at += 5 * self.count
        self._file, self._values_at = file, offset + at
        whole = at + (self._ends[-1] if self._ends else 0)
        if not self.count or len(self.documents) != self.count or self.documents[-1] >= documents or whole != size:
            raise Damaged("a posting list is not of the length that it states")

    def values(self) -> list[bytes]:
        if not self._ends:
            return [b""] * self.count
        raw = self._file.get(self._values_at, self._ends[-1])
        return [raw[start:end] for start, end in zip((0, *self._ends[:-1]), self._ends, strict=True)]

    def values_at(self, places: Sequence[int]) -> list[bytes]:
        """The values of the postings at these places in the list."""
        raw = self._file.get(self._values_at, self._ends[-1])
        ends = self._ends
        return [raw[ends[place - 1] if place else 0 : ends[place]] for place in places]


class MappedFile(StructFile):  # type: ignore[misc]
    """Reading at a position moves nothing, so threads may share it; opening costs next to nothing."""

    def get(self, position: int, length: int) -> bytes:
        return self.file[position : position + length]  # type: ignore[no-any-return]


class MappedStorage(FileStorage):  # type: ignore[misc]
    """The files of one folder, mapped where they are read."""

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        with Path(self.folder, name).open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return StructFile(BytesIO(), name=name, **kwargs)
            return MappedFile(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), name=name, **kwargs)


class Codec(W3Codec):  # type: ignore[misc]
    length_stats = False

    def field_writer(self, storage: FileStorage, segment: Any) -> "FieldWriter":
        return FieldWriter(self, storage, segment)

    def terms_reader(self, storage: FileStorage, segment: Any) -> "TermsReader":
        name = segment.make_filename(self.TERMS_EXT)
        postings = storage.open_file(segment.make_filename(self.POSTS_EXT))
        return TermsReader(self, storage.open_file(name), storage.file_length(name), postings)


class FieldWriter(W3FieldWriter):  # type: ignore[misc]
    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Item]) -> None:  # noqa: ARG002
        """`items` come sorted by field, term and document; weights are whole numbers up to MAX_WEIGHT."""
        for (field, term), group in groupby(items, key=itemgetter(0, 1)):
            _, _, documents, weights, values = zip(*group, strict=True)
            self.add_list(field, term, documents, bytes(map(int, weights)), values)

    def add_list(
        self, field: str, term: bytes, documents: Sequence[int], weights: bytes, values: Sequence[bytes]
    ) -> None:
        """All postings of the next term; without values no weights are kept either."""
        number = self._fieldmap.setdefault(field, len(self._fieldmap))
        parts = [_HEAD.pack(len(documents), _VALUED if values[0] else 0), array("I", documents).tobytes()]
        if values[0]:
            parts += [weights, array("I", accumulate(map(len, values))).tobytes(), *values]
        raw = b"".join(parts)
        row = _ROW.pack(self._postfile.tell(), len(raw), len(documents))
        self._postfile.write(raw)
        self._tindex.add(_FIELD.pack(number) + term, row)

    def close(self) -> None:
        """Whoosh never asks for it, but a segment that a list of segments names has to be on the disk."""
        self._postfile.flush()
        os.fsync(self._postfile.file.fileno())
        descriptor = os.dup(self._tindex.dbfile.file.fileno())
        try:
            super().close()
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class TermsReader(W3TermsReader):  # type: ignore[misc]
    """Whoosh's dictionary of terms over our postings."""

    def postings(self, field: str, term: bytes, documents: int) -> PostingList | None:
        """The postings of a term in this segment of so many documents. Raises Damaged."""
        try:
            row = self._tindex.get(self._keycoder(field, term))
            return None if row is None else self.listed(row, documents)
        except Exception as exc:
            raise Damaged(f"the postings of {field} cannot be read: {exc}") from exc

    def starting(self, field: str, letters: bytes) -> Iterator[tuple[bytes, int, bytes]]:
        """Terms that start so, ascending, each with how many documents hold it and its row. Raises Damaged."""
        try:
            prefix = self._keycoder(field, letters)
            for key, row in self._rows(self._tindex.closest_key_pos(prefix)):
                if not key.startswith(prefix):
                    return
                yield key[_FIELD.size :], _ROW.unpack(row)[2], row
        except Exception as exc:
            raise Damaged(f"the terms of {field} cannot be read: {exc}") from exc

    def listed(self, row: bytes, documents: int) -> PostingList:
        """The postings that a row leads to. Raises Damaged."""
        try:
            offset, size, _ = _ROW.unpack(row)
            return PostingList(self._postfile, offset, size, documents)
        except Exception as exc:
            raise Damaged(f"postings cannot be read: {exc}") from exc

    def everything(self) -> Iterator[tuple[str, bytes, bytes]]:
        """All fields and terms with their rows, ascending. Raises Damaged."""
        try:
            for key, row in self._rows(self._tindex.startofdata):
                yield *self._keydecoder(key), row
        except Exception as exc:
            raise Damaged(f"a segment cannot be read: {exc}") from exc

    def _rows(self, at: int | None) -> Iterator[tuple[bytes, bytes]]:
        """Keys and rows from this place in the file on."""
        raw = self._dbfile.file
        while at is not None and at < self._tindex.endofdata:
            key_size, row_size = _LENGTHS.unpack_from(raw, at)
            start = at + _LENGTHS.size
            at = start + key_size + row_size
            yield raw[start : start + key_size], raw[start + key_size : at]
