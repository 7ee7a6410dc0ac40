"""The registry of file formats: how each is detected from content, what reads it, and what reads it a second time.

A new format is a module with a reader and a line in `FORMATS`. Readers are loaded when they are first needed.
"""

from __future__ import annotations

from collections.abc import Callable
from pkgutil import resolve_name
from typing import NamedTuple

from flows.documents import limits
from flows.documents.content import OLE, ZIP, Content
from flows.documents.markup import is_markup
from flows.documents.model import Opened, Unreadable

_WITHIN = 1024
_EXCEL_XML = b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
_ROOM = "flows.documents"


class Format(NamedTuple):
    """A file format.

    `signature` tests the bytes of a binary format; None for text. `holds` tests what the signature leaves open.
    `reader` names, as `module:function`, what makes an `Opened` from the bytes, or from the three parts of a `Page` if
    the format is text; it raises Unreadable where it cannot. None where the format is only detected, and rejected.
    `refused` is the reason where there is no reader, and what people call the format.
    `alternatives` names what opens the document a second time (`flows/documents/alternatives.py`).
    """

    media_type: str
    signature: Callable[[bytes], bool] | None
    reader: str | None
    holds: Callable[[Content], bool] | None = None
    alternatives: str | None = None
    refused: tuple[str, str] = ("media_type", "")

    def matches(self, content: Content) -> bool:
        """Whether a document has this format. Raises Unreadable where it is a broken container."""
        has_signature = self.signature is None or self.signature(content.data)
        return has_signature and (self.holds is None or self.holds(content))


def starts_with(*marks: bytes) -> Callable[[bytes], bool]:
    """A signature: bytes that begin with any of these."""
    return lambda data: data.startswith(marks)


def _holds(kind: str) -> Callable[[Content], bool]:
    return lambda content: content.container == kind


def _is_excel_xml(data: bytes) -> bool:
    return b"<?xml" in data[:8] and _EXCEL_XML in data[:_WITHIN]


def _only_named(signature: Callable[[bytes], bool], kinds: dict[str, tuple[str, str]]) -> list[Format]:
    """Kinds of a container that are not read, by what it holds: media type, and what people call it."""
    return [
        Format(media_type, signature, None, _holds(kind), refused=("media_type", name))
        for kind, (media_type, name) in kinds.items()
    ]


_zip, _ole = starts_with(*ZIP), starts_with(*OLE)
_WORD, _OLD_WORD = f"{_ROOM}.word.document:read_docx", f"{_ROOM}.word.legacy:read_legacy"
_BOOK, _BOOK_AGAIN = f"{_ROOM}.sheets.workbook:read_spreadsheet", f"{_ROOM}.sheets.workbook:by_parser"
_PICTURE = f"{_ROOM}.scans.document:read_image"
_PDF, _PDF_AGAIN = f"{_ROOM}.pdf.document:read_pdf", f"{_ROOM}.pdf.document:without_rulings"
_PAGE, _PAGE_AGAIN = f"{_ROOM}.html.page:read_html", f"{_ROOM}.html.page:by_tree"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_EBOOK, _SLIDES = "电子书", "幻灯片"
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1")
_ZIP_KINDS = {
    "ofd": ("application/ofd", "OFD"),
    "pptx": (f"{_OFFICE}.presentationml.presentation", _SLIDES),
    "odp": ("application/vnd.oasis.opendocument.presentation", _SLIDES),
    "odt": ("application/vnd.oasis.opendocument.text", "ODT"),
    "epub": ("application/epub+zip", _EBOOK),
    "iwork": ("application/vnd.apple.iwork", "苹果iWork文件"),
}
_OLE_KINDS = {"ppt": ("application/vnd.ms-powerpoint", _SLIDES), "msg": ("application/vnd.ms-outlook", "邮件文件")}

