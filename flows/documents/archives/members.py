"""Documents inside archives: ZIP, tar, gzip and WARC, also within one another.

Every member is a document of its own, named `archive.zip!/inner/path.html`. The name is only a name: nothing is
written to disk. What cannot be unpacked is named too, with the reason.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import IO, NamedTuple

from flows.documents import limits
from flows.documents.archives.containers import zip_kind
from flows.documents.archives.unpacking import Budget, Entry, Unpacked, gunzipped, of_tar, of_zip
from flows.documents.archives.warc import of_warc
from flows.documents.model import Unreadable
from flows.documents.origin import UNKNOWN, Origin

_HEAD = 512
_NO_DOCUMENTS = ("__MACOSX", "Thumbs.db", "desktop.ini")


class Member(NamedTuple):
    """A document in an archive; or, with a refusal, a member or a nested archive that cannot be unpacked.

    What is packed in a file comes from where that file was fetched.
    """

    name: str
    data: bytes
    refusal: Unreadable | None = None
    origin: Origin = UNKNOWN


def archive_kind(file: IO[bytes]) -> str | None:
    """`zip`, `gzip`, `tar` or `warc` from its first bytes; None for a single document.

    Office files are ZIP containers, but not archives. The file is left at its beginning.
    """
    head = file.read(_HEAD)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _stream_kind(head) or ("gzip" if head.startswith(b"\x1f\x8b\x08") else None)
    try:
        kind = "archive" if size > limits.BYTES else zip_kind(file.read())
    except Unreadable as error:
        # It has more parts than an Office file may have.
        kind = "archive" if error.reason == "too_large" else None
    file.seek(0)
    return "zip" if kind == "archive" else None


def _stream_kind(head: bytes) -> str | None:
    if head.startswith(b"WARC/"):
        return "warc"
    return "tar" if head[257:262] == b"ustar" else None


def members(file: IO[bytes], name: str) -> Iterator[Member]:
    """The documents in an archive, in its order, within the limits.

    Never raises for what the archive holds. Where it cannot be read to its end, the last member has its own name
    and the reason.
    """
    size = file.seek(0, io.SEEK_END)
    if size > limits.ARCHIVE_BYTES:
        yield Member(name, b"", Unreadable("too_large", f"{size} > {limits.ARCHIVE_BYTES}"))
        return
    yield from _members(file, Member(name, b""), 1, Budget(size))


def _members(file: IO[bytes], archive: Member, depth: int, budget: Budget) -> Iterator[Member]:
    file.seek(0)
    kind = archive_kind(file)
    names: Counter[str] = Counter()
    try:
        for entry in _unpacked(file, kind, archive.name, budget):
            if entry.origin.address or _is_document(entry.name):
                names[entry.name] += 1
                again = f"#{names[entry.name]}" if names[entry.name] > 1 else ""
                name = f"{archive.name}!/{entry.name}{again}"
                origin = archive.origin if entry.origin == UNKNOWN else entry.origin
                inner = budget
                if entry.origin.address and isinstance(entry.content, bytes):
                    inner = budget.for_answer(len(entry.content))
                yield from _member(entry._replace(name=name, origin=origin), depth, inner)
        if not names:
            raise Unreadable("empty")
    except Unreadable as error:
        yield archive._replace(refusal=error)
    except Exception as error:
        # Whatever a library raises on bytes that are not an archive.
        yield archive._replace(refusal=Unreadable("damaged_file", f"{kind}: {type(error).__name__}"))


def _member(entry: Entry, depth: int, budget: Budget) -> Iterator[Member]:
    name, content, origin = entry
    if isinstance(content, Unreadable):
        yield Member(name, b"", content, origin)
    elif archive_kind(io.BytesIO(content)) is None:
        yield Member(name, content, None, origin)
    elif depth == limits.ARCHIVE_DEPTH:
        yield Member(name, content, Unreadable("archive_too_deep", f"> {limits.ARCHIVE_DEPTH}"), origin)
    else:
        yield from _members(io.BytesIO(content), Member(name, b"", None, origin), depth + 1, budget)


def _unpacked(file: IO[bytes], kind: str | None, name: str, budget: Budget) -> Unpacked:
    if kind == "zip":
        return of_zip(file, budget)
    if kind == "gzip":
        return _of_gzip(file, name, budget)
    return of_tar(file, budget) if kind == "tar" else of_warc(file, budget)


def _of_gzip(file: IO[bytes], name: str, budget: Budget) -> Unpacked:
    """One file, named without its suffix; or a tar archive or WARC, whose members follow as if it were not packed."""
    stream = gunzipped(file, budget)
    kind = _stream_kind(stream.peek(_HEAD)[:_HEAD])
    if kind is not None:
        yield from _unpacked(stream, kind, name, budget)
        return
    data = stream.read(limits.BYTES + 1)
    inner = name.rsplit("/", 1)[-1].removesuffix(".gz")
    yield Entry(inner, data if len(data) <= limits.BYTES else Unreadable("too_large", f"> {limits.BYTES}"))


def _is_document(inner: str) -> bool:
    parts = [part for part in inner.split("/") if part not in ("", ".", "..")]
    return bool(parts) and not any(p in _NO_DOCUMENTS or p.startswith((".", "~$")) for p in parts)
