"""Reads back what was stored: the answers in a WARC file of a harvest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator

from flows.documents import limits
from flows.documents.archives.payload import joined, unpacked
from flows.documents.model import Unreadable
from flows.harvest.answers import Answer
from flows.harvest.bodies import type_of


class Stored(NamedTuple):
    """An answer stored earlier, the address that was asked for, and when, in seconds since 1970."""

    asked: str
    answer: Answer
    at: float


def answers_in(path: Path) -> Iterator[Stored]:
    """The answers in a file, in its order; what is damaged ends them, as the rest of the file cannot be trusted."""
    asked: dict[str, str] = {}
    with path.open("rb") as file:
        for record in _records(file):
            if record.rec_type == "metadata":
                of = record.rec_headers.get_header("WARC-Concurrent-To")
                asked = {of: _field(record.raw_stream.read(limits.BYTES), "requested")}
            elif record.rec_type == "response" and record.http_headers:
                stored = _stored(record, asked.get(record.rec_headers.get_header("WARC-Record-ID"), ""))
                if stored is not None:
                    yield stored


def _records(file: IO[bytes]) -> Iterator[Any]:
    try:
        yield from ArchiveIterator(file)
    except Exception:
        # Whatever the library raises on bytes that are no WARC: `gouji run` tells of the file, here it is not known.
        return


def _field(data: bytes, name: str) -> str:
    lines = (line.partition(":") for line in data.decode("utf-8", "replace").splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")


def _stored(record: Any, asked: str) -> Stored | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
    try:
        body = unpacked(joined(_all_of(record.raw_stream), headers), headers, limits.BYTES)
    except Unreadable:
        return None
    media_type, charset = type_of(headers)
    status = record.http_headers.get_statuscode()
    answer = Answer(url, int(status) if status.isdigit() else 0, headers, body, media_type, charset)
    return Stored(asked or url, answer, _seconds(record.rec_headers.get_header("WARC-Date") or ""))


def _all_of(stream: Any) -> bytes:
    data: bytes = b"".join(iter(lambda: stream.read(1 << 20), b""))
    return data


def _seconds(date: str) -> float:
    try:
        return dt.datetime.fromisoformat(date).timestamp()
    except ValueError:
        return 0
