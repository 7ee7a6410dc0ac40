"""Lists in `raw/history/gone.csv` the documents that were landed before and are gone or changed since.

Nobody is to change or remove what came in, so it does not pass in silence: a line each says whose report it was, and
where a backup has the file. Lines are only added; a list that has grown large becomes `gone-earlier.csv`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.landing.backups import backups_of, copy_of
from flows.landing.current import GONE
from flows.landing.generations import LEDGER, Account
from flows.landing.guarding import guarded
from flows.landing.mark import Generation
from flows.landing.replacing import sync

_EARLIER = "gone-earlier.csv"
_LARGE = 64_000_000


class Gone(NamedTuple):
    """A document that is gone, or whose name now stands for other content: a line of the list, all of it text.

    `file` is the document itself or the archive it was packed in. `agency` and `year` are blank where it was no report,
    `backup` where no backup is known to have the file.
    """

    day: str
    document: str
    what: str
    agency: str
    year: str
    sha256: str
    file_sha256: str
    backup: str


def list_gone(raw: Path, before: Generation | None, now: Sequence[Account]) -> int:
    """List what the generation `before` has, and the documents `now` have no more; returns how many those are.

    What is still there under another name is not gone. A document is listed once a day.
    """
    rows = [] if before is None else _rows(before, {account.sha256 for account in now})
    if before is None or not rows:
        return 0
    names = {account.document for account in now}
    day, reports, backups = dt.datetime.now(dt.UTC).date().isoformat(), _reports(before, rows), backups_of(raw)
    _append(raw / GONE, [_gone(row, day, names, reports, backups) for row in rows])
    return len(rows)


def _gone(
    row: dict[str, str], day: str, names: set[str], reports: dict[str, tuple[str, str]], backups: dict[str, str]
) -> Gone:
    what = "changed" if row["document"] in names else "gone"
    agency, year = reports.get(row["report_id"], ("", ""))
    copy = copy_of(backups, row["file_sha256"])
    return Gone(day, row["document"], what, agency, year, row["sha256"], row["file_sha256"], str(copy or ""))


def _rows(before: Generation, there: set[str]) -> list[dict[str, str]]:
    """What the ledger of a generation says of documents whose content is not there any more."""
    columns = ["document", "sha256", "report_id", "status", "part", "file_sha256"]
    try:
        table = pq.read_table(before.folder / LEDGER, columns=columns)
    except (OSError, pa.ArrowException):
        # Of another version or damaged: then nothing is known of what was there before.
        return []
    is_gone = pc.invert(pc.is_in(table["sha256"], pa.array(there, pa.string())))
    rows: list[dict[str, str]] = table.filter(pc.and_(is_gone, pc.not_equal(table["status"], "duplicate"))).to_pylist()
    return rows


def _reports(before: Generation, rows: Iterable[dict[str, str]]) -> dict[str, tuple[str, str]]:
    """Agency and year of those that are reports, by `report_id`."""
    wanted = pa.array([row["report_id"] for row in rows], pa.string())
    found: dict[str, tuple[str, str]] = {}
    for part in {row["part"] for row in rows if row["part"]}:
        for file in before.folder.glob(f"reports/report_year=*/{part}.parquet"):
            table = pq.ParquetFile(file).read(columns=["report_id", "agency", "year"])
            for report in table.filter(pc.is_in(table["report_id"], wanted)).to_pylist():
                found[report["report_id"]] = (report["agency"] or "", str(report["year"] or ""))
    return found


def _append(path: Path, gone: Sequence[Gone]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    size = path.stat().st_size if path.exists() else 0
    if size > _LARGE:
        os.replace(path, path.with_name(_EARLIER))
        size = 0
    listed = _listed(path, gone[0].day) if size else set()
    text = io.StringIO()
    writer = csv.writer(text)
    # A run that was killed may have left an empty one.
    if not size:
        writer.writerow(Gone._fields)
    new = (tuple(map(guarded, one)) for one in gone)
    writer.writerows(line for line in new if line[:2] + line[5:6] not in listed)
    with path.open("ab") as file:
        # The last line of a run that was killed may be cut short.
        start = b"" if file.tell() == 0 or _ends_a_line(path) else b"\r\n"
        mark = b"" if file.tell() else "\ufeff".encode()
        file.write(mark + start + text.getvalue().encode())
    sync(path)


def _listed(path: Path, day: str) -> set[tuple[str, ...]]:
    """Day, document and digest of what is listed on this day already."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return {(*line[:2], *line[5:6]) for line in csv.reader(file) if line[:1] == [day]}


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"
