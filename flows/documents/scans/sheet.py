"""A scanned page, straightened, its ruling lines, and the ink besides them."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

_MOST_SKEW = 8.0
_LEAST_SKEW = 0.05
# Lengths of a ruling in heights of a character: a stroke of a character is shorter, a dash may be two wide.
_ACROSS, _DOWN = 4.0, 1.8


class Sheet(NamedTuple):
    """A page in pixels: `gray` with white paper and no rulings, `ink` where something else is printed (255).

    `rows` and `columns` are rulings as (place across, start, end); `em` is the usual height of a character.
    """

    gray: Image
    ink: Image
    rows: Floats
    columns: Floats
    em: float


def sheet_of(rgb: Image) -> Sheet:
    """Separate a page into rulings and ink: height x width x 3, red first."""
    gray = _straight(_whitened(_image(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))))
    ink = _ink(gray)
    em = _em(ink)
    across = _runs(ink, round(_ACROSS * em), 0)
    down = _runs(ink, round(_DOWN * em), 1)
    rulings = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))
    gray[rulings > 0] = 255
    ink[rulings > 0] = 0
    return Sheet(gray, _without_specks(ink, em), _rows(across), _columns(down), em)


def _image(array: object) -> Image:
    return np.asarray(array, np.uint8)


def _whitened(gray: Image) -> Image:
    """Divided by the shade of the paper around each point, so that grey or coloured ground becomes white."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    return _image(cv2.divide(gray, cv2.resize(paper, gray.shape[::-1]), scale=255))


def _ink(gray: Image) -> Image:
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    return _image(cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1])


def _without_specks(ink: Image, em: float) -> Image:
    """Only pieces of ink as large as the point of a decimal fraction."""
    _, numbers, stats, _ = cv2.connectedComponentsWithStats(ink)
    kept = stats[:, cv2.CC_STAT_AREA] >= (em / 9) ** 2
    kept[0] = False
    return _image(np.where(kept, 255, 0)[numbers])


def _straight(gray: Image) -> Image:
    """The page with its long lines level; unchanged where it has none."""
    angle = _skew(_ink(gray))
    if abs(angle) < _LEAST_SKEW:
        return gray
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return _image(cv2.warpAffine(gray, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,)))


def _skew(ink: Image) -> float:
    """Degrees by which long lines, or else lines of text, fall to the right."""
    small = _image(cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    runs = cv2.morphologyEx(cv2.dilate(small, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, 9), np.uint8))
    length = small.shape[1] // 5
    lines = cv2.HoughLinesP(runs, 1, np.pi / 1800, length // 2, minLineLength=length, maxLineGap=4)
    ends = np.asarray(lines if lines is not None else [], np.float64).reshape(-1, 4)
    angles = np.degrees(np.arctan2(ends[:, 3] - ends[:, 1], ends[:, 2] - ends[:, 0]))
    level = angles[np.abs(angles) < _MOST_SKEW]
    return float(np.median(level)) if len(level) else _text_skew(small)


def _text_skew(ink: Image) -> float:
    """The same for lines of text: pieces of ink merged sideways, far wider than high."""
    runs = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, max(ink.shape[1] // 40, 3)), np.uint8))
    outlines = cv2.findContours(_image(runs > 0), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    angles = []
    for outline in outlines:
        _, (one, other), turn = cv2.minAreaRect(outline)
        if max(one, other) > max(8 * min(one, other), ink.shape[1] / 4):
            angles.append(turn if one > other else turn - 90)
    level = [(angle + 90) % 180 - 90 for angle in angles]
    return float(np.median(level)) if level and abs(np.median(level)) < _MOST_SKEW else 0.0


def _em(ink: Image) -> float:
    """The height of most characters, measured on pieces of ink that are neither specks nor lines."""
    stats = cv2.connectedComponentsWithStats(ink)[2][1:]
    width, height = stats[:, 2], stats[:, 3]
    usual = height[(height >= 7) & (height < 120) & (width < 4 * height) & (height < 4 * width)]
    return float(np.median(usual)) * 1.2 if len(usual) else 24.0


def _runs(ink: Image, length: int, axis: int) -> Image:
    """Straight runs of ink along an axis (0 across, 1 down), with the gaps of faint lines filled."""
    length = max(length, 12)
    bar, gap, wide = ((length, 1), (length // 2, 1), (1, 3)) if axis == 0 else ((1, length), (1, length // 2), (3, 1))
    thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, wide))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, bar))
    return _image(cv2.morphologyEx(runs, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, gap)))


def _rows(across: Image) -> Floats:
    stats = cv2.connectedComponentsWithStats(across)[2][1:].astype(np.float32)
    left, top, width, height = stats[:, :4].T
    return np.stack([top + height / 2, left, left + width], axis=1)


def _columns(down: Image) -> Floats:
    stats = cv2.connectedComponentsWithStats(down)[2][1:].astype(np.float32)
    left, top, width, height = stats[:, :4].T
    return np.stack([left + width / 2, top, top + height], axis=1)
