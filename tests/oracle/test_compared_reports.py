"""Rules that compare reports, over many agencies and years: SQL and oracle agree on each report."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from expectations import catalogue
from flows.reading.records import Extraction, Notice
from flows.reading.regions.table import Division, load
from tests.narratives import copied, moved, narrative, passages
from tests.oracle.comparison import by_oracle, by_sql, failing
from tests.record_factory import Figures, agency_years, extraction, write_records

# Half a minute as a whole.
pytestmark = pytest.mark.heavy

YEARS = range(2019, 2025)
WATCHED = [(line.section, line.item, line.measure) for line in catalogue.load().watched]
COMPARING = ("similar", "identical", "change", "region")
RULES = {rule.rule for rule in catalogue.load().rules if rule.kind in COMPARING and rule.state == "active"}


def regions(rng: Random) -> list[Division]:
    """All divisions directly below some prefectures and provinces, those themselves, and 延边 with its many names."""
    lasting = [d for found in load().by_code.values() for d in found if d.first_year <= 2018 and d.last_year >= 2024]
    chosen = {"222400", "460000", *rng.sample([d.code for d in lasting if d.level == "prefecture"], 8)}
    return [d for d in lasting if d.code in chosen or d.parent in chosen]


def spelled(rng: Random, division: Division) -> str:
    """A name used by the government of a division, or one that only looks like it."""
    by_code = {d.code: d for found in load().by_code.values() for d in found}
    above = [by_code[code].name for code in (f"{division.code[:2]}0000", division.parent) if code in by_code]
    before = rng.choice(["", "", "".join(dict.fromkeys(above)), above[0]]) if division.parent else ""
    name = rng.choice([division.name, division.name, division.short_name, *division.other_forms])
    return (
        before
        + name
        + rng.choice(["人民政府"] * 40 + ["政府", "人民 政府", ""] * 9 + ["人民政府办公室", "高新区管委会"])
    )


def figures_of(rng: Random, number: int, size: int) -> list[Figures | dict[tuple[int, str, str], Decimal | None]]:
    """Figures of one agency over the years, some of them last year's, out of proportion, blank, or nearly all 0."""
    found: list[Any] = agency_years(number, YEARS, rng.choice(["one_row", "three_rows", "both"]))
    level, unsteady = size * math.exp(rng.gauss(4, 1)), rng.choice([0.05, 0.3, 0.5])
    for at, values in enumerate(found):
        steady = {cell: Decimal(round(level * math.exp(rng.gauss(0, unsteady)))) for cell in WATCHED}
        values |= steady | {cell: steady[cell] * 10 for cell in WATCHED if rng.random() < 0.1}
        if at and rng.random() < 0.3:
            found[at] = dict(found[at - 1])
            # This row has two printings, and is not compared.
            found[at] |= {key: Decimal(7) for key in values if key[1].startswith("closed") and rng.random() < 0.1}
        if rng.random() < 0.1:
            found[at] |= {key: Decimal(0) for key in values if rng.random() < 0.98}
        share = rng.choice([0.0, 0.0, 0.0, 0.02, 0.1, 0.25])
        found[at] |= {key: None for key in values if rng.random() < share}
    return found


def made(seed: int) -> list[Extraction]:
    """Governments and others over the years, with versions, copies of figures, and years that are missing."""
    rng = Random(seed)
    reports: list[Extraction] = []
    agencies = [(spelled(rng, d), d.code) for d in regions(rng)] + [(f"第{n}局", None) for n in range(40)]
    for number, (name, code) in enumerate(agencies):
        kind = "government" if code else rng.choice(["department", "town", None])
        size = rng.choice([3, 30]) if code and code.endswith("00") else 1
        for year, values in zip(YEARS, figures_of(rng, number, size), strict=True):
            if rng.random() < 0.02:
                continue
            if reports and rng.random() < 0.05:
                values = {(c.section, c.item, c.measure): c.value for c in rng.choice(reports[-9:]).cells}
            for month in (1, 2) if rng.random() < 0.05 else (1,):
                published = dt.date(year + 1, month, 5)
                found = extraction(values, name, year, published_on=published, region_code=code)
                assert found.report is not None
                reports.append(found._replace(report=found.report._replace(agency_type=kind)))
    return reports


