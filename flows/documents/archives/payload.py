"""The body of an HTTP answer as it is meant: what was done to it for its transfer, undone.

One understanding for those who fetch and those who read what was stored.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

from flows.documents.model import Unreadable

_CHUNK = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]*)?\r\n")


def fields_of_head(head: bytes) -> list[tuple[str, str]]:
    """The header fields of an answer, without its status line."""
    fields = (line.decode("latin-1").partition(":") for line in head.split(b"\r\n")[1:])
    return [(name.strip(), value.strip()) for name, _, value in fields]


def joined(body: bytes, fields: Iterable[tuple[str, str]]) -> bytes:
    """A body that was sent in chunks, joined; unchanged where the crawler has joined them already.

    Raises Unreadable where a chunk is cut.
    """
    if _said("transfer-encoding", fields)[-1:] != ["chunked"] or not _CHUNK.match(body):
        return body
    parts: list[bytes] = []
    at = 0
    try:
        while True:
            end = body.index(b"\r\n", at)
            size = int(body[at:end].split(b";")[0], 16)
            if size == 0:
                return b"".join(parts)
            if size < 0 or end + 2 + size > len(body):
                raise ValueError
            parts.append(body[end + 2 : end + 2 + size])
            at = end + 4 + size
    except ValueError as error:
        raise Unreadable("damaged_file", "chunk") from error


def unpacked(body: bytes, fields: Iterable[tuple[str, str]], most: int) -> bytes:
    """A body without its content encoding.

    Raises Unreadable where that is none of gzip and deflate, or several, or the body is damaged or cut, or has more
    bytes than `most`.
    """
    packing = ",".join(each for each in _said("content-encoding", fields) if each != "identity")
    if packing not in ("", "gzip", "x-gzip", "deflate"):
        raise Unreadable("archive_method", packing[:40])
    data = _inflated(body, most) if packing and body else body
    if len(data) > most:
        raise Unreadable("too_large", f"> {most}")
    return data


def growth(sent: bytes, body: bytes) -> int:
    """The bytes that unpacking a body adds to those of the file, which are counted where that is unpacked itself."""
    return max(0, len(body) - len(sent))


def _said(name: str, fields: Iterable[tuple[str, str]]) -> list[str]:
    """What all fields of a name say, in order, in small letters."""
    values = (value for key, value in fields if key.lower() == name)
    return [each for value in values for part in value.split(",") if (each := part.strip().lower())]


def _inflated(body: bytes, most: int) -> bytes:
    # As browsers do, raw deflate is accepted where zlib's was named.
    inflater = zlib.decompressobj(47 if body[:1] in (b"\x1f", b"\x78") else -15)
    try:
        data = inflater.decompress(body, most + 1)
    except zlib.error as error:
        raise Unreadable("damaged_file", type(error).__name__) from error
    if not inflater.eof and len(data) <= most:
        raise Unreadable("damaged_file", "cut")
    return data
