"""A run on a shadow of what is current, to see what it would change before it does."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from flows.keeping import PlaceError
from flows.keeping.difference import compare
from flows.keeping.shadow import Shadow, shadow
from flows.keeping.summary import is_empty, summary
from flows.landing.locks import only_writer
from flows.landing.replacing import sync
from flows.operations.records import one_line
from flows.runs.job import Order, nothing_new
from flows.runs.run import check_input, land_and_build
from flows.runs.unchanged import warn_of_others
from flows.warehouse.dbt_runs import WarehouseError
from flows.warehouse.publishing import DATABASE

FOLDER = "preview"


def preview(order: Order) -> str | None:
    """Do aside what a run would do, and write into `preview` of the warehouse what would differ.

    Returns the summary, which is also written, None where nothing would. No run writes meanwhile: raises BusyError
    where one does. Raises PlaceError where there is no warehouse to compare with, and what a run raises where that
    would fail.
    """
    if not (order.warehouse / DATABASE).is_file():
        raise PlaceError(f"{order.warehouse / DATABASE}: is not there to be compared with; run gouji run first")
    with only_writer(order.raw / ".records", ".run.lock"):
        check_input(order.raw)
        warn_of_others(order.raw)
        _remove(order.warehouse)
        if not order.full_refresh and nothing_new(order.raw, order.warehouse, order.day):
            return None
        with shadow(order.raw, order.warehouse) as aside:
            land_and_build(order._replace(raw=aside.raw, warehouse=aside.warehouse))
            return _compared(order.warehouse, aside)


def _remove(warehouse: Path) -> None:
    for name in (FOLDER, f".{FOLDER}.draft"):
        if (warehouse / name).is_dir():
            shutil.rmtree(warehouse / name)


def _compared(warehouse: Path, aside: Shadow) -> str | None:
    draft, folder = warehouse / f".{FOLDER}.draft", warehouse / FOLDER
    draft.mkdir(mode=0o700)
    try:
        with compare(warehouse / DATABASE, aside.warehouse / DATABASE, draft) as connection:
            if is_empty(connection):
                return None
            text = summary(connection, str(folder))
        (draft / "summary.md").write_text(text, "utf-8")
        for file in draft.iterdir():
            sync(file)
        os.rename(draft, folder)
    except duckdb.Error as error:
        problem = f"cannot be compared with what a run would make ({one_line(error)})"
        raise WarehouseError(f"{warehouse / DATABASE}: {problem}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return text
