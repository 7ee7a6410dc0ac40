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
    source = [f"--project-dir={project}", f"--profiles-dir={project}"]
    output = [f"--target-path={target}", f"--log-path={target}"]
    quiet = ["--quiet", "--no-print", "--no-use-colors", "--log-level", "none", "--log-level-file", "info"]
    # What dbt has parsed, and what it documents, is the same wherever the warehouse is.
    places = {name: os.path.relpath(each, project) for name, each in environment.items() if isinstance(each, Path)}
    # dbt changes the working directory and does not restore it.
    with _environment({**environment, **places}), chdir(project):
        try:
            outcome = dbtRunner().invoke([*command, *source, *output, *quiet])
        finally:
            # Here, as DuckDB writes to relative paths when it closes.
            _close_connections()
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise outcome.exception
    if not outcome.success:
        failed = _failed(outcome)
        reason = "; ".join(f"{name}: {message}" for name, message in failed.items()) or str(outcome.exception)
        if "Out of Memory Error" in reason:
            raise OutOfMemory(", ".join(failed)) from outcome.exception
        raise WarehouseError(f"dbt {command[0]} failed: {reason}") from outcome.exception
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


def _failed(outcome: Any) -> dict[str, str]:
    """The nodes that failed, with what each of them said; none where dbt itself did."""
    if outcome.exception is not None:
        return {}
    failed = [r for r in outcome.result if r.status in ("error", "fail", "runtime error")]
    return {r.node.name: line(str(r.message)) for r in failed}


def _close_connections() -> None:
    """Close what dbt keeps open; otherwise the file would stay locked as long as this process lives."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    reset: Any = reset_adapters
    manager: Any = DuckDBConnectionManager
    reset()
    if manager._ENV is not None:
        manager._ENV.close()
    manager.close_all_connections()


@contextmanager
def _environment(values: Mapping[str, Any]) -> Iterator[None]:
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
