"""The picture of a page as a page: tables from its ruling lines, text recognised cell by cell and line by line."""

from __future__ import annotations

import cv2

from flows.documents.pdf.grids import Ruled, find_tables
from flows.documents.pdf.pages import Page
from flows.documents.pdf.tables import tables_on
from flows.documents.pdf.text import OUTSIDE, Row
from flows.documents.scans.sheet import Image, Sheet, sheet_of
from flows.documents.scans.text import find_lines, read_crops

Box = tuple[int, int, int, int]
_WIDTH = 595.0
"""Width of a page in points, to which pixels are scaled."""


def read_page(number: int, rgb: Image) -> Page:
    """Recognise a page: height x width x 3, red first."""
    sheet = sheet_of(rgb)
    tables = find_tables(sheet.rows, sheet.columns, sheet.em)
    tables = [table for table in tables if len(table.boxes) > 1]
    places: list[tuple[int, Box]] = []
    outside = sheet.gray.copy()
    first = 0
    for table in tables:
        left, top, right, bottom = (round(side) for side in table.frame)
        outside[max(top, 0) : bottom, max(left, 0) : right] = 255
        for cell, corners in enumerate(_cells(table), start=first):
            places += [(cell, line) for line in _lines(sheet, corners)]
        first += len(table.boxes)
    places += [(OUTSIDE, box) for box in find_lines(outside)]
    texts = read_crops(sheet.gray, sheet.ink, [box for _, box in places])
    scale = _WIDTH / rgb.shape[1]
    rows = [
        Row(text, cell, *(side * scale for side in box))
        for (cell, box), text in zip(places, texts, strict=True)
        if text
    ]
    in_points = [table._replace(xs=table.xs * scale, ys=table.ys * scale) for table in tables]
    made, rows_outside = tables_on(in_points, rows, number, sheet.em * scale)
    return Page(number, _in_order(rows_outside), made, is_picture=True, is_recognised=True)


def _in_order(rows: list[Row]) -> list[Row]:
    """From top to bottom; rows beside one another are one, from left to right."""
    ordered: list[Row] = []
    for row in sorted(rows, key=lambda r: (r.top + r.bottom) / 2):
        last = ordered[-1] if ordered else None
        if last is None or (row.top + row.bottom) / 2 > last.bottom:
            ordered.append(row)
            continue
        one, other = sorted([last, row], key=lambda r: r.left)
        ordered[-1] = Row(
            f"{one.text}  {other.text}",
            OUTSIDE,
            one.left,
            min(one.top, other.top),
            max(one.right, other.right),
            max(one.bottom, other.bottom),
        )
    return ordered


def _cells(table: Ruled) -> list[Box]:
    xs, ys = [round(float(x)) for x in table.xs], [round(float(y)) for y in table.ys]
    return [(max(xs[b.left], 0), max(ys[b.top], 0), xs[b.right], ys[b.bottom]) for b in table.boxes]


def _lines(sheet: Sheet, cell: Box) -> list[Box]:
    """Boxes around the lines of text in a cell; none where it is blank."""
    left, top, right, bottom = cell
    pieces = _pieces(sheet.ink[top:bottom, left:right], sheet.em)
    lines: list[list[int]] = []
    for x, y, width, height in sorted(pieces, key=lambda p: p[1]):
        if lines and (y < lines[-1][3] or max(y + height, lines[-1][3]) - lines[-1][1] < 0.8 * sheet.em):
            old = lines[-1]
            lines[-1] = [min(old[0], x), old[1], max(old[2], x + width), max(old[3], y + height)]
        else:
            lines.append([x, y, x + width, y + height])
    boxes = []
    for a, b, c, d in lines:
        # Scaled up to the height of a digit, a dash looks like one.
        room = max(round(0.9 * sheet.em) - (d - b), 0) // 2
        boxes.append((left + a, max(top + b - room, 0), left + c, top + d + room))
    return boxes


def _pieces(ink: Image, em: float) -> list[list[int]]:
    """Pieces of ink (left, top, width, height); small ones only where they are beside others, or alone."""
    boxes: list[list[int]] = cv2.connectedComponentsWithStats(ink)[2][1:, :4].tolist()
    large = [box for box in boxes if max(box[2:]) >= em / 4]
    return [box for box in boxes if any(_is_beside(box, other, 0.6 * em) for other in large)] if large else boxes


def _is_beside(box: list[int], other: list[int], slack: float) -> bool:
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    left, top, width, height = other
    return left - slack < x < left + width + slack and top - slack < y < top + height + slack
