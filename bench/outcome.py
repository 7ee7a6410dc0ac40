"""Everything that a run leaves, as digests that are equal only if the content is: cell for cell, in any order of rows.

What may differ between two runs with equal results is left out: the time of building a page, how rows are parted into
files, the names of generations.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.accounts import is_account

Outcome = dict[str, str]
"""What -> digest of its content."""

_BUILT = re.compile(rb'"built":"[^"]*"')
_NAME = re.compile(r"[0-9a-f]{8,}(-again)?|\d+")
_COMPARED = ("marts", "documents", ".dbt")
_NOTES = {"written.json", "made_of.json"}
_TABLES = "select table_name from duckdb_tables() where schema_name = 'marts' order by all"


def outcome(raw: Path, warehouse: Path) -> Outcome:
    """Digests of records, rejected documents, history, decisions, marts in both forms, site and workbook."""
    return {
        **{f"records {name}": digest for name, digest in _records(raw)},
        **{name: _of_file(raw / name) for name in ("rejected/rejected.csv", "decisions.csv", "agencies.csv")},
        "history": _of_rows(_parquet(raw / "history" / "findings.parquet")),
        **dict(_marts(warehouse)),
        **dict(_site(warehouse / "site")),
        **dict(_workbook(warehouse / "findings" / "findings.xlsx")),
    }


def differences(one: Outcome, other: Outcome) -> list[str]:
    """What differs between two outcomes."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def names(*folders: Path) -> set[str]:
    """The names of all files, digits and digests in them replaced.

    Those of marts are left out, as they are compared, and those of what is for operators.
    """
    return {
        _NAME.sub("#", f"{folder.name}/{path.relative_to(folder)}")
        for folder in folders
        for path in folder.rglob("*")
        if path.name != ".lock"
        and not is_account(path.relative_to(folder))
        and path.relative_to(folder).parts[0] not in _COMPARED
        and (path.is_symlink() or path.is_file())
    }


def _records(raw: Path) -> Iterator[tuple[str, str]]:
    import pyarrow.parquet as pq

    for folder in sorted((raw / "records").resolve().iterdir()):
        if folder.is_dir():
            # Which rows share a file depends on when they were read.
            rows = [
                row for file in sorted(folder.rglob("*.parquet")) for row in pq.ParquetFile(file).read().to_pylist()
            ]
            yield folder.name, _of_rows(str({k: v for k, v in row.items() if k != "part"}) for row in rows)


def _marts(warehouse: Path) -> Iterator[tuple[str, str]]:
    import duckdb

    with duckdb.connect(str(warehouse / "gouji.duckdb"), read_only=True) as connection:
        for (name,) in connection.execute(_TABLES).fetchall():
            yield f"mart {name}", _of_rows(map(repr, connection.table(f"marts.{name}").fetchall()))
            place = warehouse / "marts" / name
            yield (
                f"mart {name} as Parquet",
                _of_rows(_parquet(place if place.is_dir() else place.with_suffix(".parquet"))),
            )


def _parquet(place: Path) -> Iterator[str]:
    import duckdb

    pattern = str(place / "*.parquet") if place.is_dir() else str(place)
    return map(repr, duckdb.connect().execute("from read_parquet(?)", [pattern]).fetchall())


def _site(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in _NOTES and path.name != ".lock":
            content = _BUILT.sub(b"", path.read_bytes())
            yield f"site {path.relative_to(folder)}", hashlib.sha256(content).hexdigest()


def _workbook(path: Path) -> Iterator[tuple[str, str]]:
    from openpyxl import load_workbook

    for sheet in load_workbook(path, read_only=True):
        yield f"workbook {sheet.title}", _of_rows(f"{n} {row}" for n, row in enumerate(sheet.values))


def _of_rows(rows: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(rows)).encode("utf-8", "backslashreplace")).hexdigest()


def _of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
