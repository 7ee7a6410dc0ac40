"""Lands reports of many agencies over five years as records, with planted failures; the same seed, the same records.

`python -m bench.records FOLDER --reports 10000` writes them as the landing step does, and `planted.parquet` beside.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench import figures, planted, texts
from bench.agencies import Agencies, agencies
from bench.figures import LEFT_OUT, ONE, Figures, decimals
from flows.reading.records import SCHEMAS, VALUE
from tests.record_factory import UNITS, edition_of

YEARS = (2019, 2020, 2021, 2022, 2023)
_BLOCK = 5_000
_PRINTINGS = {"three_rows": 0.85, "one_row": 0.1, "both": 0.05}
_PLANTED = pa.schema([(name, pa.string()) for name in ("report_id", "rule", "scope", "status")])


class Reports(NamedTuple):
    """The reports of one year of a block of agencies, one row each in every field; `blank` is -1 or a position."""

    year: int
    ids: np.ndarray
    documents: list[str]
    agencies: Agencies
    printing: np.ndarray
    published: np.ndarray
    figures: Figures
    blank: np.ndarray


class Block(NamedTuple):
    """Some agencies, and by agency and year whether a report is there and whether it was published again."""

    agencies: Agencies
    printing: np.ndarray
    present: np.ndarray
    again: np.ndarray

    def ids(self, column: int) -> np.ndarray:
        """The id of the last report of one year by agency, None where there is none."""
        if not 0 <= column < len(YEARS):
            return np.full(len(self.printing), None)
        names = _documents(self.agencies, YEARS[column], "last")
        return np.where(self.present[:, column], _ids(names), None)


def write(folder: Path, reports: int, seed: int = 0) -> None:
    """Write records of this many reports, from a fifth as many agencies, and what is planted in them."""
    rng = np.random.default_rng(seed)
    found: list[planted.Result] = []
    everyone = agencies(rng, reports // len(YEARS), (YEARS[0], YEARS[-1]))
    for name in SCHEMAS.keys() - {"documents"}:
        _write(_table(name, {}, 0), folder / name / "report_year=unknown" / "empty.parquet")
    for part, start in enumerate(range(0, len(everyone.name), _BLOCK)):
        found += _write_block(rng, folder, f"part{part:03}", _block(rng, everyone.part(start, start + _BLOCK)))
    columns = [pa.array(column, pa.string()) for column in zip(*found, strict=True)]
    _write(pa.Table.from_arrays(columns, schema=_PLANTED), folder / "planted.parquet")


def _block(rng: np.random.Generator, part: Agencies) -> Block:
    """One report in a hundred is missing, and another one exists twice: as many reports as agencies have years."""
    count = len(part.name)
    present, again = np.ones((count, len(YEARS)), dtype=bool), np.zeros((count, len(YEARS)), dtype=bool)
    drawn, few = rng.permutation(present.size), present.size // 100
    present.flat[drawn[:few]] = False
    again.flat[drawn[few : 2 * few]] = True
    return Block(part, rng.choice([*_PRINTINGS], count, p=[*_PRINTINGS.values()]), present, again)


def _write_block(rng: np.random.Generator, folder: Path, part: str, block: Block) -> list[planted.Result]:
    found: list[planted.Result] = []
    before: Figures | None = None
    documents: list[pa.Table] = []
    for column, year in enumerate(YEARS):
        before = figures.year(rng, block.agencies.size, edition_of(year), before)
        reports, results = _reports(rng, block, column, before)
        tables, planted_in_texts = _tables(rng, reports)
        found += results + planted_in_texts
        for name, table in tables.items():
            _write(table, folder / name / f"report_year={year}" / f"{part}.parquet")
        documents.append(_accounts(reports))
    _write(pa.concat_tables(documents), folder / "documents" / f"{part}.parquet")
    return found


def _reports(
    rng: np.random.Generator, block: Block, column: int, right: Figures
) -> tuple[Reports, list[planted.Result]]:
    """The reports of a year, with cells made wrong and blank, and the results that follow."""
    year = YEARS[column]
    there, first = np.flatnonzero(block.present[:, column]), np.flatnonzero(block.again[:, column])
    drawn = rng.permutation(there)
    few = len(there) // 50
    wrong = Figures(right.keys, right.values.copy())
    ids = planted.Neighbours(*(block.ids(column + offset) for offset in (0, -1, 1)))
    found = planted.wrong_cells(rng, year, wrong, drawn[:few], ids)
    versions = Figures(right.keys, right.values[first])
    documents = _documents(block.agencies, year, "last")[there]
    documents = np.concatenate([documents, _documents(block.agencies, year, "first")[first]])
    all_ids = _ids(documents)
    found += planted.first_versions(versions, all_ids[len(there) :])
    who = np.concatenate([there, first])
    values = Figures(right.keys, np.concatenate([wrong.values[there], versions.values]))
    blank = np.full(len(who), -1)
    blanks = np.searchsorted(there, np.sort(drawn[few : 2 * few]))
    blank[blanks], results = planted.blank_cells(rng, values, blanks, all_ids)
    printing = np.where(edition_of(year) == "2019", "one_row", block.printing[who])
    if edition_of(year) == "2021":
        found += [(report, "closed_rows", "report", "fail") for report in all_ids[printing == "one_row"]]
    days = rng.integers(5, 40, len(who)) + 40 * np.concatenate([block.again[there, column], [False] * len(first)])
    published = np.datetime64(f"{year + 1}-01-01") + days
    of_report = Agencies(*(values[who] for values in block.agencies))
    return Reports(year, all_ids, list(documents), of_report, printing, published, values, blank), found + results


def _documents(part: Agencies, year: int, version: str) -> np.ndarray:
    pairs = zip(part.region, part.name, strict=True)
    return np.array([f"{region or 'unknown'}/{name}-{year}-{version}.html" for region, name in pairs], dtype=object)


def _ids(documents: np.ndarray) -> np.ndarray:
    return np.array([_sha256(name)[:16] for name in documents], dtype=object)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tables(rng: np.random.Generator, reports: Reports) -> tuple[dict[str, pa.Table], list[planted.Result]]:
    statements, misstated = texts.statements(rng, reports.ids, reports.figures)
    notices, noticed = texts.notices(rng, reports.ids, reports.blank >= 0)
    evidence = texts.evidence(rng, reports.ids, reports.agencies, reports.year)
    cells = [_cells(reports, name) for name in LEFT_OUT if (reports.printing == name).any()]
    tables = {
        name: _table(name, columns | {"year": pa.scalar(reports.year, pa.int16())}, len(columns["report_id"]))
        for name, columns in (("statements", statements), ("notices", notices), ("evidence", evidence))
    }
    found = {"cells": pa.concat_tables(cells), "reports": _identities(reports), **tables}
    return found, misstated + noticed


def _identities(reports: Reports) -> pa.Table:
    year, count = reports.year, len(reports.ids)
    titles = [f"{name}{year}年政府信息公开工作年度报告" for name in reports.agencies.name]
    columns = {
        "report_id": reports.ids,
        "document": reports.documents,
        "sha256": [_sha256(name) for name in reports.documents],
        "title": titles,
        "agency": reports.agencies.name,
        "agency_type": reports.agencies.kind,
        "region_code": reports.agencies.region,
        "year": pa.scalar(year, pa.int16()),
        "edition": pa.scalar(edition_of(year)),
        "published_on": reports.published.astype("datetime64[D]"),
        "period_start": pa.scalar(dt.date(year, 1, 1)),
        "period_end": pa.scalar(dt.date(year, 12, 31)),
        "closed_printing": np.where(reports.printing == "both", "three_rows", reports.printing),
        "layout": pa.scalar("text/html table1 table7 table15"),
    }
    return _table("reports", columns, count)


def _accounts(reports: Reports) -> pa.Table:
    """Every document extracted, and per hundred one that is a copy and two that are not reports."""
    count, few = len(reports.ids), len(reports.ids) // 100
    names = [*reports.documents, *(f"copy/{name}" for name in reports.documents[:few])]
    names += [f"other/{reports.year}-{reports.ids[0]}-{number}.html" for number in range(2 * few)]
    hashes = [_sha256(name.removeprefix("copy/")) for name in names]
    columns = {
        "document": names,
        "sha256": hashes,
        "report_id": [name[:16] for name in hashes],
        "media_type": pa.scalar("text/html"),
        "encoding": pa.scalar("utf-8"),
        "status": ["extracted"] * count + ["duplicate"] * few + ["rejected"] * (2 * few),
        "reason": [None] * (count + few) + ["文中没有年度报告的表格"] * (2 * few),
    }
    return _table("documents", columns, len(names))


def _cells(reports: Reports, printing: str) -> pa.Table:
    """The cells of the reports of one printing, report by report."""
    rows = np.flatnonzero(reports.printing == printing)
    kept = [n for n, (_, item, _) in enumerate(reports.figures.keys) if item not in LEFT_OUT[printing]]
    keys = [reports.figures.keys[number] for number in kept]
    values = reports.figures.values[np.ix_(rows, kept)].reshape(-1)
    blank = pa.array((reports.blank[rows, None] == np.array(kept)).reshape(-1))
    units = [UNITS[item] if measure == "amount" else None for _, item, measure in keys]
    count = len(keys)

    def each(column: Any, kind: pa.DataType) -> pa.Array:
        """What is the same in every report."""
        return pa.array(column, kind).take(pa.array(np.tile(np.arange(count), len(rows))))

    columns = {
        "report_id": pa.array(reports.ids[rows], pa.string()).take(pa.array(np.repeat(np.arange(len(rows)), count))),
        "year": pa.scalar(reports.year, pa.int16()),
        "section": each([key[0] for key in keys], pa.int8()),
        "item": each([key[1] for key in keys], pa.string()),
        "measure": each([key[2] for key in keys], pa.string()),
        "value": pc.if_else(blank, pa.scalar(None, VALUE), decimals(values)),
        "raw": pc.if_else(blank, "", _printed(values, np.tile([unit is not None for unit in units], len(rows)))),
        "unit": each(units, pa.string()),
        "note": pc.if_else(blank, "blank", pa.scalar(None, pa.string())),
        "table_number": each([key[0] - 1 for key in keys], pa.int32()),
        "row_number": each([2 + n // 7 for n in range(count)], pa.int32()),
        "column_number": each([2 + n % 7 for n in range(count)], pa.int32()),
        "line_number": each([100 + n for n in range(count)], pa.int32()),
    }
    return _table("cells", columns, len(values))


def _printed(values: np.ndarray, is_amount: np.ndarray) -> pa.Array:
    amounts = pa.array([f"{value / ONE:.6f}".rstrip("0").rstrip(".") for value in values[is_amount]], pa.string())
    counts = pa.array(values // ONE).cast(pa.string())
    return pc.replace_with_mask(counts, pa.array(is_amount), amounts)


def _table(name: str, columns: dict[str, Any], count: int) -> pa.Table:
    """A table of records; a column that is not given is null in every row, one value stands for all rows."""
    arrays = []
    for field in SCHEMAS[name]:
        given = columns.get(field.name, pa.scalar(None, field.type))
        whole = pa.repeat(given, count) if isinstance(given, pa.Scalar) else given
        arrays.append(whole if isinstance(whole, pa.Array) else pa.array(whole, field.type))
    return pa.Table.from_arrays(
        [a.cast(f.type) for a, f in zip(arrays, SCHEMAS[name], strict=True)], schema=SCHEMAS[name]
    )


def _write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=10_000)
    options = parser.parse_args()
    write(options.folder, options.reports)


if __name__ == "__main__":
    main()
