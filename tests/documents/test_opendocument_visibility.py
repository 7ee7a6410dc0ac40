"""Content that the styles of an ODS workbook strike out, raise, hide or leave in doubt is not a figure."""

from __future__ import annotations

import pytest

from flows.documents.sheets.workbook import read_spreadsheet
from flows.reading.layouts.values import parse
from tests import office_files as office

_NAMES = {
    **dict.fromkeys(("office", "table", "text", "style", "drawing"), "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"),
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
_PROPERTIES = "<style:text-properties {}/>"
_GROUND = '<style:table-cell-properties fo:background-color="#000000"/>'
_STYLE = '<style:style style:name="{}" style:family="{}" {}>{}</style:style>'


def _read(cell: str, styles: str = "", *, columns: str = "", common: str = "") -> str:
    """What is read from the second cell of a row."""
    names = " ".join(f'xmlns:{name}="{where.format(name)}"' for name, where in _NAMES.items())
    body = (
        f"<office:body><office:spreadsheet><table:table>{columns}<table:table-row><table:table-cell><text:p>甲</text:p>"
        f"</table:table-cell>{cell}<table:table-cell><text:p>乙</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
    )
    content = f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>{body}"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content + "</office:document-content>",
        "styles.xml": f"<office:document-styles {names}>{common}</office:document-styles>",
    }
    return read_spreadsheet(office.zipped(parts)).grids[0].texts[0][1]


def _cell(text: str, style: str = "own") -> str:
    return f'<table:table-cell table:style-name="{style}"><text:p>{text}</text:p></table:table-cell>'


def _styled(properties: str, family: str = "table-cell", name: str = "own", more: str = "") -> str:
    return _STYLE.format(name, family, more, properties)


@pytest.mark.parametrize(
    ("properties", "note"),
    [
        (_PROPERTIES.format('style:text-line-through-style="solid"'), "not_a_number"),
        (_PROPERTIES.format('style:text-line-through-type="double"'), "not_a_number"),
        (_PROPERTIES.format('fo:color="#ffffff"'), "blank"),
        (_PROPERTIES.format('fo:color="#000000"') + _GROUND, "blank"),
        (_PROPERTIES.format('fo:font-size="1pt"'), "blank"),
        (_PROPERTIES.format('fo:font-size="4pt"'), "sight_unclear"),
        (_PROPERTIES.format('text:display="none"'), "blank"),
        (_PROPERTIES.format('style:text-position="super 58%"'), "sight_unclear"),
        (_PROPERTIES.format('fo:color="#ff0000"'), None),
        (_PROPERTIES.format('style:text-line-through-style="none"'), None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_its_style_shows_it(properties: str, note: str | None) -> None:
    found = parse(_read(_cell("15"), _styled(properties)))
    assert (found.note, found.value is None) == (note, note is not None)


def test_styles_inherit_from_their_base_and_from_columns() -> None:
    struck = _styled(_PROPERTIES.format('style:text-line-through-style="solid"'), name="base")
    based = _styled("", more='style:parent-style-name="base"')
    assert parse(_read(_cell("15"), based, common=struck)).note == "not_a_number"
    columns = '<table:table-column/><table:table-column table:default-cell-style-name="base"/>'
    bare = "<table:table-cell><text:p>15</text:p></table:table-cell>"
    assert parse(_read(bare, struck, columns=columns)).note == "not_a_number"


def test_text_spans_follow_their_own_styles() -> None:
    raised = _styled(_PROPERTIES.format('style:text-position="33% 58%"'), "text", "up")
    struck = _styled(_PROPERTIES.format('style:text-line-through-type="single"'), "text", "gone")
    assert _read(_cell('15<text:span text:style-name="up">1</text:span>'), raised) == "15^1"
    assert _read(_cell('<text:span text:style-name="gone">12</text:span>15'), struck) == "15"


def test_content_that_a_condition_or_a_shape_may_hide_is_unclear() -> None:
    white = _styled(_PROPERTIES.format('fo:color="#ffffff"'), name="white")
    condition = '<style:map style:condition="cell-content()=15" style:apply-style-name="white"/>'
    assert parse(_read(_cell("15"), white + _styled(condition))).note == "sight_unclear"
    shape = "<drawing:rect/>"
    cell = f"<table:table-cell><text:p>15</text:p>{shape}</table:table-cell>"
    assert parse(_read(cell)).note == "sight_unclear" and _read(cell.replace(shape, "")) == "15"


@pytest.mark.parametrize(
    "dress", ['text:display="none"', 'style:text-combine="lines"', 'style:font-name="Wingdings"', 'fo:color="#f8f8f8"']
)
def test_a_span_that_may_not_be_drawn_as_written_leaves_no_value(dress: str) -> None:
    cell = _cell('<text:span text:style-name="piece">7</text:span>15')
    assert parse(_read(cell, _styled(_PROPERTIES.format(dress), "text", "piece"))).value in (None, 15)
    assert parse(_read(cell, _styled(_PROPERTIES.format('fo:font-weight="bold"'), "text", "piece"))).value == 715


def test_a_cell_in_a_symbol_font_has_no_value() -> None:
    styles = _styled(_PROPERTIES.format('fo:font-family="Wingdings 2"'))
    assert parse(_read(_cell("15"), styles)).note == "sight_unclear"
