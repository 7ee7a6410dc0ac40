"""Nothing is assumed that the library does not report: a run is sound or an error; Data Docs show the outcome."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lxml import html

from expectations import catalogue, data_docs, project
from expectations.checkpoint import ValidationError, check_records, check_results
from expectations.labels import labels
from expectations.runner import Runner
from flows.documents.origin import Origin
from flows.reading.records import Extraction, Locator, Notice, Statement
from tests.record_factory import PROCEEDINGS, Figures, agency_years, extraction, write_records
from tests.validation import check, validated, write_marts

# Half a minute as a whole.
pytestmark = pytest.mark.slow


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


@pytest.mark.parametrize("status", [pa.array([["hold"]]), None], ids=["of another type", "missing"])
def test_an_exception_inside_the_library_is_not_a_result(
    tmp_path: Path, balanced: Figures, status: pa.Array | None
) -> None:
    tables = write_records(tmp_path / "records", [extraction(balanced, "甲县", 2022)])
    marts = write_marts(tmp_path / "marts", tables)
    results = pq.read_table(marts / "fct_rule_results.parquet").slice(0, 1).drop_columns("status")
    pq.write_table(
        results if status is None else results.append_column("status", status), marts / "fct_rule_results.parquet"
    )
    with pytest.raises(ValidationError, match="Great Expectations failed"):
        check(tmp_path, marts)


@pytest.mark.parametrize("form", ["BASIC", "BOOLEAN_ONLY"])
def test_an_incomplete_result_is_not_one(
    tmp_path: Path, balanced: Figures, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    complete = project._checkpoint
    monkeypatch.setattr(
        project,
        "_checkpoint",
        lambda *of: (made := complete(*of)) | {"result_format": made["result_format"] | {"result_format": form}},
    )
    wrong = {**balanced, (3, "received", "total"): Decimal(10**6)}
    with pytest.raises(ValidationError, match="incomplete"):
        validated(tmp_path, [extraction(wrong, "甲县", 2022)])


def test_a_path_may_have_signs_that_mean_something_to_the_libraries(tmp_path: Path, balanced: Figures) -> None:
    folder = tmp_path / "it's x:y" / "$HOME 5%d&e=f"
    folder.mkdir(parents=True)
    assert validated(folder, [extraction(balanced, "甲县", 2022)]).docs == folder / "docs" / "index.html"


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
    broken = broken._replace(origin=Origin("javascript:alert(1)"))
    twice = extraction({}, "乙县", 2022)
    write_records(tmp_path / "records", [broken, twice, twice])
    defects = check_records(tmp_path / "records", Runner(tmp_path / "docs"))
    *of_the_report, once = sorted(defects, key=lambda defect: "不得重复" in defect)
    assert once.endswith(f"不得重复。（2 处；见报告 {twice.report_id}）")
    assert len(of_the_report) == 7 and any("两次读取结果不同的单元格不得有数值" in defect for defect in of_the_report)
    assert all(defect.endswith(f"；见报告 {report.report_id}）") for defect in of_the_report)
    assert headings(tmp_path / "docs" / "index.html") == LANDED


LANDED = [
    "读取记录·单元格（按种类计）",
    "读取记录·报告",
    "读取记录·文件（按网址种类计）",
    "读取记录·提示（按种类计）",
    "读取记录·正文数字（按种类计）",
]
SUITES = [
    *LANDED,
    *("规则·结果齐全（按种类计）", "规则·各列合计", "规则·各行合计", "规则·件数", "规则·其他"),
    "读取方式",
]


def headings(page: Path) -> list[str]:
    """The names of the suites on the index of Data Docs."""
    return [heading.text for heading in parsed(page).iter("h2")]


def parsed(page: Path) -> html.HtmlElement:
    """A page as its bytes say it is encoded."""
    return html.document_fromstring(page.read_bytes(), html.HTMLParser(encoding="utf-8"))


def test_data_docs_have_every_suite_and_the_pages_of_the_library(tmp_path: Path, balanced: Figures) -> None:
    validation = validated(tmp_path, [extraction(balanced, "甲县", 2022)])
    assert validation.docs == tmp_path / "docs" / "index.html"
    assert headings(validation.docs) == SUITES
    links = [unquote(link.get("href")) for link in parsed(validation.docs).iter("a")]
    assert len(set(links)) == len(SUITES) and all((tmp_path / "docs" / link).is_file() for link in links)


def test_data_docs_name_rule_basis_and_failing_reports(tmp_path: Path, balanced: Figures) -> None:
    wrong = {**balanced, (3, "received", "total"): Decimal(10**6)}
    tables = write_records(tmp_path / "records", [extraction(wrong, f"第{number}县", 2022) for number in range(205)])
    runner = Runner(tmp_path / "docs")
    check_records(tmp_path / "records", runner)
    check_results(write_marts(tmp_path / "marts", tables), runner)
    (row,) = parsed(tmp_path / "docs/index.html").xpath("//tr[contains(., '申请收支平衡（必须更正）')]")
    text = row.text_content()
    assert (
        "依据：《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号" in text
        and "相符的少于50%即超过警戒线" in text
        and "不符的 205 项（列出前 200 项）" in text
    )
    listed = {item.text for item in row.iter("li")}
    reports = tables["reports"].select(["agency", "report_id"]).to_pylist()
    assert len(listed) == 200 and listed < {f"{one['agency']} 2022年 {one['report_id']} 总计" for one in reports}
    assert [cell.text for cell in row.iter("td")][1:] == ["1,435", "205", "未超过警戒线"]
    (held_row,) = parsed(tmp_path / "docs/index.html").xpath("//tr[contains(., '复议诉讼合计')]")
    assert [cell.text for cell in held_row.iter("td")][1:] == ["615", "0", "全部相符"]
    (open_row,) = parsed(tmp_path / "docs/index.html").xpath("//tr[contains(., '结转衔接')]")
    assert [cell.text for cell in open_row.iter("td")][1:] == ["0", "0", "无可核验"]


def test_the_index_is_chinese_and_needs_no_network(tmp_path: Path, balanced: Figures) -> None:
    wrong = {**balanced, (3, "received", "total"): Decimal(10**6)}
    page = parsed(validated(tmp_path, [extraction(wrong, "甲县", 2022)]).docs)
    assert not page.xpath("//script | //link | //img | //*[starts-with(@href, 'http')]")
    assert re.fullmatch(r"核验日期：20\d\d年\d{1,2}月\d{1,2}日", page.findtext(".//p"))
    assert page.get("lang") == "zh" and page.findtext(".//title") == "勾稽 校验结果"
    words = {text.strip() for text in page.find("body").itertext()}
    assert not {word for word in words if re.fullmatch("[A-Z][A-Za-z ]+[a-z.:]", word)}


def test_what_is_listed_is_named_in_words() -> None:
    form = catalogue.load()
    assert labels(form, "requests_balance")("scope", "natural_person") == "自然人"
    assert labels(form, "edition_due")("scope", "report") == ""
    assert labels(form, "counts_not_negative")("scope", "3") == "表三"
    assert labels(form, None)("scope", "unheard_of.3") == "unheard_of.3"
    of_layouts = labels(form, None)
    assert of_layouts("rule", "requests_balance") == "申请收支平衡"
    assert (
        of_layouts("layout", "application/pdf pipes2 text none table15")
        == "PDF 文档（第 1 张表：竖线分隔，每行 2 格；第 2 张表：文字；第 3 张表：未见；第 4 张表：表格，每行 15 格）"
    )


def test_without_a_page_of_its_own_a_suite_links_to_the_index_of_the_library(tmp_path: Path) -> None:
    section = data_docs.Section("landed_cells", "读取记录·单元格", [])
    index = data_docs.write(tmp_path, tmp_path / "library", [section], dt.date(2024, 6, 1))
    assert [link.get("href") for link in parsed(index).iter("a")] == ["library/index.html"]
    assert parsed(index).findtext(".//p") == "核验日期：2024年6月1日"


def test_who_reads_the_index_reads_all_of_it_while_another_is_written(tmp_path: Path) -> None:
    first = data_docs.write(tmp_path, tmp_path / "library", [], dt.date(2024, 6, 1))
    before = first.read_text("utf-8")
    with first.open(encoding="utf-8") as reader:
        data_docs.write(tmp_path, tmp_path / "library", [], dt.date(2024, 6, 2))
        assert reader.read() == before
    assert "2024年6月2日" in first.read_text("utf-8") and [*tmp_path.iterdir()] == [first]


def test_what_does_not_fit_into_memory_goes_beside_data_docs_and_not_on_top_of_what_was_left(
    tmp_path: Path, balanced: Figures
) -> None:
    write_records(tmp_path / "records", [extraction(balanced, "甲县", 2022)])
    left = tmp_path / "warehouse/.validating-killed/spill/duckdb_temp_storage_DEFAULT-0.tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"left by a run that was killed")
    runner = Runner(tmp_path / "warehouse/data_docs")
    assert check_records(tmp_path / "records", runner) == []
    (own,) = (tmp_path / "warehouse").iterdir()
    assert runner.select("select current_setting('temp_directory')") == [((own / "spill").as_posix(),)]
    assert not left.exists()
    runner.build_docs()
    assert not own.exists()


def test_the_pages_of_the_library_can_be_read_without_scripts(tmp_path: Path, balanced: Figures) -> None:
    docs = validated(tmp_path, [extraction(balanced, "甲县", 2022)]).docs.parent
    (page,) = (docs / "library/validations/sums_by_column").rglob("*.html")
    assert "本年新收与上年结转之和，等于办理总计与结转下年度之和" in parsed(page).find("body").text_content()


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
