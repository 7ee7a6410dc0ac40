"""Bodies as they were sent and as they are meant: transfer and content encoding undone, within bounds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from email.message import Message

from flows.documents.archives.payload import unpacked
from flows.documents.model import Unreadable
from flows.harvest.errors import FetchError, RetryableError

ENCODINGS = "gzip, deflate"
"""The content encodings that servers are offered: those that the reader of WARC files undoes."""

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d\b")
_SMALL, _RATIO = 1_000_000, 150


def parted(received: bytes) -> tuple[bytes, bytes]:
    """The head of an answer, without its blank line, and the body as it was transferred.

    Interim answers before it, and whatever follows a body of stated length, are left out; lines end with CRLF.
    """
    start = 0
    while True:
        end = _END_OF_HEAD.search(received, start)
        if end is None:
            return received[start:], b""
        if not _INTERIM.match(received, start):
            break
        start = end.end()
    head, body = b"\r\n".join(re.split(rb"\r?\n", received[start : end.start()])), received[end.end() :]
    stated = re.search(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", head)
    chunked = re.search(rb"(?im)^transfer-encoding[ \t]*:", head)
    return head, body[: int(stated[1])] if stated and not chunked else body


def decoded(body: bytes, headers: Iterable[tuple[str, str]], most: int) -> bytes:
    """A body without its content encoding. Raises FetchError where that is unknown, broken or makes too much of it."""
    try:
        body = unpacked(body, headers, most)
    except Unreadable as error:
        raise _refusal(error, most) from error
    if len(body) > _SMALL and len(zlib.compress(body, 1)) * _RATIO < len(body):
        raise FetchError("the body is a bomb: almost nothing, repeated")
    return body


def _refusal(error: Unreadable, most: int) -> FetchError:
    if error.reason == "archive_method":
        return FetchError(f"the body is packed in a way that was not asked for: {error.detail}")
    if error.reason == "too_large":
        return FetchError(f"the body unpacks to more than {most} bytes")
    return RetryableError("the packed body is damaged or cut")


def type_of(headers: Iterable[tuple[str, str]]) -> tuple[str, str | None]:
    """The media type and the charset of Content-Type, "" and None where they are not stated."""
    for name, value in headers:
        if name.lower() == "content-type":
            said = Message()
            said["content-type"] = re.sub(r"[^\x20-\x7e]", "", value)[:200]
            media_type = value.partition(";")[0].strip().lower()
            charset = said.get_param("charset")
            return media_type[:100], charset.strip() or None if isinstance(charset, str) else None
    return "", None
