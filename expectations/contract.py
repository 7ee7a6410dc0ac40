"""Counts violations of the landing contract: gouji bugs, whatever the agencies wrote."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl

from expectations.form import Catalogue
from expectations.runner import ValidationError

_CELL = pl.format("{}.{}.{}", "section", "item", "measure")


def landed_reports(records: Path, catalogue: Catalogue) -> pd.DataFrame:
    """Return one row per landed report with how many of its records contradict the landing contract."""
    known = [f"{s}.{item}.{name}" for (_, s, item), names in catalogue.measures.items() for name in names]
    note = pl.col("note")
    unexplained = pl.col("value").is_null() == note.is_null()
    counts = {
        "cells": {
            "cells_unknown": (~_CELL.is_in(known)).sum(),
            "cells_unexplained": unexplained.sum(),
            "cells_uncertain": ((pl.col("reread") == "differs") & pl.col("value").is_not_null()).sum(),
            "notes_unknown": (~note.is_in([line.note for line in catalogue.notes])).sum(),
        },
        "notices": {"notices_unknown": (~pl.col("notice").is_in([line.notice for line in catalogue.notices])).sum()},
        "statements": {"facts_unknown": (~pl.col("fact").is_in([line.fact for line in catalogue.facts])).sum()},
    }
    reports = _scan(records, "reports").select("report_id")
    for table, columns in counts.items():
        counted = _scan(records, table).group_by("report_id").agg(**columns)
        reports = reports.join(counted, on="report_id", how="left")
    found = reports.fill_null(0).sort("report_id").collect(engine="streaming")
    return found.to_pandas().set_index("report_id", drop=False).rename_axis(None)


def _scan(records: Path, table: str) -> pl.LazyFrame:
    files = sorted((records / table).glob("**/*.parquet"))
    if not files:
        raise ValidationError(f"{records / table}: nothing has been landed; run the landing step first")
    return pl.scan_parquet(files, hive_partitioning=False)
