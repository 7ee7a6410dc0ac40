"""Contradictory figures are read a second time: an agency's error stays, a reader's error is discarded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from flows.checking.check import check, to_json
from flows.documents.archives.containers import Parts
from flows.documents.html import page as html
from flows.documents.model import GridCell
from flows.documents.sheets import workbook as spreadsheet
from flows.documents.sheets.sheet import Sheet
from flows.reading import rereading
from flows.reading.document import read
from flows.reading.layouts.sums import broken
from flows.reading.records import Cell, Extraction
from tests.corpus import Sample, corpus
from tests.rendering import judging

HONGZE = Path(__file__).parents[2] / "raw" / "documents" / "hongze_district_2023.html"
SEED = 4


def _samples(format: str, *, hold: bool) -> Iterator[tuple[Sample, Extraction]]:
    """Undamaged documents whose sums hold, or with at least one error by the agency."""
    for sample in corpus(SEED, 24, [format], ()):
        found = read(sample.data, sample.name)
        truth = [cell._replace(value=sample.cells[judging.key(cell)].value) for cell in found.cells]
        if bool(broken(truth)) is not hold:
            yield sample, found


@pytest.mark.parametrize("format", ["html", "markdown", "docx", "xlsx", "pdf"])
def test_an_agencys_error_is_reread_and_kept(format: str) -> None:
    seen: Counter[str | None] = Counter()
    for sample, found in _samples(format, hold=False):
        asked = broken(found.cells)
        assert asked and {cell.reread for cell in found.cells if cell[:3] in asked} <= {"same", "unread"}
        assert not judging.wrong(found, sample.cells) and not judging.missed(found, sample.cells)
        seen.update(cell.reread for cell in found.cells if cell[:3] in asked)
    assert seen["same"] > 9 * seen["unread"]


@pytest.mark.parametrize("format", ["html", "docx"])
def test_nothing_is_reread_where_every_sum_holds(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [sample for sample, _ in _samples(format, hold=True)]
    monkeypatch.setattr(rereading, "other_ways", lambda *_: pytest.fail("opened again"))
    assert whole and {cell.reread for sample in whole for cell in read(sample.data, "").cells} == {None}


def test_running_text_has_only_one_reading() -> None:
    found = [read(sample.data, sample.name) for sample in corpus(SEED, 12, ["text"], ())]
    contradicted = [one for one in found if one.media_type == "text/plain" and broken(one.cells)]
    assert contradicted and {cell.reread for one in contradicted for cell in one.cells} == {None}


def _full(rows: Sequence[Sequence[str]]) -> list[int]:
    """The last row of figures as wide as table three."""
    return [at for at, row in enumerate(rows) if sum(text.isdecimal() for text in row) >= 7 and row[-1].isdecimal()][
        -1:
    ]


def _misread_page(monkeypatch: pytest.MonkeyPatch) -> None:
    scan = html.scan

    def misread(data: bytes, encoding: str | None) -> object:
        page = scan(data, encoding)
        for grid in page.grids if page else ():
            for at in _full(grid.texts):
                grid.rows[at][-1] = GridCell(f"7{grid.texts[at][-1]}", 1, 1)
        return page

    monkeypatch.setattr(html, "scan", misread)


def _misread_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    scan = spreadsheet.scan

    def misread(parts: Parts) -> list[Sheet] | None:
        sheets = list(scan(parts) or ())
        for sheet in sheets:
            for at in _full(sheet.texts):
                sheet.texts[at][-1] = f"7{sheet.texts[at][-1]}"
        return sheets or None

    monkeypatch.setattr(spreadsheet, "scan", misread)


@pytest.mark.parametrize(("format", "misread"), [("html", _misread_page), ("xlsx", _misread_sheet)])
def test_a_figure_found_by_only_one_reading_has_no_value(
    format: str, misread: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [sample for sample, _ in _samples(format, hold=True)]
    misread(monkeypatch)
    differing = 0
    for sample in whole:
        found = read(sample.data, sample.name)
        assert not judging.wrong(found, sample.cells)
        lost = [cell for cell in found.cells if cell.reread == "differs"]
        assert all((cell.value, cell.note) == (None, "readings_differ") and cell.raw for cell in lost)
        assert not lost or "cell_unplaced" in {notice.code for notice in found.notices}
        differing += bool(lost)
    assert differing * 2 > len(whole)


def test_a_check_reports_what_was_reread() -> None:
    findings = json.loads(to_json([check(HONGZE)]))["findings"]
    totals = [f["cells"][-1] for f in findings if f["rule"] == "proceedings_sum" and f["status"] == "fail"]
    assert [(cell["value"], cell["reread"]) for cell in totals] == [(0, "same"), (0, "same")]


def test_a_sum_with_a_missing_figure_proves_nothing() -> None:
    found = read(HONGZE.read_bytes(), "").cells
    review = {cell[:3] for cell in found if cell.item == "review"}
    assert review <= broken(found)
    blank = [cell._replace(value=None, note="blank") if cell[1:3] == ("review", "other") else cell for cell in found]
    assert not review & broken(blank)


def test_the_smallest_fraction_breaks_a_sum() -> None:
    cells = [cell for cell in read(HONGZE.read_bytes(), "").cells if cell.section == 3]
    assert not broken(cells)

    def off(cell: Cell) -> Cell:
        is_one = cell[1:3] == ("received", "total")
        return cell._replace(value=(cell.value or 0) + Decimal("0.00000001")) if is_one else cell

    assert {key[1] for key in broken([off(cell) for cell in cells])} >= {"received", "carried_out", "processed_total"}
