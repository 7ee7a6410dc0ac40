"""Landing: every document under a folder becomes records, all at once or not at all.

Records are a function of the documents and of the reader: what has not changed since the last landing is taken
over, the rest is read, and what is gone from the folder is gone from the records.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from flows.documents import limits
from flows.fingerprint import fingerprint
from flows.generations import Account, Generation, finish, in_force, link_part, start, write_part
from flows.locks import only_writer
from flows.reading import read, refused
from flows.records import Extraction

READER = ("flows/documents", "flows/layouts", "flows/identity.py", "flows/wordings.py", "flows/headings.py",
          "flows/notices.py", "flows/reading.py", "flows/records.py", "flows/generations.py",
          "expectations/format")  # fmt: skip
"""All that decides what records say; when any of it changes, every document is read again."""

_BATCH = 500
_CHUNK = 1 << 20

Progress = Callable[[int, int], None]
"""Called with the number of documents read so far and the number to be read."""


class LandingError(RuntimeError):
    """The documents could not be landed; the message says what is wrong with which path."""


class Source(NamedTuple):
    """A document found: its name, its SHA-256, its size in bytes and its path, both relative to the folder.

    The name is the path as text; a path whose bytes are no UTF-8 has them escaped in its name.
    """

    document: str
    sha256: str
    size: int
    path: str


class Landing(NamedTuple):
    """What a landing found; `read` is how many documents had to be read, the others were landed before."""

    generation: str
    found: int
    extracted: int
    rejected: int
    duplicate: int
    read: int


def land(raw: Path, *, full_refresh: bool = False, progress: Progress | None = None) -> Landing:
    """Land all documents under `raw/documents` as Parquet under `raw/records`.

    Every document found is extracted, rejected or a duplicate; the rejected are also listed in
    `raw/rejected/rejected.csv`. With `full_refresh` everything is read again. Raises LandingError where there
    is no folder of documents or a file cannot be opened, BusyError where another run is landing there.
    """
    sources, name, reader = _made_of(raw)
    with only_writer(raw / ".records"):
        current = in_force(raw)
        if current is not None and current.name == name and not full_refresh:
            return _landing(raw, name, sources, current.accounts(), 0)
        last = current if current and current.reader == reader and not full_refresh else None
        accounts, read_now = _land(raw, sources, last, (name, reader), progress)
    return _landing(raw, name, sources, accounts, read_now)


def landed(raw: Path) -> Landing | None:
    """The landing in force, if it is of the documents that are there now and of today's reader."""
    sources, name, _ = _made_of(raw)
    current = in_force(raw)
    return _landing(raw, name, sources, current.accounts(), 0) if current and current.name == name else None


def _made_of(raw: Path) -> tuple[list[Source], str, str]:
    """The documents found, and the name of the generation that they and today's reader make."""
    sources, reader = find(raw / "documents"), fingerprint(READER)
    return sources, hashlib.sha256(json.dumps([reader, *sources]).encode()).hexdigest()[:16], reader


def _landing(raw: Path, name: str, sources: Sequence[Source], accounts: Sequence[Account], read_now: int) -> Landing:
    _list_rejected(raw, accounts)
    count = Counter(account.status for account in accounts)
    if len(accounts) != len(sources) or set(count) - {"extracted", "rejected", "duplicate"}:
        raise LandingError(f"{raw}: {len(sources)} documents found, but accounted for: {dict(count)}")
    return Landing(name, len(sources), count["extracted"], count["rejected"], count["duplicate"], read_now)


def find(folder: Path) -> list[Source]:
    """All documents below a folder, in order of their names. Raises LandingError where one cannot be opened."""
    if not folder.is_dir():
        raise LandingError(f"{folder}: there is no such folder; put the documents to be read there")
    return sorted(_source(path, folder) for path in paths(folder))


def paths(folder: Path) -> Iterator[Path]:
    """The files below a folder that are documents: hidden ones and links are none."""
    for place, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        for name in names:
            path = Path(place) / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _source(path: Path, folder: Path) -> Source:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise _unopened(path, error) from error
    relative = path.relative_to(folder).as_posix()
    name = relative.encode("utf-8", "backslashreplace").decode()
    return Source(name, digest.hexdigest(), size, relative)


def _land(
    raw: Path, sources: Sequence[Source], last: Generation | None, made_of: tuple[str, str], progress: Progress | None
) -> tuple[list[Account], int]:
    first: dict[str, Source] = {}
    for source in sources:
        first.setdefault(source.sha256, source)
    draft = start(raw, made_of[0])
    known = _taken_over(last, draft, first) if last else {}
    todo = [source for sha256, source in first.items() if sha256 not in known]
    for batch in _batches(raw / "documents", todo, progress):
        part = hashlib.sha256("".join(found.sha256 for found in batch).encode()).hexdigest()[:16]
        write_part(draft, part, batch)
        known.update({found.sha256: _account(found, part) for found in batch})
    accounts = [_accounted(source, first, known) for source in sources]
    finish(raw, draft, *made_of, accounts)
    return accounts, len(todo)


def _taken_over(last: Generation, draft: Path, first: dict[str, Source]) -> dict[str, Account]:
    """Accounts of the last generation that still hold, and the files of parts of which nothing has changed."""
    old = [account for account in last.accounts() if account.status != "duplicate"]
    same = {a.sha256 for a in old if a.sha256 in first and first[a.sha256].document == a.document}
    changed = {a.part for a in old if a.part and a.sha256 not in same}
    for part in {a.part for a in old if a.part} - changed:
        link_part(last, draft, part)
    return {a.sha256: a for a in old if a.sha256 in same and a.part not in changed}


def _batches(folder: Path, todo: Sequence[Source], progress: Progress | None) -> Iterator[list[Extraction]]:
    for begin in range(0, len(todo), _BATCH):
        batch = []
        for number, source in enumerate(todo[begin : begin + _BATCH], start=begin + 1):
            batch.append(_read(folder, source))
            if progress is not None:
                progress(number, len(todo))
        yield batch


def _read(folder: Path, source: Source) -> Extraction:
    if source.size > limits.BYTES:
        return refused(source.document, source.sha256, "too_large", f"{source.size} > {limits.BYTES}")
    try:
        data = (folder / source.path).read_bytes()
    except OSError as error:
        raise _unopened(folder / source.path, error) from error
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise LandingError(f"{folder / source.path}: changed while it was being landed; run again")
    return read(data, source.document)


def _unopened(path: Path, error: OSError) -> LandingError:
    return LandingError(f"{path}: cannot be opened ({error.strerror}); mend that or take it out")


def _account(found: Extraction, part: str) -> Account:
    return Account(
        found.document,
        found.sha256,
        found.report_id,
        found.media_type,
        found.encoding,
        found.status,
        found.reason,
        part if found.status == "extracted" else None,
    )


def _accounted(source: Source, first: dict[str, Source], known: dict[str, Account]) -> Account:
    account = known[source.sha256]
    original = first[source.sha256].document
    if source.document == original:
        return account
    return account._replace(document=source.document, status="duplicate", reason=f"duplicate: {original}", part=None)


def _list_rejected(raw: Path, accounts: Sequence[Account]) -> None:
    folder = raw / "rejected"
    folder.mkdir(exist_ok=True)
    draft = folder / "rejected.csv.draft"
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document", "sha256", "reason"])
        writer.writerows((a.document, a.sha256, a.reason) for a in accounts if a.status == "rejected")
    os.replace(draft, folder / "rejected.csv")