@pytest.mark.parametrize("seed", range(3))
def test_sql_and_oracle_agree_on_figures_compared(seed: int, tmp_path: Path) -> None:
    sql, oracle = by_sql(write_records(tmp_path, made(seed))), by_oracle(tmp_path)
    found = {key: holds for key, holds in sql.items() if key[1] in RULES}
    assert {key: holds for key, holds in oracle.items() if key[1] in RULES} == found
    counts = Counter((rule, holds) for (_, rule, _), holds in found.items())
    for rule in ("figures_repeated", "figures_shared", "figures_in_proportion", "parent_covers_children"):
        assert min(counts[rule, True], counts[rule, False]) >= 3, counts


def written(seed: int) -> list[Extraction]:
    """Narratives of agencies over three years: their own, copied, copied by many, repeated, short and cut."""
    rng = Random(seed)
    found: dict[tuple[str, int], list[str]] = {}
    reports: list[Extraction] = []
    template = narrative(rng, "某局")
    for number in range(60):
        name = f"第{number}局" if number % 3 else f"甲县人民政府{'办公室' * (number % 2)}"
        code = rng.choice(["331123", "360502", None])
        for year in (2021, 2022, 2023):
            kind = rng.choice(["own", "own", "copy", "template", "last", "short", "none"])
            text = narrative(rng, name, rng.choice([12, 25]))
            if kind == "copy" and found:
                (other, _), theirs = rng.choice(list(found.items()))
                text = moved(rng, copied(rng, theirs, other, name, rng.choice([0, 0.1, 0.2, 0.25])), 1)
            if kind == "template":
                text = copied(rng, template, "某局", name, rng.choice([0, 0.02]))
            if kind == "last" and (name, year - 1) in found:
                text = copied(rng, found[name, year - 1], name, name, rng.choice([0, 0.1, 0.15]))
            text = {"short": text[:3], "none": []}.get(kind, text)
            found[name, year] = text
            notices = [Notice("truncated", "", reports[0].cells[0].where)] if reports and rng.random() < 0.05 else []
            values = agency_years(number, [year])[0] if not reports else {}
            report = extraction(values, name, year, region_code=code, edition="2021", notices=notices)
            reports.append(report._replace(passages=passages(text, name)))
    return list({report.report_id: report for report in reports}.values())


@pytest.mark.parametrize("seed", range(3))
def test_sql_and_oracle_agree_on_narratives(seed: int, tmp_path: Path) -> None:
    sql, oracle = by_sql(write_records(tmp_path, written(seed))), by_oracle(tmp_path)
    found = {key: holds for key, holds in sql.items() if key[1].startswith("narrative_")}
    assert {key: holds for key, holds in oracle.items() if key[1].startswith("narrative_")} == found
    counts = Counter((rule, holds) for (_, rule, _), holds in found.items())
    assert (
        min(counts[rule, holds] for rule in ("narrative_shared", "narrative_repeated") for holds in (True, False)) > 5
    )


def test_bands_find_the_same_pairs_as_comparing_all_pairs(tmp_path: Path) -> None:
    """Typical copies fail whether each report is compared with few others or with all."""
    rng = Random(11)
    reports: list[Extraction] = []
    for source in range(12):
        text = narrative(rng, f"第{source}源局")
        for copy in range(rng.choice([1, 2, 6])):
            name = f"第{source}源局" if copy == 0 else f"第{source}之{copy}抄局"
            degree = rng.choice([0, 0.05, 0.1]) if copy else 0
            report = extraction({}, name, 2022, edition="2021")
            reports.append(report._replace(passages=passages(copied(rng, text, f"第{source}源局", name, degree), name)))
    tables = write_records(tmp_path / "records", reports)
    narratives = tables["narratives"].to_pydict()
    sketches = dict(zip(narratives["report_id"], map(np.array, narratives["sketch"]), strict=True))
    expected = set()
    for one, other in combinations(sketches, 2):
        equal = int((sketches[one] == sketches[other]).sum())
        if 200 * equal // (192 + equal) >= 60:
            expected |= {(one, "narrative_shared", "report"), (other, "narrative_shared", "report")}
    for judged in (by_sql(tables), by_oracle(tmp_path / "records")):
        assert {failure for failure in failing(judged) if failure[1] == "narrative_shared"} == expected
    assert 0 < len(expected) < len(reports)
