"""The changes of a run to files, one by one: to count them, and to kill the run just before one of them."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

PARENT, GROUP = "run alone", "whole group"
_EVENTS = {"os.mkdir", "os.rmdir", "os.rename", "os.link", "os.symlink", "os.remove", "shutil.rmtree"}
_NAME = re.compile(r"[0-9a-f]{8,}|\d+")


class Boundaries:
    """Counts the changes of a run to files below a folder, and kills before one of them."""

    def __init__(self, folder: Path, log: Path | None = None, last: int = 0, whom: str = PARENT) -> None:
        self._folder, self._log, self._last, self._whom, self._done = str(folder), log, last, whom, 0

    def watch(self) -> None:
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        changes = event in _EVENTS or (event == "open" and isinstance(arguments[2], int) and arguments[2] & 3)
        if not changes or not isinstance(arguments[0], str | os.PathLike):
            return
        path = os.fspath(arguments[0])
        if isinstance(path, str) and path.startswith(self._folder):
            self._done += 1
            if self._log is not None:
                with open(self._log, "a") as log:
                    log.write(f"{event} {_NAME.sub('#', path.removeprefix(self._folder))}\n")
            if self._done == self._last:
                (os.killpg if self._whom == GROUP else os.kill)(os.getpid(), signal.SIGKILL)
