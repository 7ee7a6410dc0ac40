"""Figures in cells that overlap, or have something drawn beside them that may be a digit, a sign or a point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from flows.documents.pdf.characters import Characters, is_digit, is_figure, turned
from flows.documents.pdf.grids import Ruled
from flows.documents.pdf.rulings import Drawing
from flows.documents.pdf.text import OUTSIDE, Places, cell_of_each
from flows.documents.pdf.visibility import DOUBTFUL, SEEN, is_light_area

Floats = NDArray[np.float32]
Visibility = NDArray[np.int8]
# What is larger than a point and no longer than a digit is high, and how far from its cell's lines; in text heights.
_LEAST, _LONGEST, _ASIDE = 0.05, 1.3, 0.3
# How near to the middle of a digit a thing is around it or strikes it out, in widths of the digit.
_NEAR = 0.2
# By how much of a digit's width the next one may overlap it; and how much of its height two lines share.
_OVERLAP, _ONE_PLACE, _ONE_LINE = 0.7, 0.35, 0.7
_DASHES, _MOST = 3, 20_000


def marked(characters: Characters, cells: Places, tables: list[Ruled], drawing: Drawing) -> Visibility:
    """Which characters are made doubtful by what is drawn beside or over them."""
    found = np.full(len(characters.codes), SEEN, np.int8)
    digits = np.flatnonzero((cells > OUTSIDE) & is_digit(characters.codes))
    if len(digits):
        found[_beside(characters, cells, digits, tables, drawing)] = DOUBTFUL
        found[_over(characters, cells)] = DOUBTFUL
    return found


def _beside(
    characters: Characters, cells: Places, digits: Places, tables: list[Ruled], drawing: Drawing
) -> NDArray[np.intp]:
    """The digits with something small drawn on their line within their cell, not on its border or around them."""
    small = _small(characters, drawing)
    middles = ((small[:, :2] + small[:, 2:]) / 2).astype(np.float32)
    places = cell_of_each(np.concatenate([middles, middles], axis=1), tables)
    kept = np.isin(places, cells[digits])
    kept[kept] = ~_are_dashes(middles[kept], places[kept])
    kept[kept] = _within(middles[kept], places[kept], tables, _ASIDE * characters.em)
    hit: list[int] = []
    for (left, top, right, bottom), cell in zip(small[kept].tolist(), places[kept].tolist(), strict=True):
        own = digits[cells[digits] == cell]
        boxes, base = characters.boxes[own], characters.base[own]
        width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (top + bottom) / 2
        level = (y < base) & (y > base - height)
        is_around = level & (x > left - _NEAR * width) & (x < right + _NEAR * width)
        hit += own[level].tolist() if not is_around.any() else []
    return np.array(hit, np.intp)


def _small(characters: Characters, drawing: Drawing) -> Floats:
    """The boxes of what is drawn no larger than a digit."""
    least, most = _LEAST * characters.em, _LONGEST * characters.em
    areas = [(item, box) for item, box in drawing.covers if max(box[2] - box[0], box[3] - box[1]) <= most]
    dark = [box for item, box in areas if not is_light_area(item)]
    boxes = np.concatenate([drawing.rulings, drawing.curves, np.array(dark, np.float32).reshape(-1, 4)])
    long = np.abs(boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    small = boxes[(long >= least) & (long <= most)]
    return turned(small if len(small) <= _MOST else small[:0], characters.turn)


def _are_dashes(middles: Floats, places: Places) -> NDArray[np.bool_]:
    """Which of these are pieces of a line: several of a cell lie in one row or column."""
    found = np.zeros(len(places), np.bool_)
    for side in (0, 1):
        keys = np.stack([places, np.round(middles[:, side]).astype(np.intp)], axis=1)
        _, which, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        found |= (counts >= _DASHES)[which.reshape(-1)]
    return found


def _within(middles: Floats, places: Places, tables: list[Ruled], aside: float) -> NDArray[np.bool_]:
    """Which points lie away from the borders of their cells."""
    sides = [(t.xs[box.left], t.ys[box.top], t.xs[box.right], t.ys[box.bottom]) for t in tables for box in t.boxes]
    own = np.array(sides, np.float32).reshape(-1, 4)[places]
    inner: NDArray[np.bool_] = np.minimum(middles - own[:, :2], own[:, 2:] - middles).min(axis=1) > aside
    return inner


def _over(characters: Characters, cells: Places) -> NDArray[np.intp]:
    """The figures of one cell that are printed over others they do not adjoin in the text."""
    figures = np.flatnonzero((cells > OUTSIDE) & is_figure(characters.codes))
    order = figures[np.lexsort((characters.boxes[figures, 0], cells[figures]))]
    one, other = order[:-1], order[1:]
    boxes, base, codes = characters.boxes, characters.base, characters.codes
    width = np.minimum(boxes[one, 2] - boxes[one, 0], boxes[other, 2] - boxes[other, 0])
    height = np.minimum(boxes[one, 3] - boxes[one, 1], boxes[other, 3] - boxes[other, 1])
    meets = (cells[one] == cells[other]) & (boxes[other, 0] - boxes[one, 0] < _OVERLAP * width)
    meets &= np.abs(base[one] - base[other]) < _ONE_LINE * height
    # Characters at one place in one line are unreadable already (`text.py`).
    meets &= (np.abs(base[one] - base[other]) > 0.1) | (boxes[other, 0] - boxes[one, 0] >= _ONE_PLACE * width)
    meets &= (codes[one] != codes[other]) & (characters.places[other] - characters.places[one] != 1)
    return np.concatenate([one[meets], other[meets]])
