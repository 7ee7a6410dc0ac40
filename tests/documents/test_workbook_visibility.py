"""The figures a reader of a printed sheet sees, however an XLSX file encodes them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from flows.documents.archives.containers import Parts
from flows.documents.sheets.scan import scan
from flows.documents.sheets.workbook import read_spreadsheet
from flows.reading.layouts.values import parse
from tests import office_files as office

SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
Change = Callable[[Any, Any], object]


def _book(change: Change) -> bytes:
    """Two rows of a label and figures; 15 in B1 and C1."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["甲", 15, 15])
    sheet.write_row(1, 0, ["乙", 4, 5])
    change(sheet, book)
    book.close()
    return file.getvalue()


def _first(data: bytes) -> tuple[int | None, str | None]:
    """Value and note of B1; everything else is unchanged."""
    texts = read_spreadsheet(data).grids[0].texts
    assert [texts[0][0], *texts[0][2:], *texts[1]] == ["甲", "15", "乙", "4", "5"]
    figure = parse(texts[0][1])
    return (None if figure.value is None else int(figure.value)), figure.note


def _dressed(**format: Any) -> Change:
    return lambda sheet, book: sheet.write_number("B1", 15, book.add_format(format))


def _rich(*pieces: Any) -> Change:
    """A rich text; a dict before a piece is its format."""

    def change(sheet: Any, book: Any) -> None:
        made = [book.add_format(piece) if isinstance(piece, dict) else piece for piece in pieces]
        sheet.write_rich_string("B1", *made)

    return change


def _where(**rule: Any) -> Change:
    """A condition on B1; a dict is a format."""

    def change(sheet: Any, book: Any) -> None:
        made = {key: book.add_format(said) if isinstance(said, dict) else said for key, said in rule.items()}
        sheet.conditional_format("B1", {"type": "cell", "criteria": ">", "value": 3, **made})

    return change


def _box(**options: Any) -> Change:
    return lambda sheet, _: sheet.insert_textbox("B1", options.pop("text", ""), {"width": 60, "height": 18, **options})


def _choice(sheet: Any, _: Any) -> None:
    sheet.data_validation("B1", {"validate": "list", "source": [1]})


UNSURE = None, "sight_unclear"
LOOKS: dict[str, tuple[Change, int | None, str | None]] = {
    "white": (_dressed(font_color="white"), None, "blank"),
    "white on blue": (_dressed(font_color="white", bg_color="#1F497D"), 15, None),
    "blue on blue": (_dressed(font_color="#1F497D", bg_color="#1F497D"), None, "blank"),
    "black on black": (_dressed(bg_color="black", font_color="black"), None, "blank"),
    "black on grey": (_dressed(bg_color="#D9D9D9"), 15, None),
    "nearly white": (_dressed(font_color="#EFEFEF"), *UNSURE),
    "red": (_dressed(font_color="red"), 15, None),
    "one point": (_dressed(font_size=1), None, "blank"),
    "three points": (_dressed(font_size=3), *UNSURE),
    "in a font of pictures": (_dressed(font_name="Wingdings"), *UNSURE),
    "a piece in a font of pictures": (_rich({"bold": True}, "15", {"font_name": "Webdings"}, "7"), *UNSURE),
    "all of it raised": (_dressed(font_script=1), *UNSURE),
    "struck out": (_dressed(font_strikeout=True), None, "not_a_number"),
    "again and again": (_dressed(align="fill"), *UNSURE),
    "a struck piece": (_rich({"font_strikeout": True}, "12", "15"), 15, None),
    "a struck piece after": (_rich({"bold": True}, "15", {"font_strikeout": True}, "12"), 15, None),
    "a white piece": (_rich({"bold": True}, "15", {"font_color": "white"}, "7"), 15, None),
    "a tiny piece": (_rich({"bold": True}, "15", {"font_size": 1}, "7"), 15, None),
    "a pale piece": (_rich({"bold": True}, "15", {"font_color": "#F0F0F0"}, "7"), *UNSURE),
    "pieces of one look": (_rich({"bold": True}, "1", {"font_color": "red"}, "5"), 15, None),
    "white on a condition": (_where(format={"font_color": "white"}), *UNSURE),
    "struck on a condition": (_where(format={"font_strikeout": True}), *UNSURE),
    "dark on a condition": (_where(format={"bg_color": "black", "font_color": "black"}), *UNSURE),
    "red on a condition": (_where(format={"font_color": "#9C0006", "bg_color": "#FFC7CE"}), 15, None),
    "black fill on a condition": (_where(format={"bg_color": "#000000"}), *UNSURE),
    "signs in place of figures": (_where(type="icon_set", icon_style="3_arrows", icons_only=True), *UNSURE),
    "bars in place of figures": (_where(type="data_bar", bar_only=True), *UNSURE),
    "bars next to figures": (_where(type="data_bar"), 15, None),
    "below a text box": (_box(text="盒"), *UNSURE),
    "below a blank box": (_box(), *UNSURE),
    "below a clear box": (_box(fill={"none": True}), 15, None),
    "below a picture elsewhere": (lambda sheet, _: sheet.insert_textbox("F9", "盒"), 15, None),
    "a list to choose from": (_choice, 15, None),
}  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
def test_a_figure_reads_as_it_is_seen(look: str) -> None:
    change, value, note = LOOKS[look]
    assert _first(_book(change)) == (value, note)


