"""The names by which a reader finds a unit: every agency and region, with the initials of its name in pinyin."""

from __future__ import annotations

import json
from collections.abc import Iterator

import duckdb
from pypinyin import Style, lazy_pinyin

from flows.site.pieces import BYTES, Piece

# Regions in force, and agencies; the larger first, as of several matches the first are shown.
_UNITS = """
select kind, id, name, context from (
    select 'region' as kind, code as id, name, full_name as context, level, 0 as rank
    from marts.dim_region where is_in_force
    union all
    select 'agency', agencies.agency_id, agencies.name,
        coalesce(regions.full_name, ''), coalesce(regions.level, 'county'),
        if(agencies.agency_type = 'government', 1, 2)
    from marts.dim_agency as agencies
    left join marts.dim_region as regions on agencies.region_code = regions.code
)
order by rank, if(level = 'province', 0, if(level = 'prefecture', 1, 2)), context, name, id"""


def pieces(connection: duckdb.DuckDBPyConnection) -> Iterator[Piece]:
    """`search/<number>`: lists of kind, key, name, where it is, and initials, such as `hzqrmzf`."""
    lines, size, number = list[str](), 0, 0
    for kind, key, name, context in connection.execute(_UNITS).fetchall():
        line = json.dumps([kind, key, name, context, initials(name)], ensure_ascii=False, separators=(",", ":"))
        if size + len(line.encode()) > BYTES:
            yield _piece(number, lines)
            lines, size, number = [], 0, number + 1
        lines.append(line)
        size += len(line.encode()) + 2
    yield _piece(number, lines)


def _piece(number: int, lines: list[str]) -> Piece:
    return Piece(f"search/{number}", "[" + ",\n".join(lines) + "]")


def initials(name: str) -> str:
    """The first letters of a name's syllables; what is not Chinese stays as it is."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
