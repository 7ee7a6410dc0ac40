"""The folder for temporary files of a run: one that is killed cannot remove it, so the next one does."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from flows.landing.locks import BusyError, only_writer

_PREFIX = "gouji-run-"
# One that is being made has no lock yet.
_YOUNG = 60.0
# After the folder in it that `multiprocessing` makes, and removes itself.
_LAST = -200
_held = ExitStack()


@contextmanager
def own_folder() -> Iterator[Path]:
    """Let this process, and all it starts meanwhile, write temporary files into a folder of its own.

    It goes with the process, as processes that read may live as long. What earlier processes of this user have left is
    removed: folders that nobody has locked.
    """
    folder, before = _made(), (os.environ.get("TMPDIR"), tempfile.tempdir)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        variable, tempfile.tempdir = before
        if variable is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = variable


@cache
def _made() -> Path:
    _remove_left(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=_LAST)
    # Until the process ends, however it does.
    _held.enter_context(only_writer(folder))
    return folder


def _remove_left(place: Path) -> None:
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError, BusyError):
            state = folder.lstat()
            if hasattr(os, "getuid") and state.st_uid == os.getuid() and state.st_mtime < time.time() - _YOUNG:
                with only_writer(folder):
                    shutil.rmtree(folder, ignore_errors=True)
