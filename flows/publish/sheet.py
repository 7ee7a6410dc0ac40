"""A mart as a sheet for Excel: the query with Chinese headings, words for codes, and names beside keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from expectations import sql
from expectations.vocabulary import words
from flows.publish.built import Column, Mart
from flows.warehouse.marts import SCHEMA

# Excel takes a text that begins like this for a formula, unless an apostrophe comes first; signed figures are none.
_FORMULA = r"^'*([=@\t\r]|[+-].*[^-+0-9.,% ])"
_CODE = re.compile("代码|编号")
_ORDER = (
    *("province_id", "prefecture_id", "county_id", "region_id", "region_code", "agency_id", "year"),
    *("section", "display_order"),
)


class _Named(NamedTuple):
    """Where a code has its name: a column of a dimension, found by its key, and by the section if it is of the form."""

    dimension: str
    key: str
    name: str
    is_of_form: bool = False


_AGENCY = _Named("dim_agency", "agency_id", "name")
_REGION = _Named("dim_region", "code", "full_name")
_ITEM = _Named("dim_item", "item", "label_zh", is_of_form=True)
_MEASURE = _Named("dim_measure", "measure", "label_zh", is_of_form=True)
_NAMED = {
    "agency_id": _AGENCY,
    "other_agency_id": _AGENCY,
    "parent_agency_id": _AGENCY,
    "region_id": _REGION,
    "region_code": _REGION,
    "other_region_code": _REGION,
    "county_id": _REGION,
    "prefecture_id": _REGION,
    "province_id": _REGION,
    "outcome": _Named("dim_outcome", "outcome", "label_zh"),
    "item": _ITEM,
    "proceeding": _ITEM,
    "measure": _MEASURE,
    "applicant": _MEASURE,
    "result": _MEASURE,
}
# The other marts on the form have the section in a column.
_SECTION = {"fct_disclosures": "2", "fct_requests": "3", "fct_proceedings": "4", "mart_requests_year": "3"}


def sheet(mart: Mart, rows: str, before: str = "") -> str:
    """The query of a mart of the database `built`, for `rows`, a query of some of its rows.

    Headings are Chinese, the first with what comes `before` it. A key of a dimension is followed by the name, under a
    heading of its own; where the heading of a code does not call it one, the name is in its place.
    """
    shown, joins = [], []
    for column in mart.columns:
        named, heading = _named(mart, column), _heading(column)
        if named is None or heading != column.label:
            shown.append((column.label, _printed(mart, column)))
        if named is not None:
            joins.append(_join(mart, column, named))
            shown.append((heading, _text(f"of_{column.name}.{named.name}")))
    columns = ", ".join(f'{value} as "{before * (not at)}{heading}"' for at, (heading, value) in enumerate(shown))
    return f"select {columns} from ({rows}) as mart {' '.join(joins)}"


def order(mart: Mart) -> str:
    """How the rows of a mart are ordered for people: by region, agency and year, or as in the form, then by its key."""
    keys = [column for key in mart.keys if key.kind == "primary_key" for column in key.columns]
    columns = dict.fromkeys(column for column in [*_ORDER, *keys] if column in {one.name for one in mart.columns})
    return f"order by {', '.join(map(_ordered, columns))}"


def _ordered(column: str) -> str:
    # A region comes before those in it; whose region is not known comes last.
    return f"mart.{column} nulls {'first' if column in {'prefecture_id', 'county_id'} else 'last'}"


def _named(mart: Mart, column: Column) -> _Named | None:
    """What names a column, unless the column is the one it names, or the mart has the name already."""
    named = _NAMED.get(column.name)
    if named is None or (named.dimension, named.key) == (mart.name, column.name):
        return None
    is_there = any(other.label == _heading(column) for other in mart.columns if other is not column)
    return None if is_there else named


def _heading(column: Column) -> str:
    """The heading of the name of a column."""
    return _CODE.sub("名称", column.label)


def _join(mart: Mart, column: Column, named: _Named) -> str:
    table = f"of_{column.name}"
    on = f"mart.{column.name} = {table}.{named.key}"
    if named.is_of_form:
        on += f" and {table}.section = {_SECTION.get(mart.name, 'mart.section')}"
    return f"left join built.{SCHEMA}.{named.dimension} as {table} on {on}"


def _printed(mart: Mart, column: Column) -> str:
    """A value as people write it: words for codes, figures without the trailing zeros of their storage."""
    name, said = f"mart.{column.name}", words(mart.name, column.name)
    if column.type == "BOOLEAN":
        return f"case when {name} then '是' when not {name} then '否' end"
    if column.type.startswith("DECIMAL"):
        return f"rtrim(rtrim(cast({name} as varchar), '0'), '.')"
    if column.name == "null_reasons":
        return _pairs(name, {other.name: other.label for other in mart.columns}, said)
    if said:
        return _said(name, said)
    return _text(name) if column.type == "VARCHAR" else name


def _pairs(name: str, labels: Mapping[str, str], said: Mapping[str, str]) -> str:
    """`column:code;column:code` in words."""
    column, code = (_said(f"split_part(pair, ':', {part})", words) for part, words in ((1, labels), (2, said)))
    return f"array_to_string(list_transform(string_split({name}, ';'), lambda pair: {column} || '：' || {code}), '；')"


def _said(code: str, said: Mapping[str, str]) -> str:
    """The word for a code; a code without a word as it is."""
    cases = " ".join(f"when {sql.text(one)} then {sql.text(word)}" for one, word in said.items())
    return f"case {code} {cases} else {_text(code)} end"


def _text(text: str) -> str:
    """A text, but never a formula."""
    return f"regexp_replace({text}, {sql.text(_FORMULA)}, '''\\0', 's')"
