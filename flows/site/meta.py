"""What every page needs at once: when the data is from, the years, the words for codes, and which pieces there are."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import duckdb

from expectations.catalogue import load
from expectations.shape import shape
from expectations.vocabulary import words
from flows.site.form import cells, facts, form
from flows.site.pieces import Folder

_YEARS = """
select year, edition, basis, is_over, is_carried_forward, coalesce(reports, 0) as reports
from marts.dim_year
left join (select year, count(*) as reports from marts.fct_reports where is_current group by year) using (year)
order by year"""
_REGIONS = """
select code, name, level,
    case level
        when 'county' then coalesce(prefecture_code, province_code)
        when 'prefecture' then province_code
    end as parent,
    full_name
from marts.dim_region where is_in_force
order by code"""
_DOCUMENTS = "select status, count(*) from marts.fct_documents group by 1 order by 1"
_BUILDS = """
select cast(min(first_seen) as varchar) as first, cast(max(last_seen) as varchar) as last from marts.fct_findings"""
_WORDS = (
    "agency_type", "severity", "state", "status", "level", "coverage", "confidence", "gone_because", "reread", "change",
    "change_reason", "null_reason", "null_reasons", "basis", "item_group", "field", "reason", "note", "counting",
)  # fmt: skip
_MARTS = {
    "basis": "mart_region_year", "change_reason": "mart_agency_year", "item_group": "fct_requests",
    "status": "mart_filing_status", "reason": "mart_filing_status", "note": "fct_cells",
}  # fmt: skip


def put(
    connection: duckdb.DuckDBPyConnection, folder: Folder, built: dt.datetime, day: dt.date, documents: str | None
) -> None:
    """Write `form`, `units` (the regions in force), `rules`, and last `meta`, which lists all other pieces.

    `documents` is where the documents are, as the site's folder sees it; None where they cannot be linked to.
    """
    meta = {
        "built": built.strftime("%Y-%m-%d %H:%M"),
        "day": day.isoformat(),
        "years": _rows(connection, _YEARS),
        "builds": _rows(connection, _BUILDS)[0],
        "indicators": _rows(connection, "select * from marts.dim_indicator order by display_order"),
        "originals": documents,
        **vocabulary(),
        "documents": dict(connection.execute(_DOCUMENTS).fetchall()),
        "pieces": _parts(folder),
    }
    regions = [list(row) for row in connection.execute(_REGIONS).fetchall()]
    across = {term.rule for term in load().terms if term.year_offset}
    rules = [{**rule._asdict(), "is_across_years": rule.rule in across} for rule in load().rules]
    printed = {"editions": form(), "cells": cells(), "facts": facts()}
    texts = {"form": printed, "units": regions, "rules": rules, "meta": meta}
    for name, body in texts.items():
        folder.put_text(name, json.dumps(body, ensure_ascii=False, separators=(",", ":")))


def vocabulary() -> dict[str, Any]:
    """The names of the tables, and the words for codes by what they are codes of; `result` are the results of rules."""
    found = {column: words(_MARTS.get(column, ""), column) for column in _WORDS}
    found |= {
        "result": words("fct_rule_results", "status"),
        "region_change_reason": words("mart_region_year", "change_reason"),
    }
    return {"tables": dict(shape().names), "words": found}


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = connection.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _parts(folder: Folder) -> dict[str, dict[str, int]]:
    """Folder -> piece -> in how many parts it is; whole reports are found by their agency."""
    found: dict[str, dict[str, int]] = {}
    for name, (_, parts) in sorted(folder.written.items()):
        kind, _, key = name.partition("/")
        if key and kind != "reports":
            found.setdefault(kind, {})[key] = parts
    return found
