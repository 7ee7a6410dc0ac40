"""What a build leaves for the next one, so that it evaluates only what is new: tables of the rules, and what they fit.

It is a folder beside the published warehouse. Its note says what it was made by and for which published file: with any
other reader, rule, model or file the next build starts anew. While a warehouse is being published there is no note.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb

from expectations.catalogue import FORMAT_DIR
from flows.landing.fingerprint import fingerprint
from flows.landing.mark import generation_in
from flows.landing.replacing import put_in_place, replace
from flows.warehouse.project import PROJECT
from flows.warehouse.publishing import DATABASE
from flows.warehouse.states import states

KEPT = "kept.duckdb"
_FOLDER, _NOTE = ".kept", "note.json"
_BUILDER = (*PROJECT, FORMAT_DIR.as_posix(), "flows/warehouse")


def place(records: Path, warehouse: Path) -> Path | None:
    """The database that the last build kept; None where the next build has to start anew."""
    kept = warehouse / _FOLDER
    try:
        note = json.loads((kept / _NOTE).read_text("utf-8"))
        return kept / KEPT if note == _note(records, warehouse) else None
    except (FileNotFoundError, ValueError):
        return None


def take_up(records: Path, warehouse: Path, folder: Path) -> bool:
    """Copy what the last build kept, and what it published, into `folder`; False where the next build starts anew."""
    kept = place(records, warehouse)
    if kept is None:
        return False
    shutil.copyfile(kept, folder / KEPT)
    shutil.copyfile(warehouse / DATABASE, folder / DATABASE)
    return True


def unknown(records: Path, database: Path) -> int:
    """How many of the reports landed the last build did not know."""
    files = str(records / "reports" / "*" / "*.parquet")
    with duckdb.connect(database, read_only=True) as connection:
        known = "select report_id from intermediate.int_reports_built"
        query = f"select count(*) from read_parquet($files) where report_id not in ({known})"
        ((found,),) = connection.execute(query, {"files": files}).fetchall()
    return int(found)


def drop(warehouse: Path) -> None:
    """Let the next build start anew, unless this one ends with `leave`."""
    (warehouse / _FOLDER / _NOTE).unlink(missing_ok=True)


def leave(records: Path, warehouse: Path, folder: Path) -> None:
    """Keep what was made in `folder`, once the warehouse that was made with it is published."""
    kept = warehouse / _FOLDER
    kept.mkdir(exist_ok=True)
    if (folder / KEPT).exists():
        put_in_place(folder / KEPT, kept / KEPT)
    replace(kept / _NOTE, json.dumps(_note(records, warehouse)).encode())


def _note(records: Path, warehouse: Path) -> dict[str, Any]:
    generation = generation_in(records)
    reader = generation.mark.reader if generation else ""
    # Parquet of years that have not changed is taken over from what is there.
    files = states(warehouse, warehouse / _FOLDER / KEPT)
    return {"builder": fingerprint(_BUILDER), "reader": reader, "duckdb": duckdb.__version__, "files": files}
