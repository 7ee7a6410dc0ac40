"""What one build passes on to the next: every finding of any build, with the days on which it was seen.

What a warehouse built from nothing cannot know from the records is provided here: the findings that the last build left
under `raw/history`, what supervisors decided on them, and the day.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from flows.landing.replacing import put_in_place
from flows.warehouse import decisions

MART = "fct_finding_history"
_LOG = "history/findings.parquet"
_FIGURE = pa.decimal128(38, 8)
_ROWS = 100_000

FINDINGS = pa.schema(
    {
        "finding_id": pa.string(),
        "agency_id": pa.string(),
        "agency": pa.string(),
        "region_code": pa.string(),
        "year": pa.int32(),
        "report_id": pa.string(),
        "document": pa.string(),
        "rule": pa.string(),
        "title": pa.string(),
        "severity": pa.string(),
        "scope": pa.string(),
        "scope_label": pa.string(),
        "reported": _FIGURE,
        "computed": _FIGURE,
        "message": pa.string(),
        "first_seen": pa.date32(),
        "last_seen": pa.date32(),
        "gone_since": pa.date32(),
        "gone_because": pa.string(),
    }
)
LEFT = {*FINDINGS.names, "failure"}
"""The columns that a build leaves: those of the mart. What is left with others is of a newer version."""

DECISIONS = pa.schema(
    {
        "line": pa.int32(),
        "finding_id": pa.string(),
        "state": pa.string(),
        "reason": pa.string(),
        "decided_by": pa.string(),
        "decided_on": pa.date32(),
        "reported": _FIGURE,
        "computed": _FIGURE,
        "message": pa.string(),
    }
)
DAYS = pa.schema({"today": pa.date32()})
NOTHING = {
    "findings": FINDINGS.empty_table(),
    "decisions": DECISIONS.empty_table(),
    "runs": pa.schema({"run_on": pa.date32()}).empty_table(),
    "days": DAYS.empty_table(),
}
"""The tables for models where nothing is known of earlier builds, as when a draft is checked."""


class HistoryError(RuntimeError):
    """What an earlier build left cannot be read; the message says what to do."""


class History(NamedTuple):
    """The folder next to whose documents the findings are kept, and the day of the run (UTC)."""

    raw: Path
    run_on: dt.date

    @property
    def folder(self) -> Path:
        """The file that keeps all findings; nothing else is needed to restore them."""
        return (self.raw / _LOG).parent

    def recall(self) -> dict[str, pa.Table]:
        """The tables of `NOTHING`, filled. Raises HistoryError, and DecisionError for a bad decision."""
        rows = [{"line": line, **decision._asdict()} for line, decision in decisions.read(self.raw)]
        return {
            "findings": self._findings(),
            "decisions": pa.Table.from_pylist(rows, DECISIONS),
            "runs": pa.Table.from_pylist([{"run_on": self.run_on}], NOTHING["runs"].schema),
            "days": day_table(self.run_on),
        }

    def keep(self, marts: Path) -> None:
        """Replace the stored findings by those a build now knows, all or nothing."""
        log = self.raw / _LOG
        draft = log.with_suffix(".draft")
        _copy_with_checksums(marts / f"{MART}.parquet", draft)
        put_in_place(draft, log)

    def _findings(self) -> pa.Table:
        log = self.raw / _LOG
        if not log.exists():
            return NOTHING["findings"]
        try:
            left = pq.ParquetFile(log, page_checksum_verification=True).read()
            if unknown := sorted({*left.column_names} - LEFT):
                newer = f"it has {', '.join(unknown[:3])}, which this version of gouji does not know"
                raise HistoryError(f"{log}: is what a newer version left: {newer}; run that one, or restore a backup")
            return left.select(FINDINGS.names).cast(FINDINGS)
        except (pa.ArrowException, KeyError, OSError) as error:
            problem = f"{log}: is not what a build left ({error})"
            raise HistoryError(f"{problem}; restore a copy, or remove it and lose when findings were seen") from error


def _copy_with_checksums(mart: Path, draft: Path) -> None:
    """Copy findings; of what cannot be made again, damage must be noticed, and a changed bit may leave a valid file."""
    found = pq.ParquetFile(mart)
    with pq.ParquetWriter(draft, found.schema_arrow, compression="zstd", write_page_checksum=True) as file:
        for rows in found.iter_batches(_ROWS):
            file.write_batch(rows)


def day_table(day: dt.date) -> pa.Table:
    """The day as of which reports count as missing, as a table for the models."""
    return pa.Table.from_pylist([{"today": day}], DAYS)
