"""A published folder: a link to what one publish wrote, so that readers see the old files or the new ones.

`FOLDER` is a link into `.FOLDER.published` beside it. What it pointed to before stays until the next publish, for
readers that have the files of it open.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flows.landing.locks import only_writer
from flows.landing.replacing import sync
from flows.publish.built import PublishError
from flows.publish.files import Tell, write_files


class PlaceError(PublishError):
    """What is to be published cannot be there, whatever is done; the message says why."""


def publish_folder(database: Path, folder: Path, formats: Sequence[str], tell: Tell) -> int:
    """Publish the marts of a database as the folder, in place of all that is there; returns how many there are.

    Raises PlaceError where the folder has been made by something else, BusyError where another publish is at work.
    """
    with _draft(folder.absolute()) as draft:
        return write_files(database, draft, formats, tell)


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """An empty folder that takes the place of the published one at the end, and is removed where that fails."""
    store = folder.with_name(f".{folder.name}.published")
    _expect_room(folder, store)
    with only_writer(store):
        current = folder.resolve().name if folder.is_symlink() else "0"
        for remains in store.iterdir():
            if remains.is_dir() and remains.name != current:
                shutil.rmtree(remains)
        draft = store / str(int(current) + 1)
        draft.mkdir()
        try:
            yield draft
            _sync(draft)
        except BaseException:
            shutil.rmtree(draft)
            raise
        _point(folder, draft)


def _expect_room(folder: Path, store: Path) -> None:
    if folder.is_symlink():
        is_ours = folder.resolve().parent == store.resolve()
    else:
        is_ours = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not is_ours:
        raise PlaceError(f"{folder}: was not made by `gouji publish`, which would replace it; name another folder")


def _point(folder: Path, draft: Path) -> None:
    link = draft.parent / "next"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(draft.parent.name) / draft.name)
    if folder.is_dir() and not folder.is_symlink():
        folder.rmdir()
    os.replace(link, folder)
    sync(folder.parent)


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder, folder.parent]:
        sync(path)
