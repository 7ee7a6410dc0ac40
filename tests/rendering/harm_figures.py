"""Several figures in a cell, a number with a gap, a corrected number, figures that belong to no cell."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.rendering.draft import Draft, Harm, neighbours, tables, values
from tests.rendering.pieces import Figure, Figures, Key, Piece, Row, Table

GAP = "\ue003"
"""Stands for a gap that is drawn within a cell, until the format is known."""

_GAPS = (" ", "\u00a0", "\u3000", "  ")
_CORRECTIONS = (
    "{old}（更正为{new}）",
    "{old}(应为{new})",
    "{old}→{new}",
    "{old}->{new}",
    "{old}－＞{new}",
    "{old}（修订为{new}）",
    "{new}（原为{old}）",
    "{new}（原{old}）",
    "{old}，现为{new}",
    "{old}【改为{new}】",
    "{old}［订正：{new}］",
    "{old} 更正为 {new}",
)
_LINES = ("lines_apart", "lines_apart_vanishing", "lines_close")
_UNMARKED = (*_LINES, "flat", "glued", "aligned", "column_major", "divs", "pre")
"""Layouts in which white space or a line may part cells."""
_ONE_EACH = (*_UNMARKED, "lines_and_pipes", "cell_pipes", "cell_pipes_padded", "tabs")
"""Layouts in which a separate line looks like a cell: nothing next to it shows that a figure is missing."""


def parted_digits(draft: Draft, choice: Random) -> Draft:
    """Numbers with a visible gap: `1 2` for 12. Only sums show that they are one."""

    def change(figure: Figure) -> Figure:
        at = choice.randrange(1, len(figure.text))
        return Figure(figure.text[:at] + _gap(draft, choice) + figure.text[at:], figure.value)

    return _some(draft, choice, lambda figure: figure.text.isdecimal() and len(figure.text) > 1, change, 0.3)


def two_figures(draft: Draft, choice: Random) -> Draft:
    """A second figure next to some: `12 15`."""

    def change(figure: Figure) -> Figure:
        pair = [figure.text, str(choice.randrange(1, 300))]
        choice.shuffle(pair)
        return Figure(_gap(draft, choice).join(pair), None)

    return _some(draft, choice, lambda figure: bool(figure.value), change, 0.1)


def corrected(draft: Draft, choice: Random) -> Draft:
    """Figures declared wrong by a remark: `12（更正为15）`."""

    def change(figure: Figure) -> Figure:
        return Figure(choice.choice(_CORRECTIONS).format(old=figure.text, new=choice.randrange(1, 300)), None)

    return _some(draft, choice, lambda figure: figure.text.isdecimal(), change, 0.1)


def stray(draft: Draft, choice: Random) -> Draft:
    """A page number below a row, a footnote mark after a label; some of these rows lack a figure."""
    touched: set[Key] = set()
    gone: set[Key] = set()

    def lacking(row: Row) -> Row:
        at = choice.choice([n for n, piece in enumerate(row) if piece.key])
        gone.update(key for key in (row[at].key,) if key)
        return row[:at] + row[at + 1 :]

    def changed(table: Table) -> Table:
        rows: list[Row] = []
        for number, row in enumerate(table.rows):
            is_drawn = row[0].kind == "label" and table.section != 4 and choice.random() < 0.1
            if not is_drawn or any(number < n + p.down for n, line in enumerate(rows) for p in line if p.down > 1):
                rows.append(row)
                continue
            touched.update(piece.key for piece in row if piece.key)
            figure = str(choice.randrange(1, 9))
            is_wide = sum(bool(piece.key) for piece in row) > 1
            row = lacking(row) if is_wide and choice.random() < 0.6 else row
            if choice.random() < 0.5:
                rows.append((row[0]._replace(text=f"{row[0].text} {figure}"), *row[1:]))
            else:
                rows += [row, (Piece("stray", figure),)]
        return table._replace(rows=tuple(rows))

    found = tables(draft, changed)
    truth = {key: figure for key, figure in found.truth.items() if key not in gone}
    return found._replace(truth=truth).without(touched)


def _gap(draft: Draft, choice: Random) -> str:
    return GAP if draft.format == "html" else choice.choice(_GAPS)


def _some(
    draft: Draft, choice: Random, wanted: Callable[[Figure], bool], change: Callable[[Figure], Figure], rate: float
) -> Draft:
    chosen = [key for key, figure in draft.truth.items() if wanted(figure) and choice.random() < rate]
    new: Figures = {key: change(draft.truth[key]) for key in chosen}
    found = values(draft, new).without(new)
    return found.without(neighbours(draft, new)) if draft.layout in _UNMARKED or draft.format == "pdf" else found


def suits(name: str, layout: str) -> bool:
    """Whether the figures of a layout stay in their cells: otherwise two figures with a gap are two cells."""
    return name == "corrected" or layout not in (_ONE_EACH if name == "stray" else _UNMARKED)


HARMS: dict[str, Harm] = {
    "parted_digits": parted_digits,
    "two_figures": two_figures,
    "corrected": corrected,
    "stray": stray,
}
