"""The list of findings is ready to be filtered, filled in and printed, and what to do comes first."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.findings.test_findings_files import Files, finding, report


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """One report with findings of every kind, in no order."""
    found = [
        finding("a", finding_id="settled", state="accepted"),
        finding("a", finding_id="should", severity="should"),
        finding("a", finding_id="doubt", is_doubtful=True),
        finding("a", finding_id="must", scope="total", agency="&P&[Page]", is_suspect=True, value=3, expected=4),
    ]
    document = {"document": "a.txt", "report_id": "a", "status": "extracted"}
    return Files(tmp_path, {"fct_documents": [document], "fct_reports": [report("a")], "fct_findings": found})


def test_sheets_are_ready_to_filter(files: Files) -> None:
    for sheet in files.book.worksheets[1:]:
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1" and sheet.page_setup.orientation == "landscape"
        assert (
            sheet.page_setup.paperSize == 9
            and sheet.page_setup.fitToHeight == 0
            and "&P" in sheet.oddFooter.center.text
        )
    states, feedback = files.book["问题清单"].data_validations.dataValidation
    assert states.formula1 == '"属实,不属实,经说明不作问题处理,待处理"' and states.showErrorMessage
    assert not feedback.showErrorMessage


def test_what_identifies_a_row_is_hidden_and_not_printed(files: Files) -> None:
    sheet = files.book["问题清单"]
    headers = [cell.value for cell in sheet[1]]
    hidden = [headers[cells.min - 1] for cells in sheet.column_dimensions.values() if cells.hidden]
    assert {"原状态", "原反馈", "核验码"} == set(headers[-3:]) and hidden
    assert headers[openpyxl.utils.column_index_from_string(sheet.print_area.split("$")[-2]) - 1] == "反馈"


def test_what_must_be_corrected_comes_first_what_is_settled_last_and_doubts_are_apart(files: Files) -> None:
    assert [line["编号"] for line in files.sheet("问题清单")] == ["must", "should", "settled"]
    assert [line["编号"] for line in files.sheet("存疑")] == ["doubt"]


def test_a_suspect_cell_has_its_own_figures(files: Files) -> None:
    line = files.sheet("问题清单")[0]
    assert (line["填报数"], line["应为（计算）"]) == (3, 4)


def test_the_cover_counts(files: Files) -> None:
    counts = {
        name: number for name, number, *_ in files.book["封面"].iter_rows(min_row=4, max_row=10, values_only=True)
    }
    assert counts == {
        "核验的年度报告（份）": 1,
        "必须更正的问题（项）": 1,
        "建议核对的问题（项）": 1,
        "未公布年度报告的机关（家次）": 0,
        "存疑的问题（项）": 1,
        "已处理的问题（项）": 1,
        "未能核验的规则结果（项）": 0,
    }
