"""What a container holds, detected from the names inside it; and its parts, unpacked within the limits."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Literal

from lxml import etree

from flows.documents import limits
from flows.documents.archives.compound import Compound
from flows.documents.model import Unreadable

_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin")
ZipKind = Literal["docx", "xlsx", "pptx", "ods", "odt", "odp", "epub", "iwork", "ofd", "archive"]
OleKind = Literal["doc", "xls", "ppt", "msg", "encrypted"]
_MAIN_FOLDERS: dict[str, ZipKind] = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_DECLARED: dict[bytes, ZipKind] = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/epub+zip": "epub",
}
_STREAMS: dict[str, OleKind] = {
    "EncryptedPackage": "encrypted",
    "PowerPoint Document": "ppt",
    "__properties_version1.0": "msg",
}
_MAIN = re.compile(rb"<[^>]*/officeDocument[\"'][^>]*>")
_TARGET = re.compile(rb"\bTarget\s*=\s*[\"']/?([^\"']{1,200})[\"']")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError)
_HEADER, _LOCAL, _SEALED = struct.Struct("<4s22xHH"), b"PK\x03\x04", 0x1


class Parts:
    """The parts of a ZIP container by name.

    Raises Unreadable where it is broken, has too many parts, or a part is too large; never unpacks more than that.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise Unreadable("damaged_file", type(error).__name__) from error
        self.sizes = {info.filename: info.file_size for info in self._zip.infolist()}
        if len(self._zip.infolist()) > limits.PARTS:
            raise Unreadable("too_large", f"{len(self._zip.infolist())} > {limits.PARTS}")
        self._left = limits.UNPACKED_BYTES
        self._read: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        """A part, unpacked. Its declared size is an upper bound, and its checksum is right."""
        if name in self._read:
            return self._read[name]
        size = self.sizes.get(name)
        if size is None:
            raise Unreadable("damaged_file", name[:60])
        self._left -= size
        if size > limits.PART_BYTES or self._left < 0:
            raise Unreadable("too_large", f"{size} > {limits.PART_BYTES}")
        try:
            self._read[name] = self._unpacked(self._zip.getinfo(name))
        except _BROKEN as error:
            raise Unreadable("damaged_file", type(error).__name__) from error
        return self._read[name]

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        """A member as zipfile reads it, but in one go: unpacking it in pieces takes twice as long."""
        start = info.header_offset
        if info.compress_type != zipfile.ZIP_DEFLATED or info.flag_bits & _SEALED or start < 0:
            return self._zip.read(info)
        if len(self._data) < start + _HEADER.size:
            raise EOFError
        mark, name, extra = _HEADER.unpack_from(self._data, start)
        start += _HEADER.size + name + extra
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        data = unpacker.decompress(self._data[start : start + info.compress_size], info.file_size + 1)
        if mark != _LOCAL or len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            raise zipfile.BadZipFile
        return data

    def main(self) -> str | None:
        """The name of the main part of an Office document, according to its relationships."""
        if "_rels/.rels" not in self.sizes:
            return None
        link = _MAIN.search(self.read("_rels/.rels"))
        target = _TARGET.search(link.group()) if link else None
        return target.group(1).decode("utf-8", "replace") if target else None


def zip_kind(data: bytes) -> ZipKind | None:
    """The format of a ZIP file, of which only `docx`, `xlsx` and `ods` are read; None for a package of another kind.

    Raises Unreadable where it is broken.
    """
    parts = Parts(data)
    names = parts.sizes
    if "word/document.xml" in names:
        return "docx"
    if any(name in names for name in _WORKBOOKS):
        return "xlsx"
    if "[Content_Types].xml" in names:
        main = parts.main() or ""
        return next((kind for folder, kind in _MAIN_FOLDERS.items() if main.startswith(folder)), None)
    if "mimetype" in names:
        declared = parts.read("mimetype")
        return next((kind for mark, kind in _DECLARED.items() if declared.startswith(mark)), None)
    if "Index/Document.iwa" in names:
        return "iwork"
    return "ofd" if "OFD.xml" in names else "archive"


def ole_kind(data: bytes) -> OleKind | None:
    """The format of an OLE2 file, of which only `doc` and `xls` are read; None for another kind.

    Raises Unreadable where it is broken.
    """
    names = Compound(data).entries
    if "WordDocument" in names:
        return "doc"
    if "Workbook" in names or "Book" in names:
        return "xls"
    return next((kind for name, kind in _STREAMS.items() if name in names), None)


def parse_xml(data: bytes) -> etree._Element:
    """The root of a part. Nothing outside it is loaded, and no entity of its own is expanded.

    Raises Unreadable where it is not XML or declares a document type, which no part of an Office file does.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        deep = "Excessive depth" in str(error)
        raise Unreadable("too_deep" if deep else "damaged_file", "> 256" if deep else "XML") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("damaged_file", "DOCTYPE")
    return root
