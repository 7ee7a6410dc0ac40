"""The members of an archive with name and content, one at a time; nothing is ever written to disk.

A member that cannot be unpacked has an Unreadable in place of its bytes, and the next one follows. An Unreadable
that is raised ends the whole archive.
"""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from typing import IO, NamedTuple

from flows.documents import limits
from flows.documents.model import Unreadable
from flows.documents.origin import UNKNOWN, Origin


class Entry(NamedTuple):
    """One member of an archive, and where it was fetched from if the archive says so."""

    name: str
    content: bytes | Unreadable
    origin: Origin = UNKNOWN


Unpacked = Iterator[Entry]

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_END_BYTES = 22 + 65_535
_ENCRYPTED, _UTF8 = 0x1, 0x800
# The other methods allocate as much memory as a few bytes of the archive ask for.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def allowance(size: int) -> int:
    """The most bytes that are unpacked from an archive of so many."""
    return min(limits.ARCHIVE_UNPACKED, size * limits.ARCHIVE_RATIO + limits.BYTES)


class Budget:
    """How much may still be unpacked from one archive, all archives within it included."""

    def __init__(self, size: int, above: Budget | None = None) -> None:
        self._size, self._above = size, above
        self._answers: Budget | None = None
        self._most = allowance(size)
        self._bytes = self._most
        self._members = limits.ARCHIVE_MEMBERS

    def take(self, size: int) -> None:
        """Count bytes unpacked. Raises Unreadable where they are too many."""
        if self._above is not None:
            self._above.take(size)
        self._bytes -= size
        if self._bytes < 0:
            raise Unreadable("archive_too_large", f"> {self._most}")

    def take_member(self) -> None:
        """Count one member. Raises Unreadable where there are too many."""
        if self._above is not None:
            self._above.take_member()
        self._members -= 1
        if self._members < 0:
            raise Unreadable("archive_too_large", f"> {limits.ARCHIVE_MEMBERS}")

    def for_answer(self, size: int) -> Budget:
        """The budget of an archive that is an answer in a WARC: whatever it unpacks to, the other answers are read.

        All of them together may unpack to as much as the WARC.
        """
        self._answers = self._answers or Budget(self._size)
        return Budget(size, self._answers)


class _Counted(io.RawIOBase):
    """A stream whose bytes count against a budget."""

    def __init__(self, stream: gzip.GzipFile, budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._budget.take(len(data))
        buffer[: len(data)] = data
        return len(data)


def of_zip(file: IO[bytes], budget: Budget) -> Unpacked:
    """The files of a ZIP archive; its table of contents says what there is."""
    _check_directory(file)
    with zipfile.ZipFile(file) as archive:
        if "[Content_Types].xml" in archive.namelist():
            raise Unreadable("too_large", f"> {limits.BYTES}")
        for info in archive.infolist():
            budget.take_member()
            if not info.is_dir():
                yield Entry(_zip_name(info), _unzipped(archive, info, budget))


def _check_directory(file: IO[bytes]) -> None:
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - _END_BYTES - 76, 0))
    tail = file.read()
    file.seek(0)
    end, end_64 = tail.rfind(_END), tail.rfind(_END_64)
    if end < 0 or len(tail) < end + 22:
        raise Unreadable("damaged_file", "ZIP")
    length = struct.unpack_from("<I", tail, end + 12)[0]
    if length == 0xFFFFFFFF and 0 <= end_64 <= len(tail) - 56:
        length = struct.unpack_from("<Q", tail, end_64 + 40)[0]
    if length > limits.ARCHIVE_DIRECTORY:
        raise Unreadable("archive_too_large", f"{length} > {limits.ARCHIVE_DIRECTORY}")


def _zip_name(info: zipfile.ZipInfo) -> str:
    name = info.filename if info.flag_bits & _UTF8 else _decoded(info.filename.encode("cp437", "replace"))
    return name.replace("\\", "/")


def _decoded(name: bytes) -> str:
    """A name in the encoding it was written in: archives made on Chinese Windows do not declare it."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeError:
            continue
    return name.decode("utf-8", "backslashreplace")


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes | Unreadable:
    if info.flag_bits & _ENCRYPTED:
        return Unreadable("encrypted")
    if info.compress_type not in _METHODS:
        return Unreadable("archive_method", str(info.compress_type))
    if info.file_size > limits.BYTES:
        return Unreadable("too_large", f"{info.file_size} > {limits.BYTES}")
    budget.take(info.file_size)
    try:
        return archive.read(info)
    except Exception as error:
        return Unreadable("damaged_file", type(error).__name__)


def of_tar(stream: IO[bytes], budget: Budget) -> Unpacked:
    """The files of a tar archive, in order, without links and devices."""
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        while (info := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined]
            budget.take_member()
            if not info.isreg():
                continue
            name = _decoded(info.name.encode("utf-8", "surrogateescape"))
            if info.size > limits.BYTES:
                yield Entry(name, Unreadable("too_large", f"{info.size} > {limits.BYTES}"))
            elif (file := archive.extractfile(info)) is not None:
                yield Entry(name, file.read())


def gunzipped(file: IO[bytes], budget: Budget) -> io.BufferedReader:
    """The content of a gzip file as a stream; reading it raises Unreadable where it is a bomb."""
    return io.BufferedReader(_Counted(gzip.GzipFile(fileobj=file), budget), 1 << 16)
