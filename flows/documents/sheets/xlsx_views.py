"""How the sheets of an XLSX file are shown, from their XML: the parser of workbooks does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from flows.documents.archives.containers import Parts, parse_xml
from flows.documents.model import UNCLEAR
from flows.documents.numbers import whole
from flows.documents.sheets.cell_formats import CellFormat, Condition, Runs, is_uniform, text_of
from flows.documents.sheets.covered import Area, covered_areas
from flows.documents.sheets.number_formats import NumberFormat, number_format_of
from flows.documents.sheets.sheet import Place, column_of
from flows.documents.sheets.view import COLUMNS, LOW, NARROW, NOTHING_PRINTED, View, mark, marked
from flows.documents.sheets.xlsx_styles import CellFormats, condition_of, rich_strings, runs_of, size
from flows.documents.visibility import Visibility

BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_PLACE = re.compile(r"([A-Za-z]{0,3})([0-9]{0,7})")
_ID = re.compile(r"(?:\{[^}]*/relationships\})id")
_TRUE = frozenset(("1", "true", "on"))
_FALSE = frozenset(("0", "false", "off"))
_MOST_AREAS, _EVERYWHERE = 100, (0, 0, 1 << 30, 1 << 30)


def xlsx_views(parts: Parts) -> list[View | None]:
    """How each sheet is shown, in order; None for sheets that are not, or are not found."""
    cell_formats = CellFormats.of(parts)
    texts = rich_strings(parts, cell_formats.colors)
    found, views = list[View | None](), dict[str, View]()
    is_stale = any(each.get("fullCalcOnLoad") in _TRUE for each in parse_xml(parts.read(BOOK)).iterfind("{*}calcPr"))
    for is_visible, part in sheet_parts(parts):
        if part and is_visible and part not in views:
            sheet_view = _SheetView(parse_xml(parts.read(part)), cell_formats, texts)
            views[part] = sheet_view.made(covered_areas(parts, part), is_stale=is_stale)
        found.append(views[part] if part and is_visible else None)
    return found


def sheet_parts(parts: Parts) -> Iterator[tuple[bool, str | None]]:
    """For each sheet of a workbook, whether it is visible, and its part; None where that is missing."""
    links = linked(parts, LINKS)
    for sheet in parse_xml(parts.read(BOOK)).iterfind("{*}sheets/{*}sheet"):
        link = next((str(value) for key, value in sheet.attrib.items() if _ID.fullmatch(str(key))), "")
        yield (sheet.get("state") or "visible") == "visible", links.get(link)


def linked(parts: Parts, name: str) -> dict[str, str]:
    """The parts that the relationships of a workbook name, by their id, ignoring case."""
    names = {part.lower(): part for part in parts.sizes}
    links = parse_xml(parts.read(name)).iterfind("{*}Relationship")
    targets = {link.get("Id") or "": _target(link.get("Target") or "").lower() for link in links}
    return {link: names[target] for link, target in targets.items() if target in names}


def _target(target: str) -> str:
    target = target.removeprefix("/")
    return target if target.startswith("xl/") else f"xl/{target}"


class _SheetView:
    """A view as it is found row by row."""

    def __init__(self, sheet: etree._Element, cell_formats: CellFormats, texts: dict[str, Runs]) -> None:
        self._sheet, self._cell_formats, self._shared = sheet, cell_formats, texts
        self._hidden = set[int]()
        self._formats, self._texts = dict[Place, NumberFormat](), dict[Place, str]()
        self._unsure = set[Place]()
        self._conditional = _conditional(sheet, cell_formats)
        self._covered: list[Area] = []
        self._known: dict[str | None, tuple[CellFormat, bool, Visibility]] = {}
        self._is_stale, self._is_counted = False, next(sheet.iter("{*}f"), None) is not None

    def made(self, covered: list[Area], *, is_stale: bool) -> View:
        """The view; `covered` are areas that something covers.

        `is_stale` where all formulas are to be recalculated: a zero may then be a result that was never calculated.
        """
        self._is_stale = is_stale and not any(map(_is_counted, self._sheet.iter("{*}c")))
        self._covered = covered if len(covered) <= _MOST_AREAS else [_EVERYWHERE]
        usual = self._sheet.find("{*}sheetFormatPr")
        # Whether rows without settings are shown where rows are hidden by default depends on the program.
        is_low = usual is not None and (
            usual.get("zeroHeight") in _TRUE or size(usual.get("defaultRowHeight"), LOW) < LOW
        )
        seen, at = set[Place](), -1
        for row in self._sheet.iterfind("{*}sheetData/{*}row"):
            at = whole(row.get("r"), at + 2) - 1
            if row.get("hidden") in _TRUE or size(row.get("ht"), LOW) < LOW:
                self._hidden.add(at)
                continue
            in_doubt = is_low and row.get("ht") is None and row.get("hidden") is None
            for column, cell in _cells(row):
                place = at, column
                if in_doubt or place in seen:
                    self._unsure.add(place)
                seen.add(place)
                self._cell(place, cell)
        shown = all(view.get("showZeros") not in _FALSE for view in self._sheet.iterfind("{*}sheetViews/{*}sheetView"))
        columns = _hidden_columns(self._sheet)
        return View(self._hidden, columns, self._formats, shown, self._texts, self._unsure)

    def _cell(self, place: Place, cell: etree._Element) -> None:
        cell_format, is_plain, visibility = self._format_of_cell(cell.get("s"))
        if not is_plain:
            self._formats[place] = cell_format.number_format
        runs = self._runs(cell)
        if runs:
            self._texts[place] = text_of(runs, cell_format)
        elif visibility == "unseen":
            self._formats[place] = NOTHING_PRINTED
        if (visibility == "unsure" and not runs) or (self._covered and _holds(self._covered, place)):
            self._unsure.add(place)
        if self._conditional:
            self._conditions(place, cell_format)
        if self._is_counted and cell.find("{*}f") is not None and self._is_unknown(cell):
            self._texts[place] = UNCLEAR
            self._formats.pop(place, None)

    def _format_of_cell(self, style: str | None) -> tuple[CellFormat, bool, Visibility]:
        """The format of cells of a style, whether it prints numbers unchanged, and whether they are visible."""
        if style not in self._known:
            cell_format = self._cell_formats.cell_format(whole(style, 0))
            self._known[style] = cell_format, cell_format.number_format.is_plain, cell_format.visibility
        return self._known[style]

    def _is_unknown(self, cell: etree._Element) -> bool:
        """Whether a formula was stored without its result."""
        value = (cell.findtext("{*}v") or "").strip()
        return cell.get("t") in (None, "n") and (not value or (self._is_stale and value == "0"))

    def _runs(self, cell: etree._Element) -> Runs:
        kind = cell.get("t")
        if kind == "s" and self._shared:
            return self._shared.get((cell.findtext("{*}v") or "").strip(), ())
        inner = cell.find("{*}is") if kind == "inlineStr" else None
        runs = () if inner is None else runs_of(inner, self._cell_formats.colors)
        return () if is_uniform(runs) else runs

    def _conditions(self, place: Place, cell_format: CellFormat) -> None:
        for area, condition in self._conditional:
            if _holds([area], place):
                if condition.may_hide(cell_format):
                    self._unsure.add(place)
                elif condition.is_format:
                    self._formats[place] = number_format_of(None)


def _is_counted(cell: etree._Element) -> bool:
    """Whether a cell holds a formula with a stored result other than zero."""
    is_number = cell.find("{*}f") is not None and cell.get("t") in (None, "n")
    return is_number and (cell.findtext("{*}v") or "0").strip() != "0"


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells that are not empty, and their columns."""
    column = -1
    for cell in row.iterchildren("{*}c"):
        place = _PLACE.fullmatch(cell.get("r") or "")
        column = column_of(place[1]) if place and place[1] else column + 1
        if len(cell):
            yield column, cell


