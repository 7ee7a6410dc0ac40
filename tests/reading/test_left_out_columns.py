"""A column left out of the table of requests shifts no figure into another column."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from flows.reading.document import read
from flows.reading.records import Extraction
from tests.corpus import corpus
from tests.rendering import judging

LABELS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
CODES = ("natural_person", "enterprise", "research", "public_interest", "legal_service", "other_organisation", "total")
ROWS = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理")
FIGURES = (11, 22, 33, 44, 55, 66, 231)
WITHOUT = (*FIGURES[:1], *FIGURES[2:])


def _sheet(labels: Sequence[str | None], *rows: Sequence[int | str | None]) -> Extraction:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["三、收到和处理政府信息公开申请情况"])
    sheet.append(["申请人情况", *labels])
    for label, row in zip(ROWS, rows, strict=True):
        sheet.append([label, *row])
    data = io.BytesIO()
    book.save(data)
    return read(data.getvalue(), "sheet.xlsx")


def _read(found: Extraction) -> list[dict[str, int | None]]:
    rows: dict[str, dict[str, int | None]] = {}
    for cell in found.cells:
        rows.setdefault(cell.item, {})[cell.measure] = None if cell.value is None else int(cell.value)
    return list(rows.values())


@pytest.mark.parametrize("out", range(6))
def test_figures_of_a_sheet_follow_the_labels_of_their_columns(out: int) -> None:
    labels, codes = [*LABELS[:out], *LABELS[out + 1 :]], [*CODES[:out], *CODES[out + 1 :]]
    figures = [*FIGURES[:out], *FIGURES[out + 1 :]]
    assert _read(_sheet(labels, *[figures] * 3)) == [dict(zip(codes, figures, strict=True))] * 3
    blank = [*figures[:1], None, *figures[2:]]
    assert _read(_sheet(labels, figures, blank, figures))[1] == dict(zip(codes, blank, strict=True))


UNDECIDABLE = {
    "all labels kept": (LABELS, WITHOUT, WITHOUT),
    "all labels kept, blanks": (LABELS, WITHOUT, (*WITHOUT[:2], None, *WITHOUT[3:])),
    "no total": (LABELS[:-1], WITHOUT, WITHOUT),
    "label lost": ((*LABELS[:2], None, *LABELS[3:]), WITHOUT, WITHOUT),
    "one row has all": ((LABELS[0], *LABELS[2:]), WITHOUT, FIGURES),
    "no order": ((LABELS[0], LABELS[3], LABELS[2], *LABELS[4:]), WITHOUT, WITHOUT),
}


@pytest.mark.parametrize(("labels", "row", "other"), UNDECIDABLE.values(), ids=UNDECIDABLE)
def test_no_figure_is_read_where_figures_may_have_shifted(
    labels: Sequence[str | None], row: Sequence[int | None], other: Sequence[int | None]
) -> None:
    found = _read(_sheet(labels, row, other, row))
    assert [value for cells in (found[0], found[2]) for value in cells.values() if value is not None] == []


@pytest.mark.parametrize("format", ["xlsx", "html", "docx", "markdown"])
def test_a_column_left_out_next_to_blanks_gives_no_wrong_value(format: str) -> None:
    wrong = []
    for sample in corpus(56, 60, [format], ["left_out_column", "blanks"]):
        wrong += judging.wrong(read(sample.data, sample.name), sample.cells)
    assert wrong == []
