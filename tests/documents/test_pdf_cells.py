"""PDF: what is in a cell, what is not, and how the parts of a row split over two pages are joined."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from flows.documents.folding import CUT
from flows.documents.pdf.document import read_pdf
from flows.reading.layouts.values import is_value, parse
from tests.pdf_drawings import Draw, drawn, ruled, texts
from tests.rendering.chinese_font import FONT


def test_figures_that_cross_a_ruling_line_are_not_figures() -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas)
        canvas.drawString(105, 605, "1234567890123")
        canvas.drawString(105, 625, "12")

    first, second = texts(read_pdf(drawn(draw)))
    assert first == ["12", "", ""]
    assert CUT in second[0] and CUT in second[1] and second[2] == ""


def test_two_numbers_in_one_cell_are_not_joined() -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, rows=3)
        for x, y, text in ((110, 650, "10"), (110, 641, "0"), (142, 645, "3"), (160, 645, "4"), (184, 645, "3,456")):
            canvas.drawString(x, y, text)

    assert texts(read_pdf(drawn(draw)))[0] == ["10|0", "3|4", "3,456"]


def test_overprinted_bold_is_read_once_and_conflicting_overprints_not_at_all() -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas)
        for x, text in ((110, "11"), (110.3, "11"), (150, "17"), (150, "23")):
            canvas.drawString(x, 625, text)

    assert texts(read_pdf(drawn(draw)))[0] == ["11", CUT * 4, ""]


def test_text_overlaid_on_a_table_is_not_in_it() -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas)
        for column, text in enumerate(["12", "34", "56"]):
            canvas.drawString(110 + 40 * column, 625, text)
        canvas.saveState()
        canvas.translate(110, 590)
        canvas.rotate(35)
        canvas.drawString(0, 0, "999999999")
        canvas.restoreState()
        canvas.setFont(FONT, 40)
        canvas.drawString(120, 605, "88")
        canvas.setFont(FONT, 10)
        hidden = canvas.beginText(112, 605)
        hidden.setTextRenderMode(3)
        hidden.textLine("77")
        canvas.drawText(hidden)

    assert texts(read_pdf(drawn(draw))) == [["12", "34", "56"], ["", "", ""]]


def test_a_cell_with_a_gap_in_its_lines_has_no_figure() -> None:
    def draw(canvas: Canvas) -> None:
        for edge in ((100, 640, 220, 640), (100, 600, 220, 600), (100, 620, 140, 620), (100, 600, 100, 640)):
            canvas.line(*edge)
        for edge in ((140, 620, 140, 640), (220, 600, 220, 640), (140, 600, 140, 605)):
            canvas.line(*edge)
        canvas.drawString(110, 625, "12")
        canvas.drawString(110, 605, "34")
        canvas.drawString(170, 625, "56")

    cells = [text for row in texts(read_pdf(drawn(draw))) for text in row if text]
    assert "12" in cells
    assert all(text == "12" or CUT in text for text in cells)


def test_a_frame_around_text_is_not_a_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(100, 600, 300, 50)
        canvas.drawString(110, 630, "说明文字")

    opened = read_pdf(drawn(draw))
    assert not opened.grids and [line.text for line in opened.lines] == ["说明文字"]


def test_wide_gaps_in_a_table_without_lines_are_kept() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 600, "行政许可")
        canvas.drawString(300, 600, "12")
        canvas.drawString(400, 600, "3")

    (line,) = read_pdf(drawn(draw)).lines
    assert line.text.split("  ")[0] == "行政许可" and line.text.split() == ["行政许可", "12", "3"]


HEAD, LAST = ["项目", "甲", "乙"], ["行政处罚", "7", "8"]


def over_two_pages(above: list[str], below: list[str]) -> list[list[str]]:
    """The rows read from a table whose first page ends with one row and whose second begins with another."""

    def page(*rows: list[str]) -> Draw:
        def draw(canvas: Canvas) -> None:
            ruled(canvas)
            canvas.setFont(FONT, 7)
            for i, row in enumerate(rows):
                for column, text in enumerate(row):
                    canvas.drawString(102 + 40 * column, 625 - 20 * i, text)

        return draw

    first, *rows, last = texts(read_pdf(drawn(page(HEAD, above), page(below, LAST))))
    assert (first, last) == (HEAD, LAST)
    return rows


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["行政许可", "", ""], ["", "1", "2"]),
        (["", "1", "2"], ["行政许可", "", ""]),
        (["行政许可", "1", ""], ["", "", "2"]),
        (["", "1", ""], ["行政许可", "", "2"]),
    ],
)
def test_a_row_is_whole_where_one_page_holds_exactly_what_the_other_lacks(above: list[str], below: list[str]) -> None:
    assert over_two_pages(above, below) == [["行政许可", "1", "2"]]


def test_cells_that_may_continue_on_the_next_page_are_neither_blank_nor_whole() -> None:
    assert over_two_pages(["行政许可", "", ""], ["", "", "2"])[0] == ["行政许可", "", CUT]
    assert over_two_pages(["", "1", ""], ["行政许可", "", ""])[1] == ["行政许可", CUT, ""]
    assert over_two_pages(["行政许可", "12", "3"], ["", "4", ""])[0] == ["行政许可", CUT, "3"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["许可", "", ""], ["检查", "1", "2"]),
        (["", "许可", "1"], ["三", "检查", ""]),
        (["1", "2", "3"], ["", "", ""]),
    ],
)
def test_rows_with_their_own_words_stay_separate(above: list[str], below: list[str]) -> None:
    assert over_two_pages(above, below) == [above, below]


def test_the_blank_remainder_of_a_row_is_not_a_table() -> None:
    def draw(canvas: Canvas) -> None:
        for x in (100, 140, 180):
            canvas.line(x, 780, x, 784)
        canvas.line(100, 780, 180, 780)
        canvas.drawString(100, 700, "说明")

    opened = read_pdf(drawn(draw))
    assert not opened.grids and [line.text for line in opened.lines] == ["说明"]


def test_a_cell_without_certain_content_is_still_a_figure_cell() -> None:
    assert is_value(CUT) and is_value(CUT * 3) and not is_value("")
    assert parse(CUT).note == "broken_number"
