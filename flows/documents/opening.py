"""Tells by its content what a document is, and opens it. The readers are loaded when they are needed."""

from __future__ import annotations

import email
import re

from flows.documents import limits
from flows.documents.decoding import decode
from flows.documents.html.page import read_html
from flows.documents.markup import is_markup
from flows.documents.model import Opened, Unreadable
from flows.documents.text import read_text

_SIGNATURES = (
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh91AY&SY", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
)
_PDF_WITHIN = 1024
_EXCEL_XML = b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
_SAVED_PAGE = re.compile(rb"\A\s*(?:[!-9;-~]+:.*\r?\n(?:[ \t].*\r?\n)*)*?Content-Type:\s*multipart/related\b", re.I)
_SAVED_WITHIN = 4096


def media_type_of(data: bytes) -> str | None:
    """The media type a binary signature tells; None for anything that may be text."""
    found = next((kind for mark, kind in _SIGNATURES if data.startswith(mark)), None)
    if found is None and data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        found = "image/webp"
    if found is None and data.startswith(b"BM") and data[6:10] == bytes(4):
        found = "image/bmp"
    if found is None and b"<?xml" in data[:8] and _EXCEL_XML in data[:_PDF_WITHIN]:
        found = "application/vnd.ms-excel+xml"
    if found is None and b"%PDF" in data[:_PDF_WITHIN]:
        found = "application/pdf"
    return found


def open_document(data: bytes) -> Opened:
    """Read a document of any kind, told by content and never by name.

    Raises Unreadable with a reason where it cannot be read, and for documents beyond the limits.
    """
    if len(data) > limits.BYTES:
        raise Unreadable("too_large", f"{len(data)} > {limits.BYTES}")
    kind = media_type_of(data)
    if kind is not None:
        return _open_binary(data, kind)
    data, text, encoding = as_page(data)
    if is_markup(text):
        return read_html(data, text, encoding)
    return read_text(text, encoding)


def as_page(data: bytes) -> tuple[bytes, str, str]:
    """The bytes of a page or text, those of the page within where it was saved as one file; its text and encoding."""
    if not data.startswith(b"<") and _SAVED_PAGE.match(data[:_SAVED_WITHIN]):
        data = _page_of(data)
    if len(data) > limits.TEXT_BYTES:
        raise Unreadable("too_large", f"{len(data)} > {limits.TEXT_BYTES}")
    return data, *decode(data)


def _open_binary(data: bytes, kind: str) -> Opened:
    if kind == "application/pdf":
        from flows.documents.pdf.document import read_pdf

        return read_pdf(data)
    if kind.startswith("image/"):
        from flows.documents.scans.document import read_image

        return read_image(data)
    return _open_office(data, kind)


def _open_office(data: bytes, kind: str) -> Opened:
    held = _held_in(data, kind)
    if held == "docx":
        from flows.documents.word.document import read_docx

        return read_docx(data)
    if held == "spreadsheet":
        from flows.documents.sheets.workbook import read_spreadsheet

        return read_spreadsheet(data)
    if held == "doc":
        from flows.documents.word.legacy import read_legacy

        return read_legacy(data)
    raise Unreadable("media_type", kind)


def _held_in(data: bytes, kind: str) -> str | None:
    if kind == "application/rtf":
        return "doc"
    if kind not in ("application/zip", "application/x-ole-storage"):
        return None
    from flows.documents.archives.containers import ole_kind, zip_kind

    return zip_kind(data) if kind == "application/zip" else ole_kind(data)


def _page_of(data: bytes) -> bytes:
    """The page in a file that browsers and Word save as "single web page" (MHTML), with the style sheets in it."""
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
        raise Unreadable("media_type", "multipart/related")
    head, end, rest = page.partition(b"</head>")
    return head + b"<style>" + b"\n".join(sheets) + b"</style>" + end + rest if sheets and end else page
