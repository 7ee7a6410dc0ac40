"""Generations of records: written aside and published by one rename, so that readers see the old or the new.

`raw/records` is a link to the current generation under `raw/.records/`. The previous one stays until the next
landing, for readers that still have it open.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.landing.mark import FILE as MARK
from flows.landing.mark import Generation, Mark, in_force
from flows.landing.replacing import sync
from flows.landing.sound import note
from flows.reading.records import DOCUMENTS, SCHEMAS, Extraction, to_tables

LEDGER = "documents/documents.parquet"
"""The file of a generation with what became of every document."""
ROSTER_FILE = "roster.parquet"
"""The file of a generation with the agencies that have to file, if the user lists them."""
_YEARLY = tuple(name for name in SCHEMAS if name != "documents")


class Account(NamedTuple):
    """What became of one document found, and where it was fetched from; `part` names the files its records are in.

    `file` is the file itself or the archive it is packed in, `file_sha256` the SHA-256 of that.
    """

    document: str
    sha256: str
    report_id: str
    media_type: str | None
    encoding: str | None
    status: str
    reason: str | None
    address: str | None
    fetched_at: dt.datetime | None
    site: str | None
    page_address: str | None
    origin: str | None
    part: str | None
    file: str
    file_sha256: str


_ACCOUNTS = pa.schema([*DOCUMENTS, *(pa.field(name, pa.string()) for name in ("part", "file", "file_sha256"))])


def accounts_of(generation: Generation) -> list[Account]:
    """What became of every document, in the order in which they were found."""
    columns = pq.read_table(generation.folder / LEDGER).to_pydict()
    return [Account(*row) for row in zip(*(columns[f] for f in Account._fields), strict=True)]


class Batch(NamedTuple):
    """What was read from some documents, ready to be landed: their accounts, and their records by table."""

    accounts: list[Account]
    tables: dict[str, pa.Table]


def pack(found: Sequence[Extraction]) -> Batch:
    """Make records in the process that read the documents: tables are cheap to hand to another process."""
    tables = to_tables(found)
    rows = tables.pop("documents").to_pylist()
    accounts = [Account(**row, part=None, file="", file_sha256="") for row in rows]
    return Batch(accounts, tables)


def start(raw: Path, name: str) -> Path:
    """Make an empty folder for a new generation, and remove the remains of killed runs."""
    draft = draft_of(raw, name)
    for table in _YEARLY:
        _write(to_tables([])[table], draft / table / "report_year=unknown" / "empty.parquet")
    return draft


def draft_of(raw: Path, name: str) -> Path:
    """Where to make a new generation; removes all others but the current one."""
    store = raw / ".records"
    store.mkdir(parents=True, exist_ok=True)
    current = in_force(raw)
    for folder in (f for f in store.iterdir() if f.is_dir()):
        if current is None or folder.name != current.folder.name:
            shutil.rmtree(folder)
    return store / f"{name}.draft"


def write_part(draft: Path, part: str, batches: Sequence[Batch]) -> None:
    """Write the records of batches: one file per table and report year."""
    for name in _YEARLY:
        table = pa.concat_tables(batch.tables[name] for batch in batches)
        for year in pc.unique(table["year"]).to_pylist():
            rows = table.filter(pc.is_null(table["year"]) if year is None else pc.equal(table["year"], year))
            _write(rows, draft / name / f"report_year={year or 'unknown'}" / f"{part}.parquet")


def keep_parts(last: Generation, draft: Path, name: str, parts: Mapping[str, Set[str]]) -> None:
    """Take over parts as one of this name, each without some reports; a single one that is kept whole as hard links."""
    is_whole = len(parts) == 1 and not any(parts.values())
    for folder in sorted(path for table in _YEARLY for path in last.folder.glob(f"{table}/report_year=*")):
        files = {part: folder / f"{part}.parquet" for part in parts}
        there = {part: file for part, file in files.items() if file.exists()}
        target = draft / folder.relative_to(last.folder) / f"{name}.parquet"
        if is_whole:
            for file in there.values():
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(file, target)
        elif rows := [rest for part, file in there.items() if (rest := _without(file, parts[part])).num_rows]:
            _write(pa.concat_tables(rows), target)


def _without(file: Path, gone: Set[str]) -> pa.Table:
    """The records of a file but those of some reports."""
    table = pq.ParquetFile(file).read()
    return table.filter(pc.invert(pc.is_in(table["report_id"], pa.array(gone, pa.string())))) if gone else table


def write_roster(draft: Path, roster: pa.Table) -> None:
    """Write the list of the agencies that have to file."""
    _write(roster, draft / ROSTER_FILE)


def finish(raw: Path, draft: Path, mark: Mark, accounts: Iterable[Account]) -> Generation:
    """Publish a generation. Until this returns the old one is current, afterwards the new one, durably on disk."""
    rows = list(accounts)
    columns = [pa.array([row[i] for row in rows], type=field.type) for i, field in enumerate(_ACCOUNTS)]
    _write(pa.Table.from_arrays(columns, schema=_ACCOUNTS), draft / LEDGER)
    last = in_force(raw)
    note(draft, last.folder if last else None)
    mark.write(draft)
    return Generation(put_in_force(raw, draft), mark)


def put_in_force(raw: Path, draft: Path) -> Path:
    """Make a folder that is complete the current generation, durably on disk, and return where it is then."""
    for path in [draft / MARK, *(p for p in draft.rglob("*") if p.is_dir()), draft]:
        sync(path)
    folder = draft.with_suffix("")
    if folder.exists():
        folder = folder.with_name(f"{folder.name}-again")
    os.rename(draft, folder)
    link = raw / ".records" / "in_force"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(".records") / folder.name)
    os.replace(link, raw / "records")
    sync(raw)
    return folder


def _write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd")
    sync(path)
