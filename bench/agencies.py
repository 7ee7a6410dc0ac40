"""Agencies to generate reports for: governments, departments and towns of real divisions, as many as needed."""

from __future__ import annotations

import csv
from typing import NamedTuple

import numpy as np

from flows.reading.regions import DIVISIONS

# What follows the name of a division, in the order in which its bodies are used: a seventh are governments.
_DEPARTMENTS = (
    "财政局",
    "教育局",
    "公安局",
    "民政局",
    "卫生健康局",
    "农业农村局",
    "交通运输局",
    "自然资源局",
    "审计局",
)
_TOWNS = ("城关镇", "东风镇", "西河镇", "南山镇", "北塘镇", "新华乡", "红星乡", "和平街道", "中山街道")
# Of these only a country needs any.
_MORE_DEPARTMENTS = (
    "发展和改革委员会",
    "工业和信息化局",
    "司法局",
    "人力资源和社会保障局",
    "生态环境局",
    "住房和城乡建设局",
    "水利局",
    "商务局",
    "文化和旅游局",
    "应急管理局",
    "市场监督管理局",
    "统计局",
    "医疗保障局",
    "城市管理局",
    "信访局",
)
_MORE_TOWNS = tuple(f"{first}{second}镇" for first in "龙凤石白青黄金玉永长" for second in "桥河坪塘")
BODIES = (
    ("人民政府", "government"),
    *((name, "department") for name in _DEPARTMENTS[:4]),
    *((f"{name}人民政府", "town") for name in _TOWNS[:2]),
    *((name, "department") for name in _DEPARTMENTS[4:]),
    *((name if name.endswith("街道") else f"{name}人民政府", "town") for name in _TOWNS[2:]),
    *((name, "department") for name in _MORE_DEPARTMENTS),
    *((f"{name}人民政府", "town") for name in _MORE_TOWNS),
)
_USUAL = 7


class Agencies(NamedTuple):
    """Agencies in columns; `region` is None where a report would not show it, `size` is about its request count."""

    name: np.ndarray
    kind: np.ndarray
    region: np.ndarray
    size: np.ndarray

    def part(self, start: int, stop: int) -> Agencies:
        return Agencies(*(column[start:stop] for column in self))


def agencies(rng: np.random.Generator, count: int, years: tuple[int, int]) -> Agencies:
    """`count` agencies of divisions that keep name and code over the years from first to last."""
    divisions = _lasting(*years)
    each = max(_USUAL, -(-count // len(divisions)))
    if each > len(BODIES):
        raise ValueError(f"{count} agencies are more than {len(divisions)} divisions have here")
    chosen = rng.permutation(len(divisions))[: -(-count // each)]
    pairs = [(divisions[number], body) for number in chosen for body in BODIES[:each]][:count]
    kind = np.array([body[1] for _, body in pairs])
    size = rng.lognormal(0, 1, count) * np.select([kind == "government", kind == "town"], [120.0, 1.5], 12.0)
    # A name that identifies its division is occasionally left without a code.
    unknown = rng.random(count) < 0.01
    names = [(full if lost else name) + body[0] for ((_, name, full), body), lost in zip(pairs, unknown, strict=True)]
    regions = [None if lost else code for ((code, _, _), _), lost in zip(pairs, unknown, strict=True)]
    return Agencies(np.array(names), kind, np.array(regions, dtype=object), size)


def _lasting(first: int, last: int) -> list[tuple[str, str, str]]:
    """(code, name, name with those above it) of prefectures and counties that did not change."""
    with DIVISIONS.open(encoding="utf-8") as file:
        lines = [d for d in csv.DictReader(file) if int(d["first_year"]) <= first and int(d["last_year"]) >= last]
    by_code = {line["code"]: line for line in lines}
    return [
        (line["code"], line["name"], above["name"] + line["name"])
        for line in lines
        if line["level"] != "province" and (above := by_code.get(line["parent"]))
    ]
