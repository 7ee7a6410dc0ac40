"""A page as a reader sees it: without figures that are hidden, struck out or raised, and with doubts marked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from flows.documents.folding import CUT
from flows.documents.model import FIELD, UNCLEAR
from flows.documents.pdf.characters import Characters, is_digit, is_figure, turned
from flows.documents.pdf.grids import Ruled
from flows.documents.pdf.marks import marked
from flows.documents.pdf.rulings import Drawing
from flows.documents.pdf.text import OUTSIDE, Places, cell_of_each
from flows.documents.pdf.visibility import DOUBTFUL, SEEN, UNSEEN, Visible

Floats = NDArray[np.float32]
Visibility = NDArray[np.int8]
# Where a line through a figure runs: above its base line, in heights of its font.
_LOWEST, _HIGHEST = 0.1, 0.55
# A smaller figure beside others is a note mark where it is higher; the least sizes and heights that count.
_SMALL, _TINY, _RAISED = 0.78, 0.25, 0.12
_ONE_ROW = 0.45
# The least share of one size in another that is the same, and the most by which shades of one colour differ.
_ONE_SIZE, _ONE_INK = 0.93, 60
_MOST_STROKES = 5_000


def printed(
    characters: Characters, tables: list[Ruled], visible: Visible, drawing: Drawing, blank: Floats
) -> tuple[Characters, Places]:
    """The characters and their cells as a reader sees them; `blank` are the boxes of fields without a value.

    A cell of which nothing is left, and a figure that may or may not be visible, hold `UNCLEAR`; outside of cells
    U+FFFD replaces such a figure.
    """
    cells = cell_of_each(characters.boxes, tables)
    found = np.maximum(visible.visibility, _struck(characters, cells, drawing))
    found = np.maximum(found, _raised(characters, cells))
    found = np.maximum(found, marked(characters, cells, tables, drawing))
    found = np.maximum(found, _mingled(characters, cells, found, visible.inks))
    if found.any():
        characters, cells = _without(characters, cells, found)
    for mark, boxes in ((UNCLEAR, characters.astray), (FIELD, turned(blank, characters.turn))):
        if len(boxes):
            characters, cells = _marked(characters, cells, mark, boxes, cell_of_each(boxes, tables))
    return characters, cells


def _without(characters: Characters, cells: Places, found: Visibility) -> tuple[Characters, Places]:
    codes = characters.codes.copy()
    outside = cells == OUTSIDE
    codes[(found == DOUBTFUL) & outside] = ord(CUT)
    codes[(found == DOUBTFUL) & ~outside] = ord(UNCLEAR)
    gone = found == UNSEEN
    left = {OUTSIDE, *cells[~gone & (is_digit(codes) | (codes == ord(UNCLEAR)))].tolist()}
    for at in np.flatnonzero(gone).tolist():
        if cells[at] not in left:
            left.add(cells[at])
            codes[at], gone[at] = ord(UNCLEAR), False
    kept = np.flatnonzero(~gone)
    return _of(characters._replace(codes=codes), kept), cells[kept]


def _marked(
    characters: Characters, cells: Places, mark: str, boxes: Floats, places: Places
) -> tuple[Characters, Places]:
    """The same with a mark in the cells of these boxes that hold no figure."""
    filled = {OUTSIDE, *cells[is_digit(characters.codes)].tolist()}
    firsts = {cell: at for at, cell in enumerate(places.tolist()) if cell > OUTSIDE and cell not in filled}
    new = list(firsts.values())
    if not new:
        return characters, cells
    return characters._replace(
        codes=np.append(characters.codes, np.full(len(new), ord(mark), np.int32)),
        boxes=np.concatenate([characters.boxes, boxes[new]]),
        base=np.append(characters.base, boxes[new, 3]),
        places=np.append(characters.places, np.full(len(new), -1)),
    ), np.append(cells, places[new])


def _of(characters: Characters, kept: NDArray[np.intp]) -> Characters:
    return characters._replace(
        codes=characters.codes[kept],
        boxes=characters.boxes[kept],
        base=characters.base[kept],
        places=characters.places[kept],
    )


def _struck(characters: Characters, cells: Places, drawing: Drawing) -> Visibility:
    """The figures that a line runs through, and those in cells that another stroke touches."""
    found = np.full(len(characters.codes), SEEN, np.int8)
    figures = np.flatnonzero(is_figure(characters.codes))
    if not len(figures) or not len(drawing.rulings) + len(drawing.curves):
        return found
    boxes, base = characters.boxes[figures], characters.base[figures]
    height = boxes[:, 3] - boxes[:, 1]
    low, high = base - _LOWEST * height, base - _HIGHEST * height
    lines = turned(np.concatenate([drawing.rulings, drawing.curves]), characters.turn)
    wide, tall = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    # The stroke width that pdfium reports is an upper bound.
    level = wide > 2 * tall
    slanted = lines[~level & ~(tall > 2 * wide) & (wide > 1) & (tall > 1)]
    rows = lines[level]
    place = (rows[:, 1] + rows[:, 3]) / 2
    order = np.argsort(place)
    first = np.searchsorted(place[order], high)
    last = np.searchsorted(place[order], low)
    for at in np.flatnonzero(first < last).tolist():
        near = rows[order[first[at] : last[at]]]
        slack = 0.3 * (boxes[at, 2] - boxes[at, 0])
        if ((near[:, 0] <= boxes[at, 0] + slack) & (near[:, 2] >= boxes[at, 2] - slack)).any():
            found[figures[at]] = UNSEEN
    # Seals and signatures are drawn over dates; a page with more such strokes is a picture.
    in_cells = (cells[figures] > OUTSIDE) & (found[figures] == SEEN)
    for left, top, right, bottom in slanted[:_MOST_STROKES] if in_cells.any() else ():
        middle = (boxes[:, 0] + boxes[:, 2]) / 2
        met = in_cells & (middle > left) & (middle < right) & (low > top) & (high < bottom)
        found[figures[met]] = DOUBTFUL
    return found


def _raised(characters: Characters, cells: Places) -> Visibility:
    """The figures of a cell that are far smaller than others in it, or higher up."""
    found = np.full(len(characters.codes), SEEN, np.int8)
    digits, starts = _by_cell(characters, cells, is_digit(characters.codes))
    if not len(digits):
        return found
    height = characters.boxes[digits, 3] - characters.boxes[digits, 1]
    base = characters.base[digits]
    uneven = np.maximum.reduceat(height, starts) * _SMALL > np.minimum.reduceat(height, starts)
    uneven |= np.maximum.reduceat(base, starts) - np.minimum.reduceat(base, starts) > _RAISED * height[starts]
    ends = np.concatenate([starts[1:], [len(digits)]])
    for at in np.flatnonzero(uneven).tolist():
        these = slice(int(starts[at]), int(ends[at]))
        found[digits[these]] = _against(height[these], base[these])
    return found


def _mingled(characters: Characters, cells: Places, visibility: Visibility, inks: NDArray[np.int16]) -> Visibility:
    """The figures of a cell without words that are not all of one colour and size: a stamp beside a number."""
    found = np.full(len(characters.codes), SEEN, np.int8)
    digits, starts = _by_cell(characters, cells, is_digit(characters.codes) & (visibility == SEEN))
    if not len(digits):
        return found
    own = cells[digits]
    height = (characters.boxes[digits, 3] - characters.boxes[digits, 1])[:, None]
    uneven = np.maximum.reduceat(height, starts) * _ONE_SIZE > np.minimum.reduceat(height, starts)
    spread = np.maximum.reduceat(inks[digits], starts) - np.minimum.reduceat(inks[digits], starts)
    mixed = own[starts[uneven[:, 0] | (spread > _ONE_INK).any(axis=1)]]
    if len(mixed):
        worded = cells[~is_figure(characters.codes)]
        found[digits[np.isin(own, mixed) & ~np.isin(own, worded)]] = DOUBTFUL
    return found


def _by_cell(characters: Characters, cells: Places, chosen: NDArray[np.bool_]) -> tuple[Places, Places]:
    """The chosen characters in cells, cell by cell from left to right, and where among them each cell begins."""
    found = np.flatnonzero((cells > OUTSIDE) & chosen)
    found = found[np.lexsort((characters.boxes[found, 0], cells[found]))]
    return found, np.flatnonzero(np.diff(cells[found], prepend=OUTSIDE))


def _against(height: Floats, base: Floats) -> Visibility:
    """What the digits of one cell, from left to right, are in relation to the largest of them."""
    largest = height.max()
    main = np.flatnonzero(height >= _SMALL * largest)
    found = np.full(len(height), SEEN, np.int8)
    for at in range(len(height)):
        line = base[main[np.abs(base[main] - base[at]).argmin()]] if height[at] < _SMALL * largest else base[main[0]]
        lifted = line - base[at]
        if height[at] < _SMALL * largest:
            is_mark = lifted > _RAISED * largest or height[at] < _TINY * largest
            found[at] = UNSEEN if is_mark else DOUBTFUL
        elif _RAISED * largest < abs(lifted) < _ONE_ROW * largest:
            found[at] = UNSEEN if lifted > 0 else DOUBTFUL
    return found
