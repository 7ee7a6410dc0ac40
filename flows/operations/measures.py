"""What a warehouse says as a whole: counts for the record of a run, and what later runs are compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from flows.landing.current import Landing
from flows.operations.snapshots import Snapshot

_MEMORY = "1GB"

_STILL_DUE = "state in ('open', 'confirmed') and is_doubtful is not true and is_latest is not false"
_REPORTS = """
select count(*), coalesce(sum(cells_printed), 0), coalesce(sum(rules_hold), 0), coalesce(sum(rules_fail), 0),
    coalesce(sum(rules_not_assessed), 0), coalesce(sum(rules_not_applicable), 0)
from marts.fct_reports"""
_LAYOUTS = """
select layout, count(*) as reports, sum(cells_printed), sum(cells_valued)
from marts.fct_reports where layout is not null group by layout order by reports desc, layout"""
_NULLS = "select note, count(*) from marts.fct_cells where note is not null group by note order by note"
_REJECTED = """
select split_part(reason, ':', 1) as code, count(*) from marts.fct_documents where status = 'rejected'
group by code order by code"""
_KNOWN = "(select finding_id, severity from read_parquet($known) where gone_since is null)"
_FINDINGS = f"""
select severity, count(*) filter ({_STILL_DUE}), count(*) filter ({_STILL_DUE} and known.finding_id is null)
from marts.fct_findings left join {_KNOWN} as known using (finding_id, severity) group by severity order by severity"""
_GONE = f"""
select severity, count(*) from {_KNOWN} as known
anti join marts.fct_findings using (finding_id) group by severity order by severity"""


class Measures(NamedTuple):
    """What a warehouse says after a build."""

    counts: dict[str, Any]
    snapshot: Snapshot


def measure(warehouse: Path, landing: Landing, reader: str) -> Measures:
    """Measure a warehouse just built from a landing by a reader. Raises duckdb.Error where it cannot be read."""
    known = {"known": str(warehouse / "inputs" / "findings.parquet")}
    config: dict[str, Any] = {"threads": 2, "memory_limit": _MEMORY}
    with duckdb.connect(str(warehouse / "gouji.duckdb"), read_only=True, config=config) as connection:

        def rows(query: str, values: Mapping[str, str] | None = None) -> list[tuple[Any, ...]]:
            return connection.execute(query, values or {}).fetchall()

        ((reports, printed, hold, fail, not_assessed, not_applicable),) = rows(_REPORTS)
        nulls, rejected = dict(rows(_NULLS)), dict(rows(_REJECTED))
        findings, gone = rows(_FINDINGS, known), rows(_GONE, known)
        layouts = {layout: counts for layout, *counts in rows(_LAYOUTS)}
    counts = {
        "documents": {name: count for name, count in landing._asdict().items() if name != "generation"},
        "rejected": rejected,
        "reports": reports,
        "cells": printed,
        "nulls": nulls,
        "results": {"hold": hold, "fail": fail, "not_assessed": not_assessed, "not_applicable": not_applicable},
        "findings": _of_findings(findings, gone),
    }
    of_landing = landing.found, landing.rejected, landing.read
    return Measures(
        _as_whole_numbers(counts),
        Snapshot(
            *(reader, *of_landing, reports, int(printed), int(hold + fail + not_assessed), int(not_assessed)),
            nulls,
            {layout: [int(count) for count in found] for layout, found in layouts.items()},
        ),
    )


def _of_findings(found: Sequence[tuple[Any, ...]], gone: Sequence[tuple[Any, ...]]) -> dict[str, int]:
    counts = {f"{severity}{kind}": 0 for severity in ("must", "should") for kind in ("", "_new", "_gone")}
    for severity, due, new in found:
        counts |= {severity: due, f"{severity}_new": new}
    return counts | {f"{severity}_gone": count for severity, count in gone}


def _as_whole_numbers(counts: Any) -> Any:
    """Sums come as decimals, which JSON does not know."""
    return {k: _as_whole_numbers(v) for k, v in counts.items()} if isinstance(counts, dict) else int(counts)
