"""Gaps within the digits of a cell, corrected figures, figures that belong to no cell."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from flows.documents import open_document
from flows.documents.folding import cleaned
from flows.documents.model import UNCLEAR
from flows.reading.document import read
from flows.reading.layouts.proofs import joined
from flows.reading.layouts.sums import broken
from flows.reading.layouts.values import is_value, parse, parse_change, parse_count, readings
from flows.reading.records import Cell, Locator
from tests.corpus import corpus
from tests.rendering import judging


@pytest.mark.parametrize("gap", [" ", "\u00a0", "\u3000", "\t", "\n", "|", " | "])
def test_a_gap_leaves_open_whether_there_are_two_figures(gap: str) -> None:
    assert parse(f"12{gap}15").note == "broken_number"
    assert readings(f"12{gap}15") == (1215, 12, 15)


@pytest.mark.parametrize("raw", ["7,760 12", "12 7，760", "7,760|12", "3 4,500 7", "1 2 3"])
def test_a_cell_whose_figures_have_a_gap_counts_as_a_figure_cell(raw: str) -> None:
    assert is_value(raw) and parse(raw).value is None


@pytest.mark.parametrize("raw", ["0 0", "0|0", "22（其中 16 18 件）", "6 项", " 12 "])
def test_a_gap_that_makes_no_difference_leaves_the_value(raw: str) -> None:
    assert parse(raw).note is None


@pytest.mark.parametrize(
    "raw",
    [
        "12（更正为15）",
        "12→15",
        "12－＞15",
        "12［应为15］",
        "15（原为12）",
        "15(原12)",
        "12 现为 15",
        "12（修订为十五）",
        "12（有误）",
    ],
)
def test_a_corrected_figure_has_no_value(raw: str) -> None:
    assert parse(raw)[:3] == (None, None, "corrected")


@pytest.mark.parametrize("raw", ["1.558", "12.000", "+3.064", "2.345件"])
def test_a_point_before_three_digits_may_be_a_thousands_separator_in_a_count(raw: str) -> None:
    assert parse_count(raw).note == "broken_number" and parse(raw).value is not None


@pytest.mark.parametrize("raw", ["1.5", "0.558", "1558.123", "1.5584", "1,558"])
def test_any_other_number_is_taken_at_face_value(raw: str) -> None:
    assert parse_count(raw) == parse(raw) and parse(raw).value is not None


@pytest.mark.parametrize("raw", ["15^1", "1^15", "16①", "44[1]", "27¹", "3*"])
def test_a_figure_with_a_mark_has_no_value(raw: str) -> None:
    assert is_value(raw) and parse(raw).value is None


@pytest.mark.parametrize("raw", ["22（其中修订16件）", "22（含现场3件）", "22（其中现有3件）"])
def test_a_qualifying_remark_leaves_the_figure(raw: str) -> None:
    assert parse(raw).value == 22


@pytest.mark.parametrize(
    "raw",
    [
        "22（）",
        "22（件）",
        "22（单位：件）",
        "22（共22件）",
        "22（全年）",
        "22（均维持）",
        "22（新制定6件，修订16件）",
        "22（含上年结转3件）",
        "22（其中上半年9件）",
    ],
)
def test_a_unit_part_or_total_next_to_a_figure_does_no_harm(raw: str) -> None:
    assert parse_count(raw)[::2] == (22, None)


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ("22（上年）", "other_year"),
        ("22（去年同期数）", "other_year"),
        ("22（第三季度）", "other_year"),
        ("22（含去年同期）", "other_year"),
        ("22（上年10件，今年12件）", "other_year"),
        ("22（计划）", "remark_unclear"),
        ("22（示例）", "remark_unclear"),
        ("22（下属单位）", "remark_unclear"),
        ("22（%）", "remark_unclear"),
        ("22（注1）", "remark_unclear"),
        ("22（共23件）", "remark_unclear"),
        ("22（较计划增10件，减12件）", "not_a_number"),
        ("22（百件）", "unit_scaled"),
        ("22（单位：千件）", "unit_scaled"),
        ("22（有误）", "corrected"),
    ],
)
def test_any_other_remark_leaves_the_meaning_of_a_figure_open(raw: str, note: str) -> None:
    assert is_value(raw) and parse(raw)[::2] == (None, note)


@pytest.mark.parametrize("raw", ["增443", "减49", "3（增）"])
def test_a_change_is_a_figure_of_the_columns_of_changes_only(raw: str) -> None:
    assert parse_count(raw).note == "not_a_number" and parse_change(raw).value is not None


@pytest.mark.parametrize(
    ("printed", "is_doubted"),
    [
        ("\u202e12\u202c", True),
        ("\u202e5\u202c", False),
        ("\u202a12\u202c", False),
        ("\u2066" + "12\u2069", False),
        ("\u2067" + "12 | 7\u2069", True),
        ("\u202e12", True),
    ],
)
def test_reversed_digits_are_doubted(printed: str, is_doubted: bool) -> None:
    assert (UNCLEAR in cleaned(printed)) is is_doubted


def _row(values: dict[str, str]) -> list[Cell]:
    cells = []
    for measure, raw in values.items():
        value, _, note, _ = parse(raw)
        cells.append(Cell(4, "review", measure, value, raw, None, note, None, Locator()))
    return cells


@pytest.mark.parametrize(
    ("upheld", "total", "expected"),
    [
        ("1 2", "15", 12),
        ("1 2", "4", None),
        ("1 2", "5", None),
        ("1 2", "20", None),
        ("1 2", "1 5", None),
    ],
)
def test_a_number_is_joined_where_the_sum_allows_nothing_else(upheld: str, total: str, expected: int | None) -> None:
    cells = joined(_row({"upheld": upheld, "corrected": "1", "other": "2", "pending": "0", "total": total}))
    assert cells[0].value == (None if expected is None else Decimal(expected))
    assert (cells[0].note is None) is (expected is not None)


def test_a_figure_with_two_possible_readings_stays_open() -> None:
    cells = joined(_row({"upheld": "1 2", "corrected": "0", "other": "0", "pending": "0", "total": "1 2"}))
    assert [cell.value for cell in cells] == [None, 0, 0, 0, None]


@pytest.mark.parametrize("format", ["html", "docx", "xlsx", "markdown"])
def test_sums_prove_split_numbers(format: str) -> None:
    right = split = 0
    for sample in corpus(3, 16, [format], ["parted_digits"]):
        found = read(sample.data, sample.name)
        assert not judging.wrong(found, sample.cells)
        truth = [cell._replace(value=sample.cells[judging.key(cell)].value) for cell in found.cells]
        if broken(truth):
            continue
        for cell in found.cells:
            figure = sample.cells[judging.key(cell)]
            if cell.section == 3 and re.search(r"[\s\ue003]", figure.text):
                split += 1
                right += cell.value == figure.value
    assert right >= 0.99 * split > 50


@pytest.mark.parametrize("damage", ["two_figures", "corrected", "stray"])
@pytest.mark.parametrize("format", ["html", "text", "markdown", "docx", "xlsx", "pdf"])
def test_figures_that_belong_to_no_cell_give_no_value(format: str, damage: str) -> None:
    for sample in corpus(6, 8, [format], [damage]):
        assert not judging.wrong(read(sample.data, sample.name), sample.cells)


@pytest.mark.parametrize(
    "raw", ["550（其中更正12件）", "1（其中原为信访件1件）", "22（其中修订16件）", "12(含更正2件)"]
)
def test_a_remark_on_a_part_replaces_nothing(raw: str) -> None:
    assert parse(raw).value == int(re.match(r"\d+", raw)[0])  # type: ignore[index]


@pytest.mark.parametrize(
    "raw", ["12（更正为15）", "15（现为15，原为12）", "550（上报时为505）", "12→15", "12（应为15件）"]
)
def test_a_figure_with_a_replacement_next_to_it_has_no_value(raw: str) -> None:
    assert parse(raw)[::2] == (None, "corrected")


@pytest.mark.parametrize("gap", ["<br>\u00ad", "<br>\u200b", "\u200b<br>\ufeff", " \u200b "])
def test_zero_width_characters_do_not_close_a_gap(gap: str) -> None:
    page = f"<html><body><table><tr><td>237{gap}9</td></tr></table></body></html>"
    assert parse(open_document(page.encode()).grids[0].texts[0][0]).note == "broken_number"
