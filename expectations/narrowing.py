"""What a run has to look at where little is new, laid out as all of it is: so the same queries serve both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from expectations.sql import mart_of, parquet, records_of

_BY_ROW = ("cells", "notices", "statements")
"""Tables whose rows keep or break the landing contract each by itself. Reports are compared with one another too."""

_BY_REPORT = ("cells", "reports")
_RESULTS = ("fct_reports", "fct_rule_results")
_HEALTH = "mart_layout_health"


class Narrowed(NamedTuple):
    """Records and marts of `looked_at` out of `reports` reports."""

    records: Path
    marts: Path
    looked_at: int
    reports: int


def parts(records: Path) -> Iterator[tuple[str, Path]]:
    """The files that are looked at once, each with its table."""
    for table in _BY_ROW:
        yield from ((table, path) for path in sorted((records / table).glob("**/*.parquet")))


def unchecked(records: Path, is_checked: Callable[[Path], bool], folder: Path) -> Path:
    """Link the parts that have not been checked into a folder, and all documents and reports; return the folder.

    It is enough to look at these: the bytes of a part that has been checked are still the same.
    """
    folder.mkdir(parents=True)
    for table in ("documents", "reports"):
        os.symlink((records / table).resolve(), folder / table, target_is_directory=True)
    for table in _BY_ROW:
        (folder / table).mkdir()
    for number, (table, path) in enumerate(parts(records)):
        if not is_checked(path):
            os.symlink(path.resolve(), folder / table / f"{number}.parquet")
    for table in _BY_ROW:
        if not any((folder / table).iterdir()):
            first = next(path for name, path in parts(records) if name == table)
            duckdb.execute(f"copy (from {parquet(first)} limit 0) to ?", [f"{folder / table / 'none.parquet'}"])
    return folder


def touched(records: Path, marts: Path, reports: Path, folder: Path) -> Narrowed:
    """Copy what a file with a column `report_id` names into a folder, and what is known of every layout.

    A null in the file stands for results that are of no report; no suite looks at these.
    """
    new_records, new_marts = folder / "records", folder / "marts"
    # Within the memory that Great Expectations is given too; the order of rows means nothing.
    settings = {"threads": "2", "memory_limit": "300MB", "preserve_insertion_order": "false"}
    with duckdb.connect(config={**settings, "temp_directory": str(folder / "spill")}) as connection:

        def copy(source: str, target: Path, narrow: str = "") -> int:
            target.parent.mkdir(parents=True, exist_ok=True)
            ((rows,),) = connection.execute(f"copy (from {source} as rows {narrow}) to ?", [str(target)]).fetchall()
            return int(rows)

        among = f"semi join {parquet(reports)} as touched using (report_id)"
        copied = {
            table: copy(records_of(records, table), new_records / table / "touched.parquet", among)
            for table in _BY_REPORT
        }
        for table in _RESULTS:
            copy(mart_of(marts, table), new_marts / f"{table}.parquet", among)
        copy(mart_of(marts, _HEALTH), new_marts / f"{_HEALTH}.parquet")
        ((every,),) = connection.execute(f"select count(*) from {records_of(records, 'reports')}").fetchall()
    return Narrowed(new_records, new_marts, copied["reports"], every)
