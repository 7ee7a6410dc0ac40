"""A rule that most reports of one layout fail points to a fault of ours: shown as such, not held against agencies."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import openpyxl
import pyarrow.compute as pc
import pytest

from flows.documents.model import Grid
from flows.documents.word.tables import WordTable
from flows.findings import files
from flows.reading.document import read
from flows.reading.layouts.sums import broken
from flows.reading.records import Cell, Extraction, to_tables
from flows.warehouse import build as warehouse
from flows.warehouse.rules import assess
from tests import fresh_builds
from tests.corpus import Sample, corpus
from tests.record_factory import Figures, extraction, figures, write_records

ENOUGH, PAGE = 20, "text/html table1 table7 table15"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document table1 table7 table15"


def _samples(format: str, layout: str) -> Iterator[Sample]:
    """Undamaged documents of one layout whose sums hold."""
    for sample in corpus(5, 400, [format], ()):
        found = read(sample.data, sample.name)
        if found.report and found.report.layout == layout and not broken(found.cells):
            yield sample


@pytest.fixture(scope="module")
def samples() -> dict[str, list[Sample]]:
    return {kind: list(islice(_samples(kind, layout), 22)) for kind, layout in (("docx", WORD), ("html", PAGE))}


def _exchanging(grid: Any) -> Any:
    """Exchanges the last two of seven figures: 其他 and 总计."""

    def exchanged(table: WordTable) -> Grid:
        rows = []
        for row in grid(table).rows:
            texts = [cell.text for cell in row]
            if len(row) < 15 and len(row) > 7 and all(text.isdecimal() for text in texts[-7:]):
                row = [*row[:-2], row[-2]._replace(text=texts[-1]), row[-1]._replace(text=texts[-2])]
            rows.append(row)
        return Grid(rows)

    return exchanged


def test_errors_of_a_broken_reader_of_one_layout_are_our_fault(
    samples: dict[str, list[Sample]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordTable, "grid", _exchanging(WordTable.grid))
    read_so = [read(sample.data, sample.name) for kind in ("docx", "html") for sample in samples[kind]]
    wrong = _with_wrong_total(read_so[-1])
    found = assess(to_tables([*read_so[:-1], wrong])).findings
    sums = found.filter(pc.equal(found["rule"], "applicants_sum")).to_pylist()
    word = {one.report_id for one in read_so if one.report and one.report.layout == WORD}
    doubts = {(line["report_id"] in word, line["is_doubtful"]) for line in sums}
    assert doubts == {(True, True), (False, False)}
    assert {line["report_id"] for line in sums if not line["is_doubtful"]} == {wrong.report_id}
    doubtful = [line for line in found.to_pylist() if line["is_doubtful"] and line["severity"] == "must"]
    assert {line["rule"] for line in doubtful} == {"applicants_sum"}


def _with_wrong_total(found: Extraction) -> Extraction:
    def wrong(cell: Cell) -> Cell:
        return cell._replace(value=(cell.value or 0) + 1) if cell[1:3] == ("received", "total") else cell

    return found._replace(cells=[wrong(cell) for cell in found.cells])


def _reports(count: int, failing: int, layout: str) -> list[Extraction]:
    """Reports of one layout; some print a wrong total."""
    reports = []
    for number in range(count):
        values: Figures = figures(Random(f"{layout}{number}"), "2021", "three_rows")
        if number < failing:
            values[4, "review", "total"] += Decimal(1)
        reports.append(extraction(values, f"{layout}{number}局", 2022, layout=layout))
    return reports


@pytest.mark.parametrize(
    ("count", "failing", "is_doubtful"),
    [(ENOUGH, ENOUGH, True), (ENOUGH - 1, ENOUGH - 1, False), (ENOUGH, 11, True), (ENOUGH, 10, False)],
)
def test_it_takes_enough_reports_and_more_than_half_of_them(count: int, failing: int, is_doubtful: bool) -> None:
    found = assess(to_tables(_reports(count, failing, "one") + _reports(ENOUGH, 1, "other"))).findings.to_pylist()
    sums = [line for line in found if line["rule"] == "proceedings_sum"]
    assert len(sums) == failing + 1
    assert {line["is_doubtful"] for line in sums if line["agency"].startswith("one")} == {is_doubtful}
    assert {line["is_doubtful"] for line in sums if line["agency"].startswith("other")} == {False}


@pytest.mark.heavy
def test_supervisors_see_whose_fault_it_is(tmp_path: Path) -> None:
    write_records(tmp_path / "records", _reports(ENOUGH, ENOUGH, "one") + _reports(ENOUGH, 1, "other"))
    fresh_builds.build(tmp_path / "records", tmp_path / "warehouse")
    summary = files.write(tmp_path / "warehouse" / warehouse.DATABASE, tmp_path / "findings")
    assert (summary.must, summary.should, summary.doubtful) == (1, 0, ENOUGH)
    book = openpyxl.load_workbook(tmp_path / "findings" / "findings.xlsx")
    listed = {name: list(book[name].iter_rows(min_row=2, values_only=True)) for name in ("问题清单", "存疑")}
    levels = {name: [row[0] for row in rows] for name, rows in listed.items()}
    assert levels == {"问题清单": ["必须更正"], "存疑": ["存疑"] * ENOUGH}
    explained = {
        name: [any("疑为本系统读取有误：" in str(cell) for cell in row) for row in rows]
        for name, rows in listed.items()
    }
    assert explained == {"问题清单": [False], "存疑": [True] * ENOUGH}
    counted = {
        name: (count, remark) for name, count, remark in book["封面"].iter_rows(min_row=4, max_row=10, values_only=True)
    }
    assert counted["存疑的问题（项）"] == (ENOUGH, "疑为本系统读取有误，单列一表，不计入以上各项")
    query = (
        "select layout, assessed, failing, failing_share, is_doubtful from marts.mart_layout_health"
        " where rule = 'proceedings_sum' order by layout"
    )
    with duckdb.connect(tmp_path / "warehouse" / warehouse.DATABASE, read_only=True) as connection:
        layouts = connection.execute(query).fetchall()
    assert layouts == [("one", ENOUGH, ENOUGH, 1.0, True), ("other", ENOUGH, 1, 0.05, False)]
