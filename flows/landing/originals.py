"""Where documents are: in the folder `raw/documents`, or below `documents/` in a store, read in place."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from flows.landing.bucket import Bucket, Object, configured
from flows.landing.files import LandingError, as_text, digest_of, entries, unopened

FOLDER = "documents"


class Found(NamedTuple):
    """A file found: its name, its SHA-256, its size in bytes and its path relative to the folder.

    The name is the path as text; bytes of the path that are not UTF-8 are escaped in the name.
    """

    document: str
    sha256: str
    size: int
    path: str


class State(NamedTuple):
    """What tells without opening a file that it is unchanged; times in nanoseconds.

    The time of modification can be set to any value, the time of change cannot. An object in a store has no times here,
    and as its inode a number made of what the store says of its version.
    """

    size: int
    modified: int
    changed: int
    inode: int


def state_of(found: os.stat_result) -> State:
    """The state of a file with this status."""
    return State(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


class Originals(Protocol):
    """Documents as they came in. Each method raises LandingError where they cannot be had."""

    def states(self) -> dict[str, State]:
        """The state of every file by its path."""

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, int]]:
        """The SHA-256 and the size of files."""

    def named(self, file: Found) -> str:
        """What to call a file in a message."""

    def in_turn(self, files: Iterable[Found], is_wanted: Callable[[Found], bool]) -> Generator[Found]:
        """Files in their order, each to be opened before the next is asked for, if it is; probably those wanted are."""

    def opened(self, file: Found) -> AbstractContextManager[IO[bytes]]:
        """A file, open to be read to and fro; raises OSError where it cannot be."""

    def is_as_found(self, file: Found) -> bool:
        """Whether a file that was opened still has the content with which it was found."""


def originals(raw: Path) -> Originals:
    """Where the documents of a folder `raw` are. Raises StoreError for a store that is none."""
    bucket = configured()
    return InFolder(raw / FOLDER) if bucket is None else InBucket(bucket)


class InFolder:
    """Documents in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def states(self) -> dict[str, State]:
        if not self._folder.is_dir():
            raise LandingError(f"{self._folder}: there is no such folder; put the documents to be read there")
        start, states = len(str(self._folder)) + 1, {}
        try:
            for entry in entries(self._folder):
                states[entry.path[start:]] = state_of(entry.stat(follow_symlinks=False))
        except OSError as error:
            raise unopened(Path(error.filename or self._folder), error) from error
        return states

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, int]]:
        return (self._digest(self._folder / path) for path in paths)

    def _digest(self, path: Path) -> tuple[str, int]:
        try:
            return digest_of(path)
        except OSError as error:
            raise unopened(path, error) from error

    def named(self, file: Found) -> str:
        return str(self._folder / file.path)

    def in_turn(self, files: Iterable[Found], is_wanted: Callable[[Found], bool]) -> Generator[Found]:
        yield from files

    @contextmanager
    def opened(self, file: Found) -> Iterator[IO[bytes]]:
        # Loads what a run that finds nothing new does without.
        from flows.landing.sources import held

        with (self._folder / file.path).open("rb") as opened:
            yield held(opened)

    def is_as_found(self, file: Found) -> bool:
        return digest_of(self._folder / file.path)[0] == file.sha256


class InBucket:
    """Documents in a store. Each is fetched to be hashed when it is new, and again to be read; none stays here."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._next: Future[IO[bytes]] | None = None

    def states(self) -> dict[str, State]:
        found = {one.key.removeprefix(f"{FOLDER}/"): one for one in self._bucket.objects(FOLDER)}
        folders = {key.rpartition("/")[0] for key in found}
        # Some programs mark a folder by an empty object of its name.
        return {
            path: _state_of(one)
            for path, one in found.items()
            if not (one.size == 0 and path in folders) and not any(part.startswith(".") for part in path.split("/"))
        }

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, int]]:
        from concurrent.futures import ThreadPoolExecutor

        from flows.landing.ahead import AT_ONCE

        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(self._digest, paths)

    def _digest(self, path: str) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        for piece in self._bucket.stream(f"{FOLDER}/{path}"):
            digest.update(piece)
            size += len(piece)
        return digest.hexdigest(), size

    def named(self, file: Found) -> str:
        return f"{self._bucket.address}/{FOLDER}/{file.path}"

    def in_turn(self, files: Iterable[Found], is_wanted: Callable[[Found], bool]) -> Generator[Found]:
        from flows.landing.ahead import AT_ONCE, ahead

        lately = deque[str](maxlen=AT_ONCE)

        def is_first_wanted(file: Found) -> bool:
            # A copy of one whose turn is still to come will not be opened.
            if file.sha256 in lately or not is_wanted(file):
                return False
            lately.append(file.sha256)
            return True

        for file, fetched in ahead(files, is_first_wanted, self._copy, lambda file: file.size):
            self._next = fetched
            yield file

    @contextmanager
    def opened(self, file: Found) -> Iterator[IO[bytes]]:
        with self._taken(file) as copy:
            yield copy

    def _taken(self, file: Found) -> IO[bytes]:
        fetched, self._next = self._next, None
        try:
            return fetched.result() if fetched else self._copy(file)
        finally:
            # It would keep what is raised here, and all that this refers to.
            del fetched

    def _copy(self, file: Found) -> IO[bytes]:
        from flows.documents import limits

        digest = hashlib.sha256()
        # Whoever asks for it closes it.
        copy: IO[bytes] = io.BytesIO() if file.size <= limits.BYTES else tempfile.TemporaryFile()  # noqa: SIM115
        with ExitStack() as on_error:
            on_error.callback(copy.close)
            for piece in self._bucket.stream(f"{FOLDER}/{file.path}"):
                digest.update(piece)
                copy.write(piece)
                if copy.tell() > file.size:
                    break
            if digest.hexdigest() != file.sha256:
                raise changed(self.named(file))
            on_error.pop_all()
        copy.seek(0)
        return copy

    def is_as_found(self, file: Found) -> bool:
        # That was seen when it was fetched, and what was read since is a copy.
        return True


def _state_of(one: Object) -> State:
    number = int.from_bytes(hashlib.sha256(one.version.encode()).digest()[:7])
    return State(one.size, 0, 0, number)


def found_as(path: str, size: int, sha256: str) -> Found:
    """A file at a path."""
    return Found(as_text(path), sha256, size, path)


def changed(name: str) -> LandingError:
    """The error to raise for a file that is another one than was found."""
    return LandingError(f"{name}: changed while it was being landed; run again")
