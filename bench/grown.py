"""What the history of a lake may have grown to: as much as docs/runs.md and docs/keeping.md say, file by file.

A lake made anew is no measure of it, as the history is copied there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

QUIET_RECORD, RECORD = 200, 4_000
"""Bytes of the record of a run that found nothing new, and of one that did something."""
RECORDS = 8_010_000
"""Bytes of all records: two files that each end with the line that takes them beyond 4 MB."""
MEASURES, MEASURE = 30, 4_000
"""Builds that are kept, and the bytes of one with few layouts."""
FINDINGS = 30
"""Findings on a document, those included that were gone by the next version or another day."""
GONE, TOLD = 400, 20
"""Bytes of a line on a document that is gone, and of the number of a finding that somebody was told of."""
UNTOLD = 150_000
"""Bytes of twenty messages that nobody took, each of twenty lines, and the ids of a hundred runs."""
_OVERHEAD, _LOOSE = 10_000, 1.2


class Lived(NamedTuple):
    """What a lake went through: runs that found nothing new, all other runs, documents taken away or replaced."""

    quiet: int
    others: int
    gone: int


class Size(NamedTuple):
    """What there is of something, and the most that there may be; in bytes, unless it says otherwise."""

    what: str
    found: int
    most: int


def history(raw: Path, lived: Lived) -> list[Size]:
    """What there is below `raw/history`, kind by kind; nothing may be there that is of none of these kinds."""
    folder = raw / "history"
    findings = folder / "findings.parquet"
    table = pq.ParquetFile(findings).read()
    rows = FINDINGS * (sum(path.is_file() for path in (raw / "documents").rglob("*")) + lived.gone)
    known = {
        "findings.parquet": int(_LOOSE * _anew(findings)) + _OVERHEAD,
        "runs*.jsonl": min(QUIET_RECORD * lived.quiet + RECORD * lived.others, RECORDS),
        "measures.jsonl": MEASURES * MEASURE,
        "gone*.csv": GONE * (lived.gone + 1),
        "told.json": TOLD * rows + _OVERHEAD,
        "untold.json": UNTOLD,
        "*.lock": 0,
    }
    others = {*folder.iterdir()} - {one for kind in known for one in folder.glob(kind)}
    return [
        Size("findings in the history", len(table["finding_id"].unique()), rows),
        Size("findings in the history, twice", table.num_rows - len(table["finding_id"].unique()), 0),
        *(Size(f"history/{kind}", _bytes(folder.glob(kind)), most) for kind, most in known.items()),
        Size("history, other files", len(others), 0),
        Size("history/measures.jsonl, lines", _lines(folder / "measures.jsonl"), MEASURES),
    ]


def _anew(path: Path) -> int:
    """The bytes of a table that is written anew with the same rows, as a build writes it."""
    written = io.BytesIO()
    pq.write_table(pq.ParquetFile(path).read(), written, compression="zstd", write_page_checksum=True)
    return len(written.getvalue())


def _bytes(paths: Iterator[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0
