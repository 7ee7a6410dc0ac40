"""Workbooks (XLSX) whose XML is regular, read from its text alone, in a fraction of the time.

The result equals that of the workbook parser, as a test verifies. Wherever the XML leaves that in doubt, it is None,
and the parser is used: formatted texts, dates, numbers printed differently from how they are stored, hidden rows and
columns, cells out of order, names with prefixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from flows.documents import limits
from flows.documents.archives.containers import Parts
from flows.documents.markup import Irregular
from flows.documents.sheets.number_formats import NumberFormat
from flows.documents.sheets.sheet import Merge, Sheet, column_of
from flows.documents.sheets.values import printed, shown
from flows.documents.sheets.xlsx_styles import CellFormats
from flows.documents.sheets.xlsx_views import BOOK, sheet_parts

_STRINGS = "xl/sharedStrings.xml"
_DECLARATION = re.compile(r"\ufeff?<\?xml version=[\"']1\.0[\"'](?: encoding=[\"']([A-Za-z0-9-]+)[\"'])?[^<>]*\?>\s*")
_ROOT = re.compile("<([A-Za-z]+)[ >]")
_UNUSUAL = ("<!", "<?", "\r")
_WORKSHEET = re.compile(r"xl/worksheets/[A-Za-z0-9]+\.xml")
# A cell with the row tags after it; anything else that begins with `<` is caught by the last group.
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}+)([1-9][0-9]{0,6}+)"(?: s="[0-9]++")?+(?: t="([sn])")?+'
    r"(?:>(?:<f\b[^<>]*/>|<f\b[^<>]*>[^<]*</f>)?+<v>([^<]++)</v></c>|/>|></c>)(?:</row>(?:<row\b[^<>'\t\n]*+>)?+)?+"
    r"|</?row\b[^<>'\t\n]*+>|(<)"
)
_STYLED = re.compile(
    r'<c r="[A-Z]++[0-9]++"(?: s="([0-9]++)")?+(?: t="([sn])")?+>(?:<f\b[^<>]*/>|<f\b[^<>]*>[^<]*</f>)?+<v>([^<]++)<'
)
_FORMULA = r"<f\b[^<>]*(?:/>|>[^<]*</f>)<v>"
_NOUGHT, _COUNTED = re.compile(rf"{_FORMULA}0</v>"), re.compile(rf"{_FORMULA}-?(?!0</v>)[0-9]")
# What may hide rows and, in the head of a sheet, columns and zeros: sizes below 3 and 1, and any unusual notation.
_LOW = re.compile(r' ht(?!="(?:[3-9]|[1-9][0-9]))')
_HIDDEN = re.compile(r'hidden(?!="(?:0|false)")')
_HEAD = re.compile(
    r'hidden(?!="(?:0|false)")|showZeros(?!="(?:1|true)")|idth\s*=\s*["\'](?![1-9])'
    r'|zeroHeight(?!="(?:0|false)")|defaultRowHeight(?!="(?:[3-9]|[1-9][0-9]))'
)
# What covers cells, and how conditions change them beyond the formats of the workbook.
_OVER = ("<drawing", "AlternateContent", "showValue", ":conditionalFormatting")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[Ee][+-]?[0-9]{1,2})?")
_DIGITS = 15
_MERGED = re.compile(r'<mergeCell ref="([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})"/>')
_SPACED, _BEGIN, _END = '<t xml:space="preserve">', "<si><t>", "</t></si>"
_EDGES = ("<t> ", "<t>\t", "<t>\n", " </t>", "\t</t>", "\n</t>")
_TRIMMED = re.compile(r"<t>(?:[ \t\n]|[^<]*[ \t\n]</t>)")
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_ROWS, _COLUMNS = 1_048_576, 16_384
_NO_TEXTS: list[str] = []


def scan(parts: Parts) -> list[Sheet] | None:
    """The visible sheets; None where the XML is not regular.

    Raises Unreadable where a part is broken or beyond the limits.
    """
    try:
        sheets = [_part(parts, name) for name in _visible(parts)]
        # Where no formula has a non-zero result, the zeros of a sheet may never have been calculated.
        uncounted = (sheet for sheet in sheets if _COUNTED.search(sheet) is None)
        if b"fullCalcOnLoad" in parts.read(BOOK) and any(map(_NOUGHT.search, uncounted)):
            raise Irregular
        cell_formats = CellFormats.of(parts)
        if not cell_formats.are_seen:
            raise Irregular
        formats = [cell_format.number_format for cell_format in cell_formats.cells]
        if any(not each.is_plain for each in formats):
            for sheet in sheets:
                _refuse_formatted(sheet, formats)
        texts = _strings(_part(parts, _STRINGS)) if _STRINGS in parts.sizes else []
        strings = {str(number): text for number, text in enumerate(texts)}
        return _within_limits(_sheet(sheet, strings) for sheet in sheets)
    except (Irregular, ValueError, KeyError, IndexError):
        return None


def _within_limits(sheets: Iterable[Sheet]) -> list[Sheet]:
    found, area = [], 0
    for sheet in sheets:
        area += len(sheet.texts) * max(map(len, sheet.texts), default=0)
        if area > limits.SHEET_AREA:
            raise Irregular
        found.append(sheet)
    return found


def _part(parts: Parts, name: str) -> str:
    """A part after its XML declaration, if it is a single element to its end."""
    if name not in parts.sizes:
        raise Irregular
    text = parts.read(name).decode("utf-8")
    declared = _DECLARATION.match(text)
    text = text[declared.end() :] if declared else text
    root = _ROOT.match(text)
    end = f"</{root[1]}>" if root else "<"
    if (declared and declared[1] and declared[1].lower() != "utf-8") or any(mark in text for mark in _UNUSUAL):
        raise Irregular
    if text.count(end) != 1 or not text.rstrip().endswith(end):
        raise Irregular
    return text


def _visible(parts: Parts) -> list[str]:
    """The names of the visible sheets' parts."""
    names = [name or "" for is_visible, name in sheet_parts(parts) if is_visible] if BOOK in parts.sizes else []
    if not 0 < len(names) <= limits.SHEETS or len(set(names)) != len(names):
        raise Irregular
    if not all(map(_WORKSHEET.fullmatch, names)):
        raise Irregular
    return names


