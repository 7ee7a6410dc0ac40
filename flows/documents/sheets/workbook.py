"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): every visible sheet is a table, and its lone cells are also lines of text."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

import python_calamine as calamine

from flows.documents import limits
from flows.documents.alternatives import Alternatives, Place, lines_of, texts_at
from flows.documents.archives.containers import Parts
from flows.documents.model import Line, Opened, Table, Unreadable
from flows.documents.sheets.binary_views import xls_views, xlsb_views
from flows.documents.sheets.extent import check_ole, check_total, check_zip
from flows.documents.sheets.grids import Sheets, Workbook
from flows.documents.sheets.opendocument import CONTENT, OpenSheet, open_sheets
from flows.documents.sheets.scan import scan
from flows.documents.sheets.sheet import Sheet
from flows.documents.sheets.values import Value, printed, shown
from flows.documents.sheets.view import View, format_cells, without_hidden
from flows.documents.sheets.xlsx_views import BOOK, xlsx_views

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OLD_MEDIA_TYPE = "application/vnd.ms-excel"
_OPEN_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def read_spreadsheet(data: bytes, *, is_scanned: bool = True) -> Workbook:
    """Read the visible sheets of a workbook.

    Without `is_scanned` XLSX is left to the parser, however regular it is.
    Raises Unreadable where it is broken, protected by a password, or beyond the limits.
    """
    if not data.startswith(b"PK"):
        check_ole(data)
        return _workbook(_OLD_MEDIA_TYPE, _parsed(data, xls_views(data)))
    parts = Parts(data)
    if CONTENT in parts.sizes:
        return _workbook(_OPEN_MEDIA_TYPE, (_sheet(sheet, sheet.view) for sheet in open_sheets(parts)))
    check_total(parts)
    scanned = scan(parts) if is_scanned else None
    if scanned is not None:
        return _workbook(MEDIA_TYPE, scanned)
    check_zip(parts)
    views = xlsx_views(parts) if BOOK in parts.sizes else xlsb_views(parts)
    return _workbook(MEDIA_TYPE, _parsed(data, views))


def by_parser(data: bytes, opened: Opened, tables: Collection[int], pages: Iterable[int]) -> Alternatives:
    """All sheets as the parser lays them out, row by row: all text of a workbook is in one of them."""

    @cache
    def grids() -> Sequence[Table]:
        return read_spreadsheet(data, is_scanned=False).grids

    def lines() -> list[Line]:
        return [line for grid in grids() for line in lines_of(grid)]

    def some_lines() -> list[Line]:
        return [line for at, grid in enumerate(grids(), 1) if at in tables for line in lines_of(grid)]

    def rows(places: Collection[Place]) -> Mapping[Place, Sequence[str]]:
        return texts_at(grids(), places)

    return Alternatives((some_lines, lines), rows)


def _workbook(media_type: str, read: Iterable[Sheet]) -> Workbook:
    sheets = Sheets()
    for sheet in read:
        sheets.add(sheet)
    return Workbook(media_type, sheets.grids)


def _parsed(data: bytes, views: Sequence[View | None]) -> Iterator[Sheet]:
    """The visible sheets as the parser reads them, and as they are shown.

    `views` say how each sheet of the workbook is shown.
    """
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [each.name for each in workbook.sheets_metadata]
        visible = [m for m in workbook.sheets_metadata if m.visible == calamine.SheetVisibleEnum.Visible]
        if len(visible) > limits.SHEETS:
            raise Unreadable("too_large", f"{len(visible)} > {limits.SHEETS}")
        for sheet in visible:
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                at = names.index(sheet.name)
                view = views[at] if len(views) == len(names) else None
                if view is None:
                    raise Unreadable("damaged_file", "sheet")
                yield _sheet(workbook.get_sheet_by_name(sheet.name), view)
    except (calamine.CalamineError, OSError) as error:
        raise Unreadable("damaged_file", type(error).__name__) from error
    except BaseException as error:
        # A panic of the parser is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("damaged_file", "PanicException") from error


def _sheet(sheet: calamine.CalamineSheet | OpenSheet, view: View) -> Sheet:
    if sheet.start is None:
        return Sheet((0, 0), [], [])
    laid_out: Sequence[Sequence[Value]] = sheet.to_python()
    texts = {value for row in laid_out for value in row if isinstance(value, str)}
    known = dict(zip(texts, shown(texts), strict=True))
    rows = [[known[value] if isinstance(value, str) else printed(value) for value in row] for row in laid_out]
    if view.texts:
        view = view._replace(texts=dict(zip(view.texts, shown(view.texts.values()), strict=True)))
    format_cells(rows, laid_out, sheet.start, view)
    return without_hidden(Sheet(sheet.start, rows, sheet.merged_cell_ranges or []), view)
