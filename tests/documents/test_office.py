"""Word files and workbooks: what a reader sees is read, each figure in its cell, and nothing else."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
import xlsxwriter

from flows.documents import Document, Unreadable
from flows.documents.archives.containers import ole_kind, zip_kind
from flows.documents.sheets.workbook import printed, read_spreadsheet
from flows.documents.word import legacy
from flows.documents.word.document import read_docx
from flows.reading.document import _read
from flows.reading.layouts.values import parse
from tests import office_files as office
from tests import office_xls, office_xlsb
from tests.office_files import TRANSITIONAL, cell, docx, paragraph, table
from tests.rendering import figures, form, judging
from tests.rendering.choices import FORMS, with_blanks
from tests.rendering.pieces import Figures

every_form = pytest.mark.parametrize(("edition", "closed"), FORMS)
WORKBOOKS = {
    "one sheet": {},
    "blank lines": {"blank_lines": True},
    "a sheet for each table": {"one_sheet": False},
    "figures as text": {"numbers": False},
}
TRUTH = figures.different("2021", "three_rows", 1)
REPORT = form.compose("2021", "three_rows", TRUTH)
DOCX, XLSX = docx(office.report_body(REPORT)), office.xlsx(REPORT)


def _same(opened: Document, truth: Figures) -> None:
    found = _read(opened, b"", "report", "0" * 64)
    assert not judging.unsound(found)
    assert not judging.wrong(found, truth)
    assert not judging.missed(found, truth)
    assert not judging.misquoted(found, truth)
    assert found.report is not None
    assert found.report.title == REPORT[0].text.replace("2022", str(found.report.year))
    assert not [n for n in found.notices if n.code == "heading_missing"]


def _cell(content: str, **parts: str) -> str:
    return read_docx(docx(table(cell(content)), **parts)).grids[0].texts[0][0]


def _runs(*runs: tuple[str, str]) -> str:
    """A paragraph of runs with their properties."""
    return f"<w:p>{''.join(f'<w:r><w:rPr>{marks}</w:rPr><w:t>{text}</w:t></w:r>' for marks, text in runs)}</w:p>"


def _refused(data: bytes, reader=read_docx) -> str:
    with pytest.raises(Unreadable) as refusal:
        reader(data)
    return refusal.value.reason


@pytest.mark.parametrize("heavy", [True, False])
@pytest.mark.parametrize("namespace", [TRANSITIONAL, office.STRICT])
@every_form
def test_every_number_of_a_word_report_is_read(edition: str, closed: str, namespace: str, heavy: bool) -> None:
    for truth in (figures.different(edition, closed, 1), with_blanks(edition, closed)):
        report = form.compose(edition, closed, truth)
        body = office.report_body(report, heavy=heavy)
        _same(read_docx(docx(body, namespace)), truth)


@pytest.mark.parametrize("workbook", WORKBOOKS)
@every_form
def test_every_number_of_a_workbook_is_read(edition: str, closed: str, workbook: str) -> None:
    for truth in (figures.different(edition, closed, 1), with_blanks(edition, closed)):
        _same(read_spreadsheet(office.xlsx(form.compose(edition, closed, truth), **WORKBOOKS[workbook])), truth)


@pytest.mark.parametrize(
    "content",
    [
        "<w:p><w:r><w:t>52</w:t></w:r><w:r><w:t>599</w:t></w:r></w:p>",
        _runs(("<w:vanish/>", "1"), ("", "52599")),
        _runs(("<w:strike/>", "1"), ('<w:vanish w:val="0"/>', "52599")),
        _runs(('<w:dstrike w:val="true"/>', "1"), ('<w:strike w:val="false"/>', "52599")),
        "<w:p><w:del><w:r><w:delText>1</w:delText><w:t>7</w:t></w:r></w:del><w:ins><w:r><w:t>52599</w:t></w:r></w:ins></w:p>",
        "<w:p><w:moveFrom><w:r><w:t>1</w:t></w:r></w:moveFrom><w:r><w:t>52599</w:t></w:r></w:p>",
        "<w:p><w:fldSimple w:instr='=1+1'><w:r><w:t>52599</w:t></w:r></w:fldSimple></w:p>",
        "<w:p><w:r><w:instrText>=SUM(1)</w:instrText></w:r><w:r><w:t>52599</w:t></w:r></w:p>",
        "<w:p/><w:p><w:r><w:t>52599</w:t></w:r></w:p><w:p/>",
        "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>52599</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:r><w:t>52\u200b599</w:t></w:r></w:p>",
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>1</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>52599</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r></w:p>",
    ],
)
def test_a_cell_reads_as_what_is_visible_in_it(content: str) -> None:
    assert _cell(content).strip() == "52599"


@pytest.mark.parametrize(
    "content",
    [
        paragraph("52599") + paragraph("3"),
        paragraph("52599\u200b") + paragraph("3"),
        paragraph("52599\n3"),
        "<w:p><w:r><w:t>52599</w:t><w:tab/><w:t>3</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>52599</w:t><w:sym w:font='Symbol' w:char='F033'/></w:r></w:p>",
    ],
)
def test_separate_figures_in_a_cell_are_not_one_figure(content: str) -> None:
    assert parse(_cell(content)).note in ("broken_number", "not_a_number")


@pytest.mark.parametrize("how", ['<w:vertAlign w:val="superscript"/>', '<w:rStyle w:val="note"/>'])
def test_a_raised_figure_is_not_a_digit_of_the_one_before_it(how: str) -> None:
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    styles = f'<w:styles xmlns:w="{TRANSITIONAL}"><w:style w:styleId="note">{raised}</w:style></w:styles>'
    assert parse(_cell(_runs(("", "52599"), (how, "3")), styles=styles)).note == "sight_unclear"


def test_a_non_breaking_minus_is_a_minus() -> None:
    assert _cell("<w:p><w:r><w:noBreakHyphen/><w:t>3</w:t></w:r></w:p>") == "-3"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<wps:txbx><w:txbxContent>{paragraph('盒中')}</w:txbxContent></wps:txbx>"
    old = box.replace("wps:txbx", "v:textbox")
    drawing = (
        "<mc:AlternateContent><mc:Choice><w:drawing>{}</w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict>"
        "</mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p><w:r><w:t>前</w:t></w:r><w:r>{drawing.format(box, old)}</w:r><w:r><w:t>后</w:t></w:r></w:p>"
    assert [line.text for line in read_docx(docx(body)).lines] == ["前后", "盒中"]


def test_merged_cells_are_one_cell_where_they_begin() -> None:
    rows = (
        cell(paragraph("甲"), '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>') + cell(paragraph("1")),
        cell(paragraph("藏"), '<w:gridSpan w:val="2"/><w:vMerge/>') + cell(paragraph("2")),
        "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell(paragraph("乙"), "<w:vMerge/>") + cell(paragraph("3")),
        cell(paragraph("丙"), '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell(paragraph("4")),
        "<w:trPr><w:hidden/></w:trPr>" + cell(paragraph("隐")),
        "<w:trPr><w:del/></w:trPr>" + cell(paragraph("删")),
    )
    opened = read_docx(docx(table(*rows)))
    assert [[(c.text, c.column, c.colspan, c.rowspan) for c in row] for row in opened.grids[0].rows] == [
        [("甲", 0, 2, 3), ("1", 2, 1, 1)],
        [("2", 2, 1, 1)],
        [("3", 2, 1, 1)],
        [("丙", 0, 2, 1), ("4", 2, 1, 1)],
    ]


def test_a_table_that_contains_tables_is_layout() -> None:
    inner = table(cell(paragraph("规章")) + cell(paragraph("1")))
    opened = read_docx(docx(table(cell(paragraph("首页") + inner + paragraph("尾"))) + paragraph("后")))
    assert opened.grids[0].texts == [["规章", "1"]] and len(opened.grids) == 1
    said = [(line.text, line.grid) for line in opened.lines]
    assert said == [("首页", None), ("规章", 0), ("1", 0), ("尾", None), ("后", None)]


def test_automatic_numbers_are_printed_before_words_and_never_before_figures() -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    levels = level.format(0, "chineseCounting", "%1、") + level.format(1, "decimal", "%1.%2")
    numbering = (
        f'<w:numbering xmlns:w="{TRANSITIONAL}"><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="2"/></w:numPr></w:pPr>'
    body = "".join(
        paragraph(text, "", numbered.format(at)) for at, text in [(0, "总体情况"), (1, "甲"), (0, "主动公开"), (0, "5")]
    )
    opened = read_docx(docx(body + paragraph("无号"), numbering=numbering))
    # The first level is printed in Chinese even where the second repeats it, as Word does.
    assert [line.text for line in opened.lines] == ["一、总体情况", "一.1甲", "二、主动公开", "5", "无号"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (1234.56, "1234.56"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (149.673874, "149.673874"),
        (True, "TRUE"),
    ],
)
def test_a_value_is_read_as_the_sheet_displays_it(value: float, text: str) -> None:
    assert printed(value) == text


def test_hidden_sheets_and_raised_figures_of_a_workbook_are_not_read_as_figures() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    shown, hidden = book.add_worksheet(), book.add_worksheet()
    shown.write_row(0, 0, ["规章", "a", "商业\n企业", "1\n2"])
    shown.write_rich_string(1, 0, "52599", book.add_format({"font_script": 1}), "3", " ")
    shown.write_number(1, 1, 4)
    hidden.write_row(0, 0, ["隐", "藏"])
    hidden.hide()
    book.close()
    assert [grid.texts for grid in read_spreadsheet(file.getvalue()).grids] == [
        [["规章", "a", "商业企业", "1|2"], ["52599^3", "4", "", ""]]
    ]


def test_every_number_of_an_opendocument_workbook_is_read() -> None:
    for truth in (TRUTH, with_blanks("2021", "three_rows")):
        data = office.ods(form.compose("2021", "three_rows", truth))
        assert zip_kind(data) == "ods"
        _same(read_spreadsheet(data), truth)


def test_every_number_of_an_xls_file_is_read() -> None:
    for truth in (TRUTH, with_blanks("2021", "three_rows")):
        data = office_xls.xls(form.compose("2021", "three_rows", truth))
        assert ole_kind(data) == "xls"
        _same(read_spreadsheet(data), truth)


def test_every_number_of_an_xlsb_file_is_read() -> None:
    for truth in (TRUTH, with_blanks("2021", "three_rows")):
        data = office_xlsb.xlsb(form.compose("2021", "three_rows", truth))
        assert zip_kind(data) == "xlsx"
        _same(read_spreadsheet(data), truth)


def test_containers_are_identified_by_their_content() -> None:
    assert (zip_kind(DOCX), zip_kind(XLSX), zip_kind(office.zipped({"a.txt": "a"}))) == (
        "docx",
        "xlsx",
        "archive",
    )
    assert zip_kind(office.zipped({"OFD.xml": "<a/>"})) == "ofd"
    assert zip_kind(office.zipped({"mimetype": "application/vnd.oasis.opendocument.text"})) == "odt"
    assert zip_kind(office.zipped({"mimetype": "application/vnd.etsi.asic-e+zip"})) is None
    assert _refused(b"PK\x03\x04" + bytes(100), zip_kind) == "damaged_file"
    assert _refused(b"\xd0\xcf\x11\xe0" + bytes(2000), ole_kind) == "damaged_file"


@pytest.mark.parametrize("kind", ["doc:MS Word 97", "rtf"])
def test_a_legacy_word_file_is_read_through_libreoffice(kind: str, tmp_path: Path) -> None:
    program = legacy.program()
    if program is None:
        pytest.skip("LibreOffice is not installed")
    source = tmp_path / "report.docx"
    source.write_bytes(DOCX)
    command = [program, "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, timeout=120, capture_output=True)
    converted = source.with_suffix(f".{kind[:3]}")
    if not converted.is_file():
        pytest.skip("LibreOffice is installed without its filters for Word")
    data = converted.read_bytes()
    if kind.startswith("doc"):
        assert ole_kind(data) == "doc"
    opened = legacy.read_legacy(data)
    assert opened.media_type == ("application/msword" if kind.startswith("doc") else "application/rtf")
    _same(opened, TRUTH)


def test_without_libreoffice_legacy_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert _refused(b"{\\rtf1 1}", legacy.read_legacy) == "needs_libreoffice"
