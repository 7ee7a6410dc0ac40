"""Which figures of a page are visible: a figure that something may hide is looked for in the picture of its page.

The page is drawn with and without the objects of such figures; the difference is what is visible of them, whatever
hides the rest. Pages on which nothing could hide a figure are not drawn.
"""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from flows.documents import limits
from flows.documents.pdf import native
from flows.documents.pdf.characters import Characters, is_figure, turned
from flows.documents.pdf.rulings import Drawing, Layer, moved
from flows.documents.visibility import PICTURE_FONTS

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
SEEN, UNSEEN, DOUBTFUL = 0, 1, 2
_SCALE = 2.0
# How light a ground or how dark a text must be, in sums of red, green and blue, to leave no doubt about either.
_LIGHT, _DARK, _OPAQUE = 3 * 170, 3 * 100, 255
# Differences of brightness below which nothing, or nothing for certain, is seen; the part of a figure that must be.
_NOTHING, _CLEAR, _WHOLE = 12, 70, 0.7
_SLACK = 0.1


class Visible(NamedTuple):
    """For each character whether it is visible, and its colour (n x 3); all but figures count as visible and black."""

    visibility: NDArray[np.int8]
    inks: NDArray[np.int16]


def visibility_of(page: Any, text_page: Any, characters: Characters, drawing: Drawing, is_layered: bool) -> Visible:
    """What is visible of the characters of a page.

    `is_layered` where the document may have optional content.
    """
    found = np.full(len(characters.codes), SEEN, np.int8)
    inks = np.zeros((len(characters.codes), 3), np.int16)
    figures = np.flatnonzero(is_figure(characters.codes))
    if not len(figures):
        return Visible(found, inks)
    address = native.address_of(text_page)
    objects = np.array(native.text_objects(address, characters.places[figures]), np.uint64)
    boxes = turned(characters.boxes[figures], characters.turn.T)
    unique, which = np.unique(objects, return_inverse=True)
    items: list[int] = unique.tolist()
    colours = native.fill_colours(items)
    inks[figures] = colours[which, :3]
    hidden = _may_be_hidden(objects, boxes, drawing, colours, is_layered)
    if hidden.any():
        tight = np.array([native.tight_box(address, i) for i in characters.places[figures[hidden]].tolist()])
        found[figures[hidden]] = _looked_at(page, {int(x) for x in objects[hidden]}, tight)
    drawn = _in_pictures(items)
    doubted = np.array([item in drawn or native.is_respelled(item) for item in items], np.bool_)[which]
    found[figures[doubted]] = np.maximum(found[figures[doubted]], DOUBTFUL)
    return Visible(found, inks)


def _in_pictures(items: list[int]) -> set[int]:
    """The texts whose font draws pictures in place of figures."""
    fonts = native.fonts_of(items)
    unusual = {font for font in set(fonts) if font and PICTURE_FONTS.match(native.font_name(font))}
    return {item for item, font in zip(items, fonts, strict=True) if font in unusual} if unusual else set()


def _may_be_hidden(
    objects: NDArray[np.uint64], boxes: Floats, drawing: Drawing, colours: NDArray[np.uint32], is_layered: bool
) -> Flags:
    """The figures that their look, a clip or something drawn over or under them may hide."""
    unique, which = np.unique(objects, return_inverse=True)
    items: list[int] = unique.tolist()
    unusual = _are_unusual(items, colours, is_layered)
    if drawing.outlined:
        unusual |= [item in drawing.outlined for item in items]
    homes = {item: layer for layer in drawing.layers if layer.at for item in layer.objects}
    if homes:
        unusual |= [item in homes and (homes[item].is_veiled or is_layered) for item in items]
    hidden: Flags = unusual[which]
    for at in np.flatnonzero(native.are_clipped(items)).tolist():
        own = np.flatnonzero(which == at)
        hidden[own] |= _is_clipped(items[at], homes.get(items[at]), boxes[own])
    return hidden | _may_be_covered(objects, boxes, drawing) if drawing.covers else hidden


def _are_unusual(items: list[int], colours: NDArray[np.uint32], is_layered: bool) -> Flags:
    """Which texts of these colours are not plainly dark and opaque, or are optional content."""
    unusual: Flags = (colours[:, :3].sum(axis=1) > _DARK) | (colours[:, 3] != _OPAQUE) | native.are_transparent(items)
    return unusual | [native.is_marked(item) for item in items] if is_layered else unusual


