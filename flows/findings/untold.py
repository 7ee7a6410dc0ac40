"""The findings to be corrected of which nobody has been told yet."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import duckdb


class Untold(NamedTuple):
    """One such finding; `agency`, `year`, `report_id` and `agency_id` are None where the report does not say."""

    finding_id: str
    agency: str | None
    year: int | None
    failure: str
    message: str
    report_id: str | None
    agency_id: str | None


_UNTOLD = f"""
select {", ".join(f"r.{name}" for name in Untold._fields)}
from marts.fct_findings as r
anti join (select unnest($told::varchar[]) as finding_id) as told using (finding_id)
where r.severity = 'must' and r.state in ('open', 'confirmed')
    and r.is_latest is not false and r.is_doubtful is not true
order by r.year desc nulls last, r.agency nulls last, r.rule, r.scope, r.finding_id"""


def read(database: Path, told: Collection[str], most: int) -> tuple[list[Untold], list[str]]:
    """The findings that are open or confirmed and not told, the latest year first: `most` of them, and all numbers."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(_UNTOLD, {"told": list(told)})
        listed = [Untold._make(row) for row in rows.fetchmany(most)]
        numbers = [finding.finding_id for finding in listed]
        while part := rows.fetchmany(10_000):
            numbers += [row[0] for row in part]
    return listed, numbers
