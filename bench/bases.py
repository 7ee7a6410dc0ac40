"""The documents that are mutated: drawn reports in every format, and archives of some."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from random import Random

from tests.corpus import sample
from tests.office_files import ods
from tests.office_xls import xls
from tests.office_xlsb import xlsb
from tests.rendering.harm import HARMS
from tests.rendering.printing import FORMATS
from tests.rendering.reports import draw
from tests.rendering.word_file import packed


@cache
def base(format: str, number: int) -> bytes:
    """One document of a format, the same for the same number."""
    if format in FORMATS:
        return sample(f"fuzz.{number}", (format,), HARMS).data
    return _MORE[format](number)


def _mhtml(number: int) -> bytes:
    page = EmailMessage()
    page.set_content(base("html", number).decode("utf-8", "replace"), subtype="html")
    saved = EmailMessage()
    saved.make_related()
    saved.attach(page)
    return saved.as_bytes()


def _archive(number: int) -> bytes:
    """A ZIP, a packed tar, or a WARC with two documents in it."""
    files = {f"{format}.{format}": base(format, number) for format in ("html", ("docx", "text")[number % 2])}
    return (_zip, _tar, _warc)[number % 3](files)


def _zip(files: dict[str, bytes]) -> bytes:
    return packed(dict(files))


def _tar(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(file.getvalue(), mtime=0)


def _warc(files: dict[str, bytes]) -> bytes:
    found = b""
    for name, data in files.items():
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + data
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://site/{name}\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
        found += head.encode() + body + b"\r\n\r\n"
    return found


_MORE: dict[str, Callable[[int], bytes]] = {
    "ods": lambda number: ods(draw(Random(number)).document),
    "xls": lambda number: xls(draw(Random(number)).document),
    "xlsb": lambda number: xlsb(draw(Random(number)).document),
    "mhtml": _mhtml,
    "archive": _archive,
}
BASES = (*FORMATS, *_MORE)
