"""The rendered reports themselves are what they claim to be."""

from __future__ import annotations

import pytest

from expectations import catalogue
from tests.rendering import figures, form
from tests.rendering.choices import ALL_LAYOUTS, FORMS, renders


@pytest.mark.parametrize(("edition", "closed"), FORMS)
def test_a_report_prints_the_cells_of_its_form_in_order(edition: str, closed: str) -> None:
    other = {"one_row": "three_rows", "three_rows": "one_row"}[closed]
    known = catalogue.load()
    expected = [
        (section, row.item, measure)
        for section in (2, 3, 4)
        for row in known.rows_of(edition, section)
        if row.printing != other
        for measure in known.measures[edition, section, row.item]
    ]
    assert form.keys(edition, closed) == expected


@pytest.mark.parametrize(("edition", "closed"), FORMS)
def test_no_two_figures_of_a_report_are_equal(edition: str, closed: str) -> None:
    values = [figure.value for figure in figures.different(edition, closed, 7).values()]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize("layout", ALL_LAYOUTS)
@pytest.mark.parametrize(("edition", "closed"), FORMS)
def test_every_cell_is_printed_on_the_line_that_claims_it(edition: str, closed: str, layout: str) -> None:
    truth = figures.different(edition, closed, 7)
    rendered = renders(edition)[layout](form.compose(edition, closed, truth))
    assert rendered.truth(truth) == truth
    if layout != "broken_words":
        assert all(truth[key].text in line.text for line in rendered.lines for key in line.keys)
