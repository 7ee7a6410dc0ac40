"""Web pages saved by crawlers as WARC: the answers of servers, each a document named by its address."""

from __future__ import annotations

import re
from typing import IO

from flows.documents import limits
from flows.documents.archives.headers import LINE, headers_of
from flows.documents.archives.payload import fields_of_head, growth, joined, unpacked
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
    head, _, sent = block.partition(b"\r\n\r\n")
    fields = fields_of_head(head)
    try:
        body = unpacked(joined(sent, fields), fields, limits.BYTES)
    except Unreadable as error:
        return error
    budget.take(growth(sent, body))
    return body
