"""Workbooks (XLSX) whose XML is regular, read from its text alone, in a fraction of the time.

What is read is what the parser of workbooks reads, which a test compares. Wherever the XML leaves that in doubt, the
answer is None, and the parser is asked: formatted texts, dates, cells out of order, names with prefixes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.documents import limits
from flows.documents.containers import Parts
from flows.documents.markup import Irregular
from flows.documents.spreadsheet_values import Texts, is_date, number_text, shown

_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_DECLARED = re.compile(r"\ufeff?<\?xml version=[\"']1\.0[\"'](?: encoding=[\"']([A-Za-z0-9-]+)[\"'])?[^<>]*\?>\s*")
_ATTRIBUTE = re.compile(r'([A-Za-z:]+)="([^"<>]*)"')
_TARGET = re.compile(r"(?:/xl/)?(worksheets/[A-Za-z0-9]+\.xml)")
_STRING = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_FORMAT = re.compile(r'<numFmt numFmtId="([0-9]+)" formatCode="([^"<>]*)"/>')
_USED = re.compile(r'<xf [^<>]*?numFmtId="([0-9]+)"')
# A cell with the edges of rows beside it; what else begins with `<` is caught by the last group.
_CELL = re.compile(
    r'(?:<row\b[^<>]*>)?<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?(?: t="(s|n|str)")?'
    r"(?:/>|></c>|>(?:<f\b[^<>]*/>|<f\b[^<>]*>[^<]*</f>)?<v>([^<]+)</v></c>)(?:</row>)?"
    r"|</?row\b[^<>]*>|(<)"
)
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:E[+-]?[0-9]{1,3})?", re.IGNORECASE)
_MERGE = re.compile(r'<mergeCell ref="([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})"/>')
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))



class _Columns(dict[str, int]):
    """Columns, from 0, by their letters."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        self[letters] = number - 1
        return number - 1


_columns = _Columns()


def scan(parts: Parts) -> list[ScannedSheet] | None:
    """The visible sheets in which anything stands; None where the XML is not regular.

    Raises Unreadable where a part is broken or beyond the limits.
    """
    try:
        sheets = [_part(parts, f"xl/{name}") for name in _visible(parts)]
        strings = _strings(parts)
        if _STYLES in parts.sizes and any("<v>" in sheet for sheet in sheets):
            _refuse_dates(_part(parts, _STYLES))
        return [found for sheet in sheets if (found := _sheet(sheet, strings)) is not None]
    except (Irregular, UnicodeDecodeError):
        return None


def _part(parts: Parts, name: str) -> str:
    """A part behind its declaration."""
    if name not in parts.sizes:
        raise Irregular
    text = parts.read(name).decode("utf-8")
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    if (declared and declared[1] and declared[1].lower() != "utf-8") or "<!" in text or "<?" in text or "\r" in text:
        raise Irregular
    return text


def _visible(parts: Parts) -> list[str]:
    """The names of the visible sheets' parts, within `xl/`."""
    links = {}
    for link in _elements(_part(parts, _LINKS), "Relationship"):
        if link.get("Type", "").endswith("/worksheet"):
            target = _TARGET.fullmatch(link.get("Target", ""))
            if target is None:
                raise Irregular
            links[link.get("Id")] = target[1]
    sheets = [s for s in _elements(_part(parts, _BOOK), "sheet") if s.get("state", "visible") == "visible"]
    if not sheets or len(sheets) > limits.SHEETS or any(sheet.get("r:id") not in links for sheet in sheets):
        raise Irregular
    return [links[sheet["r:id"]] for sheet in sheets]


def _elements(text: str, name: str) -> list[dict[str, str]]:
    """The attributes of all elements of a name, none of which has content."""
    found = [piece.partition(">")[0] for piece in text.split(f"<{name} ")[1:]]
    if not all(piece.endswith("/") for piece in found) or text.count(f":{name} "):
        raise Irregular
    return [dict(_ATTRIBUTE.findall(piece)) for piece in found]


def _strings(parts: Parts) -> list[str]:
    """The shared texts as they are read: all of them plain."""
    if _STRINGS not in parts.sizes:
        return []
    text = _part(parts, _STRINGS)
    start = text.find("<si>")
    if start < 0:
        return []
    body = text[start:]
    found: list[str] = _STRING.findall(body)
    if body.count("<") != 4 * len(found) + 1 or not body.rstrip().endswith("</sst>"):
        raise Irregular
    return shown(_plain(found, body))


def _plain(texts: list[str], source: str) -> list[str]:
    """Texts with their references resolved; `source` holds them all."""
    if "_x" in source:
        raise Irregular
    if "&" not in source:
        return texts
    if source.count("&") != sum(source.count(reference) for reference, _ in _ENTITIES):
        raise Irregular
    for reference, character in _ENTITIES:
        texts = [text.replace(reference, character) for text in texts]
    return texts


def _refuse_dates(styles: str) -> None:
    """Irregular where the format of any cell may print a number as a date or a time."""
    used = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    numbers = set(_USED.findall(used))
    own = dict(_FORMAT.findall(styles))
    if len(own) != styles.count("<numFmt ") or used.count("numFmtId") != used.count("<xf "):
        raise Irregular
    if any(is_date(int(number), own.get(number)) for number in numbers):
        raise Irregular


def _sheet(xml: str, strings: list[str]) -> Sheet | None:
    """One sheet; None where nothing stands in it."""
    _, begun, rest = xml.partition("<sheetData>")
    rows, ended, tail = rest.partition("</sheetData>")
    if xml.count("sheetData") != 2 or not ended or not tail.rstrip().endswith("</worksheet>"):
        raise Irregular
    found: list[list[str]] = []
    texts: list[str] = []
    current, area = "", 0
    for letters, number, kind, value, odd in _CELL.findall(rows):
        if not value:
            if odd:
                raise Irregular
            continue
        if number != current:
            texts = _next_row(found, int(number))
            current = number
        blanks = _columns[letters] - len(texts)
        if blanks:
            area += blanks
            if blanks < 0 or area > limits.SHEET_AREA:
                raise Irregular
            texts += [""] * blanks
        texts.append(_text(kind, value, strings))
    return None


def _next_row(rows: list[list[str]], number: int) -> list[str]:
    if number <= len(rows):
        raise Irregular
    rows += [_BLANK] * (number - 1 - len(rows))
    texts: list[str] = []
    rows.append(texts)
    return texts


def _merges(tail: str) -> list[tuple[_Place, _Place]]:
    """The merged cells, from first to last (row, column)."""
    found = _MERGE.findall(tail)
    if tail.count("mergeCell ") != len(found):
        raise Irregular
    return [((int(a) - 1, _columns[b]), (int(c) - 1, _columns[d])) for b, a, d, c in found]
