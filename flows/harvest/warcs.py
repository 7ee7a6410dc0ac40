"""What came, stored as it came: WARC files for a site and a harvest, with one gzip member a record.

There is more than one where a single one would be larger than the reader accepts. A file is hidden while it is written.
What a killed harvest left of one is complete up to its last whole member.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.documents.archives.payload import growth
from flows.documents.archives.unpacking import allowance
from flows.harvest.exchange import Received
from flows.landing.replacing import sync

_SUFFIX, _PART = ".warc.gz", ".part"
_PIECE = 1 << 20


class _AsReceived(StatusAndHeaders):  # type: ignore[misc]
    """The head of an answer, byte for byte: the library would encode what is not ASCII in it."""

    def __init__(self, head: bytes) -> None:
        status, _, _ = head.partition(b"\r\n")
        super().__init__(status.decode("latin-1"), [])
        self._head = head

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        self.headers_buff = self._head + b"\r\n\r\n"


class WarcFiles:
    """The files of a site, the first made when an answer is added; `names` are those of the files finished.

    One that would be larger than `most` bytes with one more answer is finished, as is one of which the reader would
    refuse to unpack so much; every answer can be read in a file of its own.
    """

    def __init__(self, folder: Path, about: Mapping[str, str], most: int) -> None:
        self._folder, self._about, self._most = folder, about, most
        self._file: IO[bytes] | None = None
        self._name, self._whole, self._unpacked, self._answers = "", 0, 0, 0
        self.names: list[str] = []

    def add(self, received: Received, via: str, asked: str) -> str:
        """Store an answer, and the address of the page that links to it: a process killed after this has stored it.

        Returns the name that its file will have. Raises OSError where it cannot be written; what was stored before
        remains whole.
        """
        data = io.BytesIO()
        unpacked = _write(data, received, via, asked)
        size = self._whole + len(data.getvalue())
        if self._answers and (size > self._most or self._unpacked + unpacked > allowance(size)):
            self.finish()
        file = self._file or self._begin()
        try:
            _write_all(file, data.getvalue())
        except OSError:
            file.truncate(self._whole)
            file.seek(self._whole)
            raise
        self._whole = file.tell()
        self._unpacked += unpacked
        self._answers += 1
        return self._name

    def finish(self) -> None:
        """Publish the file that is being written, if anything was added to one."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        _publish(self._folder / f".{self._name}{_PART}", self._folder / self._name)
        self.names.append(self._name)

    def _begin(self) -> IO[bytes]:
        self._folder.mkdir(parents=True, exist_ok=True)
        at = dt.datetime.now(dt.UTC)
        while (self._folder / (name := f"{at:%Y%m%dT%H%M%SZ}{_SUFFIX}")).exists():
            at += dt.timedelta(seconds=1)
        # Unbuffered: what fails to be written does not come back when the file is closed.
        self._name, self._file = name, (self._folder / f".{name}{_PART}").open("xb", buffering=0)
        info = _warcinfo(name, self._about)
        _write_all(self._file, info)
        self._whole, self._unpacked, self._answers = self._file.tell(), _unpacked_size(info), 0
        return self._file


def salvage(folder: Path) -> list[str]:
    """Finish what killed harvests left in the folder of a site. Returns the names of the files published."""
    published = []
    for part in sorted(folder.glob(f".*{_SUFFIX}{_PART}")):
        whole, members = _whole_members(part)
        # The first member says what the file is; the others come in pairs.
        if members < 3:
            part.unlink()
            continue
        os.truncate(part, whole)
        name = part.name[1 : -len(_PART)]
        _publish(part, folder / name)
        published.append(name)
    return published


def names_in(folder: Path) -> list[str]:
    """The names of the finished files of a site, oldest first."""
    return sorted(path.name for path in folder.glob(f"[!.]*{_SUFFIX}") if path.is_file())


def _publish(part: Path, path: Path) -> None:
    sync(part)
    part.chmod(0o444)
    os.replace(part, path)
    sync(path.parent)


def _write_all(file: IO[bytes], data: bytes) -> None:
    """Write all of it: without a buffer, a disk that is nearly full takes a part and raises nothing."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


def _whole_members(path: Path) -> tuple[int, int]:
    """Where the last whole gzip member of a file ends, and how many there are."""
    with path.open("rb") as file:
        ends = list(_ends(file))
    return (ends[-1] if ends else 0), len(ends)


def _ends(file: IO[bytes]) -> Iterator[int]:
    read, rest = 0, b""
    while True:
        member = zlib.decompressobj(31)
        while not member.eof:
            if not rest:
                rest = file.read(_PIECE)
                read += len(rest)
                if not rest:
                    return
            try:
                member.decompress(rest, _PIECE)
            except zlib.error:
                return
            rest = member.unconsumed_tail or member.unused_data
        yield read - len(rest)


def _warcinfo(name: str, about: Mapping[str, str]) -> bytes:
    data = io.BytesIO()
    writer = WARCWriter(data, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record(name, about))
    return data.getvalue()


def _unpacked_size(data: bytes) -> int:
    """The size of the gzip member that some bytes end with, as its last four say."""
    return int.from_bytes(data[-4:], "little")


def _write(data: io.BytesIO, received: Received, via: str, asked: str) -> int:
    """Write both records. Returns the bytes that the reader will count for them."""
    writer = WARCWriter(data, warc_version="1.1")
    date = {"WARC-Date": received.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    response = writer.create_warc_record(
        received.url,
        "response",
        payload=io.BytesIO(received.sent),
        length=len(received.sent),
        http_headers=_AsReceived(received.head),
        warc_headers_dict=date,
    )
    told = {"via": via, **({"requested": asked} if asked != received.url else {})}
    fields = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in told.items()).encode()
    concurrent = {"WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"), **date}
    metadata = writer.create_warc_record(
        received.url, "metadata", payload=io.BytesIO(fields), length=len(fields), warc_headers_dict=concurrent
    )
    size = growth(received.sent, received.content)
    for record in (metadata, response):
        writer.write_record(record)
        size += _unpacked_size(data.getvalue())
    return size
