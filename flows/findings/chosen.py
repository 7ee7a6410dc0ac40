"""Whether a choice of year and region can show anything: a mistyped one must not look like no findings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from flows.landing.files import InputError

_SHOWN = 3
_LIKE = 0.5
# What most names have tells none from another.
_COMMON = "人民政府省市县区镇乡"
_KNOWN = """
with known as (
    select year, agency from marts.fct_reports
    union
    select year, agency from marts.mart_filing_status
)
"""
_COUNTS = (
    f"{_KNOWN} select count(*) filter (year = $year), count(*) filter (contains(agency, $region)), count(*) from known"
)
_NAMES = f"{_KNOWN} select distinct agency from known where agency is not null"
_LIKE_YEAR = f"""{_KNOWN}
select cast(year as varchar) from known where year is not null
group by year order by abs(year - $asked), year desc limit {_SHOWN}"""


class ChoiceError(InputError):
    """A year or a part of a name that no report has, nor any that is missing; the message has the nearest."""


def check(database: Path, year: int | None, region: str | None) -> None:
    """Raises ChoiceError where year or region are asked for, and nothing is known of them."""
    if year is None and region is None:
        return
    with duckdb.connect(str(database), read_only=True) as connection:
        ((of_year, of_region, all_of_them),) = connection.execute(_COUNTS, {"year": year, "region": region}).fetchall()
        if not all_of_them:
            return
        if region is not None and not of_region:
            names = [name for (name,) in connection.execute(_NAMES).fetchall()]
            said = _said(like(region, names))
            raise ChoiceError(f"--region {region!r}: no agency has this in its name; {said}")
        if year is not None and not of_year:
            said = _said([found for (found,) in connection.execute(_LIKE_YEAR, {"asked": year}).fetchall()])
            raise ChoiceError(f"--year {year}: there is no report on it, nor one that is missing; {said}")


def like(asked: str, names: Iterable[str]) -> list[str]:
    """The names that have half of what is asked for, or more, in the same order; at most three, the nearest first."""
    telling = [(at, character) for at, character in enumerate(asked) if character not in _COMMON]
    found = []
    for name in names:
        alike, at = max((_alike(telling, name, start), -start) for start in range(max(len(name), 1)))
        if telling and alike >= _LIKE * len(telling):
            found.append((-alike, -at, len(name), name))
    return [name for *_, name in sorted(found)[:_SHOWN]]


def _alike(telling: list[tuple[int, str]], name: str, start: int) -> int:
    return sum(name[start + at : start + at + 1] == character for at, character in telling)


def _said(nearest: list[str]) -> str:
    known = f"the nearest are {', '.join(nearest)}" if nearest else "no name is near it"
    return f"{known}; no list of it is written"
