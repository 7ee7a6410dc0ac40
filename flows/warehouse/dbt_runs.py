"""Runs dbt in this process, on a copy of the project."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

from expectations.catalogue import FORMAT_DIR
from flows.documents import folding
from flows.landing.refusals import line
from flows.reading.regions import DIVISIONS
from flows.warehouse.project import DBT_DIR

TABLES = (DIVISIONS, folding.TABLE)
"""Tables of the reader that are also dbt seeds."""
_ROOT = Path(__file__).parents[2]
_NAMED = 3
_PROJECT = ("*.yml", "macros/**/*.sql", "models/**/*.sql", "models/**/*.yml", "models/**/*.md", "tests/**/*.sql")


class WarehouseError(RuntimeError):
    """The warehouse could not be built; the message says which dbt node failed and why."""


class OutOfMemory(WarehouseError):
    """DuckDB may not use as much memory as is needed; the message names the models."""


def run_dbt(command: list[str], environment: Mapping[str, Path | str], target: Path) -> Any:
    """Run one dbt command in this process and return its result; raise WarehouseError where it fails.

    Paths in the environment become relative to the project below `target`, in which dbt runs.
    """
    # dbt takes more than a second to import, which only a build should pay for.
    from dbt.cli.main import dbtRunner

    project = _project(target / "project")
    # What dbt has parsed, and what it documents, is the same wherever the warehouse is: it can be moved or copied, and
    # dbt keeps the folder from which it loads each seed.
    start = os.path.realpath(project)
    values = {name: os.path.relpath(v, start) if isinstance(v, Path) else v for name, v in environment.items()}
    source = ["--project-dir=.", "--profiles-dir=."]
    output = [f"--target-path={os.path.relpath(target, start)}", f"--log-path={target}"]
    quiet = ["--quiet", "--no-print", "--no-use-colors", "--log-level", "none", "--log-level-file", "info"]
    # dbt changes the working directory and does not restore it.
    with _environment(values), chdir(project):
        try:
            outcome = dbtRunner().invoke([*command, *source, *output, *quiet])
        finally:
            # Here, as DuckDB writes to relative paths when it closes.
            _close_connections()
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise outcome.exception
    if not outcome.success:
        raise _error(command[0], outcome) from outcome.exception
    return outcome.result


def _project(folder: Path) -> Path:
    """Copy the project, and around it the tables it loads as seeds, to the places where dbt_project.yml expects them.

    For each seed dbt writes what it ran to the same relative path below its target folder. A seed outside the project,
    as the form is when `GOUJI_FORMAT` names it, would thereby be overwritten, or files would be left anywhere.
    """
    if folder.exists():
        shutil.rmtree(folder)
    places = {file: Path("dbt") / file.relative_to(DBT_DIR) for each in _PROJECT for file in DBT_DIR.glob(each)}
    places |= {file: Path("expectations/format") / file.name for file in FORMAT_DIR.glob("*.csv")}
    places |= {table: table.relative_to(_ROOT) for table in TABLES}
    for file, place in places.items():
        # Without the permissions of an installation that nobody may write to.
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / place)
    return folder / "dbt"


def _error(command: str, outcome: Any) -> WarehouseError:
    """What went wrong: each node that failed with what it said, or what dbt itself said."""
    if outcome.exception is not None:
        return WarehouseError(f"dbt {command} failed: {outcome.exception}")
    results = [r for r in outcome.result if r.status in ("error", "fail", "runtime error")]
    failed = {r.node.name: line(str(r.message)) for r in results}
    # A disk that takes no more of what memory cannot hold is another matter, which DuckDB calls the same.
    if all("Out of Memory Error" in said and "offload" not in said for said in failed.values()):
        first, more = ", ".join(list(failed)[:_NAMED]), len(failed) - _NAMED
        return OutOfMemory(f"dbt {command} ran out of memory in {first}{f' and {more} more' if more > 0 else ''}")
    reason = "; ".join(f"{name}: {said}" for name, said in failed.items())
    return WarehouseError(f"dbt {command} failed: {reason}")


def _close_connections() -> None:
    """Close what dbt keeps open; otherwise the file would stay locked as long as this process lives."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    reset: Any = reset_adapters
    manager: Any = DuckDBConnectionManager
    reset()
    try:
        if manager._ENV is not None:
            manager._ENV.close()
    finally:
        manager.close_all_connections()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """These variables, and none of those by which users of dbt set its options."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith("DBT_")]:
        del os.environ[name]
    os.environ.update({**values, "DO_NOT_TRACK": "1"})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
