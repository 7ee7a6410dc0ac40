"""Landing: every document under a folder becomes records, all at once or not at all.

Records are a function of the documents and the reader: what has not changed since the last landing is kept, the rest
is read, and what has gone from the folder goes from the records.
"""

from __future__ import annotations

import csv
import hashlib
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from flows import logs
from flows.landing.current import (
    READER,
    REJECTED,
    STATUSES,
    Landing,
    are_rejected_listed,
    landing_of,
    name_of,
)
from flows.landing.files import LandingError, unopened
from flows.landing.fingerprint import fingerprint
from flows.landing.generations import (
    Account,
    Batch,
    accounts_of,
    finish,
    keep_parts,
    pack,
    start,
    write_part,
    write_roster,
)
from flows.landing.gone import list_gone
from flows.landing.ledger import Ledger
from flows.landing.locks import only_writer
from flows.landing.mark import UNKNOWN, Generation, Mark, in_force
from flows.landing.originals import Found, Originals, changed, originals
from flows.landing.replacing import put_in_place
from flows.landing.roster import read as read_roster
from flows.landing.seen import digest_of_all, find
from flows.landing.sound import is_sound
from flows.landing.sources import Source, sources_of
from flows.landing.workers import read_all

_BATCH = 500
# Reasons that are the fault of the reader or of what confines it.
_FAILED = "reader_"

Each = Callable[[int, int, Callable[[], int]], int]
"""Lands one batch: called with how many documents were read before it and how many there are to read, at least, and a
function that reads and lands it; returns what that returns, the number of documents in the batch."""


def _just_land(before: int, total: int, land_next: Callable[[], int]) -> int:
    return land_next()


def land(raw: Path, *, full_refresh: bool = False, each: Each = _just_land, cluster: str | None = None) -> Landing:
    """Land all documents under `raw/documents` as Parquet under `raw/records`.

    Every document found is extracted, rejected or a duplicate; the rejected are also listed in
    `raw/rejected/rejected.csv`, those landed before that are gone in `raw/history/gone.csv`. With `full_refresh`
    everything is read again. Documents are read on a Dask `cluster`, if its address is given, with the same records.
    Raises RosterError if the list `raw/agencies.csv` is wrong, LandingError if the folder of documents is missing or a
    file cannot be opened, BusyError if another run is landing there, and ClusterError where the cluster fails.
    """
    # What a person wrote is checked first, before any document is opened.
    roster = read_roster(raw)
    files, reader = find(raw), fingerprint(READER)
    name = name_of(raw, reader, digest_of_all(files))
    with only_writer(raw / ".records"):
        current = in_force(raw)
        if current is not None and not is_sound(current.folder):
            # Records are a function of the documents: what was damaged is read again.
            current = None
        if current is not None and current.mark.name == name and not full_refresh:
            if not are_rejected_listed(raw, current):
                _list_rejected(raw, current, accounts_of(current))
            return landing_of(name, current.mark.statuses, 0)
        last = current if current and current.mark.reader == reader and not full_refresh else None
        draft = start(raw, name)
        if roster is not None:
            write_roster(draft, roster)
        accounts, read_now = _read_into(draft, raw, files, last, each, cluster)
        statuses = _statuses(raw, files, accounts)
        # Before the records that know them are replaced: a document is rather listed twice than not at all.
        gone = list_gone(raw, current, accounts)
        _list_rejected(raw, finish(raw, draft, Mark(name, reader, statuses), accounts), accounts)
    unusable = current is not None and current.mark == UNKNOWN
    return landing_of(name, statuses, read_now)._replace(gone=gone, unusable=unusable)


def _statuses(raw: Path, files: Sequence[Found], accounts: Sequence[Account]) -> Counter[str]:
    """How many documents have which status. Raises LandingError where a file is not accounted for."""
    count = Counter(account.status for account in accounts)
    if {file.document for file in files} != {account.file for account in accounts} or set(count) - set(STATUSES):
        raise LandingError(f"{raw}: {len(files)} files found, but documents accounted for: {dict(count)}")
    return count


def _read_into(
    draft: Path, raw: Path, files: Sequence[Found], last: Generation | None, each: Each, cluster: str | None
) -> tuple[list[Account], int]:
    """Read what the last generation does not have, and keep the rest; returns all accounts and how many were read."""
    ledger = Ledger(accounts_of(last) if last else ())
    place, unknown = originals(raw), ledger.unknown(files)
    read_now, is_more = 0, True

    def land_next() -> int:
        nonlocal is_more
        together, is_more = next(batches)
        return _land(together, draft, ledger)

    with closing(place.in_turn(files, ledger.will_open)) as turns:
        batches = _batches(read_all(ledger.to_read(turns, partial(_opened, place)), pack, cluster=cluster))
        while is_more:
            read_now += each(read_now, unknown, land_next)
    if last is not None:
        for kept in ledger.kept_parts():
            keep_parts(last, draft, *kept)
    return ledger.accounts(), read_now


def _land(together: Sequence[Batch], draft: Path, ledger: Ledger) -> int:
    """Land documents that have been read, and return their number."""
    read = [account for batch in together for account in batch.accounts]
    if read:
        part = hashlib.sha256("".join(account.sha256 for account in read).encode()).hexdigest()[:16]
        write_part(draft, part, together)
        ledger.read(read, part)
    for account in read:
        if account.reason and account.reason.startswith(_FAILED):
            logs.tell("a document could not be read", logging.WARNING, document=account.document, reason=account.reason)
    return len(read)


def _batches(read: Iterable[Batch]) -> Iterator[tuple[list[Batch], bool]]:
    """What was read, grouped into files of a good size, each with whether another follows; one at least."""
    together: list[Batch] = []
    for batch in read:
        if sum(len(batch.accounts) for batch in together) >= _BATCH:
            yield together, True
            together = []
        together.append(batch)
    yield together, False


def _opened(place: Originals, file: Found) -> Iterator[Source]:
    """The documents in a file. Raises LandingError where it has changed since it was found."""
    packed = False
    try:
        with place.opened(file) as opened:
            for source in sources_of(opened, file.document, lambda: file.sha256):
                inside = source.document != file.document
                if not inside and source.sha256 != file.sha256:
                    raise changed(place.named(file))
                packed |= inside
                yield source
        if packed and not place.is_as_found(file):
            raise changed(place.named(file))
    except OSError as error:
        raise unopened(place.named(file), error) from error


def _list_rejected(raw: Path, generation: Generation, accounts: Sequence[Account]) -> None:
    path = raw / REJECTED
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name("rejected.csv.draft")
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document", "sha256", "reason"])
        writer.writerows((a.document, a.sha256, a.reason) for a in accounts if a.status == "rejected")
    os.utime(draft, ns=(generation.made_at, generation.made_at))
    put_in_place(draft, path)