def _is_clipped(item: int, home: Layer | None, boxes: Floats) -> Flags:
    """Which of these boxes are cut by a clip of an object."""
    cut = np.zeros(len(boxes), np.bool_)
    for clip in native.clip_boxes(item):
        left, bottom, right, top = moved(clip[None, :], home.space if home else None)[0]
        slack = _SLACK * (boxes[:, 3] - boxes[:, 1])
        across = (boxes[:, 0] + slack < left) | (boxes[:, 2] - slack > right)
        # Boxes are as high as the font, which is higher than its figures.
        cut |= across | (boxes[:, 1] + 3 * slack < bottom) | (boxes[:, 3] - 3 * slack > top)
    return cut


def _may_be_covered(objects: NDArray[np.uint64], boxes: Floats, drawing: Drawing) -> Flags:
    """The figures below an area, or on one that is not plainly light."""
    order = {item: (*layer.at, place) for layer in drawing.layers for place, item in enumerate(layer.objects)}
    over = np.zeros(len(boxes), np.bool_)
    for item, (left, bottom, right, top) in drawing.covers:
        meets = (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < top) & (boxes[:, 3] > bottom)
        if not meets.any():
            continue
        is_light = is_light_area(item)
        for at in np.flatnonzero(meets & ~over).tolist():
            over[at] = not is_light or order[item] > order.get(int(objects[at]), ())
    return over


def is_light_area(item: int) -> bool:
    """Whether an object is a plain area of a light colour, a ground of text."""
    if native.count_segments(item) < 0:
        return False
    colour = native.fill_colours([item])[0].tolist()
    return bool(sum(colour[:3]) >= _LIGHT and colour[3] == _OPAQUE)


def _looked_at(page: Any, objects: set[int], boxes: Floats) -> NDArray[np.int8]:
    """What the picture of the page shows of figures with these boxes (left, bottom, right, top of their ink)."""
    before = _drawn(page)
    for item in objects:
        native.set_active(item, False)
    without = _drawn(page)
    for item in objects:
        native.set_active(item, True)
    ink = np.abs(before.astype(np.int16) - without).max(axis=2)
    places = [_pixels(page, box, ink.shape) for box in boxes.tolist()]
    return np.array([_seen(ink[place], without[place]) for place in places], np.int8)


def _seen(part: NDArray[np.int16], without: NDArray[np.uint8]) -> int:
    """Whether all of a figure has left its mark; `without` is what is drawn there without it."""
    marks = part > _NOTHING
    if not marks.any():
        # Something else there may be the same figure printed again, which is only once in the text of the page.
        aside = without.shape[1] // 4
        middle = without[:, aside : without.shape[1] - aside]
        is_plain = not middle.size or (np.ptp(middle, axis=(0, 1)) <= _NOTHING).all()
        return UNSEEN if is_plain else DOUBTFUL
    whole = marks.any(axis=0).mean() >= _WHOLE and marks.any(axis=1).mean() >= _WHOLE
    return SEEN if whole and part.max() >= _CLEAR else DOUBTFUL


def _drawn(page: Any) -> NDArray[np.uint8]:
    """The picture of a page: rows of pixels of blue, green and red."""
    sides = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(_SCALE, (limits.IMAGE_PIXELS / max(sides[0] * sides[1], 1)) ** 0.5)
    width, height = (max(int(side * scale), 1) for side in sides)
    bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte * (stride * height)))
    picture = np.frombuffer(buffer.contents, np.uint8).reshape(height, stride // 4, 4)[:, :width, :3].copy()
    pdfium.FPDFBitmap_Destroy(bitmap)
    return picture


def _pixels(page: Any, box: list[float], shape: tuple[int, ...]) -> tuple[slice, slice]:
    """The rows and columns of the picture of a page that a box of it takes."""
    height, width = shape
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in (box[:2], box[2:]):
        pdfium.FPDF_PageToDevice(page, 0, 0, width * 16, height * 16, 0, across, up, x, y)
        corners.append((x.value / 16, y.value / 16))
    (x0, y0), (x1, y1) = corners
    left, top = max(int(min(x0, x1)), 0), max(int(min(y0, y1)), 0)
    return slice(top, max(round(max(y0, y1)), top + 1)), slice(left, max(round(max(x0, x1)), left + 1))
