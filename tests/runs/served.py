"""A schedule that is served, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.fresh_builds import prepare
from tests.runs.processes import Family
from tests.shipped import copy_documents


class Served:
    """`gouji schedule` in a separate process, every minute unless told otherwise, on a few documents."""

    def __init__(self, folder: Path, processes: Family, *options: str) -> None:
        copy_documents(folder / "raw", "hongze_district_2023.html", "list_of_reports.txt")
        self.warehouse, self.processes, self._log = prepare(folder / "warehouse"), processes, folder / "log"
        self._options = options or ("--cron", "* * * * *")
        self.start()

    def start(self) -> None:
        """Start it as a script does in the background: with SIGINT ignored."""
        command = [sys.executable, "-m", "flows.cli", "schedule", *self._options]
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command],
                cwd=self.warehouse.parent,
                env=self.processes.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    @property
    def access(self) -> dict[str, str]:
        """What a client of its server has in its environment, once it is served."""
        self.wait_for(lambda: "Prefect: " in self.log and "backfill" in self.log, 150)
        lines = (self.warehouse / ".prefect/schedule.env").read_text("utf-8").splitlines()
        return dict(line.removeprefix("export ").split("=", 1) for line in lines)

    def wait_for(self, happened: Callable[[], bool], seconds: int) -> None:
        until = time.monotonic() + seconds
        while not happened():
            assert self.process.poll() is None and time.monotonic() < until, self.log
            time.sleep(0.5)
