"""Tells from the first bytes what a document is, and opens it."""

from __future__ import annotations

import re

from flows.documents import limits
from flows.documents.decoding import decode
from flows.documents.html import read_html
from flows.documents.model import Document, Unreadable
from flows.documents.text import read_text

_SIGNATURES = (
    (b"%PDF", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"\x1f\x8b", "application/gzip"),
)
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|table|tr|td|div|p|span)\b", re.IGNORECASE)


def media_type_of(data: bytes) -> str | None:
    """The media type a binary signature tells; None for anything that may be text."""
    return next((kind for mark, kind in _SIGNATURES if data.startswith(mark)), None)


def open_document(data: bytes) -> Document:
    """Read text or HTML, told apart by content and never by name.

    Raises Unreadable with a reason for anything else, and for documents beyond the limits.
    """
    if len(data) > limits.BYTES:
        raise Unreadable("too_large", f"{len(data)} > {limits.BYTES}")
    kind = media_type_of(data)
    if kind is not None:
        raise Unreadable("media_type", kind)
    if len(data) > limits.TEXT_BYTES:
        raise Unreadable("too_large", f"{len(data)} > {limits.TEXT_BYTES}")
    text, encoding = decode(data)
    if len(_MARKUP.findall(text, 0, 100_000)) >= 3:
        return read_html(text, encoding)
    return read_text(text, encoding)
