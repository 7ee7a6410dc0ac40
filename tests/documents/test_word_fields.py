"""Fields, text boxes, formulas and list numbers of Word documents next to the figures of cells."""

from __future__ import annotations

import pytest

from tests.office_files import paragraph
from tests.word_cells import FIFTEEN, line, run, style_sheet, value_and_note


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


@pytest.mark.parametrize(
    "runs",
    [
        f"{_field('begin')}{run('12')}{_field('separate')}{run('15')}{_field('end')}",
        f"{_field('begin')}{run('12')}{_field('end')}{run('15')}",
        f"{_field('begin')}{_field('begin')}{_field('separate')}{run('7')}{_field('end')}{_field('separate')}{run('15')}"
        f"{_field('end')}",
    ],
)
def test_field_instructions_are_not_printed(runs: str) -> None:
    assert value_and_note(line(runs)) == (FIFTEEN, None) == value_and_note(runs)


def test_a_box_in_a_cell_without_a_paragraph_stays_separate() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('12')}</w:txbxContent></w:pict></w:r>"
    assert value_and_note(box + run("15"))[1] == "broken_number"


def test_raised_or_stacked_parts_of_a_formula_are_not_digits() -> None:
    names = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    raised = f"<m:oMath {names}><m:sSup><m:e/><m:sup><m:r><m:t>1</m:t></m:r></m:sup></m:sSup></m:oMath>"
    stacked = f"<m:oMath {names}><m:f><m:num><m:t>1</m:t></m:num><m:den><m:t>2</m:t></m:den></m:f></m:oMath>"
    plain = f"<m:oMath {names}><m:r><m:t>15</m:t></m:r></m:oMath>"
    assert value_and_note(line(run("15"), raised))[1] == value_and_note(line(stacked))[1] == "sight_unclear"
    assert value_and_note(line(plain)) == (FIFTEEN, None)


def test_a_list_number_before_a_figure_is_not_part_of_it() -> None:
    assert value_and_note(line(run("1."), "<w:r><w:tab/></w:r>", run("27")))[1] == "broken_number"


@pytest.mark.parametrize(
    ("kind", "value"), [("firstCol", 15), ("lastCol", None), ("lastRow", None), ("band1Horz", None)]
)
def test_a_style_that_hides_part_of_a_table_leaves_the_rest(kind: str, value: int | None) -> None:
    part = f'<w:tblStylePr w:type="{kind}"><w:rPr><w:vanish/></w:rPr></w:tblStylePr>'
    styles = style_sheet(f'<w:style w:type="table" w:styleId="a3">{part}</w:style>')
    assert value_and_note(line(run("15")), styles)[0] == value
