"""The characters of a page of a PDF: their meaning, their places, and which of them count."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.documents.folding import CUT
from flows.documents.pdf import native

Floats = NDArray[np.float32]
# pdfium writes a hyphen at the end of a line as a control character.
_HYPHEN = 2
_BESIDE = 0.5
_TURNS: dict[int, Floats] = {
    quarter: np.array(turn, np.float32)
    for quarter, turn in enumerate([[[1, 0], [0, -1]], [[0, 1], [1, 0]], [[-1, 0], [0, 1]], [[0, -1], [-1, 0]]])
}


def _meaning() -> NDArray[np.int32]:
    """What each code point of the first plane means: itself, except for spaces, hyphens and meaningless ones."""
    meaning = np.arange(0x10000, dtype=np.int32)
    meaning[[0xA0, 0x3000]] = ord(" ")
    meaning[_HYPHEN] = ord("-")
    meaning[0xE000:0xF900] = ord(CUT)
    meaning[[0, 0xFFFE, 0xFFFF]] = ord(CUT)
    return meaning


_MEANING = _meaning()
_DOUBTFUL = np.zeros(_MEANING.size, np.bool_)
_DOUBTFUL[:0x80] = _DOUBTFUL[0xFF00:0xFF60] = True


class Characters(NamedTuple):
    """Characters that are printed: their code points, boxes (n x 4: left, top, right, bottom) and base lines.

    `turn` is the 2 x 2 matrix that takes points of the page to where text runs to the right and lines go down.
    `em` is the usual height of the text in points. `places` are the indexes of the characters in the page's text.
    `astray` are the boxes of figures that are rotated differently from the text, or mirrored.
    """

    codes: NDArray[np.int32]
    boxes: Floats
    base: Floats
    turn: Floats
    em: float
    places: NDArray[np.intp]
    astray: Floats


def read_characters(text_page: Any, page_box: Floats, invisible: set[int]) -> Characters:
    """Read a page; `page_box` is the part of it that is shown, `invisible` the text objects that leave no mark."""
    codes = native.codes(text_page)
    address, count = native.address_of(text_page), len(codes)
    boxes = native.boxes(address, count)[:, [0, 3, 2, 1]]
    codes = _meanings(codes, boxes, address)
    marks = np.flatnonzero(codes > 32)
    boxes = _side_by_side(boxes, marks)
    codes, boxes = codes[marks], boxes[marks]
    matrices = _matrices(address, marks, boxes)
    printed = np.ones(len(marks), np.bool_)
    if invisible:
        printed = np.array([item not in invisible for item in native.text_objects(address, marks)], np.bool_)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    printed &= ((middle >= page_box[:2]) & (middle <= page_box[2:])).all(axis=1)
    quarter, straight = _quarters(matrices)
    chosen = int(np.bincount(quarter[printed & straight], minlength=4).argmax())
    upright = straight & (quarter == chosen) & ~_mirrored(matrices)
    kept, turn = np.flatnonzero(printed & upright), _TURNS[chosen]
    # Slanted text is a watermark.
    astray = turned(boxes[printed & straight & ~upright & is_digit(codes)], turn)
    boxes = turned(boxes[kept], turn)
    base = matrices[kept, 4:] @ turn[:, 1]
    heights = boxes[:, 3] - boxes[:, 1]
    em = usual(heights) if len(kept) else 12.0
    return Characters(codes[kept], boxes, base, turn, max(em, 1.0), marks[kept], astray)


def is_figure(codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which of these code points are digits or signs that can be part of a figure, of half or full width."""
    return ((codes > 0x20) & (codes < 0x40)) | ((codes > 0xFF00) & (codes < 0xFF20))


def is_digit(codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which of these code points are digits, of half or full width."""
    return ((codes >= ord("0")) & (codes <= ord("9"))) | ((codes >= ord("０")) & (codes <= ord("９")))


def _mirrored(matrices: Floats) -> NDArray[np.bool_]:
    """Which characters are mirrored against most of the others."""
    left = matrices[:, 0] * matrices[:, 3] < matrices[:, 1] * matrices[:, 2]
    return left != (np.count_nonzero(left) * 2 > len(left)) if left.any() else left


def _side_by_side(boxes: Floats, marks: NDArray[np.intp]) -> Floats:
    """The boxes, each ending where the next character of its line begins, be it a space.

    Where neither the file nor the machine has a font, its characters get the boxes of another one, which may be wider
    than their advance. Boxes that mostly overlap belong to characters printed over one another, and stay.
    """
    one, other = marks[:-1], marks[1:]
    ends = boxes[one + 1, 0]
    width = boxes[one, 2] - boxes[one, 0]
    beside = (ends - boxes[one, 0] > _BESIDE * width) & (ends < boxes[one, 2])
    beside &= (ends <= boxes[other, 0]) & (boxes[one, 1] == boxes[other, 1])
    if beside.any():
        boxes = boxes.copy()
        boxes[one[beside], 2] = ends[beside]
    return boxes


def usual(values: Floats) -> float:
    """The median of some values."""
    middle = len(values) // 2
    return float(np.partition(values, middle)[middle])


def turned(boxes: Floats, turn: Floats) -> Floats:
    """Boxes (n x 4) after a rotation, smaller coordinates first."""
    one, other = boxes[:, :2] @ turn, boxes[:, 2:] @ turn
    return np.concatenate([np.minimum(one, other), np.maximum(one, other)], axis=1)


def _matrices(address: int, places: NDArray[np.intp], boxes: Floats) -> Floats:
    """The matrix of each of these characters; those that follow closely on one line, equally high, share it."""
    first = np.ones(len(boxes), np.bool_)
    first[1:] = (boxes[1:, [1, 3]] != boxes[:-1, [1, 3]]).any(axis=1) | (boxes[1:, 0] <= boxes[:-1, 0])
    first[1:] |= boxes[1:, 0] - boxes[:-1, 2] > np.abs(boxes[1:, 3] - boxes[1:, 1])
    found: Floats = native.matrices(address, places[first])[np.cumsum(first) - 1]
    return found


def _meanings(codes: NDArray[np.int32], boxes: Floats, address: int) -> NDArray[np.int32]:
    """The code points; U+FFFD where a font does not say which character a glyph stands for."""
    drawn = boxes[:, 0] != boxes[:, 2]
    low = np.minimum(codes, _MEANING.size - 1)
    # Only what could pass for a figure, a sign or white space is looked up, as every character costs a call.
    doubtful = np.flatnonzero(drawn & _DOUBTFUL[low])
    known = np.where(codes == low, _MEANING[low], codes)
    known[doubtful[native.unmapped(address, doubtful)]] = ord(CUT)
    known[~drawn & (known == ord(CUT))] = ord(" ")
    return known


def _quarters(matrices: Floats) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """By how many quarter turns to the left each character is rotated, and whether it is at a quarter turn at all."""
    along, across = matrices[:, 0], matrices[:, 1]
    if not across.any() and (along > 0).all():
        return np.zeros(len(along), np.intp), np.ones(len(along), np.bool_)
    upright = np.abs(across) <= 0.05 * np.abs(along)
    lying = np.abs(along) <= 0.05 * np.abs(across)
    quarter = np.where(lying, np.where(across > 0, 1, 3), np.where(along >= 0, 0, 2))
    return quarter, upright | lying
