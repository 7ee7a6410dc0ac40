"""Running the main job again on the output of a finished run."""

from __future__ import annotations

from pathlib import Path

from flows.cli import main
from tests.conftest import FinishedRun

DUCKDB = "gouji.duckdb"


def published(warehouse: Path) -> dict[str, tuple[int, int]]:
    """Every published file that a build recreates, with its inode and modification time."""
    paths = [warehouse / DUCKDB, *(warehouse / "marts").rglob("*.parquet")]
    return {str(path.relative_to(warehouse)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}


def run_again(finished_run: FinishedRun, *options: str) -> int:
    return main(["run", "--raw", str(finished_run.raw), "--warehouse", str(finished_run.warehouse), *options])
