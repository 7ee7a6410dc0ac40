"""Puts what is new into the store, then the manifest that names it: until that is there, the one before is in force."""

from __future__ import annotations

import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor

from flows.landing.bucket import Bucket, StoreError
from flows.landing.files import digest_of
from flows.store.lake import TOLD, File, Lake
from flows.store.manifest import Entry, Manifest, key_for, key_of, versions_in
from flows.store.take_up import AT_ONCE

_AT_ONE_GO = 32_000_000


class OvertakenError(StoreError):
    """Another run has put its results into the store meanwhile; the message says what that means."""


def commit(bucket: Bucket, lake: Lake, last: Manifest) -> Manifest:
    """Make the local files the newest ones in the store, for whoever holds the lock of runs; returns what is in force.

    Nothing is put where nothing has changed. Raises OvertakenError where another run has done so since `last`, and
    StoreError where the store does not take it. Whatever is raised, what was in force is in force.
    """
    here = {file.path: file for file in lake.files()}
    new = {path: file for path, file in here.items() if not file.is_as(last.files.get(path))}
    if not {*new, *(last.files.keys() - here)} - TOLD:
        lake.clear_ahead()
        return last
    number = last.number + 1
    with ThreadPoolExecutor(AT_ONCE) as pool:
        put = {entry.path: entry for entry in pool.map(lambda file: _put(bucket, file, number), new.values())}
    files = {path: put[path] if path in put else last.files[path] for path in here}
    made = Manifest(number, secrets.token_hex(8), files)
    _create(bucket, made)
    made = made._replace(version=versions_in(bucket).get(number, ""))
    lake.remember(bucket.address, made)
    return made


def _put(bucket: Bucket, file: File, number: int) -> Entry:
    """Put a file. Raises StoreError where one that is not taken at one go changes meanwhile."""
    if file.size <= _AT_ONE_GO:
        content = file.place.read_bytes()
        sha256, size = hashlib.sha256(content).hexdigest(), len(content)
        bucket.put(key := key_for(file.path, number, sha256), content)
        return Entry(file.path, key, size, sha256, file.mtime)
    sha256, size = digest_of(file.place)
    bucket.put(key := key_for(file.path, number, sha256), file.place)
    state = file.place.stat()
    if (size, state.st_size, state.st_mtime_ns) != (file.size, file.size, file.mtime):
        raise StoreError(f"{file.place}: was changed while it was put into the store; run again")
    return Entry(file.path, key, size, sha256, file.mtime)


def _create(bucket: Bucket, made: Manifest) -> None:
    """Create the object of a manifest: of all runs that try this number, one does."""
    key, content = key_of(made.number), made.to_bytes()
    # An answer that was lost on its way is asked for again, and then the object is there.
    if not bucket.create(key, content) and bucket.read(key) != content:
        said = "another run has ended first, and its results are in force; run again to go on from them"
        raise OvertakenError(f"{bucket.address}: {said}")
