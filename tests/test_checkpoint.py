"""What the library does not say is not believed: a run is sound, or it is an error; Data Docs show the outcome."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import catalogue, runner, weighted_sum
from expectations.checkpoint import Validation, ValidationError, validate
from flows.records import Extraction
from tests.record_factory import PROCEEDINGS, Figures, agency_years, extraction, write_records


def landed(folder: Path, reports: Iterable[Extraction]) -> Validation:
    write_records(folder / "records", reports)
    return validate(folder / "records", folder / "docs")


@pytest.fixture(scope="module")
def balanced() -> Figures:
    return agency_years(7, [2022])[0]


def test_the_largest_figures_are_summed_exactly(tmp_path: Path, balanced: Figures) -> None:
    big = Decimal("1234567890123456.00000001")
    values = {key: big if key[0] == 4 and key[2] != "total" else value for key, value in balanced.items()}
    values |= {(4, item, "total"): big * 4 for item in PROCEEDINGS}
    values[4, "review", "total"] += Decimal("0.00000001")
    found = landed(tmp_path, [extraction(values, "甲县", 2022)]).failures
    assert {(rule, scope) for _, rule, scope in found} == {("proceedings_sum", "review")}


def test_an_exception_inside_the_library_is_no_result(
    tmp_path: Path, balanced: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> pa.Array:
        raise ArithmeticError("planted")

    monkeypatch.setattr(weighted_sum, "weighted_sum", fail)
    with pytest.raises(ValidationError, match="failed inside an expectation: planted"):
        landed(tmp_path, [extraction(balanced, "甲县", 2022)])


def test_a_result_without_every_failing_report_is_no_result(
    tmp_path: Path, balanced: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_RESULT_FORMAT", {"result_format": "BASIC", "exclude_unexpected_values": True})
    with pytest.raises(ValidationError, match="incomplete"):
        landed(tmp_path, [extraction(balanced, "甲县", 2022)])


@pytest.mark.parametrize("reports", [None, []], ids=["no folder", "no report"])
def test_an_empty_landing_fails(tmp_path: Path, reports: list[Extraction] | None) -> None:
    if reports is not None:
        write_records(tmp_path / "records", [extraction({}, "甲县", 2022)])
        for path in tmp_path.rglob("part.parquet"):
            table = pq.read_table(path, partitioning=None)
            pq.write_table(table.slice(0, 0), path)
    with pytest.raises(ValidationError, match="landed"):
        validate(tmp_path / "records", tmp_path / "docs")


def test_a_run_that_evaluates_no_rule_fails(tmp_path: Path, balanced: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    form = catalogue.load()
    withdrawn = [rule._replace(state="withdrawn") for rule in form.rules]
    monkeypatch.setattr(catalogue, "load", lambda: dataclasses.replace(form, rules=withdrawn))
    with pytest.raises(ValidationError, match="no rule of the catalogue was evaluated"):
        landed(tmp_path, [extraction(balanced, "甲县", 2022)])


def test_a_report_without_any_cell_is_validated_and_nothing_fails(tmp_path: Path) -> None:
    validation = landed(tmp_path, [extraction({}, "甲县", 2022)])
    assert validation.failures == frozenset()
    assert {outcome.assessed for outcome in validation.outcomes} == {0}


def test_a_cell_landed_twice_stops_the_run(tmp_path: Path, balanced: Figures) -> None:
    report = extraction(balanced, "甲县", 2022)
    doubled = report._replace(cells=[*report.cells, report.cells[-1]])
    with pytest.raises(ValidationError, match="landed twice"):
        landed(tmp_path, [doubled])


def test_records_that_break_the_landing_contract_are_told(tmp_path: Path, balanced: Figures) -> None:
    report = extraction(balanced, "甲县", 2022)
    cells = [cell._replace(note="blank") if cell.item == "received" else cell for cell in report.cells]
    cells.append(report.cells[0]._replace(item="unheard_of"))
    validation = landed(
        tmp_path, [report._replace(cells=cells), extraction({}, "乙县", 2022), extraction({}, "乙县", 2022)]
    )
    once, known, explained = validation.defects
    assert "不得重复。（2 份" in once
    assert "目录" in known and report.report_id in known
    assert "注明原因" in explained and report.report_id in explained


def test_data_docs_name_rule_basis_and_failing_report(tmp_path: Path, balanced: Figures) -> None:
    wrong = extraction({**balanced, (3, "received", "total"): Decimal(10**6)}, "甲县", 2022)
    validation = landed(tmp_path, [wrong])
    assert validation.docs == tmp_path / "docs" / "index.html"
    assert "表内规则 2021格式 其他处理三行" in validation.docs.read_text("utf-8")
    (page,) = (tmp_path / "docs" / "validations").glob("表内规则*/**/*.html")
    text = page.read_text("utf-8")
    assert "申请收支平衡·总计（必须）" in text and "依据：格式表三附注" in text and wrong.report_id in text


def test_a_second_run_replaces_the_pages_quietly_and_writes_nothing_else(
    tmp_path: Path, balanced: Figures, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    landed(tmp_path, [extraction(balanced, "甲县", 2022)])
    before = len(list((tmp_path / "docs").rglob("*.html")))
    validate(tmp_path / "records", tmp_path / "docs")
    assert len(list((tmp_path / "docs").rglob("*.html"))) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "records"]
    assert capfd.readouterr() == ("", "")
