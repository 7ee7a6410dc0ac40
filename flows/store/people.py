"""What people write, on one machine or another: neither side is overwritten by the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from flows.landing.bucket import StoreError
from flows.landing.files import digest_of
from flows.store.lake import HISTORY, OF_STORE, PEOPLE, TOLD, File, Lake, is_below
from flows.store.manifest import Entry, Manifest

Fetch = Callable[[Entry, Path], None]


class ConflictError(StoreError):
    """People have written the same file on two machines; the message says what to do."""


def expect_no_other_lake(lake: Lake, newest: Manifest) -> None:
    """Raise StoreError where the local history is not the store's, though these files were never taken up from it."""
    for file in lake.files():
        entry = newest.files.get(file.path)
        if is_below(file.path, (HISTORY,)) and file.path not in TOLD and _digest(file, entry) != _of(entry):
            raise StoreError(f"{file.place}: is not what the store has; name an empty folder as --raw, or remove it")


def settle(lake: Lake, known: Manifest, newest: Manifest, fetch: Fetch) -> Manifest:
    """Take up what people wrote elsewhere since `known`, and leave what they wrote here.

    Where both is so for a file, the store's is put beside it, to be joined with it: `expect_joined` raises then.
    Returns `known`, with the store's version of such a file.
    """
    here = {file.path: file for place in PEOPLE for file in lake.below(place)}
    named = {path for path in (*known.files, *newest.files) if is_below(path, PEOPLE)}
    for path in sorted({*here, *named}):
        there, before = newest.files.get(path), known.files.get(path)
        ours, place = _digest(here.get(path), before), lake.place(path)
        if _of(there) in (ours, _of(before)):
            continue
        if there is None:
            if ours == _of(before):
                place.unlink()
        elif ours in (None, _of(before)):
            fetch(there, place)
        else:
            fetch(there, place.with_name(f"{place.name}{OF_STORE}"))
            known = known._replace(files={**known.files, path: there})
    return known


def expect_joined(lake: Lake) -> None:
    """Raise ConflictError where people have to join two versions of a file."""
    for place in _unjoined(lake):
        ours = place.with_name(place.name.removesuffix(OF_STORE))
        raise ConflictError(f"{ours}: was changed here and on another machine; join {place} into it, then remove that")


def _unjoined(lake: Lake) -> Iterator[Path]:
    for path in PEOPLE:
        place = lake.place(path)
        yield from place.glob(f"**/*{OF_STORE}") if place.is_dir() else place.parent.glob(f"{place.name}{OF_STORE}")


def _digest(file: File | None, entry: Entry | None) -> str | None:
    """The SHA-256 of a local file, without opening it where it is as the entry says; None where there is none."""
    if file is None:
        return None
    return entry.sha256 if entry is not None and file.is_as(entry) else digest_of(file.place)[0]


def _of(entry: Entry | None) -> str | None:
    return None if entry is None else entry.sha256
