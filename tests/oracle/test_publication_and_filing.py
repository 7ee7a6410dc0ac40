"""Dates, deadlines, units and lists of agencies of every kind: SQL and oracle agree on each report."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import catalogue
from expectations.deadline_checks import AGENCY_TYPES
from expectations.rule import Deadline
from flows.documents.origin import Origin
from flows.landing.generations import ROSTER_FILE
from flows.reading.records import ROSTER, Cell, Evidence, Extraction, Locator
from tests.oracle.comparison import by_oracle, by_sql
from tests.record_factory import agency_years, extraction, write_records

# Half a minute as a whole.
pytestmark = pytest.mark.slow

RULES = {
    "published_in_time", "published_by_deadline", "published_after_year", "units_as_form", "report_filed",
    "report_expected", "title_has_year",
}  # fmt: skip
REGIONS = [None, "331123", "331121", "330106", "320106", "331100", "330000", "110101"]
DEADLINES = [
    Deadline("", "town", 4, 1, "published_by_deadline", "办法", 2019, None),
    Deadline("", "government", 3, 1, "published_by_deadline", "办法", 2019, 2021),
    Deadline("", "government", 3, 5, "published_by_deadline", "办法", 2022, None),
    Deadline("330000", "government", 2, 20, "published_by_deadline", "省办法", 2019, None),
    Deadline("331100", "government", 2, 25, "published_by_deadline", "市办法", 2020, None),
    Deadline("331123", "government", 3, 10, "published_by_deadline", "县办法", 2021, 2022),
    Deadline("331100", "department", 1, 20, "published_by_deadline", "市办法", 2019, None),
]


def evidence(rng: Random) -> list[Evidence]:
    fields = [(field, rng.choice(["certain"] * 4 + ["likely", "doubtful"])) for field in ("year", "published_on")]
    found = [Evidence(field, "x", "label", sure, None, Locator()) for field, sure in fields if rng.random() < 0.7]
    signed = dt.date(rng.randrange(2019, 2026), rng.choice([1, 12]), 20).isoformat()
    return [*found, *[Evidence("written_on", signed, "written", "likely", None, Locator())] * rng.randrange(2)]


def fees(rng: Random, year: int) -> list[Cell]:
    if year < 2021:
        return []
    unit = rng.choice(["万元", "万元", "元", None])
    value, note = rng.choice([(agency_years(1, [2022])[0][2, "fees", "amount"], None)] * 4 + [(None, "blank")])
    return [Cell(2, "fees", "amount", value, "8", unit, note, None, Locator(1, 6, 2))]


def version(rng: Random, number: int, year: int) -> Extraction:
    """One of an agency's reports, dated around the end of the year or around the deadlines, or undated."""
    days = rng.choice([-3, 0, 20, 25, 30, 31, 55, 60, 63, 68, 70, 89, 90, 120, 300])
    date = None if rng.random() < 0.15 else dt.date(year + 1, 1, 1) + dt.timedelta(days=days)
    region, name = REGIONS[number % len(REGIONS)], f"第{number}号机关"
    found = extraction(agency_years(number, [year])[0], name, year, published_on=date, region_code=region)
    assert found.report is not None
    changed: dict[str, Any] = {"agency_type": [*AGENCY_TYPES, "government", "department", None][number % 7]}
    changed |= rng.choice([{}] * 9 + [{"year": None}, {"agency": None, "agency_type": None}, {"title": None}])
    others = [cell for cell in found.cells if cell.item != "fees"] + fees(rng, year)
    fetched = Origin(fetched_at=rng.choice([None, dt.datetime(year + 1, 12, 1, 18) + dt.timedelta(rng.randrange(9))]))
    # Published on one day or undated, versions differ by when they were fetched.
    name = f"{found.document} {fetched.fetched_at}"
    found = found._replace(document=name, sha256=hashlib.sha256(name.encode()).hexdigest(), origin=fetched)
    return found._replace(report=found.report._replace(**changed), evidence=evidence(rng), cells=others)


def listed(rng: Random, number: int) -> dict[str, Any]:
    first, last = rng.choice([None, 2019, 2021]), rng.choice([None, 2021, 2022])
    region = REGIONS[number % len(REGIONS)]
    return {
        "roster_id": f"roster-{number}",
        "agency": f"第{number}号机关",
        "agency_type": "government",
        "region_code": region,
        "first_year": first,
        "last_year": last,
    }


@pytest.mark.parametrize("seed", range(3))
def test_sql_and_oracle_agree_on_dates_units_and_lists(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = catalogue.load()
    more = dataclasses.replace(form, deadlines=[*form.deadlines, *DEADLINES])
    monkeypatch.setattr(catalogue, "load", lambda: more)
    rng = Random(seed)
    reports = [
        version(rng, number, year)
        for number in range(112)
        for year in rng.sample(range(2019, 2025), 3)
        for _ in range(rng.choice([1, 1, 2, 3]))
    ]
    reports = list({report.report_id: report for report in reports}.values())
    tables = write_records(tmp_path, reports)
    tables["roster"] = pa.Table.from_pylist([listed(rng, n) for n in range(0, 112, 2)], schema=ROSTER)
    pq.write_table(tables["roster"], tmp_path / ROSTER_FILE)
    sql, oracle = by_sql(tables), by_oracle(tmp_path)
    assert {key: holds for key, holds in oracle.items() if key[1] in RULES} == {
        key: holds for key, holds in sql.items() if key[1] in RULES
    }
    counts = Counter((rule, holds) for (_, rule, _), holds in sql.items() if rule in RULES)
    for rule in sorted(RULES):
        assert counts[rule, True] > 5, rule
    for rule in ("published_in_time", "published_by_deadline", "published_after_year", "units_as_form"):
        assert counts[rule, False] > 5, rule
