"""How the sheets of an XLSX file are shown, from their XML: the parser of workbooks does not tell it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from flows.documents.containers import Parts, parse_xml
from flows.documents.spreadsheet_formats import BUILT_IN, STRUCK, Format, format_of
from flows.documents.spreadsheet_sheet import Place
from flows.documents.spreadsheet_shown import COLUMNS, LOW, NARROW, View, mark, marked

BOOK, LINKS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_PLACE = re.compile(r"([A-Za-z]{0,3})([0-9]{0,7})")
_ID = re.compile(r"(?:\{[^}]*/relationships\})id")
_TRUE = frozenset(("1", "true", "on"))
_FALSE = frozenset(("0", "false", "off"))
_MOST_AREAS, _EVERYWHERE = 100, (0, 0, 1 << 30, 1 << 30)


def xlsx_views(parts: Parts) -> list[View | None]:
    """How each sheet is shown, in order; None for sheets that are not, or are not found."""
    links = linked(parts, LINKS)
    formats, conditions = _formats(parts)
    names = {name.lower(): name for name in parts.sizes}
    found, views = list[View | None](), dict[str, View]()
    for sheet in parse_xml(parts.read(BOOK)).iterfind("{*}sheets/{*}sheet"):
        link = next((str(value) for key, value in sheet.attrib.items() if _ID.fullmatch(str(key))), "")
        part = names.get(links.get(link, "").lower())
        visible = part is not None and (sheet.get("state") or "visible") == "visible"
        if part and visible and part not in views:
            views[part] = _view(parse_xml(parts.read(part)), formats, conditions)
        found.append(views[part] if part and visible else None)
    return found


def linked(parts: Parts, name: str) -> dict[str, str]:
    """The parts that the relationships of a workbook name, by their id."""
    links = parse_xml(parts.read(name)).iterfind("{*}Relationship")
    return {link.get("Id") or "": _target(link.get("Target") or "") for link in links}


def _target(target: str) -> str:
    target = target.removeprefix("/")
    return target if target.startswith("xl/") else f"xl/{target}"


def _formats(parts: Parts) -> tuple[list[Format], frozenset[str]]:
    """The formats of cells by their number, and the numbers of conditional formats that print numbers otherwise."""
    if STYLES not in parts.sizes:
        return [], frozenset()
    styles = parse_xml(parts.read(STYLES))
    own = {each.get("numFmtId"): each.get("formatCode") for each in styles.iterfind("{*}numFmts/{*}numFmt")}
    used = [each.get("numFmtId") or "0" for each in styles.iterfind("{*}cellXfs/{*}xf")]
    codes = [own[number] if number in own else _built_in(number) for number in used]
    struck = [_is_struck(font) for font in styles.iterfind("{*}fonts/{*}font")]
    for at, each in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        font = _number(each.get("fontId"), 0)
        codes[at] = STRUCK if font < len(struck) and struck[font] else codes[at]
    dressed = [each.find("{*}numFmt") is not None for each in styles.iterfind("{*}dxfs/{*}dxf")]
    return [format_of(code) for code in codes], frozenset(str(at) for at, is_so in enumerate(dressed) if is_so)


def _is_struck(font: etree._Element) -> bool:
    mark = font.find("{*}strike")
    return mark is not None and (mark.get("val") or "1") not in _FALSE


def _built_in(number: str) -> str | None:
    return BUILT_IN.get(int(number)) if number.isascii() and number.isdecimal() and len(number) < 6 else None


def _view(sheet: etree._Element, formats: list[Format], conditions: frozenset[str]) -> View:
    hidden, places = set(), dict[Place, Format]()
    rows = sheet.iterfind("{*}sheetData/{*}row")
    conditional = _conditional(sheet, conditions) if conditions else []
    plain = all(each.is_plain for each in formats) and not conditional
    at = -1
    for row in rows:
        at = _number(row.get("r"), at + 2) - 1
        if row.get("hidden") in _TRUE or _size(row.get("ht"), LOW) < LOW:
            hidden.add(at)
        elif not plain:
            for column, style in _styles(row):
                if any(top <= at <= bottom and left <= column <= right for top, left, bottom, right in conditional):
                    places[at, column] = format_of(None)
                elif style < len(formats) and not formats[style].is_plain:
                    places[at, column] = formats[style]
    shown = all(view.get("showZeros") not in _FALSE for view in sheet.iterfind("{*}sheetViews/{*}sheetView"))
    return View(hidden, _hidden_columns(sheet), places, shown)


def _styles(row: etree._Element) -> Iterator[tuple[int, int]]:
    """The columns of cells that hold something, and the numbers of their formats."""
    column = -1
    for cell in row.iterchildren("{*}c"):
        place = _PLACE.fullmatch(cell.get("r") or "")
        column = column_of(place[1]) if place and place[1] else column + 1
        if len(cell):
            yield column, _number(cell.get("s"), 0)


def _hidden_columns(sheet: etree._Element) -> frozenset[int]:
    usual = sheet.find("{*}sheetFormatPr")
    hidden = bytearray(COLUMNS)
    if usual is not None and _size(usual.get("defaultColWidth"), 1.0) < NARROW:
        hidden = bytearray(b"\1" * COLUMNS)
    for column in sheet.iterfind("{*}cols/{*}col"):
        is_so = column.get("hidden") in _TRUE or _size(column.get("width"), 1.0) < NARROW
        mark(hidden, _number(column.get("min"), 1) - 1, _number(column.get("max"), 1) - 1, is_so)
    return marked(hidden)


def _conditional(sheet: etree._Element, conditions: frozenset[str]) -> list[tuple[int, int, int, int]]:
    """The areas whose numbers a condition may print otherwise: first row and column, last row and column."""
    found = []
    for condition in sheet.iterfind("{*}conditionalFormatting"):
        if any(rule.get("dxfId") in conditions for rule in condition.iterfind("{*}cfRule")):
            found += [_area(area) for area in (condition.get("sqref") or "").split()]
    return found if len(found) <= _MOST_AREAS else [_EVERYWHERE]


def _area(text: str) -> tuple[int, int, int, int]:
    corners = [_PLACE.fullmatch(corner) for corner in text.replace("$", "").split(":")]
    told = [(_number(c[2], 0) - 1, column_of(c[1])) for c in corners if c and c[1] and c[2]]
    # An area that is not told is taken for the whole sheet.
    return (*told[0], *told[-1]) if len(told) == len(corners) else _EVERYWHERE


def column_of(letters: str) -> int:
    """A column, from 0, by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(text: str | None, other: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else other


def _size(text: str | None, other: float) -> float:
    try:
        return float(text) if text else other
    except ValueError:
        return other
