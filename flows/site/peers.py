"""What is usual: the quartiles of every indicator among regions of a level, and among agencies of a type and level."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import duckdb

from flows.site.pieces import Folder

_INDICATORS = """
select indicator, denominator from marts.dim_indicator
where kind in ('count', 'share', 'rate')
order by display_order"""
# A figure over a small number says nothing about its unit, so it takes no part in what is usual.
_QUARTILES = """
with long as (
    select year, {group} as peers, indicator, cast(value as double) as value
    from (
        unpivot (select {kinds}, {figures} from marts.{mart} where {whole})
        on {names} into name indicator value value
    )
)

select year, peers, indicator, count(*), quantile_cont(value, [0.25, 0.5, 0.75])
from long
where peers is not null
group by all
having count(*) >= 5
order by all"""


_TYPE = "agency_type || '-' || level"
# A sum without some of its reports is smaller than the region's figure.
_WHOLE = """basis = 'report' or (
    bodies_there = bodies_expected and reports_incomplete = 0 and (basis <> 'lower' or regions_there = regions_expected)
)"""


class _Peers(NamedTuple):
    """What is compared with what: the mart, the group of a row, the columns that tell it, and which rows take part."""

    mart: str
    group: str
    kinds: str
    whole: str = "true"


def put(connection: duckdb.DuckDBPyConnection, folder: Folder) -> None:
    """Write `peers/all`: year, peers (`county`, `department-county`), indicator, how many, and the quartiles."""
    indicators = connection.execute(_INDICATORS).fetchall()
    rows = [
        *_quartiles(connection, indicators, _Peers("mart_region_year", "level", "level", _WHOLE)),
        *_quartiles(connection, indicators, _Peers("mart_agency_year", _TYPE, "agency_type, level")),
    ]
    body = [[*peers, *(round(q, 4) for q in quartiles)] for *peers, quartiles in rows]
    folder.put_text("peers/all", json.dumps(body, separators=(",", ":")))


def _quartiles(
    connection: duckdb.DuckDBPyConnection, indicators: list[tuple[str, str | None]], peers: _Peers
) -> list[tuple[Any, ...]]:
    there = set(connection.table(f"marts.{peers.mart}").columns)
    names = [name for name, _ in indicators if name in there]
    small = {name: f"{of}_is_small" for name, of in indicators if of and f"{of}_is_small" in there}
    figures = ", ".join(
        f"cast({f'if({small[name]}, null, {name})' if name in small else name} as double) as {name}" for name in names
    )
    kinds = f"year, {peers.kinds}"
    return connection.execute(
        _QUARTILES.format(**peers._asdict() | {"kinds": kinds, "figures": figures, "names": ", ".join(names)})
    ).fetchall()
