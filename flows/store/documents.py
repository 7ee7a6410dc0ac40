"""Puts documents that lie in the local folder, as a harvest leaves them there, to those in the store.

They stay where they are, and may be removed from there. `raw/.records/put.json` remembers them for one store, of which
it says, too, that it was seen to replace nothing; losing it costs only that all that is found out again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flows.landing.bucket import Bucket, StoreError
from flows.landing.files import entries, unopened
from flows.landing.originals import FOLDER, InBucket, InFolder, State, state_of
from flows.landing.replacing import replace
from flows.landing.seen import is_young, settled

_NOTE = "put.json"
_PROBE = "files/probe"


def expect_documents(bucket: Bucket, raw: Path, *, is_preview: bool) -> None:
    """Raise StoreError where no document is in the store, nor here to be put there: the address is a wrong one."""
    local = raw / FOLDER
    is_here = not is_preview and local.is_dir() and any(True for _ in entries(local))
    if not is_here and not InBucket(bucket).states():
        raise StoreError(f"{bucket.address}/{FOLDER}: there is no document in it yet")


def put_documents(bucket: Bucket, raw: Path, tell: Callable[[str], None]) -> int:
    """Put the local documents that the store does not have; returns how many these are.

    One that is still being written is left for the next run, and told. Raises StoreError where the store has another
    one of that name, as none is ever replaced, and where the store would replace it.
    """
    note = raw / ".records" / _NOTE
    before = _read(note, bucket.address)
    if before is None:
        _expect_refusal(bucket)
        _write(note, bucket.address, before := {})
    states = InFolder(raw / FOLDER).states() if (raw / FOLDER).is_dir() else {}
    new = {path: state for path, state in states.items() if before.get(path) != state}
    now, count = settled(new.values()), 0
    try:
        for path, state in new.items():
            if not _put(bucket, raw, path, state):
                tell(f"{raw / FOLDER / path}: is being written; the next run puts it into the store")
                continue
            count += 1
            if not is_young(state, now):
                before[path] = state
    finally:
        if new:
            _write(note, bucket.address, {path: state for path, state in before.items() if path in states})
    return count


def _put(bucket: Bucket, raw: Path, path: str, state: State) -> bool:
    """Put a document, unless it is not as it was found any more; returns whether the store has it."""
    place, key = raw / FOLDER / path, f"{FOLDER}/{path}"
    try:
        content = place.read_bytes()
        if state_of(place.stat()) != state:
            return False
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unopened(place, error) from error
    if not bucket.create(key, content):
        ((there, _),) = InBucket(bucket).digests([path])
        if there != hashlib.sha256(content).hexdigest():
            remedy = f"give {place} another name, or remove {bucket.address}/{key} where that is the wrong one"
            raise StoreError(f"{place}: the store has another document of this name; {remedy}")
    return True


def _expect_refusal(bucket: Bucket) -> None:
    """Raise StoreError where the store replaces an object that it was asked to create."""
    if bucket.create(_PROBE, b"") and bucket.create(_PROBE, b""):
        said = "it does not refuse to replace an object (If-None-Match), so two runs at once could mix their results"
        raise StoreError(f"{bucket.address}: the store cannot be used: {said}")


def _read(note: Path, address: str) -> dict[str, State] | None:
    """The documents that a store was given; None where nothing is known of it."""
    with suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
        found = json.loads(note.read_text("ascii"))
        if found["store"] == address:
            return {path: State(*state) for path, state in found["documents"].items()}
    return None


def _write(note: Path, address: str, documents: dict[str, State]) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    replace(note, json.dumps({"store": address, "documents": documents}).encode())
