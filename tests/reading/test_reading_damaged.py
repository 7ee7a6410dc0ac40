"""Reports with something missing or printed unusually: every number read is the printed one, or null."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading.document import read
from flows.reading.records import Extraction
from tests.rendering import figures, form, judging
from tests.rendering.choices import ALL_LAYOUTS, FORMS, Render, provable, renders, with_blanks
from tests.rendering.damage import (
    lines_dropped,
    pieces_dropped,
    rows_dropped,
    table_tags_dropped,
    tables_dropped,
)
from tests.rendering.pieces import Document, Figure, Figures, Key, Printed


def _read(rendered: Printed) -> Extraction:
    found = read(rendered.data, "report")
    assert not judging.unsound(found)
    return found


def _damaged(render: Render, report: Document) -> Iterator[tuple[str, Printed]]:
    """Each damaged version once: losing a cell and losing its line often leave the same text."""
    tried = set()
    cells = ((name, render(left)) for name, left in pieces_dropped(report))
    for name, left in chain(cells, lines_dropped(render(report))):
        if left.text not in tried:
            yield f"without {name}", left
            tried.add(left.text)


def _wrong_in(cases: Iterable[tuple[str, Printed]], truth: Figures) -> list[str]:
    complaints = []
    for name, rendered in cases:
        found = _read(rendered)
        complaints += [f"{name}: {complaint}" for complaint in judging.wrong(found, rendered.truth(truth))]
    return complaints


# `make test` tries one of three layouts, on one form, and `make test-all` each on all forms.
DROPS = [
    pytest.param(
        which,
        layout,
        marks=pytest.mark.heavy if at % len(FORMS) != number or at // len(FORMS) % 3 else (),
        id=f"{'-'.join(which)}-{layout}",
    )
    for number, which in enumerate(FORMS)
    for at, layout in enumerate(ALL_LAYOUTS)
]


@pytest.mark.parametrize(("which", "layout"), DROPS)
def test_dropping_anything_causes_no_wrong_reading(which: tuple[str, str], layout: str) -> None:
    truth = with_blanks(*which)
    report = form.compose(*which, truth)
    assert not _wrong_in(_damaged(renders(which[0])[layout], report), truth)


@pytest.mark.parametrize("layout", ["clean", "full_width", "split_labels", "wide_data", "layout_tables"])
def test_a_page_that_lost_the_tag_of_a_table_is_not_read_wrong(layout: str) -> None:
    truth = with_blanks("2021", "three_rows")
    rendered = renders("2021")[layout](form.compose("2021", "three_rows", truth))
    assert not _wrong_in(table_tags_dropped(rendered), truth)


def _notices(found: Extraction, code: str) -> int:
    return sum(notice.code == code for notice in found.notices)


@pytest.mark.parametrize("layout", ["lines_apart", "pipes_padded", "cell_pipes", "clean"])
def test_a_missing_row_is_noticed_and_its_cells_are_not_listed(layout: str) -> None:
    truth = figures.different("2021", "three_rows", 12)
    for label, left in rows_dropped(form.compose("2021", "three_rows", truth)):
        rendered = renders("2021")[layout](left)
        found = _read(rendered)
        assert {judging.key(cell) for cell in found.cells} == set(rendered.truth(truth)), label
        assert _notices(found, "row_missing") == 1, label


@pytest.mark.parametrize("layout", ["lines_apart", "pipes_padded", "cell_pipes", "clean"])
def test_a_missing_table_is_noticed_and_its_cells_are_not_listed(layout: str) -> None:
    truth = figures.different("2021", "three_rows", 13)
    for section, left in tables_dropped(form.compose("2021", "three_rows", truth)):
        rendered = renders("2021")[layout](left)
        found = _read(rendered)
        assert {judging.key(cell) for cell in found.cells} == set(rendered.truth(truth)), section
        assert _notices(found, "table_missing") == 1, section


@pytest.mark.parametrize("layout", ["lines_apart", "pipes", "cell_pipes", "clean"])
def test_a_report_that_ends_inside_a_table_is_noticed(layout: str) -> None:
    truth = figures.different("2021", "three_rows", 14)
    text = renders("2021")[layout](form.compose("2021", "three_rows", truth)).text
    whole, cut = (read(part.encode(), layout) for part in (text, text[: text.index("4.保护第三方")]))
    assert (_notices(whole, "truncated"), _notices(cut, "truncated")) == (0, 1)


AMOUNTS = [Figure(text, figures.number(text)) for text in ("3235", "149.673874", "32064.23", "251000元", "1,234.5")]


@st.composite
def varied(draw: st.DrawFn) -> tuple[str, str, Figures]:
    """A form with its own figures, some of its cells printed in an unusual way or not at all."""
    edition, closed = draw(st.sampled_from(FORMS))
    cells = figures.different(edition, closed, draw(st.integers(0, 10_000)))
    unusual = st.sampled_from([*figures.UNUSUAL_NUMBERS, *figures.NO_NUMBERS, figures.BLANK])
    amounts = st.sampled_from([*AMOUNTS, figures.BLANK, *figures.NO_NUMBERS])
    changed: list[Key] = draw(st.lists(st.sampled_from(list(cells)), max_size=25, unique=True))
    return edition, closed, cells | {key: draw(amounts if key[2] == "amount" else unusual) for key in changed}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(varied(), st.sampled_from(ALL_LAYOUTS))
def test_unusual_figures_are_read_as_printed(report: tuple[str, str, Figures], layout: str) -> None:
    edition, closed, truth = report
    found = _read(renders(edition)[layout](form.compose(edition, closed, truth)))
    assert not judging.wrong(found, truth)
    if layout != "glued":
        assert not judging.missed(found, provable(truth, layout))
        assert not judging.misquoted(found, truth)