FORMATS: list[Format] = [
    Format(f"{_OFFICE}.wordprocessingml.document", _zip, _WORD, _holds("docx")),
    Format(f"{_OFFICE}.spreadsheetml.sheet", _zip, _BOOK, _holds("xlsx"), _BOOK_AGAIN),
    Format("application/vnd.oasis.opendocument.spreadsheet", _zip, _BOOK, _holds("ods"), _BOOK_AGAIN),
    *_only_named(_zip, _ZIP_KINDS),
    Format("application/zip", _zip, None, _holds("archive"), refused=("archive_type", "ZIP")),
    Format("application/zip", _zip, None, refused=("media_type", "此类文件")),
    Format("application/msword", _ole, _OLD_WORD, _holds("doc")),
    Format("application/vnd.ms-excel", _ole, _BOOK, _holds("xls"), _BOOK_AGAIN),
    *_only_named(_ole, _OLE_KINDS),
    Format("application/x-ole-storage", _ole, None, _holds("encrypted"), refused=("encrypted", "")),
    Format("application/x-ole-storage", _ole, None, refused=("media_type", "此类文件")),
    Format("application/rtf", starts_with(b"{\\rtf"), _OLD_WORD),
    Format("image/jpeg", starts_with(b"\xff\xd8\xff"), _PICTURE),
    Format("image/png", starts_with(b"\x89PNG\r\n\x1a\n"), _PICTURE),
    Format("image/tiff", starts_with(b"II*\0", b"MM\0*"), _PICTURE),
    Format("image/gif", starts_with(b"GIF87a", b"GIF89a"), _PICTURE),
    Format("image/webp", lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP", _PICTURE),
    Format("image/bmp", lambda data: data.startswith(b"BM") and data[6:10] == bytes(4), _PICTURE),
    Format("application/gzip", starts_with(b"\x1f\x8b"), None, refused=("archive_type", "GZIP")),
    Format("application/x-bzip2", starts_with(b"BZh91AY&SY"), None, refused=("archive_type", "BZ2")),
    Format("application/x-xz", starts_with(b"\xfd7zXZ\0"), None, refused=("archive_type", "XZ")),
    Format("application/x-7z-compressed", starts_with(b"7z\xbc\xaf\x27\x1c"), None, refused=("archive_type", "7Z")),
    Format("application/vnd.rar", starts_with(b"Rar!\x1a\x07"), None, refused=("archive_type", "RAR")),
    Format("application/zstd", starts_with(b"\x28\xb5\x2f\xfd"), None, refused=("archive_type", "ZST")),
    Format("application/vnd.ms-cab-compressed", starts_with(b"MSCF\0\0\0\0"), None, refused=("archive_type", "CAB")),
    Format("image/heic", lambda data: data[4:12] in _HEIC, None, refused=("media_type", "HEIC照片")),
    Format("video/mp4", lambda data: data[4:8] == b"ftyp", None, refused=("media_type", "音频、视频文件")),
    Format("image/vnd.djvu", starts_with(b"AT&TFORM"), None, refused=("media_type", "DjVu")),
    Format("application/x-ceb", starts_with(b"Founder CEB"), None, refused=("media_type", "CEB")),
    Format(
        "application/x-mobipocket-ebook", lambda data: data[60:68] == b"BOOKMOBI", None, refused=("media_type", _EBOOK)
    ),
    Format("application/postscript", starts_with(b"%!PS"), None, refused=("media_type", "PostScript")),
    Format("application/vnd.ms-excel+xml", _is_excel_xml, None, refused=("media_type", "XML格式的表格")),
    Format("application/pdf", lambda data: b"%PDF" in data[:_WITHIN], _PDF, alternatives=_PDF_AGAIN),
    Format("text/html", None, _PAGE, lambda content: is_markup(content.page.text), _PAGE_AGAIN),
    Format("text/plain", None, f"{_ROOM}.text:read_text"),
]
"""All formats; the first that matches a document is its format."""


def format_of(content: Content) -> Format:
    """The format of a document. Raises Unreadable where it is a broken container, or neither binary nor text."""
    return next(each for each in FORMATS if each.matches(content))


def is_binary(data: bytes) -> bool:
    """Whether a signature shows that a document is not text."""
    return any(each.signature is not None and each.signature(data) for each in FORMATS)


def open_document(data: bytes) -> Opened:
    """Read a document of any kind, detected from its content and never from its name.

    Raises Unreadable with a reason where it cannot be read, and for documents beyond the limits.
    """
    if len(data) > limits.BYTES:
        raise Unreadable("too_large", f"{len(data)} > {limits.BYTES}")
    content = Content(data)
    found = format_of(content)
    if found.reader is None:
        raise Unreadable(*found.refused)
    read = resolve_name(found.reader)
    opened: Opened = read(data) if found.signature else read(*content.page)
    return opened