def _sheet(xml: str, strings: dict[str, str]) -> Sheet:
    head, begun, rest = xml.partition("<sheetData>")
    cells, ended, tail = rest.partition("</sheetData>")
    if not begun or not ended or xml.count("sheetData") != 2:
        raise Irregular
    if _HEAD.search(head) or _LOW.search(cells) or ("hidden" in cells and _HIDDEN.search(cells)):
        raise Irregular
    if any(over in tail for over in _OVER):
        raise Irregular
    texts, left = _laid_out(cells, strings)
    return Sheet((0, left), texts, _merges(tail))


def _strings(xml: str) -> list[str]:
    """The shared texts. Raises Irregular where one is formatted, escaped or trimmed."""
    items, ended, rest = xml[xml.find("<si>") :].partition("</sst>")
    if any(edge in items for edge in _EDGES) and _TRIMMED.search(items):
        raise Irregular
    items = items.replace(_SPACED, "<t>")
    found = items.removeprefix(_BEGIN).removesuffix(_END).split(_END + _BEGIN)
    whole = items.startswith(_BEGIN) and items.endswith(_END) and items.count("<") == 4 * len(found)
    if not whole or not ended or rest.strip() or "_x" in items:
        raise Irregular
    if "&" in items:
        if items.count("&") != sum(items.count(reference) for reference, _ in _REFERENCES):
            raise Irregular
        for reference, character in _REFERENCES:
            found = [text.replace(reference, character) for text in found]
    return shown(found)


def _refuse_formatted(xml: str, formats: list[NumberFormat]) -> None:
    """Raises Irregular where any cell format prints something other than the text or number the cell holds."""
    for style, kind, value in _STYLED.findall(xml):
        used = formats[int(style or 0)]
        if kind == "s":
            if not used.keeps_texts:
                raise Irregular
        elif _number(value) != used.number(float(value)):
            raise Irregular


def _laid_out(cells: str, strings: dict[str, str]) -> tuple[list[list[str]], int]:
    """The texts of a sheet row by row, from its first row on, and the column where they begin."""
    rows: list[list[str]] = []
    texts, current, left, laid = _NO_TEXTS, "", _COLUMNS, 0
    if cells.count("<v>") > limits.CELLS:
        raise Irregular
    for letters, number, kind, value, irregular in _CELL.findall(cells):
        if not value:
            if irregular:
                raise Irregular
            continue
        column = column_of(letters)
        if number != current:
            texts, current = _row_at(rows, int(number)), number
            left = min(left, column)
        blanks = column - len(texts)
        if blanks:
            laid += blanks
            if blanks < 0 or laid > limits.SHEET_AREA:
                raise Irregular
            texts += [""] * blanks
        texts.append(strings[value] if kind == "s" else _number(value))
    return [row[left:] for row in rows] if left else rows, left


def _row_at(rows: list[list[str]], number: int) -> list[str]:
    """A new row after all others."""
    if not len(rows) < number <= _ROWS:
        raise Irregular
    rows += [_NO_TEXTS] * (number - 1 - len(rows))
    rows.append([])
    return rows[-1]


@lru_cache(maxsize=16_384)
def _number(value: str) -> str:
    if value.isascii() and value.isdecimal() and len(value) <= _DIGITS and (value == "0" or value[0] != "0"):
        return value
    if not _NUMBER.fullmatch(value):
        raise Irregular
    return printed(float(value))


def _merges(tail: str) -> list[Merge]:
    """The merged cells, from first to last (row, column)."""
    found = _MERGED.findall(tail.partition("<mergeCells")[2].partition("</mergeCells>")[0])
    if tail.count("mergeCell") - 2 * tail.count("<mergeCells") != len(found):
        raise Irregular
    return [((int(a) - 1, column_of(b)), (int(c) - 1, column_of(d))) for b, a, d, c in found]
