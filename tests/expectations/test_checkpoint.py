"""Nothing is assumed that the library does not report: a run is sound or an error; Data Docs show the outcome."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pyarrow.parquet as pq
import pytest
from lxml import html

from expectations import catalogue, runner
from expectations.checkpoint import ValidationError, check_records
from expectations.failures import ExpectValuesInRange
from expectations.runner import Runner
from flows.reading.records import Extraction, Locator, Notice, Statement
from tests.record_factory import PROCEEDINGS, Figures, agency_years, extraction, write_records
from tests.validation import validated


@pytest.fixture(scope="module")
def balanced() -> Figures:
    return agency_years(7, [2022])[0]


def test_the_largest_figures_are_summed_exactly(tmp_path: Path, balanced: Figures) -> None:
    big = Decimal("1234567890123456.00000001")
    values = {key: big if key[0] == 4 and key[2] != "total" else value for key, value in balanced.items()}
    values |= {(4, item, "total"): big * 4 for item in PROCEEDINGS}
    values[4, "review", "total"] += Decimal("0.00000001")
    found = validated(tmp_path, [extraction(values, "甲县", 2022)]).failures
    assert {(rule, scope) for _, rule, scope in found} == {("counts_whole", "4"), ("proceedings_sum", "review")}


def test_an_exception_inside_the_library_is_not_a_result(tmp_path: Path) -> None:
    for frame in (pd.DataFrame({"failures": ["none"]}), pd.DataFrame({"other": [0]})):
        one = ExpectValuesInRange(column="failures", min_value=0, max_value=0, meta={})
        with pytest.raises(ValidationError, match="failed inside an expectation"):
            Runner(tmp_path).run("规则", [one], frame, "全部报告")


def test_an_incomplete_list_of_failing_reports_is_not_a_result(
    tmp_path: Path, balanced: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_RESULT_FORMAT", {"result_format": "BASIC", "exclude_unexpected_values": True})
    with pytest.raises(ValidationError, match="incomplete"):
        validated(tmp_path, [extraction(balanced, "甲县", 2022)])


@pytest.mark.parametrize("reports", [None, []], ids=["no folder", "no report"])
def test_an_empty_landing_fails(tmp_path: Path, reports: list[Extraction] | None) -> None:
    if reports is not None:
        write_records(tmp_path / "records", [extraction({}, "甲县", 2022)])
        for path in tmp_path.rglob("part.parquet"):
            table = pq.read_table(path, partitioning=None)
            pq.write_table(table.slice(0, 0), path)
    with pytest.raises(ValidationError, match="landed"):
        check_records(tmp_path / "records", Runner(tmp_path / "docs"))


def test_a_run_that_evaluates_no_rule_fails(tmp_path: Path, balanced: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    form = catalogue.load()
    withdrawn = [rule._replace(state="withdrawn") for rule in form.rules]
    monkeypatch.setattr(catalogue, "load", lambda: dataclasses.replace(form, rules=withdrawn))
    with pytest.raises(ValidationError, match="no rule of the catalogue was evaluated"):
        validated(tmp_path, [extraction(balanced, "甲县", 2022)])


def test_a_report_without_any_cell_is_validated_and_nothing_fails(tmp_path: Path) -> None:
    validation = validated(tmp_path, [extraction({}, "甲县", 2022)])
    assert validation.failures == frozenset()
    assert {one.assessed for one in validation.outcomes if one.rule == "applicants_sum"} == {0}


def test_records_that_break_the_landing_contract_are_named(tmp_path: Path, balanced: Figures) -> None:
    report = extraction(balanced, "甲县", 2022)
    cells = [cell._replace(note="whatever") if cell.item == "received" else cell for cell in report.cells]
    cells.append(report.cells[0]._replace(item="unheard_of"))
    cells[0] = cells[0]._replace(reread="differs")
    unknown = Statement("unheard_of", Decimal(1), "1件", "件", "1件", "", None, None, Locator())
    broken = report._replace(cells=cells, notices=[Notice("unheard_of", "", Locator())], statements=[unknown])
    write_records(tmp_path / "records", [broken, extraction({}, "乙县", 2022), extraction({}, "乙县", 2022)])
    defects = check_records(tmp_path / "records", Runner(tmp_path / "docs"))
    *of_the_report, once = sorted(defects, key=lambda defect: "不得重复" in defect)
    assert "不得重复。（2 份" in once
    assert len(of_the_report) == 6 and any("两次读取结果不同的单元格不得有数值" in defect for defect in of_the_report)
    assert all(f"（1 份：{report.report_id}）" in defect for defect in of_the_report)
    index = html.parse(str(tmp_path / "docs" / "index.html")).getroot()
    assert [link.text for link in index.iter("a")] == LEVELS[:2]


LEVELS = ["单元格·落地记录", "报告·落地记录", "单元格·规则", "报告·规则", "机关·规则", "批次·读取方式"]


def test_data_docs_have_a_suite_for_every_level(tmp_path: Path, balanced: Figures) -> None:
    validation = validated(tmp_path, [extraction(balanced, "甲县", 2022)])
    assert validation.docs == tmp_path / "docs" / "index.html"
    index = html.parse(str(validation.docs)).getroot()
    assert [link.text for link in index.iter("a")] == LEVELS
    assert all((tmp_path / "docs" / unquote(link.get("href"))).is_file() for link in index.iter("a"))


def test_data_docs_name_rule_basis_and_failing_reports(tmp_path: Path, balanced: Figures) -> None:
    wrong = {**balanced, (3, "received", "total"): Decimal(10**6)}
    reports = [extraction(wrong, f"第{number}县", 2022) for number in range(205)]
    validated(tmp_path, reports)
    (page,) = (tmp_path / "docs/validations/报告·规则").rglob("*.html")
    text = page.read_text("utf-8")
    assert "申请收支平衡·总计（必须）" in text and "依据：格式表三附注" in text and "相符的少于50%即未达标" in text
    listed = html.document_fromstring(text.encode()).xpath("//td/text()|//td//*/text()")
    assert "205 份不相符" in listed and "等 205 份" in listed
    ids = {report.report_id for report in reports}
    assert len(ids.intersection(listed)) == 200


def test_data_docs_are_chinese_and_need_no_network(tmp_path: Path, balanced: Figures) -> None:
    wrong = {**balanced, (3, "received", "total"): Decimal(10**6)}
    validated(tmp_path, [extraction(wrong, "甲县", 2022)])
    pages = [*(tmp_path / "docs").rglob("*.html")]
    assert len(pages) == 1 + 2 * len(LEVELS)
    for path in pages:
        page = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        assert not page.xpath("//script | //*[starts-with(@src, 'http')] | //*[starts-with(@href, 'http')]")
        assert page.findtext(".//title") == "勾稽 校验结果"
        words = {text.strip() for text in page.find("body").itertext()}
        assert not {word for word in words if re.fullmatch("[A-Z][A-Za-z ]+[a-z.:]", word)}, path


def test_a_second_run_replaces_the_pages_quietly_and_writes_nothing_else(
    tmp_path: Path, balanced: Figures, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    validated(tmp_path, [extraction(balanced, "甲县", 2022)])
    before = len(list((tmp_path / "docs").rglob("*.html")))
    validated(tmp_path, [extraction(balanced, "甲县", 2022)])
    assert len(list((tmp_path / "docs").rglob("*.html"))) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "marts", "records"]
    assert capfd.readouterr() == ("", "")
