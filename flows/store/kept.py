"""What a run does before and after it where a store is named: takes up what is in force, and puts what is new."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from flows import logs
from flows.landing.bucket import Bucket, StoreError, configured
from flows.landing.locks import BusyError, only_writer

if TYPE_CHECKING:
    from flows.store.manifest import Manifest

_PATIENCE = 60.0
_within: ContextVar[tuple[Path, Path] | None] = ContextVar("_within", default=None)


@contextmanager
def in_store(raw: Path, warehouse: Path, tell: Callable[[str], None], *, is_preview: bool = False) -> Iterator[None]:
    """Do a run within: on what is in force in the store that is named, into which it puts what it has made.

    Without a store, or within another such block on the same folders, that is nothing. A preview puts nothing. What
    operators should know is told line by line. Raises StoreError where the store cannot be used, and BusyError where
    another run is under way here.
    """
    here = raw.resolve(), warehouse.resolve()
    bucket = None if _within.get() == here else configured()
    if bucket is None:
        yield
        return
    token = _within.set(here)
    try:
        with _kept(bucket, raw, warehouse, tell, is_preview):
            yield
    finally:
        _within.reset(token)


@contextmanager
def _kept(bucket: Bucket, raw: Path, warehouse: Path, tell: Callable[[str], None], is_preview: bool) -> Iterator[None]:
    # Takes a while to load.
    from flows.store.commit import commit
    from flows.store.documents import expect_documents, put_documents
    from flows.store.lake import Lake
    from flows.store.take_up import take_up

    lake, store = Lake(raw, warehouse), raw / ".records"
    with only_writer(store, ".store.lock"):
        with only_writer(store, ".run.lock"):
            expect_documents(bucket, raw, is_preview=is_preview)
            taken = take_up(bucket, lake)
            if not is_preview:
                put_documents(bucket, raw, tell)
        for damaged in taken.damaged:
            tell(f"{damaged}; it is made again")
        if is_preview:
            yield
            return
        lake.mark_ahead(bucket.address, taken.manifest)
        yield
        with _alone(store):
            made = commit(bucket, lake, taken.manifest)
        if made is not taken.manifest:
            _tidy(bucket, made, tell)


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Hold the lock of runs once more: since this one has freed it, one without the store may have taken it."""
    with ExitStack() as held:
        try:
            held.enter_context(only_writer(store, ".run.lock", within=_PATIENCE))
        except BusyError as error:
            said = "the results are made and not yet put into the store; the next run puts them"
            raise StoreError(f"{error}: {said}") from error
        yield


def _tidy(bucket: Bucket, made: Manifest, tell: Callable[[str], None]) -> None:
    from flows.store.outdated import remove_outdated

    try:
        remove_outdated(bucket, made)
    except StoreError as error:
        # What is in force is not concerned.
        logs.tell("what is outdated could not be removed", logging.WARNING, error)
        tell(f"what is outdated stays in the store: {error}")
