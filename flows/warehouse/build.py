"""Builds the warehouse from the records with dbt, and publishes it so that readers never see half of it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

import duckdb

from expectations.catalogue import FORMAT_DIR
from flows.landing.fingerprint import fingerprint
from flows.landing.locks import only_writer
from flows.landing.refusals import line
from flows.landing.replacing import put_in_place
from flows.warehouse import kept, marts, memory
from flows.warehouse.days import today
from flows.warehouse.dbt_runs import OutOfMemory, WarehouseError, run_dbt
from flows.warehouse.history import NOTHING, History, day_table
from flows.warehouse.project import PROJECT
from flows.warehouse.publishing import DATABASE, INPUTS, MARTS, building, hand_over, publish

# The unit tests check the models, not these records: they belong to the test suite.
_BUILD = ("build", "--exclude-resource-type", "unit_test")
# What depends on the form alone is as the last build left it.
_OF_THE_FORM = (
    "path:models/intermediate/form",
    "path:models/intermediate/rules",
    "dim_indicator",
    "dim_item",
    "dim_measure",
    "dim_outcome",
)
# DuckDB reads a path with one of these as a pattern.
_PATTERN = "*?[]{}"
_MEMORY_FOR_FEW, _FEW = "1GB", 100
# A test of what is built stays, even if it also looks at what is not.
_UPDATE = ("--indirect-selection", "cautious", "--exclude-resource-type", "seed", "--exclude", *_OF_THE_FORM)


def build(
    records: Path,
    warehouse: Path,
    history: History | None = None,
    day: dt.date | None = None,
    validate: Callable[[Path, Path | None], None] = lambda marts, touched: None,
    *,
    anew: bool = False,
) -> None:
    """Build the warehouse from the Parquet under `records`, and publish it under `warehouse`.

    Evaluates what is new since the last build, or everything if that was made by other models or readers, or with
    `anew`; both make equal marts. Publishes `docs/index.html` (dbt's data dictionary), `inputs/<table>.parquet` (what
    the build knew beyond the records), the marts as Parquet in `marts`, then `gouji.duckdb`. Everything is built aside
    first: a build that fails or is killed leaves what was published unchanged, and the next one removes its remains.
    `validate` gets the folder of the new marts, and the file of the reports of which any result is new, or None where
    most are; if it raises, the marts are not published and no history is kept.
    With a history, findings have the days on which they were seen and their state; without one, they are all
    open and were never seen. Reports count as missing as of the day of the history; without one as of `day`, or today.
    """
    records, warehouse = records.resolve(), warehouse.resolve()
    _refuse(_PATTERN, records, "a folder of records")
    # dbt writes the path into statements as it is.
    _refuse(f"{_PATTERN}'", warehouse, "a warehouse")
    with building(warehouse) as folder, only_writer(history.folder) if history else nullcontext():
        # The place of the records in force differs from landing to landing, and dbt would parse all models again.
        (folder / "records").symlink_to(records)
        places = _places(folder)
        known = history.recall() if history else {**NOTHING, "days": day_table(day or today())}
        hand_over(known, records, folder / INPUTS)
        update = _make(places, records, warehouse, anew)
        validate(folder / MARTS, marts.touched(places["DATABASE"], places["KEPT"], folder) if update else None)
        # Findings are true even if they are not published; if published first, they could be forgotten.
        if history:
            history.keep(folder / MARTS)
        _document(places, warehouse)
        kept.drop(warehouse)
        publish(folder, warehouse)
        kept.leave(records, warehouse, folder)


def _refuse(characters: str, folder: Path, what: str) -> None:
    if set(characters) & set(str(folder)):
        raise WarehouseError(f"{folder}: {what} cannot have any of {' '.join(characters)} in its path")


def _places(folder: Path) -> dict[str, Path]:
    """Where dbt reads and writes, as its project and profile name it."""
    return {
        "DATABASE": folder / "intermediate.duckdb",
        "KEPT": folder / kept.KEPT,
        "MARTS": folder / DATABASE,
        "RECORDS": folder / "records",
        "INPUTS": folder / INPUTS,
    }


def _make(places: Mapping[str, Path], records: Path, warehouse: Path, anew: bool) -> bool:
    """Make the marts, an update of few reports with the memory that those need, and again if more is needed.

    Returns whether they are an update of those published.
    """
    folder = places["MARTS"].parent
    update = not anew and kept.take_up(records, warehouse, folder)
    if update and kept.unknown(records, places["KEPT"]) <= _FEW:
        with suppress(OutOfMemory):
            _make_with(_MEMORY_FOR_FEW, places, warehouse, _UPDATE)
            return True
        # What has run by then may have noted that all is done.
        _remove_made(folder)
        kept.take_up(records, warehouse, folder)
    _make_with(memory.for_a_build(), places, warehouse, _UPDATE if update else ())
    return update


def _make_with(limit: str, places: Mapping[str, Path], warehouse: Path, options: Sequence[str]) -> None:
    """Run the models and export the marts. Raises OutOfMemory where that takes more memory than `limit`."""
    database, published = places["MARTS"], warehouse if options else None
    try:
        _run_dbt([*_BUILD, *options], {**places, "MEMORY": limit}, warehouse)
        marts.export(database, database.parent / MARTS, places["DATABASE"], published, limit)
    except (OutOfMemory, duckdb.OutOfMemoryException) as error:
        advice = f"{memory.VARIABLE} can give this build more memory than {limit}"
        raise OutOfMemory(f"{advice}, which was not enough: {line(str(error))}") from error


def _remove_made(folder: Path) -> None:
    for left in [*folder.glob("*.duckdb"), *folder.glob("*.wal")]:
        left.unlink()
    shutil.rmtree(folder / MARTS, ignore_errors=True)


def _run_dbt(command: list[str], settings: Mapping[str, Path | str], warehouse: Path) -> Path:
    """Run a dbt command of the target `run` with these settings, and return the folder with what dbt wrote."""
    target = warehouse / ".dbt" / command[0]
    run_dbt([*command, "--target", "run"], {f"GOUJI_{name}": value for name, value in settings.items()}, target)
    return target


def _document(places: Mapping[str, Path], warehouse: Path) -> None:
    """Write dbt's data dictionary as one static page, if there is none of these models."""
    page, mark = warehouse / "docs" / "index.html", warehouse / "docs" / ".made_of"
    models = fingerprint((*PROJECT, FORMAT_DIR.as_posix()))
    if page.is_file() and mark.is_file() and mark.read_text("utf-8") == models:
        return
    # Not to parse the models a second time, as other places would need, saves half of the time.
    parsed = warehouse / ".dbt" / "build" / "partial_parse.msgpack"
    written = _run_dbt(["docs", "generate", "--static", f"--partial-parse-file-path={parsed}"], places, warehouse)
    made = written / "static_index.html"
    made.write_text(_with_usual_places(made.read_text("utf-8"), places, written / "project" / "dbt"), "utf-8")
    page.parent.mkdir(exist_ok=True)
    put_in_place(made, page)
    mark.write_text(models, "utf-8")


def _with_usual_places(page: str, places: Mapping[str, Path], project: Path) -> str:
    """The page shows where the records are read from: that is no folder which is gone after the build."""
    for name, usual in {"RECORDS": "raw/records", "INPUTS": "warehouse/inputs"}.items():
        page = page.replace(os.path.relpath(places[name], project), usual)
    return page
