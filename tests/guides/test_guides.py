"""The guides of CONTRIBUTING, followed: the lines they ask for, and no more, show in what a drafter reads.

All lines are added to one copy of the form, and all reports are checked in one process that uses it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from expectations import catalogue
from expectations.catalogue import FORMAT_DIR
from expectations.rules_page import page as page_of_rules
from expectations.suites import rules_suites
from flows.warehouse.project import DBT_DIR
from tests.cases_sums import cases
from tests.guides.checked import checked, checked_with, messages
from tests.printed_form import page
from tests.record_factory import figures

WORDING = "row,2,licensing,行政许可事项决定数,misprint"
SUM = (
    "processed_balance,1,sum,active,report,must,measure,,办理总计衔接,办理总计不衔接,本年新收加上年结转减结转下年度等于办理总计,"
    "received + carried_in - carried_out = processed_total,格式表三,核对四项数字,,,2019,,"
    "{scope}：{computed} ≠ {reported}（{reported_cells}）,50,"
)
TERMS = (
    "processed_balance,,,,3,received,,computed,1,0,1",
    "processed_balance,,,,3,carried_in,,computed,1,0,2",
    "processed_balance,,,,3,carried_out,,computed,-1,0,3",
    "processed_balance,,,,3,processed_total,,reported,1,0,4",
)
SUM_BY_ROW = (
    "natural_person_rest,1,sum,active,report,must,item,,自然人为余数,自然人不为余数,总计减去各类组织等于自然人,"
    "total - organisations = natural_person,格式表三,核对本行各格,,,2019,,{scope}：{computed} ≠ {reported},50,"
)
ORGANISATIONS = ("enterprise", "research", "public_interest", "legal_service", "other_organisation")
TERMS_BY_ROW = (
    "natural_person_rest,,,,3,,total,computed,1,0,1",
    *(f"natural_person_rest,,,,3,,{one},computed,-1,0,{n}" for n, one in enumerate(ORGANISATIONS, start=2)),
    "natural_person_rest,,,,3,,natural_person,reported,1,0,7",
)
BY_NOTICE = (
    "agency_named,1,notice,active,report,,report,,写明报告机关,未写明报告机关,报告写明报告机关的名称,"
    "The report names the agency,条例第四十九条,写明机关名称,agency_missing,,2019,,{notices},,"
)
REASON = "deadline_unknown,not_assessed,所在地规定的期限不明,the deadline of the jurisdiction is not known"
ADDED = {
    "labels": [WORDING],
    "rules": [SUM, SUM_BY_ROW, BY_NOTICE],
    "terms": [*TERMS, *TERMS_BY_ROW],
    "result_reasons": [REASON],
}

Said = dict[str, Any]


def _form(folder: Path) -> Path:
    """The form as it is shipped, with the lines added."""
    shutil.copytree(FORMAT_DIR, folder)
    for name, lines in ADDED.items():
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    return folder


def _models(folder: Path) -> Path:
    """The models, where a report without a deadline has the new reason."""
    shutil.copytree(DBT_DIR, folder, ignore=shutil.ignore_patterns("target", "logs"))
    giving = [path for path in folder.rglob("*.sql") if "'no_deadline'" in path.read_text("utf-8")]
    assert giving, "the models no longer give the reason no_deadline: let this test replace another one"
    for path in giving:
        path.write_text(path.read_text("utf-8").replace("'no_deadline'", "'deadline_unknown'"), "utf-8")
    return folder


def _reports(folder: Path) -> dict[str, Path]:
    """Reports as the form is shipped, each with what one of the lines is about."""
    form, values = catalogue.load(), figures(Random(1), "2021", "three_rows")
    wrong = {**values, (3, "carried_out", "research"): values[3, "carried_out", "research"] + 1}
    printed = page(form, "2021", values, "遂昌县人民政府", 2023).decode()
    of = {
        "wording": printed.replace("<td>行政许可</td>", "<td>行政许可事项决定数</td>"),
        "sum": page(form, "2021", wrong, "遂昌县人民政府", 2023).decode(),
        "nameless": page(form, "2021", values, "", 2023).decode(),
        "plain": printed,
    }
    assert len({*of.values()}) == len(of)
    paths = {name: folder / f"{name}.html" for name in of}
    for name, path in paths.items():
        path.write_text(of[name], "utf-8")
    return paths


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _form(tmp_path_factory.mktemp("form") / "format")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return _reports(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def before(reports: dict[str, Path]) -> Said:
    """What is said of the reports without the lines."""
    return {name: checked(path) for name, path in reports.items()}


@pytest.fixture(scope="module")
def after(form: Path, reports: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What is said of them with the lines."""
    models = _models(tmp_path_factory.mktemp("models") / "dbt")
    return checked_with(form, reports.values(), models)


def test_a_wording_is_one_line(before: Said, after: Said) -> None:
    cell, rule = "2.licensing.decisions", "labels_as_form"
    assert cell not in before["wording"]["cells"]
    assert after["wording"]["cells"][cell] == after["plain"]["cells"][cell]
    assert not messages(before["wording"], rule)
    (message,) = messages(after["wording"], rule).values()
    assert "“行政许可事项决定数”应为“行政许可”" in message
    assert message in after["wording"]["table"].replace("\n", "")


def test_a_sum_is_a_line_for_the_rule_and_one_for_each_term(before: Said, after: Said) -> None:
    assert not messages(before["sum"], "processed_balance")
    assert not messages(after["plain"], "processed_balance")
    failed = messages(after["sum"], "processed_balance")
    assert set(failed) == {"research"}
    assert failed["research"].startswith("科研机构：") and "≠" in failed["research"] and "总计" in failed["research"]


def test_a_sum_takes_no_figure_from_a_report(before: Said, after: Said) -> None:
    assert before["plain"]["cells"] and after["plain"]["cells"] == before["plain"]["cells"]
    assert not messages(after["plain"], "natural_person_rest")
    assert set(messages(after["sum"], "natural_person_rest")) == {"carried_out"}


def test_a_sum_has_its_cases_its_expectations_and_its_entry_without_more(form: Path) -> None:
    known = catalogue.load(form)
    scopes = {case.scope for case in cases(known) if case.rule == "processed_balance"}
    assert scopes == {column.measure for column in known.columns if column.section == 3}
    (by_column,) = (suite for suite in rules_suites(known) if suite.batch == "sums_by_column")
    assert "processed_balance" in {one["meta"]["rule"] for one in by_column.expectations}
    assert "### `processed_balance` 办理总计衔接" in page_of_rules(known)


def test_a_rule_on_a_notice_is_one_line(before: Said, after: Said) -> None:
    assert not messages(before["nameless"], "agency_named")
    assert not messages(after["plain"], "agency_named")
    assert messages(after["nameless"], "agency_named") == {"report": "未找到报告机关名称"}


def test_a_reason_of_a_result_is_one_line_and_what_gives_it(before: Said, after: Said) -> None:
    rule = "published_by_deadline"
    assert not messages(before["plain"], rule, "not_assessed")
    assert messages(after["plain"], rule, "not_assessed") == {"report": "未能核验：所在地规定的期限不明"}
    assert "所在地规定的期限不明" in after["plain"]["table"]
