"""The names by which a reader finds a unit: every agency and region, with the initials of its name in pinyin."""

from __future__ import annotations

import hashlib
import json

import duckdb
from pypinyin import Style, lazy_pinyin

from flows.site.pieces import Folder, parts

# Regions in force, and agencies: first those of which there is something to see, then the larger, as of several matches
# the first are shown.
_UNITS = """
with reporting as (
    select distinct agency_id from marts.fct_reports where agency_id is not null
),

places as (
    select distinct unnest([region_id, county_id, prefecture_id, province_id]) as code
    from marts.mart_agency_year
    semi join reporting using (agency_id)
)

select kind, id, name, context from (
    select 'region' as kind, code as id, name, full_name as context, level, 0 as rank,
        code in (from places where code is not null) as has_reports
    from marts.dim_region where is_in_force
    union all
    select 'agency', agencies.agency_id, agencies.name,
        coalesce(regions.full_name, ''), coalesce(regions.level, 'county'),
        if(agencies.agency_type = 'government', 1, 2), agencies.agency_id in (from reporting)
    from marts.dim_agency as agencies
    left join marts.dim_region as regions on agencies.region_code = regions.code
)
order by has_reports desc, rank, if(level = 'province', 0, if(level = 'prefecture', 1, 2)), context, name, id"""


def put(connection: duckdb.DuckDBPyConnection, folder: Folder) -> None:
    """Write `search/names`: lists of kind, key, name, where it is, and initials, such as `hzqrmzf`."""
    units = connection.execute(_UNITS).fetchall()
    state = hashlib.sha256(repr(units).encode()).hexdigest()[:16]
    if folder.keep("search/names", state):
        return
    lines = (json.dumps([*unit, initials(unit[2])], ensure_ascii=False, separators=(",", ":")) for unit in units)
    folder.put("search/names", state, [f"[{part}]" for part in parts(lines)])


def initials(name: str) -> str:
    """The first letters of a name's syllables; what is not Chinese stays as it is."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
