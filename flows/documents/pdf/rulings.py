"""The lines on a page of a PDF, however they are drawn, and what else on it is not text."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from flows.documents import limits
from flows.documents.model import Unreadable
from flows.documents.pdf import native
from flows.documents.pdf.characters import turned

Floats = NDArray[np.float32]
_DEEPEST_FORM = 8
_BOX_SEGMENTS = 5
# A line is at most this thick, in points.
_THICKEST = 5.0


class Layer(NamedTuple):
    """Objects drawn together: those of the page, or those of a form, which is at index `at` among all.

    `space` maps their coordinates to those of the page. `is_veiled` where the form is transparent.
    """

    objects: list[int]
    at: tuple[int, ...] = ()
    space: Floats | None = None
    is_veiled: bool = False


class Drawing(NamedTuple):
    """What is drawn on a page: `rulings` (n x 4: x0, y0, x1, y1 in points of the page) as thin boxes.

    `invisible` holds the text objects that leave no mark, `outlined` those that are not filled or clip what follows,
    `image` the share of the page covered by images, `shapes` how many other paths are drawn. `covers` are objects
    with an area, with their boxes (left, bottom, right, top); `layers` the objects of the page and of each form
    within, in drawing order. `curves` are the boxes of strokes that are nowhere straight.
    """

    rulings: Floats
    curves: Floats
    invisible: set[int]
    outlined: set[int]
    image: float
    shapes: int
    covers: list[tuple[int, Floats]]
    layers: list[Layer]


class _Collector:
    def __init__(self) -> None:
        self.invisible: set[int] = set()
        self.outlined: set[int] = set()
        self.images: list[Floats] = [np.zeros((0, 4), np.float32)]
        self.rulings: list[Floats] = [np.zeros((0, 4), np.float32)]
        self.curves: list[Floats] = [np.zeros((0, 4), np.float32)]
        self.shapes = 0
        self.covers: list[tuple[int, Floats]] = []
        self.layers: list[Layer] = []
        self.left = limits.DRAWN_OBJECTS

    def take(self, layer: Layer) -> None:
        objects, at, space, is_veiled = layer
        self.layers.append(layer)
        self.left -= len(objects)
        if self.left < 0:
            raise Unreadable("too_many_objects", f"> {limits.DRAWN_OBJECTS}")
        segments = list(map(native.count_segments, objects))
        paths = [at for at, count in enumerate(segments) if count > 1]
        others = [item for item, count in zip(objects, segments, strict=True) if count < 0]
        modes = list(map(native.render_mode, others))
        drawn = [item for item, mode in zip(others, modes, strict=True) if mode < 0]
        if not native.UNUSUAL.isdisjoint(modes):
            self.invisible.update(x for x, mode in zip(others, modes, strict=True) if mode in native.INVISIBLE)
            self.outlined.update(x for x, mode in zip(others, modes, strict=True) if mode in native.OUTLINED)
        self._paths([objects[at] for at in paths], np.array([segments[at] for at in paths], np.intc), space)
        kinds = list(map(native.object_type, drawn))
        images = [item for item, kind in zip(drawn, kinds, strict=True) if kind == native.IMAGE]
        self.images.append(moved(native.bounds(images), space))
        if wide := [item for item, kind in zip(drawn, kinds, strict=True) if kind in (native.IMAGE, native.SHADING)]:
            self.covers += zip(wide, moved(native.bounds(wide), space), strict=True)
        if len(at) < _DEEPEST_FORM:
            for item in (x for x, kind in zip(drawn, kinds, strict=True) if kind == native.FORM):
                inside = native.matrix(item) if space is None else native.matrix(item) @ space
                within = native.form_objects(item, self.left + 1)
                is_hidden = is_veiled or bool(native.are_transparent([item])[0])
                self.take(Layer(within, (*at, objects.index(item)), inside, is_hidden))

    def _paths(self, paths: list[int], counts: NDArray[np.intc], space: Floats | None) -> None:
        boxes = native.bounds(paths)
        width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
        thin, long = np.minimum(width, height), np.maximum(width, height)
        # The stroke width that pdfium reports is an upper bound, so a single stroke may look thick.
        line = (thin <= _THICKEST) | ((counts == 2) & (thin * 3 <= long) & (thin <= 4 * _THICKEST))
        self.rulings.append(moved(boxes[line], space))
        for place in np.flatnonzero(~line).tolist():
            if native.is_filled(paths[place]):
                self.covers.append((paths[place], moved(boxes[place : place + 1], space)[0]))
            self._shape(paths[place], int(counts[place]), space)

    def _shape(self, path: int, count: int, space: Floats | None) -> None:
        """Boxes and grids drawn as one path. A plain filled box is a background, and its edges are not lines."""
        if count <= _BOX_SEGMENTS and not native.is_stroked(path):
            return
        self.shapes += 1
        self.left -= count
        if self.left < 0:
            raise Unreadable("too_many_objects", f"> {limits.DRAWN_OBJECTS}")
        inside = native.matrix(path) if space is None else native.matrix(path) @ space
        edges = np.array(list(native.edges(path, count)), np.float32).reshape(-1, 4)
        self.rulings.append(moved(edges, inside))
        if not len(edges):
            self.curves.append(moved(native.bounds([path]), space))


def read_drawing(page: Any, page_box: Floats) -> Drawing:
    """Read all objects of a page, also those inside forms. Raises Unreadable where there are too many."""
    found = _Collector()
    count = max(pdfium.FPDFPage_CountObjects(page), 0)
    found.take(Layer(native.page_objects(native.address_of(page), min(count, limits.DRAWN_OBJECTS + 1))))
    images = np.concatenate(found.images)
    seen = np.minimum(images[:, 2:], page_box[2:]) - np.maximum(images[:, :2], page_box[:2])
    areas = np.clip(seen, 0, None).prod(axis=1)
    whole = max(float((page_box[2:] - page_box[:2]).prod()), 1.0)
    rulings, image = np.concatenate(found.rulings), float(areas.sum()) / whole
    return Drawing(
        rulings,
        np.concatenate(found.curves),
        found.invisible,
        found.outlined,
        image,
        found.shapes,
        found.covers,
        found.layers,
    )


def straight_lines(rulings: Floats, turn: Floats, em: float) -> tuple[Floats, Floats]:
    """Horizontal and vertical lines (n x 3: place across, start, end), pieces in line with one another joined."""
    boxes = turned(rulings, turn)
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    dots = np.maximum(width, height) <= _THICKEST
    level = (width > 2 * height) | dots
    sheer = (height > 2 * width) | dots
    rows = np.stack([middle[level, 1], boxes[level, 0], boxes[level, 2]], axis=1)
    columns = np.stack([middle[sheer, 0], boxes[sheer, 1], boxes[sheer, 3]], axis=1)
    return _joined(rows, em), _joined(columns, em)


def _joined(lines: Floats, em: float) -> Floats:
    """Merge touching lines at one place; anything shorter than half a character is not a line."""
    if not len(lines):
        return lines
    place = np.sort(lines[:, 0])
    level = np.searchsorted(place[1:][np.diff(place) > 0.1 * em], lines[:, 0], side="right")
    order = np.lexsort((lines[:, 1], level))
    level, lines = level[order], lines[order]
    # Reach of all lines before, kept apart by level.
    far = np.abs(lines[:, 1:]).max() * 2 + 1
    reach = np.maximum.accumulate(lines[:, 2] + level * far)
    starts = np.ones(len(lines), np.bool_)
    starts[1:] = lines[1:, 1] + level[1:] * far > reach[:-1] + 0.3 * em
    at = np.flatnonzero(starts)
    ends = np.maximum.reduceat(lines[:, 2], at)
    joined = np.stack([lines[at, 0], lines[at, 1], ends], axis=1)
    long: Floats = joined[joined[:, 2] - joined[:, 1] >= 0.5 * em]
    return long


def moved(boxes: Floats, space: Floats | None) -> Floats:
    """Boxes of a form in the space of the page."""
    if space is None or not len(boxes):
        return boxes
    one = boxes[:, :2] @ space[:2, :2] + space[2, :2]
    other = boxes[:, 2:] @ space[:2, :2] + space[2, :2]
    return np.concatenate([np.minimum(one, other), np.maximum(one, other)], axis=1).astype(np.float32)
