"""Writes one sheet of a workbook for people: filters, drop-downs, A4 across, and every text as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from flows.findings.seal import seal

KEY, SEAL, STATE, FEEDBACK, STATE_BEFORE, FEEDBACK_BEFORE = "编号", "核验码", "状态", "反馈", "原状态", "原反馈"
FILLED_IN = (STATE, FEEDBACK)
"""The columns that people fill in; the code of a row is over all others."""

_HIDDEN = (STATE_BEFORE, FEEDBACK_BEFORE, SEAL)
# Excel's limit per cell; XlsxWriter would drop a longer text.
_LONGEST_TEXT = 32_767
_A4 = 9
_LINE, _TALLEST = 14.5, 400.0
_LATIN = 0x2E7F
_Shown = str | float | None


class Column(NamedTuple):
    """One column of a sheet: its header, its width in characters, its content for a line, and whether it is printed."""

    header: str
    width: int
    value: Callable[[Any], object]
    is_printed: bool = True


class Choices(NamedTuple):
    """What the drop-downs offer: the states, of which one must be chosen, and feedback, which can be any other text."""

    states: Sequence[str]
    feedback: Sequence[str]


class Sheets:
    """The sheets of one workbook, all in the same looks; `subject` stands at the head of every printed page."""

    def __init__(self, book: Any, subject: str, choices: Choices) -> None:
        self._book, self._subject, self._choices = book, subject.replace("&", "&&"), choices
        # With the prefix, a text beginning with = stays text even if somebody edits it.
        body = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF", "quote_prefix": True}
        self._body = book.add_format(body)
        self._figure = book.add_format({**body, "quote_prefix": False, "align": "right", "indent": 1})
        self._open = book.add_format({**body, "bg_color": "#FFF8E1"})
        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1}
        self._head = book.add_format({**head, "bg_color": "#DCE6F1"})

    def add(self, name: str, columns: Sequence[Column], lines: Sequence[object], empty: str) -> None:
        """A sheet with a row for each line, or with a remark where there is none."""
        sheet = self._book.add_worksheet(name)
        headers = [column.header for column in columns]
        for position, column in enumerate(columns):
            options = {"hidden": True} if column.header in _HIDDEN else {}
            sheet.set_column(position, position, column.width, None, options)
            sheet.write_string(0, position, column.header, self._head)
        sheet.set_row(0, 30)
        for row, line in enumerate(lines, start=1):
            values = [_shown(column.value(line)) for column in columns]
            self._write(sheet, row, headers, values)
            sheet.set_row(row, _height(columns, values))
        if not lines:
            sheet.write_string(1, 0, empty)
        last = max(len(lines), 1)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        if SEAL in headers:
            self._offer(sheet, headers, last)
        printed = [position for position, column in enumerate(columns) if column.is_printed]
        sheet.print_area(0, 0, last, printed[-1])
        self._lay_out(sheet)

    def _write(self, sheet: Any, row: int, headers: Sequence[str], values: list[_Shown]) -> None:
        if SEAL in headers:
            kept = [value for header, value in zip(headers, values, strict=True) if header not in (*FILLED_IN, SEAL)]
            values[headers.index(SEAL)] = seal(kept)
        for position, (header, shown) in enumerate(zip(headers, values, strict=True)):
            form = self._open if header in FILLED_IN and SEAL in headers else self._body
            if shown is None:
                sheet.write_blank(row, position, None, form)
            elif isinstance(shown, str):
                sheet.write_string(row, position, shown, form)
            else:
                sheet.write_number(row, position, shown, self._figure)

    def _offer(self, sheet: Any, headers: Sequence[str], last: int) -> None:
        for header, offered in zip(FILLED_IN, self._choices, strict=True):
            at = headers.index(header)
            sheet.data_validation(1, at, last, at, {
                "validate": "list", "source": list(offered), "show_error": header == STATE,
                "error_title": header, "error_message": "请从列表中选择。",
            })  # fmt: skip

    def _lay_out(self, sheet: Any) -> None:
        """The header always in sight and on every page, all printed columns on one page's width."""
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L&A&R{self._subject}")
        sheet.set_footer("&C第 &P 页，共 &N 页")


def _shown(value: object) -> _Shown:
    """What a cell shows, as the sheet keeps it."""
    if isinstance(value, int | Decimal):
        return float(value)
    return None if value is None else str(value)[:_LONGEST_TEXT] or None


def _height(columns: Sequence[Column], values: Sequence[_Shown]) -> float:
    """A height for all printed lines: some programs do not find one for text that wraps."""
    lines = (_lines(value, column.width) for column, value in zip(columns, values, strict=True) if column.is_printed)
    return min(max(lines, default=1) * _LINE + 3, _TALLEST)


def _lines(value: _Shown, width: int) -> int:
    """How many lines a text takes, a Chinese character being as wide as two others."""
    if not isinstance(value, str):
        return 1
    wide = (sum(2 if ord(character) > _LATIN else 1 for character in line) for line in value.split("\n"))
    return sum(max(1, -(-each // (width - 1))) for each in wide)
