"""Lands a folder of documents, builds the warehouse and validates it, using the form that the environment names.

To be run as a separate process with `GOUJI_FORMAT` in its environment: `main` prints as JSON what each document says,
what the rules make of it in the warehouse, and which of them fail in Great Expectations.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

from expectations import catalogue
from expectations.checkpoint import check_records, check_results
from expectations.runner import Runner
from flows import settings
from flows.landing.land import land
from flows.reading.document import read
from flows.warehouse import build as warehouse
from tests.validation import EVERY


def said(raw: Path, built: Path) -> dict[str, Any]:
    """By document: its report, cells and notices, results and findings of the warehouse, failures of the suites."""
    settings.apply(built / ".settings")
    land(raw)
    warehouse.build(raw / "records", built)
    runner = Runner(built / "data_docs", EVERY)
    assert check_records(raw / "records", runner) == []
    failures = check_results(built / warehouse.MARTS, runner).failures
    read_again = {path.name: read(path.read_bytes(), path.name) for path in sorted((raw / "documents").iterdir())}
    with duckdb.connect(built / warehouse.DATABASE, read_only=True) as connection:
        results = connection.execute(
            "select report_id, rule, scope, status, reason, reported, computed from marts.fct_rule_results"
        ).fetchall()
        findings = connection.execute("select report_id, rule, scope, message from marts.fct_findings").fetchall()
    return {
        name: {
            "edition": found.report.edition if found.report else None,
            "cells": [(*cell[:3], cell.value, cell.raw, cell.note) for cell in found.cells],
            "notices": [(notice.code, notice.message) for notice in found.notices],
            "confidence": [e.confidence for e in found.evidence if e.field == "edition"],
            "results": sorted(line[1:] for line in results if line[0] == found.report_id),
            "findings": sorted(line[1:] for line in findings if line[0] == found.report_id),
            "suites": sorted(line[1:] for line in failures if line[0] == found.report_id),
        }
        for name, found in read_again.items()
    }


def main() -> None:
    """Print the results for the folder and the place that the arguments name."""
    found = {"form": str(catalogue.FORMAT_DIR), "said": said(*map(Path, sys.argv[1:]))}
    sys.stdout.write(json.dumps(found, default=str, ensure_ascii=False))
