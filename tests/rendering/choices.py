"""The forms and layouts that tests cover, and which cells each of them shows beyond doubt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.rendering import figures, form
from tests.rendering.markup import STYLES, page
from tests.rendering.pieces import Document, Figures, Printed
from tests.rendering.text import LAYOUTS, MIXTURES, printed

Render = Callable[[Document], Printed]

FORMS = (("2021", "three_rows"), ("2021", "one_row"), ("2019", "one_row"))
TEXTS: dict[str, Render] = {
    **{name: partial(printed, layout=name) for name in LAYOUTS},
    **{f"mixture_{n}": partial(printed, layout=mix) for n, mix in enumerate(MIXTURES, 1)},
}
ALL_LAYOUTS = (*TEXTS, *STYLES)
# Nothing separates the cells of a glued row: only zeros can be told apart.
SEPARATED_LAYOUTS = tuple(name for name in ALL_LAYOUTS if name != "glued")

_DECOYS = {edition: form.compose(edition, closed, figures.different(edition, closed, 99)) for edition, closed in FORMS}


def pages(edition: str) -> dict[str, Render]:
    """The report as a page in each style; hidden copies contain other figures."""
    return {name: partial(page, style=name, decoy=_DECOYS[edition]) for name in STYLES}


def renders(edition: str) -> dict[str, Render]:
    """Every way of printing, by name."""
    return TEXTS | pages(edition)


def provable(truth: Figures, layout: str) -> Figures:
    """The cells whose place the layout shows: not those next to a blank that leaves no mark."""
    if layout in STYLES or (layout in LAYOUTS and LAYOUTS[layout].shows_blanks):
        return truth
    return {key: figure for key, figure in truth.items() if not figures.row_is(truth, key, [""])}


def with_blanks(edition: str, closed: str, every: int = 17) -> Figures:
    """Figures with two neighbouring blanks in every so many cells."""
    filled = figures.different(edition, closed, 5)
    return {key: figures.BLANK if at % every in (3, 4) else cell for at, (key, cell) in enumerate(filled.items())}
