"""Takes up what is in force in the store: of the local files, only those that differ are fetched."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from flows.landing.bucket import Bucket, MissingError, StoreError
from flows.landing.generations import draft_of, put_in_force
from flows.landing.mark import FILE as MARK
from flows.landing.mark import in_force
from flows.landing.replacing import put_in_place
from flows.store.lake import HISTORY, PEOPLE, RECORDS, TOLD, Lake, is_below
from flows.store.manifest import NOTHING, Entry, Manifest, numbers_in, read, versions_in
from flows.store.people import expect_joined, expect_no_other_lake, has_history, settle

AT_ONCE = 16
_NEVER_MADE_AGAIN = (HISTORY, *PEOPLE)


class Taken(NamedTuple):
    """What was taken up, and the objects of it that are damaged, which the run makes again."""

    manifest: Manifest
    damaged: tuple[str, ...]


def take_up(bucket: Bucket, lake: Lake) -> Taken:
    """Make the local files those that the newest manifest names, for whoever holds the lock of runs.

    What a run that failed has made on top of the newest one stays: the next run goes on from there. Raises StoreError
    where that cannot be done, as where an object that cannot be made again is damaged.
    """
    known = lake.recall(bucket.address)
    newest = _in_force(bucket, known)
    if newest is NOTHING:
        if known is None and not has_history(lake):
            # Where another machine is the first to end, this one goes on from its results.
            lake.remember(bucket.address, NOTHING)
        return Taken(NOTHING, ())
    is_newest = newest is known
    if known is None:
        expect_no_other_lake(lake, newest)
    if is_newest and lake.is_ahead_of(bucket.address, newest):
        return Taken(newest, ())
    fetch = _Fetch(bucket, newest)
    expect_joined(lake)
    known = known or NOTHING
    before = settle(lake, known, newest, fetch.one)
    if before is not known:
        lake.remember(bucket.address, before)
        expect_joined(lake)
    fetch.all(_missing(lake, newest))
    _take_up_records(lake, newest, fetch)
    _remove_others(lake, newest)
    if fetch.damaged:
        # What is left of the others fits no note, so all of them are made again.
        (lake.warehouse / "built.json").unlink(missing_ok=True)
    if is_newest:
        lake.clear_ahead()
    else:
        lake.remember(bucket.address, newest)
    return Taken(newest, tuple(sorted(fetch.damaged)))


def _in_force(bucket: Bucket, known: Manifest | None) -> Manifest:
    """The newest manifest, which is not read where it is `known`; NOTHING where there is none."""
    versions = versions_in(bucket)
    if not versions:
        return NOTHING
    number, version = max(versions.items())
    # Another run may have made one of the same number, once people had removed that to go back.
    if known is not None and (known.number, known.version) == (number, version):
        return known
    return read(bucket, number, version)


def _missing(lake: Lake, newest: Manifest) -> Iterable[tuple[Entry, Path]]:
    """The entries whose files are not here as they were put, and where they are to be."""
    for entry in newest.files.values():
        if not is_below(entry.path, (RECORDS, *PEOPLE)):
            file = lake.file(entry.path)
            if file is None or not (file.is_as(entry) or entry.path in TOLD):
                yield entry, lake.place(entry.path)


def _take_up_records(lake: Lake, newest: Manifest, fetch: _Fetch) -> None:
    """Put a generation with the records of a manifest in force; files that are here already are linked."""
    wanted = [entry for entry in newest.files.values() if is_below(entry.path, (RECORDS,))]
    current = in_force(lake.raw)
    here = {} if current is None else _files_in(current.folder)
    if not wanted or here == {entry.path: (entry.size, entry.mtime) for entry in wanted}:
        return
    draft = draft_of(lake.raw, f"taken-{newest.number}-{newest.run}")
    missing = []
    for entry in wanted:
        place = draft / entry.path.removeprefix(f"{RECORDS}/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if current is not None and here.get(entry.path) == (entry.size, entry.mtime):
            os.link(current.folder / place.relative_to(draft), place)
        else:
            missing.append((entry, place))
    fetch.all(missing)
    # Without its mark a generation is none.
    if (draft / MARK).exists():
        put_in_force(lake.raw, draft)


def _files_in(folder: Path) -> dict[str, tuple[int, int]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    states = {f"{RECORDS}/{path.relative_to(folder).as_posix()}": path.stat() for path in files}
    return {path: (state.st_size, state.st_mtime_ns) for path, state in states.items()}


def _remove_others(lake: Lake, newest: Manifest) -> None:
    """Remove what the manifest does not name, as the history of a run that was overtaken; not what people wrote."""
    named = newest.files.keys() | TOLD
    for file in lake.files():
        if file.path not in named and not is_below(file.path, (RECORDS, *PEOPLE)):
            file.place.unlink()


class _Fetch:
    """Fetches objects of a manifest, and knows which are damaged."""

    def __init__(self, bucket: Bucket, manifest: Manifest) -> None:
        self._bucket, self._manifest = bucket, manifest
        self.damaged: list[str] = []

    def all(self, wanted: Iterable[tuple[Entry, Path]]) -> None:
        """Fetch objects to their places, many at a time. Those that are damaged are left out."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda one: self.one(*one), wanted):
                pass

    def one(self, entry: Entry, place: Path) -> None:
        """Fetch an object. Raises StoreError where it is damaged and cannot be made again."""
        try:
            problem = None if self._is_fetched(entry, place) else "is damaged: its content is not what was put there"
        except MissingError as error:
            if numbers_in(self._bucket)[-1:] != [self._manifest.number]:
                raise StoreError(f"{self._bucket.address}: another run has ended meanwhile; run again") from error
            problem = "is not there"
        if problem is not None:
            named = f"{self._bucket.address}/{entry.key}"
            if is_below(entry.path, _NEVER_MADE_AGAIN) and entry.path not in TOLD:
                remedy = "restore it, or remove the newest manifest to go back to the one before"
                raise StoreError(f"{named}: {problem}, and cannot be made again; {remedy}")
            self.damaged.append(f"{named}: {problem}")

    def _is_fetched(self, entry: Entry, place: Path) -> bool:
        """Put the content of an object in its place, unless it is damaged."""
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f"{place.name}.draft")
        digest = hashlib.sha256()
        try:
            with draft.open("wb") as file:
                for piece in self._bucket.stream(entry.key):
                    digest.update(piece)
                    file.write(piece)
            if digest.hexdigest() != entry.sha256:
                return False
            # By its time a run knows that it is as another one left it.
            os.utime(draft, ns=(entry.mtime, entry.mtime))
            put_in_place(draft, place)
        finally:
            draft.unlink(missing_ok=True)
        return True
