"""Web pages saved by crawlers as WARC: the answers of servers, each a document named by its address."""

from __future__ import annotations

import re
import zlib
from typing import IO

from flows.documents import limits
from flows.documents.archives.headers import LINE, headers_of
from flows.documents.archives.trail import Trail
from flows.documents.archives.unpacking import Budget, Entry, Unpacked
from flows.documents.model import Unreadable

_STATUS = re.compile(rb"HTTP/[\d.]+ (\d{3})\b")
_PIECE = 1 << 20


def of_warc(stream: IO[bytes], budget: Budget) -> Unpacked:
    """The bodies of all answers that servers gave with a status of success, and where each comes from.

    Raises Unreadable where the bytes that follow are not a record.
    """
    trail = Trail()
    while line := stream.readline(LINE):
        if not line.strip():
            continue
        if not line.startswith(b"WARC/"):
            raise Unreadable("damaged_file", "WARC")
        headers = headers_of(stream)
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            raise Unreadable("damaged_file", "WARC: Content-Length")
        size = int(length[:18])
        block = stream.read(min(size, limits.BYTES))
        _skip(stream, size - len(block))
        if headers.get("warc-type") == "response" and (status := _STATUS.match(block)):
            budget.take_member()
            if status[1].startswith(b"2"):
                large = Unreadable("too_large", f"{size} > {limits.BYTES}") if size > len(block) else None
                origin, content = trail.origin_of(headers), large or _body(block, budget)
                yield Entry(headers.get("warc-target-uri", "").strip("<>"), content, origin)
                if isinstance(content, bytes):
                    trail.passed(origin, content)
        else:
            trail.note(headers, block)


def _skip(stream: IO[bytes], size: int) -> None:
    while size > 0:
        piece = stream.read(min(size, _PIECE))
        if not piece:
            raise Unreadable("damaged_file", "WARC: cut")
        size -= len(piece)


def _body(block: bytes, budget: Budget) -> bytes | Unreadable:
    head, _, body = block.partition(b"\r\n\r\n")
    fields = (line.lower().partition(b":") for line in head.split(b"\r\n"))
    said = {name.strip(): value.strip() for name, _, value in fields}
    try:
        if said.get(b"transfer-encoding") == b"chunked":
            body = _joined(body)
        packing = said.get(b"content-encoding", b"identity")
        if packing in (b"gzip", b"x-gzip", b"deflate"):
            body = _inflated(body, 47 if body[:1] in (b"\x1f", b"\x78") else -15)
            if len(body) > limits.BYTES:
                return Unreadable("too_large", f"> {limits.BYTES}")
        elif packing not in (b"identity", b""):
            return Unreadable("archive_method", packing.decode("latin-1")[:40])
    except (ValueError, zlib.error) as error:
        return Unreadable("damaged_file", type(error).__name__)
    budget.take(len(body))
    return body


def _joined(body: bytes) -> bytes:
    """A body that was sent in chunks, joined; unchanged where the crawler has joined them already."""
    if not re.match(rb"[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]*)?\r\n", body):
        return body
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end].split(b";")[0], 16)
        if size == 0:
            return b"".join(parts)
        if size < 0 or end + 2 + size > len(body):
            raise ValueError("a chunk is cut")
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 4 + size


def _inflated(body: bytes, window: int) -> bytes:
    inflater = zlib.decompressobj(window)
    data = inflater.decompress(body, limits.BYTES + 1)
    if not inflater.eof and len(data) <= limits.BYTES:
        raise ValueError("cut")
    return data
