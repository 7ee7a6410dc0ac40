"""Every layout is read as printed; what cannot be placed is null, never wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading.document import read
from flows.reading.records import Extraction
from tests.rendering import figures, form, judging
from tests.rendering.choices import (
    ALL_LAYOUTS,
    FORMS,
    SEPARATED_LAYOUTS,
    TEXTS,
    pages,
    provable,
    renders,
    with_blanks,
)
from tests.rendering.markup import STYLES
from tests.rendering.pieces import Figure, Key, Printed, Prose, Table
from tests.rendering.text import LAYOUTS, on_one_line, printed

every_form = pytest.mark.parametrize(("edition", "closed"), FORMS)
every_layout = pytest.mark.parametrize("layout", ALL_LAYOUTS)
# Nothing separates the cells of a glued row: only zeros can be split.
every_separated_layout = pytest.mark.parametrize("layout", [name for name in (*TEXTS, *STYLES) if name != "glued"])


def _read(rendered: Printed, document: str = "report") -> Extraction:
    found = read(rendered.data, document)
    assert not judging.unsound(found)
    return found


@every_separated_layout
@every_form
def test_every_number_printed_is_read_back(edition: str, closed: str, layout: str) -> None:
    truth = figures.different(edition, closed, 1)
    found = _read(renders(edition)[layout](form.compose(edition, closed, truth)))
    assert not judging.wrong(found, truth)
    assert not judging.missed(found, truth)
    assert not judging.misquoted(found, truth)


@every_form
def test_glued_zeros_are_read_and_other_glued_digits_are_not(edition: str, closed: str) -> None:
    zeros = figures.zeros(edition, closed)
    found = _read(printed(form.compose(edition, closed, zeros), "glued"))
    assert not judging.wrong(found, zeros)
    assert not judging.missed(found, zeros)
    truth = figures.different(edition, closed, 2)
    assert not judging.wrong(_read(printed(form.compose(edition, closed, truth), "glued")), truth)


@every_form
def test_a_report_on_one_line_is_read(edition: str, closed: str) -> None:
    truth = figures.different(edition, closed, 3)
    report = form.compose(edition, closed, truth)
    bare = tuple(block for block in report if isinstance(block, Table) or block.kind != "sentence")
    found = _read(on_one_line(bare))
    assert not judging.wrong(found, truth)
    assert not judging.missed(found, truth)
    assert not judging.wrong(_read(on_one_line(report)), truth)


@every_layout
@every_form
def test_blanks_are_null_and_shift_nothing(edition: str, closed: str, layout: str) -> None:
    truth = with_blanks(edition, closed)
    found = _read(renders(edition)[layout](form.compose(edition, closed, truth)))
    assert not judging.wrong(found, truth)
    if layout != "glued":
        assert not judging.missed(found, provable(truth, layout))


@pytest.mark.parametrize("layout", [*(name for name in LAYOUTS if LAYOUTS[name].shows_blanks), *STYLES])
def test_blanks_and_signs_are_listed_as_printed(layout: str) -> None:
    filled = with_blanks("2021", "three_rows")
    signs = iter(figures.NO_NUMBERS * 5)
    truth = {key: next(signs) if at % 11 == 7 else cell for at, (key, cell) in enumerate(filled.items())}
    found = _read(renders("2021")[layout](form.compose("2021", "three_rows", truth)))
    listed = {judging.key(cell): (cell.raw, cell.note) for cell in found.cells if cell.value is None}
    for key, figure in truth.items():
        if figure.value is None:
            assert listed.get(key) == (figure.text, "not_a_number" if figure.text else "blank"), key
    assert len(found.cells) == len(truth)


@every_separated_layout
@every_form
def test_the_identity_of_the_report_is_read(edition: str, closed: str, layout: str) -> None:
    report = form.compose(edition, closed, figures.different(edition, closed, 4))
    found = _read(renders(edition)[layout](report)).report
    assert found is not None
    year = int(edition) + 1
    assert isinstance(report[0], Prose)
    assert found.title == report[0].text
    assert (found.agency, found.agency_type) == (form.AGENCY, "town")
    assert (found.year, found.edition, found.closed_printing) == (year, edition, closed)
    assert found.published_on == dt.date(year + 1, 1, 18)
    assert (found.period_start, found.period_end) == (dt.date(year, 1, 1), dt.date(year, 12, 31))


@pytest.mark.parametrize(
    ("edition", "key", "text", "value", "unit"),
    [
        ("2021", (2, "fees", "amount"), "3235.5", "3235.5", "万元"),
        ("2021", (2, "fees", "amount"), "251000元", "251000", "元"),
        ("2019", (2, "procurement", "amount"), "70487元", "70487", "元"),
        ("2019", (2, "procurement", "amount"), "1,234.5万元", "1234.5", "万元"),
        ("2019", (2, "procurement", "amount"), "2.5亿元", "2.5", "亿元"),
        ("2019", (2, "procurement", "amount"), "149.673874", "149.673874", None),
        ("2021", (2, "licensing", "decisions"), "36164", "36164", None),
        ("2021", (3, "granted", "total"), "6件", "6", None),
    ],
)
@pytest.mark.parametrize("layout", ["lines_apart", "pipes", "flat", "clean"])
def test_an_amount_keeps_the_unit_printed(
    edition: str, key: Key, text: str, value: str, unit: str | None, layout: str
) -> None:
    closed = dict(FORMS)[edition]
    truth = figures.different(edition, closed, 10) | {key: Figure(text, Decimal(value))}
    found = _read(renders(edition)[layout](form.compose(edition, closed, truth)))
    cell = {judging.key(cell): cell for cell in found.cells}[key]
    assert (cell.value, cell.raw, cell.unit) == (Decimal(value), text, unit)


@pytest.mark.parametrize("layout", [name for name in TEXTS if name in SEPARATED_LAYOUTS])
def test_a_cell_in_text_names_its_line(layout: str) -> None:
    rendered = TEXTS[layout](form.compose("2021", "three_rows", with_blanks("2021", "three_rows")))
    assert not judging.misplaced(_read(rendered), rendered)


@pytest.mark.parametrize("layout", STYLES)
def test_a_cell_in_a_page_names_its_table_row_and_column(layout: str) -> None:
    report = form.compose("2021", "three_rows", figures.different("2021", "three_rows", 6))
    places = [cell.where[:3] for cell in _read(pages("2021")[layout](report)).cells]
    assert all(place is not None and place >= 1 for place in chain(*places))
    assert len(set(places)) == len(places)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(FORMS), st.integers(0, 10_000), st.data())
def test_two_layouts_of_a_report_read_the_same(which: tuple[str, str], seed: int, data: st.DataObject) -> None:
    edition, closed = which
    report = form.compose(edition, closed, figures.different(edition, closed, seed))
    names = st.sampled_from(SEPARATED_LAYOUTS)
    one, other = (_read(renders(edition)[data.draw(names)](report)) for _ in range(2))
    assert _said(one) == _said(other)
    assert one.report is not None and other.report is not None
    assert one.report._replace(layout="") == other.report._replace(layout="")


@pytest.mark.parametrize("layout", ["lines_apart", "pipes_padded", "clean"])
def test_the_bytes_a_report_comes_in_do_not_matter(layout: str) -> None:
    report = form.compose("2021", "three_rows", figures.different("2021", "three_rows", 8))
    rendered = renders("2021")[layout](report)
    plain = _read(rendered)
    declared = rendered.text.replace('charset="utf-8"', 'charset="gb2312"')
    for data in (
        rendered.text.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + rendered.data,
        declared.encode("gb18030"),
    ):
        assert _said(read(data, "copy")) == _said(plain)


def test_the_name_of_a_document_does_not_matter() -> None:
    rendered = printed(form.compose("2019", "one_row", figures.different("2019", "one_row", 9)), "pipes")
    assert _read(rendered, "a.html")._replace(document="") == _read(rendered, "2031年/b.txt")._replace(document="")


def _said(found: Extraction) -> dict[Key, tuple[object, str]]:
    return {judging.key(cell): (cell.value, cell.raw) for cell in found.cells}
