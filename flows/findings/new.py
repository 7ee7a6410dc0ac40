"""The findings that a run saw first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import duckdb

from flows.findings.queries import WANTED


class New(NamedTuple):
    """One finding to be corrected that a run saw first; `agency` and `year` are None where the report does not say."""

    finding_id: str
    agency: str | None
    year: int | None
    title: str
    message: str


_NEW = f"""
select {", ".join(f"r.{name}" for name in New._fields)}
from marts.fct_findings as r
where r.first_seen = $day and r.severity = 'must' and r.state in ('open', 'confirmed')
    and r.is_latest is not false and r.is_doubtful is not true and {WANTED}
order by r.agency nulls last, r.year desc nulls last, r.rule, r.scope"""


def read(database: Path, day: dt.date, year: int | None, region: str | None) -> list[New]:
    """What must be corrected and was not found before this day."""
    with duckdb.connect(str(database), read_only=True) as connection:
        wanted = {"day": day, "year": year, "region": region}
        return [New._make(row) for row in connection.execute(_NEW, wanted).fetchall()]
