"""PDF: ruled tables are read wherever pages end; figures that cannot be told apart have no value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from flows.documents import limits
from flows.documents.model import Unreadable
from flows.documents.pdf.document import read_pdf
from flows.reading.document import _read as read_document
from flows.reading.records import Extraction
from tests.gold_files import SHARED, Gold, differences, score
from tests.pdf_drawings import drawn, ruled
from tests.pdf_files import BORDERS, Print, pdf_of, printed_by
from tests.rendering import figures, form, judging
from tests.rendering.choices import FORMS, pages, with_blanks
from tests.rendering.pieces import Figures, Prose

every_form = pytest.mark.parametrize(("edition", "closed"), FORMS)


def found_in(data: bytes) -> Extraction:
    found = read_document(read_pdf(data), b"", "report.pdf", "0" * 64)
    assert not judging.unsound(found)
    return found


def assert_all_read(data: bytes, truth: Figures) -> None:
    found = found_in(data)
    assert not judging.wrong(found, truth)
    assert not judging.missed(found, truth)


@pytest.mark.parametrize("one_sided", [False, True])
@pytest.mark.parametrize("borders", BORDERS)
@every_form
def test_every_number_is_read_however_lines_are_drawn(edition: str, closed: str, borders: str, one_sided: bool) -> None:
    truth = figures.different(edition, closed, 1)
    report = form.compose(edition, closed, truth)
    assert_all_read(pdf_of(report, Print(borders=borders, one_sided=one_sided)), truth)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_rotated_page_reads_the_same(turned: int) -> None:
    truth = figures.different("2021", "one_row", 2)
    assert_all_read(pdf_of(form.compose("2021", "one_row", truth), Print(turned=turned)), truth)


@pytest.mark.parametrize("size", [7, 10.5, 11])
def test_every_number_is_read_at_any_font_size(size: float) -> None:
    truth = figures.different("2019", "one_row", 3)
    assert_all_read(pdf_of(form.compose("2019", "one_row", truth), Print(size=size, bold=True)), truth)


@pytest.mark.parametrize("start", range(0, 300, 23))
@pytest.mark.parametrize("repeats", [False, True])
@pytest.mark.parametrize("splits", [False, True])
def test_pages_may_end_at_any_row_or_inside_one(start: int, repeats: bool, splits: bool) -> None:
    truth = figures.different("2021", "three_rows", start)
    how = Print(start=start, repeats=repeats, splits=splits, height=500)
    assert_all_read(pdf_of(form.compose("2021", "three_rows", truth), how), truth)


@every_form
def test_blanks_are_null_and_shift_nothing(edition: str, closed: str) -> None:
    truth = with_blanks(edition, closed)
    for start in (0, 120, 240):
        found = found_in(pdf_of(form.compose(edition, closed, truth), Print(start=start, height=520, splits=True)))
        assert not judging.wrong(found, truth)
        missed = judging.missed(found, truth)
        assert len(missed) <= 0.03 * len(truth), missed


def test_a_report_reads_as_text_in_order() -> None:
    truth = figures.different("2021", "one_row", 4)
    report = form.compose("2021", "one_row", truth)
    opened = read_pdf(pdf_of(report, Print(height=500)))
    outside = [line.text for line in opened.lines if line.grid is None]
    assert outside == ["".join(block.text.split()) for block in report if isinstance(block, Prose)]
    assert [line.page for line in opened.lines] == sorted(line.page or 0 for line in opened.lines)
    assert [grid.rows[0][0].text for grid in opened.grids][2] == "行政复议"
    second = opened.grids[1]
    assert len(second.pages) == len(second.rows) and list(second.pages) == sorted(second.pages)
    assert len(set(second.pages)) > 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (drawn(lambda c: c.drawString(100, 600, "12"), encrypt=StandardEncryption("secret")), "encrypted"),
        (b"%PDF-1.7\nnothing of a document", "damaged_file"),
        (drawn(lambda c: None), "empty"),
        (drawn(*[lambda c: None] * (limits.PAGES + 1)), "too_many_pages"),
    ],
    ids=["encrypted", "damaged_file", "empty", "too_many_pages"],
)
def test_a_document_that_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_pdf(data)
    assert refusal.value.reason == reason


def test_a_document_that_only_forbids_changes_is_read() -> None:
    data = drawn(lambda c: c.drawString(100, 600, "12"), encrypt=StandardEncryption("", "owner"))
    assert [line.text for line in read_pdf(data).lines] == ["12"]


def test_too_many_objects_of_a_page_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DRAWN_OBJECTS", 5)
    with pytest.raises(Unreadable, match="too_many_objects"):
        read_pdf(drawn(ruled))


def test_the_hidden_text_layer_of_a_scan_is_not_taken_for_print() -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: no picture to put on a page")
    picture = ImageReader(image.new("RGB", (60, 80), "white"))

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture, 0, 0, 595, 842)
        hidden = canvas.beginText(100, 600)
        hidden.setTextRenderMode(3)
        hidden.textLine("123456")
        canvas.drawText(hidden)

    with pytest.raises(Unreadable) as refusal:
        read_pdf(drawn(draw))
    assert refusal.value.reason in ("empty", "needs_ocr")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_cut_file_gives_no_wrong_number(share: float) -> None:
    truth = figures.different("2021", "one_row", 5)
    data = pdf_of(form.compose("2021", "one_row", truth))
    try:
        found = found_in(data[: int(len(data) * share)])
    except Unreadable as refusal:
        assert refusal.reason in ("damaged_file", "empty")
    else:
        assert not judging.wrong(found, truth)


def test_a_real_report_is_read_whole() -> None:
    document = SHARED / "samples" / "hongze_2023.pdf"
    if not document.is_file():
        pytest.skip(f"the real documents ({SHARED}) are not there")
    says = json.loads((SHARED / "gold" / "hongze_2023.json").read_text("utf-8"))
    gold = Gold("hongze_2023", document, says)
    found = found_in(gold.data)
    assert not differences(gold, found)
    assert score(gold, found).missed == 0
    assert found.report is not None
    assert (found.report.title, found.report.agency, found.report.year) == (says["title"], "洪泽区人民政府", 2023)


@pytest.mark.parametrize("program", ["chromium", "soffice"])
def test_output_of_other_programs_is_read(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = figures.different("2021", "three_rows", 6)
    page = tmp_path / "report.html"
    page.write_text(pages("2021")["clean"](form.compose("2021", "three_rows", truth)).text, "utf-8")
    data = printed_by(program, page)
    assert_all_read(data, truth)
    # Without their tables the fonts do not say which characters they print: such pages are pictures.
    monkeypatch.setattr(limits, "NAMELESS_PAGES", 0)
    with pytest.raises(Unreadable, match="too_many_pages"):
        read_pdf(data.replace(b"/ToUnicode", b"/ToUnicodX"))
