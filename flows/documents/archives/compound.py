"""OLE2 compound files (.doc, .xls, .wps): the names of their streams, and their bytes."""

from __future__ import annotations

import struct
from typing import NamedTuple

from flows.documents.model import Unreadable

_END = 0xFFFFFFFA
"""Sector numbers from here on are markers, not sectors."""

_STORAGE, _STREAM, _ROOT = 1, 2, 5
_ENTRY, _SMALLEST = 128, 4096


class _Entry(NamedTuple):
    kind: int
    start: int
    size: int


class Compound:
    """A compound file. `entries` names its streams and storages.

    Raises Unreadable where it is broken; a chain that loops is broken too, as no sector may be read twice.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except (struct.error, IndexError) as error:
            raise Unreadable("damaged_file", "OLE2") from error

    def _open(self) -> None:
        shift, mini_shift = struct.unpack_from("<HH", self._data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Unreadable("damaged_file", "OLE2")
        self._size = 1 << shift
        self._fat: list[int] = []
        for sector in self._table_sectors():
            self._fat += struct.unpack(f"<{self._size // 4}I", self._sector(sector))
        directory = self._chain(struct.unpack_from("<I", self._data, 48)[0])
        self.entries: dict[str, _Entry] = {}
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind in (_STORAGE, _STREAM, _ROOT):
                name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
                self.entries.setdefault("" if kind == _ROOT else name, _Entry(kind, start, size))

    def _table_sectors(self) -> list[int]:
        """The sectors of the allocation table: 109 in the header, more in a chain of their own."""
        found = list(struct.unpack_from("<109I", self._data, 76))
        more = struct.unpack_from("<I", self._data, 68)[0]
        enough = len(self._data) // self._size // (self._size // 4) + 2
        while more < _END and len(found) < enough:
            numbers = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            found += numbers[:-1]
            more = numbers[-1]
        return [sector for sector in found[:enough] if sector < _END]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        while start < _END:
            if len(parts) > len(self._fat):
                raise Unreadable("damaged_file", "OLE2")
            parts.append(self._sector(start))
            start = self._fat[start]
        return b"".join(parts)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. Streams below 4,096 bytes are stored elsewhere; no text or sheet is that small."""
        entry = self.entries[name]
        if entry.size < _SMALLEST:
            raise Unreadable("damaged_file", "OLE2")
        try:
            return self._chain(entry.start)[: entry.size]
        except (struct.error, IndexError) as error:
            raise Unreadable("damaged_file", "OLE2") from error
