"""What covers the cells of a sheet of an XLSX file: text boxes, shapes, pictures, charts, lines."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from flows.documents.archives.containers import Parts, parse_xml
from flows.documents.numbers import whole

Area = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""

_CELL_WIDTH, _CELL_HEIGHT = 609_600, 171_450
"""The size of a usual cell in drawing units, for an object that has a size but no end cell."""

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")


def covered_areas(parts: Parts, sheet: str) -> list[Area]:
    """The areas of a sheet that something opaque covers."""
    links = f"{posixpath.dirname(sheet)}/_rels/{posixpath.basename(sheet)}.rels"
    if links not in parts.sizes:
        return []
    found: list[Area] = []
    for link in parse_xml(parts.read(links)).iterfind("{*}Relationship"):
        target = link.get("Target") or ""
        name = target[1:] if target.startswith("/") else posixpath.normpath(f"{posixpath.dirname(sheet)}/{target}")
        if (link.get("Type") or "").endswith("/drawing") and name in parts.sizes:
            found += _areas(parse_xml(parts.read(name)))
    return found


def _areas(drawing: etree._Element) -> Iterator[Area]:
    for anchor in drawing.iter(*(f"{{*}}{name}" for name in _ANCHORS)):
        if any(_covers(each) for each in anchor if etree.QName(each).localname not in _PARTS):
            yield _area(anchor)


_PARTS = ("from", "to", "ext", "pos", "clientData")


def _covers(thing: etree._Element) -> bool:
    """Whether an object may hide what is below it: not if it is hidden itself, or transparent and without text."""
    about = next(thing.iter("{*}cNvPr"), None)
    if about is not None and about.get("hidden") in ("1", "true"):
        return False
    is_clear = thing.find("{*}spPr/{*}noFill") is not None
    return not is_clear or any((text.text or "").strip() for text in thing.iter("{*}t"))


def _area(anchor: etree._Element) -> Area:
    top, left, _, _ = _corner(anchor.find("{*}from"))
    end = anchor.find("{*}to")
    if end is not None:
        bottom, right, down, across = _corner(end)
        return top, left, max(bottom - (not down), top), max(right - (not across), left)
    place, extent = anchor.find("{*}pos"), anchor.find("{*}ext")
    if place is not None:
        top, left = _units(place, "y") // _CELL_HEIGHT, _units(place, "x") // _CELL_WIDTH
    height, width = _units(extent, "cy"), _units(extent, "cx")
    return top, left, top + height // _CELL_HEIGHT + 1, left + width // _CELL_WIDTH + 1


def _corner(corner: etree._Element | None) -> tuple[int, int, int, int]:
    """Row and column of a corner, and its offset within them."""
    names = ("row", "col", "rowOff", "colOff")
    texts = ("" if corner is None else corner.findtext(f"{{*}}{name}", "") for name in names)
    row, column, down, across = (whole(text.strip(), 0) for text in texts)
    return row, column, down, across


def _units(element: etree._Element | None, name: str) -> int:
    return 0 if element is None else whole(element.get(name), 0)
