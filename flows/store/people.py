"""What people write, on one machine or another: neither side is overwritten by the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from flows.landing.bucket import StoreError
from flows.landing.files import digest_of
from flows.landing.locks import only_writer
from flows.landing.replacing import put_in_place
from flows.store.lake import HISTORY, OF_STORE, PEOPLE, TOLD, File, Lake, is_below
from flows.store.manifest import Entry, Manifest

Fetch = Callable[[Entry, Path], None]
_PATIENCE = 60.0


class ConflictError(StoreError):
    """People have written the same file on two machines; the message says what to do."""


def has_history(lake: Lake) -> bool:
    """Whether there is a local history: what was built here before."""
    return any(file.path not in TOLD for file in lake.below(HISTORY))


def expect_no_other_lake(lake: Lake, newest: Manifest) -> None:
    """Raise StoreError where the local history is not the store's, though these files were never taken up from it."""
    for file in lake.files():
        entry = newest.files.get(file.path)
        if is_below(file.path, (HISTORY,)) and file.path not in TOLD and _digest(file, entry) != _of(entry):
            raise StoreError(f"{file.place}: is not what the store has; name an empty folder as --raw, or remove it")


def settle(lake: Lake, known: Manifest, newest: Manifest, fetch: Fetch) -> Manifest:
    """Take up what people wrote elsewhere since `known`, and leave what they wrote here.

    Where both is so for a file, the store's is put beside it, to be joined with it: `expect_joined` raises then.
    Returns `known`, with the store's version of such a file. Raises BusyError where somebody does not end writing.
    """
    here = {file.path: file for place in PEOPLE for file in lake.below(place)}
    named = {path for path in (*known.files, *newest.files) if is_below(path, PEOPLE)}
    for path in sorted({*here, *named}):
        there, before = newest.files.get(path), known.files.get(path)
        if _of(there) in (_digest(here.get(path), before), _of(before)):
            continue
        if not _take(lake, path, before, there, fetch) and there is not None:
            known = known._replace(files={**known.files, path: there})
    return known


def _take(lake: Lake, path: str, before: Entry | None, there: Entry | None, fetch: Fetch) -> bool:
    """Make a file as it is in the store, unless somebody has written it here: then the store's is put beside it.

    Returns whether it is as in the store. Raises BusyError where somebody does not end writing.
    """
    place = lake.place(path)
    aside = place.with_name(f".{place.name}.draft")
    try:
        if there is not None:
            fetch(there, aside)
        # Whoever writes at the desk holds it, and may have written since this began.
        with only_writer(lake.raw, within=_PATIENCE):
            is_ours = place.exists() and digest_of(place)[0] != _of(before)
            if there is not None:
                put_in_place(aside, place.with_name(f"{place.name}{OF_STORE}") if is_ours else place)
            elif not is_ours:
                place.unlink(missing_ok=True)
            return not is_ours
    finally:
        aside.unlink(missing_ok=True)


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
