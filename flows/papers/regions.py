"""Which region a person means by a code or a name."""

from __future__ import annotations

from typing import NamedTuple

from duckdb import DuckDBPyConnection

from flows.messages import told
from flows.papers import PaperError

_SHOWN = 10


class RegionError(PaperError):
    """No region, or several, are meant; the message lists the candidates."""


class Region(NamedTuple):
    """A region over all its codes and names: its last code, as `mart_agency_year` has it, and its last names."""

    region_id: str
    name: str
    full_name: str


# Of a name that a region had and another has now, the one in force is meant.
_CALLED = """
with called as (
    select last_code, is_in_force, 0 as grade from marts.dim_region where code = $text
    union all
    select last_code, is_in_force, 1 as grade from marts.dim_region where full_name = $text
    union all
    select last_code, is_in_force, 2 as grade from marts.dim_region where name = $text
),
meant as (select distinct last_code, grade, max(is_in_force) over (partition by last_code, grade) as is_in_force
    from called)
select distinct regions.code, regions.name, regions.full_name
from meant
inner join marts.dim_region as regions on meant.last_code = regions.code
where meant.grade = (select min(grade) from meant)
    and (meant.is_in_force or not exists (select 1 from meant as others
        where others.grade = meant.grade and others.is_in_force))
order by regions.code"""

_ALIKE = """
select code, name, full_name from marts.dim_region
where is_in_force and $text <> ''
    and (contains(full_name, $text) or jaro_winkler_similarity(name, $text) > 0.8)
order by contains(full_name, $text) desc, jaro_winkler_similarity(name, $text) desc, length(full_name), code"""


def find(connection: DuckDBPyConnection, text: str) -> Region:
    """The region with this code, full name or unambiguous name. Raises RegionError."""
    wanted = {"text": text.strip()}
    found = [Region._make(row) for row in connection.execute(_CALLED, wanted).fetchall()]
    if len(found) == 1:
        return found[0]
    if found:
        raise RegionError(told("region_several", text=text, count=len(found), regions=_listed(found)))
    alike = [Region._make(row) for row in connection.execute(_ALIKE, wanted).fetchall()]
    if alike:
        raise RegionError(told("region_alike", text=text, regions=_listed(alike)))
    raise RegionError(told("region_unknown", text=text))


def _listed(regions: list[Region]) -> str:
    shown = "、".join(f"{region.region_id} {region.full_name}" for region in regions[:_SHOWN])
    return told("and_more", listed=shown) if len(regions) > _SHOWN else shown
