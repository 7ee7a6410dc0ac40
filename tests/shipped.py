"""The documents shipped with the project, and the records of a landing: helpers shared by several tests."""

from __future__ import annotations

import os
import resource
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.reading.records import SCHEMAS

DOCUMENTS = Path(__file__).parents[1] / "raw" / "documents"


def copy_documents(raw: Path, *names: str) -> Path:
    """A folder like `raw/` with these shipped documents in it, all of them if none is named."""
    (raw / "documents").mkdir(parents=True)
    for path in sorted(DOCUMENTS.iterdir()):
        if not names or path.name in names:
            shutil.copyfile(path, raw / "documents" / path.name)
    return raw


def put(raw: Path, name: str, data: bytes) -> Path:
    """Write a document of this content into a folder like `raw/`."""
    path = raw / "documents" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def shipped(name: str) -> bytes:
    """The content of a shipped document."""
    return (DOCUMENTS / name).read_bytes()


def environment(**more: str) -> dict[str, str]:
    """The environment for a separate process: this one's, without the variables of this session's Prefect."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | more


def cpu_seconds_of_children() -> float:
    """Processor time of the processes that this one started and waited for: a busy machine does not lengthen it."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def landed_files(raw: Path) -> dict[str, list[Path]]:
    """The current Parquet files of every table."""
    return {name: sorted((raw / "records" / name).rglob("*.parquet")) for name in SCHEMAS}


def landed_rows(raw: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The current rows of every table, in the columns of the landing contract, in a canonical order."""
    return {
        name: ordered(pa.concat_tables(_read(file, name) for file in files))
        for name, files in landed_files(raw).items()
    }


def ordered(table: pa.Table) -> list[tuple[Any, ...]]:
    """The sorted rows of a table, so that two tables with the same rows compare equal."""
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=repr)


def _read(file: Path, name: str) -> pa.Table:
    # The partition column is in the path; ParquetFile does not add it to what is in the file.
    return pq.ParquetFile(file).read().select(SCHEMAS[name].names)
