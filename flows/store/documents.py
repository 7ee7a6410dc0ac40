"""Puts documents that lie in the local folder, as a harvest leaves them there, to those in the store.

They stay where they are, and may be removed from there. `raw/.records/put.json` remembers them; losing it costs only
that they are compared again.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from flows.landing.bucket import Bucket, StoreError
from flows.landing.files import digest_of
from flows.landing.originals import FOLDER, InBucket, InFolder, State
from flows.landing.replacing import replace

_NOTE = "put.json"


def put_documents(bucket: Bucket, raw: Path) -> int:
    """Put the local documents that the store does not have; returns how many these are.

    Raises StoreError where it has another one of that name: none is ever replaced.
    """
    if not (raw / FOLDER).is_dir():
        return 0
    note, before = raw / ".records" / _NOTE, _read(raw / ".records" / _NOTE)
    states = InFolder(raw / FOLDER).states()
    new = [path for path, state in states.items() if before.get(path) != state]
    try:
        for path in new:
            _put(bucket, raw, path)
            before[path] = states[path]
    finally:
        if new:
            replace(note, json.dumps({path: state for path, state in before.items() if path in states}).encode())
    return len(new)


def _put(bucket: Bucket, raw: Path, path: str) -> None:
    place, key = raw / FOLDER / path, f"{FOLDER}/{path}"
    if bucket.create(key, place):
        return
    ((there, _),) = InBucket(bucket).digests([path])
    if there != digest_of(place)[0]:
        raise StoreError(f"{place}: the store has another document of this name; give one of them another name")


def _read(note: Path) -> dict[str, State]:
    with suppress(OSError, ValueError, TypeError, AttributeError):
        return {path: State(*state) for path, state in json.loads(note.read_text("ascii")).items()}
    return {}
