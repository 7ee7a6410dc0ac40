"""Landing: every document under a folder becomes records, all at once or not at all.

Records are a function of the documents and the reader: what has not changed since the last landing is kept, the rest
is read, and what has gone from the folder goes from the records.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from expectations.catalogue import FORMAT_DIR
from flows.landing.fingerprint import fingerprint
from flows.landing.generations import (
    Account,
    Batch,
    Generation,
    finish,
    in_force,
    keep_part,
    pack,
    start,
    write_part,
    write_roster,
)
from flows.landing.ledger import Found, Ledger
from flows.landing.locks import only_writer
from flows.landing.roster import FILE, RosterError, roster_bytes, roster_of
from flows.landing.sources import Source, as_text, digest_of, paths, sources_in
from flows.landing.workers import read_all

_FORM = ("expectations/form.py", "expectations/shape.py", FORMAT_DIR.as_posix())
READER = ("flows/documents", "flows/reading", "flows/landing", *_FORM)
"""Everything that determines the records; when any of it changes, every document is read again."""

_BATCH = 500

Progress = Callable[[int, int], None]
"""Called with the number of documents read so far and the number to be read."""


class LandingError(RuntimeError):
    """The documents could not be landed; the message says what is wrong with which path."""


class Landing(NamedTuple):
    """What a landing found; `read` counts the documents that had to be read, the others were landed before."""

    generation: str
    found: int
    extracted: int
    rejected: int
    duplicate: int
    read: int


def land(raw: Path, *, full_refresh: bool = False, progress: Progress | None = None) -> Landing:
    """Land all documents under `raw/documents` as Parquet under `raw/records`.

    Every document found is extracted, rejected or a duplicate; the rejected are also listed in
    `raw/rejected/rejected.csv`. With `full_refresh` everything is read again. Raises LandingError if the folder of
    documents is missing, a file cannot be opened or the list `raw/agencies.csv` is wrong, and BusyError if another run
    is landing there.
    """
    files, name, reader = _made_of(raw)
    with only_writer(raw / ".records"):
        current = in_force(raw)
        if current is not None and current.name == name and not full_refresh:
            return _landing(raw, name, files, current.accounts(), 0)
        last = current if current and current.reader == reader and not full_refresh else None
        accounts, read_now = _land(raw, files, last, (name, reader), progress)
    return _landing(raw, name, files, accounts, read_now)


def current_landing(raw: Path) -> Landing | None:
    """The current landing, if it was made from the present documents by the current reader; else None."""
    current, folder = in_force(raw), raw / "documents"
    if current is None or current.reader != fingerprint(READER):
        return None
    accounts = current.accounts()
    if {account.file for account in accounts} != {as_text(path.relative_to(folder)) for path in paths(folder)}:
        return None
    files, name, _ = _made_of(raw)
    return _landing(raw, name, files, accounts, 0) if current.name == name else None


def _made_of(raw: Path) -> tuple[list[Found], str, str]:
    """The files found, and the name of the generation made from them, the list of agencies and the current reader."""
    files, reader, roster = find(raw / "documents"), fingerprint(READER), roster_bytes(raw)
    made_of = [reader, *files, *([] if roster is None else [hashlib.sha256(roster).hexdigest()])]
    return files, hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16], reader


def _landing(raw: Path, name: str, files: Sequence[Found], accounts: Sequence[Account], read_now: int) -> Landing:
    _list_rejected(raw, accounts)
    count = Counter(account.status for account in accounts)
    if {file.document for file in files} != {account.file for account in accounts} or set(count) - {
        "extracted",
        "rejected",
        "duplicate",
    }:
        raise LandingError(f"{raw}: {len(files)} files found, but documents accounted for: {dict(count)}")
    return Landing(name, len(accounts), count["extracted"], count["rejected"], count["duplicate"], read_now)


def find(folder: Path) -> list[Found]:
    """All files below a folder, in order of their names. Raises LandingError where one cannot be opened."""
    if not folder.is_dir():
        raise LandingError(f"{folder}: there is no such folder; put the documents to be read there")
    return sorted(_found(path, folder) for path in paths(folder))


def _found(path: Path, folder: Path) -> Found:
    try:
        sha256, size = digest_of(path)
    except OSError as error:
        raise _unopened(path, error) from error
    relative = path.relative_to(folder)
    return Found(as_text(relative), sha256, size, relative.as_posix())


def _land(
    raw: Path, files: Sequence[Found], last: Generation | None, made_of: tuple[str, str], progress: Progress | None
) -> tuple[list[Account], int]:
    roster, draft = _listed(raw), start(raw, made_of[0])
    if roster is not None:
        write_roster(draft, roster)
    ledger = Ledger(last.accounts() if last else ())
    sources, unknown, read_now = ledger.to_read(files, partial(_opened, raw / "documents")), ledger.unknown(files), 0
    for batches in _batches(read_all(sources, pack)):
        read = [account for batch in batches for account in batch.accounts]
        part = hashlib.sha256("".join(account.sha256 for account in read).encode()).hexdigest()[:16]
        write_part(draft, part, batches)
        ledger.read(read, part)
        read_now += len(read)
        if progress is not None:
            progress(read_now, max(read_now, unknown))
    if last is not None:
        for part, gone in ledger.kept_parts():
            keep_part(last, draft, part, gone)
    accounts = ledger.accounts()
    finish(raw, draft, *made_of, accounts)
    return accounts, read_now


def _listed(raw: Path) -> pa.Table | None:
    """The list of the agencies that have to file. Raises LandingError where it is wrong."""
    data = roster_bytes(raw)
    try:
        return None if data is None else roster_of(data)
    except RosterError as error:
        raise LandingError(f"{raw / FILE}: {error}; fix or remove it") from error


def _batches(read: Iterable[Batch]) -> Iterator[list[Batch]]:
    """What was read, grouped into files of a good size."""
    together: list[Batch] = []
    for batch in read:
        together.append(batch)
        if sum(len(batch.accounts) for batch in together) >= _BATCH:
            yield together
            together = []
    if together:
        yield together


def _opened(folder: Path, file: Found) -> Iterator[Source]:
    """The documents in a file. Raises LandingError where it has changed since it was found."""
    path, packed = folder / file.path, False
    try:
        for source in sources_in(path, file.document, file.sha256):
            inside = source.document != file.document
            if not inside and source.sha256 != file.sha256:
                raise _changed(path)
            packed |= inside
            yield source
        if packed and digest_of(path)[0] != file.sha256:
            raise _changed(path)
    except OSError as error:
        raise _unopened(path, error) from error


def _changed(path: Path) -> LandingError:
    return LandingError(f"{path}: changed while it was being landed; run again")


def _unopened(path: Path, error: OSError) -> LandingError:
    return LandingError(f"{path}: cannot be opened ({error.strerror}); fix or remove it")


def _list_rejected(raw: Path, accounts: Sequence[Account]) -> None:
    folder = raw / "rejected"
    folder.mkdir(exist_ok=True)
    draft = folder / "rejected.csv.draft"
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document", "sha256", "reason"])
        writer.writerows((a.document, a.sha256, a.reason) for a in accounts if a.status == "rejected")
    os.replace(draft, folder / "rejected.csv")
