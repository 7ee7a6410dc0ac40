"""The documents in a file: itself, or the members of an archive, one at a time."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from flows.documents import limits
from flows.documents.origin import UNKNOWN, Origin
from flows.landing.files import digest_of

if TYPE_CHECKING:
    from flows.documents.archives.members import Member


class Source(NamedTuple):
    """A document to be read: its name, its SHA-256 and its bytes; or a copy of one found earlier.

    One that is rejected before it is read has the code of a reason and a detail, and may have no bytes. Where a member
    of an archive has no readable bytes, the digest is that of its name.
    """

    document: str
    sha256: str
    data: bytes
    refusal: tuple[str, str] | None = None
    duplicate_of: str | None = None
    origin: Origin = UNKNOWN


def sources_in(path: Path, name: str) -> Iterator[Source]:
    """The document in a file, or the documents in an archive. Raises OSError where the file cannot be opened."""
    with path.open("rb") as opened:
        yield from sources_of(held(opened), name, lambda: digest_of(path)[0])


def sources_of(file: IO[bytes], name: str, digest: Callable[[], str]) -> Iterator[Source]:
    """The document in an open file in which one can go to and fro, or the documents in an archive."""
    # What opens archives takes longer to load than a page to read, and a single page may be all there is.
    from flows.documents.archives.members import Member, archive_kind, members

    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if archive_kind(file) is not None:
        for member in members(file, name):
            yield _source(member, digest() if member.name == name else None)
    elif size > limits.BYTES:
        yield Source(name, digest(), b"", ("too_large", f"{size} > {limits.BYTES}"))
    else:
        yield _source(Member(name, file.read()), None)


def held(file: IO[bytes]) -> IO[bytes]:
    """A file in memory, unless it is large. Raises OSError."""
    status = os.fstat(file.fileno())
    regular = stat.S_ISREG(status.st_mode)
    data = file.read(min(status.st_size, limits.BYTES) + 1 if regular else limits.BYTES + 1)
    if len(data) <= limits.BYTES:
        return io.BytesIO(data)
    if not regular:
        raise OSError(errno.EFBIG, f"more than {limits.BYTES} bytes come out of it")
    file.seek(0)
    return file


def _source(member: Member, sha256: str | None) -> Source:
    refusal = (member.refusal.reason, member.refusal.detail) if member.refusal else None
    digest = sha256 or hashlib.sha256(member.data if member.data or not refusal else member.name.encode()).hexdigest()
    return Source(member.name, digest, member.data, refusal, origin=member.origin)
