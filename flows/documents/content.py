"""The content from which the format of a document is detected: its bytes, a container's parts, the text of a page."""

from __future__ import annotations

import email
import re
from functools import cached_property
from typing import NamedTuple

from flows.documents import limits
from flows.documents.decoding import decode
from flows.documents.model import Unreadable

ZIP, OLE = (b"PK\x03\x04", b"PK\x05\x06"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_SAVED_PAGE = re.compile(rb"\A\s*(?:[!-9;-~]+:.*\r?\n(?:[ \t].*\r?\n)*)*?Content-Type:\s*multipart/related\b", re.I)
_SAVED_WITHIN = 4096


class Page(NamedTuple):
    """A text or web page: its bytes, its text and the name of its encoding."""

    data: bytes
    text: str
    encoding: str


class Content:
    """The bytes of a document, and what several formats need to know about them, each computed at most once."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def container(self) -> str | None:
        """What a ZIP or OLE2 container holds; None for anything else. Raises Unreadable where it is broken."""
        if not self.data.startswith(ZIP + OLE):
            return None
        from flows.documents.archives.containers import ole_kind, zip_kind

        return zip_kind(self.data) if self.data.startswith(ZIP) else ole_kind(self.data)

    @cached_property
    def page(self) -> Page:
        """The document as text; of one that a browser saved as a single file (MHTML), the page in it.

        Raises Unreadable where it is too large or not text.
        """
        data = self.data
        if not data.startswith(b"<") and _SAVED_PAGE.match(data[:_SAVED_WITHIN]):
            data = _saved_page(data)
        if len(data) > limits.TEXT_BYTES:
            raise Unreadable("too_large", f"{len(data)} > {limits.TEXT_BYTES}")
        return Page(data, *decode(data))


def _saved_page(data: bytes) -> bytes:
    """The page in an MHTML file, with the style sheets beside it moved into its head."""
    page, sheets = None, []
    for part in email.message_from_bytes(data).walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if part.get_content_type() == "text/css":
            sheets.append(content.replace(b"</", b"< /"))
        elif part.get_content_type() == "text/html" and page is None:
            page = content
    if page is None:
        raise Unreadable("media_type", "没有正文的MHTML网页")
    head, end, rest = page.partition(b"</head>")
    return head + b"<style>" + b"\n".join(sheets) + b"</style>" + end + rest if sheets and end else page