@pytest.mark.parametrize("look", ["a", "b"])
def test_a_raised_span_is_not_a_digit(look: str) -> None:
    raised = {"font_script": 1} if look == "a" else {"font_size": 6}
    value, note = _first(_book(_rich({"bold": True}, "15", raised, "1")))
    assert value in (None, 15)
    assert note != "blank"


def _changed(old: str, new: str, name: str = SHEET, change: Change = lambda *_: None) -> bytes:
    parts = Parts(_book(change))
    held = {each: parts.read(each) for each in parts.sizes}
    assert old.encode() in held[name]
    return office.zipped({**held, name: held[name].replace(old.encode(), new.encode())})


CELL = '<c r="B1"><v>15</v></c>'
WRITTEN = {
    "twice in a row": (CELL, f'{CELL}<c r="B1"><v>7</v></c>', *UNSURE),
    "twice, the same": (CELL, CELL + CELL, *UNSURE),
    "in two rows of a number": ("</sheetData>", '<row r="1"><c r="B1"><v>7</v></c></row></sheetData>', *UNSURE),
    "in place, struck in part": (
        CELL,
        '<c r="B1" t="inlineStr"><is><r><rPr><strike/></rPr><t>12</t></r><r><t>15</t></r></is></c>',
        15,
        None,
    ),
    "in place, not struck": (
        CELL,
        '<c r="B1" t="inlineStr"><is><r><rPr><strike val="0"/></rPr><t>1</t></r><r><t>5</t></r></is></c>',
        15,
        None,
    ),
    "in place, white of the theme": (
        CELL,
        '<c r="B1" t="inlineStr"><is><r><t>15</t></r><r><rPr><color theme="0"/></rPr><t>7</t></r></is></c>',
        15,
        None,
    ),
    "in place, white by its number": (
        CELL,
        '<c r="B1" t="inlineStr"><is><r><t>15</t></r><r><rPr><color indexed="9"/></rPr><t>7</t></r></is></c>',
        15,
        None,
    ),
    "out of order": (f'{CELL}<c r="C1"><v>15</v></c>', f'<c r="C1"><v>15</v></c>{CELL}', 15, None),
    "a condition of later programs": (
        "</sheetData>",
        '</sheetData><extLst><ext><x14:conditionalFormattings xmlns:x14="a"><x14:conditionalFormatting><x14:cfRule>'
        '<x14:dxf><font><color theme="0"/></font></x14:dxf></x14:cfRule><xm:sqref xmlns:xm="b">B1</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>",
        *UNSURE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_figure_reads_the_same_however_its_cell_is_written(kind: str) -> None:
    old, new, value, note = WRITTEN[kind]
    assert _first(_changed(old, new)) == (value, note)


@pytest.mark.parametrize(
    "usual",
    ['defaultRowHeight="15" zeroHeight="1"', 'defaultRowHeight="0"', 'defaultRowHeight="0.75" customHeight="1"'],
)
def test_rows_with_an_unusual_default_height_are_in_doubt_unless_they_set_their_own(usual: str) -> None:
    old = '<sheetFormatPr defaultRowHeight="15"/>'
    tall = _changed(old, f"<sheetFormatPr {usual}/>", change=lambda sheet, _: sheet.set_row(1, 20))
    texts = read_spreadsheet(tall).grids[0].texts
    assert [[parse(text).note for text in row[1:]] for row in texts] == [["sight_unclear"] * 2, [None] * 2]
    assert [row[0] for row in texts] == ["甲", "乙"]


def test_a_shared_string_is_seen_as_each_cell_is_formatted() -> None:
    def change(sheet: Any, book: Any) -> None:
        pieces = [book.add_format({"bold": True}), "15", book.add_format({"font_color": "white"}), "7"]
        sheet.write_rich_string("B1", *pieces)
        sheet.write_rich_string("C1", *pieces, book.add_format({"bg_color": "navy"}))

    assert read_spreadsheet(_book(change)).grids[0].texts[0] == ["甲", "15", "157"]


PLAIN: dict[str, Change] = {
    "as written": lambda *_: None,
    "a dark red": _dressed(font_color="#600000"),
    "a light ground": _dressed(bg_color="#FFF2CC"),
    "a condition in dark red": _where(format={"font_color": "#600000", "bg_color": "#FFC7CE"}),
    "a list to choose from": _choice,
}


@pytest.mark.parametrize("kind", PLAIN)
def test_plainly_visible_content_is_read_by_the_scanner(kind: str) -> None:
    assert scan(Parts(_book(PLAIN[kind]))) is not None


def test_a_formula_that_was_never_calculated_is_not_zero() -> None:
    assert _first(_book(lambda sheet, book: sheet.write_formula("B1", "=10+5", None, ""))) == (None, "sight_unclear")
    assert _first(_book(lambda sheet, book: sheet.write_formula("B1", "=10+5"))) == (None, "sight_unclear")


def test_a_zero_formula_result_counts_where_other_formulas_were_calculated() -> None:
    def change(sheet: Any, book: Any) -> None:
        sheet.write_formula("B1", "=1-1", None, 0)
        sheet.write_formula("C1", "=10+5", None, 15)

    assert _first(_book(change)) == (0, None)


def test_a_sign_shown_only_by_colour_is_unclear() -> None:
    def change(sheet: Any, book: Any) -> None:
        sheet.write_number("B1", -16, book.add_format({"num_format": "0;[Red]0"}))

    assert _first(_book(change)) == (None, "sight_unclear")
