"""The findings that were not there at the last run."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb

from flows.findings.bounds import WANTED, wanted


class New(NamedTuple):
    """One finding to be corrected that is new; `agency` and `year` are None where the report does not say."""

    finding_id: str
    agency: str | None
    year: int | None
    failure: str
    message: str


_NEW = f"""
select {", ".join(f"r.{name}" for name in New._fields)}
from marts.fct_findings as r
anti join (select finding_id from read_parquet($known) where gone_since is null) as known using (finding_id)
where r.severity = 'must' and r.state in ('open', 'confirmed')
    and r.is_latest is not false and r.is_doubtful is not true and {WANTED}
order by r.agency nulls last, r.year desc nulls last, r.rule, r.scope, r.finding_id"""


def read(warehouse: Path, year: int | None, region: str | None) -> list[New] | None:
    """What must be corrected and was not found by the build before, or was gone then; None if that had no findings.

    After a first build everything is new, and a list of it would tell nothing.
    """
    known = str(warehouse / "inputs" / "findings.parquet")
    with duckdb.connect(str(warehouse / "gouji.duckdb"), read_only=True) as connection:
        if not connection.execute("select count(*) from read_parquet(?)", [known]).fetchall()[0][0]:
            return None
        values = {"known": known, **wanted(year, region)}
        return [New._make(row) for row in connection.execute(_NEW, values).fetchall()]