def _holds(areas: Sequence[Area], place: Place) -> bool:
    row, column = place
    return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in areas)


def _hidden_columns(sheet: etree._Element) -> frozenset[int]:
    usual = sheet.find("{*}sheetFormatPr")
    hidden = bytearray(COLUMNS)
    if usual is not None and size(usual.get("defaultColWidth"), 1.0) < NARROW:
        hidden = bytearray(b"\1" * COLUMNS)
    for column in sheet.iterfind("{*}cols/{*}col"):
        is_so = column.get("hidden") in _TRUE or size(column.get("width"), 1.0) < NARROW
        mark(hidden, whole(column.get("min"), 1) - 1, whole(column.get("max"), 1) - 1, is_so)
    return marked(hidden)


def _conditional(sheet: etree._Element, cell_formats: CellFormats) -> list[tuple[Area, Condition]]:
    """The areas whose cells a condition may print differently, and how."""
    found: list[tuple[Area, Condition]] = []
    for condition in sheet.iter("{*}conditionalFormatting"):
        areas = " ".join([condition.get("sqref") or "", *(each.text or "" for each in condition.iterfind("{*}sqref"))])
        for rule in condition.iterfind("{*}cfRule"):
            made = _condition(rule, cell_formats)
            if made is not None:
                found += [(_area(area), made) for area in areas.split()]
    return found if len(found) <= _MOST_AREAS else [(_EVERYWHERE, made) for made in {made for _, made in found}]


def _condition(rule: etree._Element, cell_formats: CellFormats) -> Condition | None:
    number = whole(rule.get("dxfId"), len(cell_formats.conditions))
    inner = rule.find("{*}dxf")
    if inner is not None:
        return condition_of(inner, cell_formats.colors)
    if number < len(cell_formats.conditions):
        return cell_formats.conditions[number]
    # Bars and icons in place of the figures.
    return Condition(hides=True) if any(each.get("showValue") in _FALSE for each in rule) else None


def _area(text: str) -> tuple[int, int, int, int]:
    corners = [_PLACE.fullmatch(corner) for corner in text.replace("$", "").split(":")]
    places = [(whole(c[2], 0) - 1, column_of(c[1])) for c in corners if c and c[1] and c[2]]
    # An area that cannot be parsed counts as the whole sheet.
    return (*places[0], *places[-1]) if len(places) == len(corners) else _EVERYWHERE
