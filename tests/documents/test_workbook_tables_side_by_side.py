"""Workbooks: two tables side by side are two tables, and one table with blank cells stays one."""

from __future__ import annotations

import pytest

from flows.documents.sheets.grids import Sheets
from flows.documents.sheets.sheet import Merge, Sheet
from flows.documents.sheets.workbook import read_spreadsheet
from flows.reading.document import _read
from tests import office_files as office
from tests.rendering import figures, form, judging
from tests.rendering.pieces import Table


def _grids(rows: list[str], merges: list[Merge] | None = None) -> list[list[list[str]]]:
    """The tables of a sheet; its rows are words separated by a space, and `_` is a blank cell."""
    sheets = Sheets()
    texts = [[text.replace("_", "") for text in row.split()] for row in rows]
    sheets.add(Sheet((0, 0), texts, merges or []))
    return [grid.texts for grid in sheets.grids]


LEFT, RIGHT = [["甲类", "1", "2"], ["乙类", "3", "4"]], [["丙类", "5"], ["丁类", "6"]]


def test_tables_next_to_each_other_are_two() -> None:
    assert _grids(["甲类 1 2 _ 丙类 5", "乙类 3 4 _ 丁类 6"]) == [LEFT, RIGHT]


def test_tables_whose_rows_are_not_aligned_are_two() -> None:
    found = _grids(["题目", "甲类 1 2", "乙类 3 4 _ 丙类 5", "戊类 7 _ _ 丁类 6", "_ _ _ _ 己类 8"])
    assert found == [
        [["题目", "", ""], *LEFT, ["戊类", "7", ""]],
        [["丙类", "5"], ["丁类", "6"], ["己类", "8"]],
    ]


def test_content_below_that_spans_both_is_a_separate_table() -> None:
    below = ["纵一", "纵二", "纵三", "纵四", "纵五", "纵六"]
    assert _grids(["甲类 1 2 _ 丙类 5", "乙类 3 4 _ 丁类 6", " ".join(below)]) == [LEFT, [below], RIGHT]


def test_three_tables_are_three() -> None:
    rows = ["甲类 1 _ 丙类 5 _ _ 戊类 7", "乙类 3 _ 丁类 6 _ _ 己类 8"]
    assert _grids(rows) == [[["甲类", "1"], ["乙类", "3"]], RIGHT, [["戊类", "7"], ["己类", "8"]]]


def test_columns_and_merged_cells_keep_their_places() -> None:
    sheets = Sheets()
    texts = [["甲类", "1", "", "", "丙类", "", "5"], ["乙类", "3", "", "", "丁类", "", "6"]]
    sheets.add(Sheet((4, 2), texts, [((4, 6), (4, 7)), ((5, 6), (5, 7))]))
    assert sheets.grids[1].columns(0) == [(6, 8), (8, 9)]
    assert sheets.grids[1].texts == RIGHT


ONE = {
    "a blank column before the figures": ["甲类 _ 1 2", "乙类 _ 3 4"],
    "a blank column among the figures": ["甲类 1 _ 2", "乙类 3 _ 4"],
    "a blank column before remarks": ["甲类 1 _ 备注", "乙类 3 _ 说明"],
    "blank cells": ["甲类 1 _ 3", "乙类 _ 2 3", "丙类 1 2 _"],
    "labels of groups": ["大类 _ 甲类 1 2", "_ _ 乙类 3 4", "_ 小类 丙类 5 6"],
    "numbers of rows": ["1 _ 甲类 3", "2 _ 乙类 4"],
    "one row only": ["甲类 1 _ 丙类 5", "乙类 3"],
    "no column that is blank in both rows": ["甲类 1 _ 丙类 5", "乙类 3 4 _ 丁类 6"],
}


@pytest.mark.parametrize("rows", ONE.values(), ids=ONE)
def test_one_table_stays_one(rows: list[str]) -> None:
    assert len(_grids(rows)) == 1


def test_a_merged_cell_across_the_gap_holds_a_table_together() -> None:
    assert len(_grids(["甲类 1 _ 丙类 5", "乙类 3 _ 丁类 6"], [((0, 1), (0, 2)), ((1, 1), (1, 2))])) == 1


@pytest.mark.parametrize("down", [0, 3, 19, 22])
def test_an_unrelated_table_next_to_a_report_gives_no_wrong_figure(down: int) -> None:
    truth, other = figures.different("2021", "three_rows", 1), figures.different("2021", "three_rows", 7)
    report, tables = (form.compose("2021", "three_rows", each) for each in (truth, other))
    for table in (block for block in tables if isinstance(block, Table)):
        found = _read(read_spreadsheet(office.xlsx_side_by_side(report, table, down, 17)), b"", "report", "0" * 64)
        assert found.cells and not judging.wrong(found, truth)
