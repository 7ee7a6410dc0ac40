"""The findings as a workbook: one sheet per part of the page, every text written as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from expectations.shape import shape
from flows.findings import wording
from flows.findings.queries import Marts
from flows.findings.unassessed import Unassessed


class Column(NamedTuple):
    """One column of a sheet: its header, its width in characters, and its content for a line."""

    header: str
    width: int
    value: Callable[[Any], object]


_REPORT = (
    Column("级别", 9, lambda line: wording.SEVERITIES[line.severity]),
    Column("机关", 28, lambda line: wording.agency(line.agency)),
    Column("年度", 7, lambda line: line.year),
)
_SOURCE = (
    Column("文件", 34, lambda line: line.document),
    Column("位置", 40, wording.place),
    Column("版本", 16, lambda line: wording.version(line.is_current)),
)
_FINDINGS = (
    Column("级别", 9, wording.level),
    *_REPORT[1:],
    Column("表", 6, wording.table),
    Column("行", 26, lambda line: line.row_label),
    Column("列", 14, lambda line: line.column_label),
    Column("原文写法", 10, lambda line: line.raw),
    Column("填报数", 10, lambda line: line.reported),
    Column("应为（计算）", 12, lambda line: line.computed),
    Column("差额", 10, lambda line: line.difference),
    Column("问题", 24, lambda line: line.failure),
    Column("具体情况", 52, lambda line: line.message),
    Column("依据", 40, lambda line: line.basis),
    Column("疑点", 30, lambda line: "；".join(filter(None, (wording.suspect(line), wording.doubt(line))))),
    Column("复核", 26, wording.reread),
    Column("处理建议", 40, lambda line: line.remedy),
    *_SOURCE,
    Column("状态", 18, lambda line: wording.STATES[line.state]),
    Column("处理情况", 40, wording.settled),
    Column("首次发现", 11, lambda line: line.first_seen),
    Column("编号", 18, lambda line: line.finding_id),
    Column("事项编号", 18, lambda line: line.matter_id),
)
_GONE = (
    *_REPORT,
    Column("问题", 24, lambda line: line.failure),
    Column("具体情况", 60, lambda line: line.message),
    Column("首次发现", 11, lambda line: line.first_seen),
    Column("最近发现", 11, lambda line: line.last_seen),
    Column("不再发现", 11, lambda line: line.gone_since),
    Column("原因", 34, wording.gone),
    Column("文件", 34, lambda line: line.document),
    Column("编号", 18, lambda line: line.finding_id),
)
_REVISIONS = (
    *_REPORT[1:],
    Column("版本", 7, lambda line: line.version_number),
    Column("表", 6, lambda line: shape().names[line.section]),
    Column("行", 26, lambda line: line.row_label),
    Column("列", 14, lambda line: line.column_label),
    Column("变化", 7, wording.change),
    Column("前一版", 14, lambda line: line.raw_before),
    Column("本版", 14, lambda line: line.raw),
    _SOURCE[0],
)
_MISSING = (
    *_REPORT,
    Column("问题", 24, lambda line: line.failure),
    Column("具体情况", 60, lambda line: line.message),
    Column("依据", 24, lambda line: line.basis),
    Column("处理建议", 50, lambda line: line.remedy),
    Column("状态", 18, lambda line: wording.STATES[line.state]),
    Column("处理情况", 40, wording.settled),
    Column("编号", 18, lambda line: line.finding_id),
)
_UNREADABLE = (*_REPORT[1:], Column("文件", 60, lambda line: line.document))
_UNASSESSED = (
    *_REPORT,
    Column("规则", 16, lambda line: line.title),
    Column("处数", 7, lambda line: line.places),
    Column("缺少的内容", 90, lambda line: "\n".join(line.gaps)),
    _SOURCE[0],
    _SOURCE[2],
)
_NOTICES = (*_REPORT, Column("提示", 70, lambda line: line.message), *_SOURCE)
_DOCUMENTS = (
    Column("文件", 40, lambda line: line.document),
    Column("状态", 8, lambda line: wording.STATUSES[line.status]),
    Column("机关", 28, lambda line: line.agency),
    Column("年度", 7, lambda line: line.year),
    Column("格式", 7, lambda line: line.edition),
    Column("读到单元格", 11, lambda line: line.cells_printed),
    Column("其中有数字", 11, lambda line: line.cells_valued),
    Column("相符", 7, lambda line: line.rules_hold),
    Column("不符", 7, lambda line: line.rules_fail),
    Column("未能核验", 9, lambda line: line.rules_not_assessed),
    Column("不适用", 8, lambda line: line.rules_not_applicable),
    Column("读取提示", 9, lambda line: line.notices),
    Column("说明", 60, wording.remark),
)

_SHEETS = {
    "findings": ("问题清单", _FINDINGS),
    "missing": ("未公布年度报告的机关", _MISSING),
    "unreadable": ("有文件未能读取", _UNREADABLE),
    "gaps": ("未能核验", _UNASSESSED),
    "notices": ("读取提示", _NOTICES),
    "gone": ("不再发现的问题", _GONE),
    "revisions": ("版本变化", _REVISIONS),
    "documents": ("文件清单", _DOCUMENTS),
}

# Excel's limit per cell; XlsxWriter would drop a longer text.
_LONGEST_TEXT = 32_767


def render(marts: Marts, gaps: Sequence[Unassessed]) -> bytes:
    """The workbook with everything that the report lists."""
    content = BytesIO()
    font = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_format_properties": font})
    listed = {**marts._asdict(), "gaps": gaps}
    for part in _SHEETS:
        _sheet(book, part, listed[part], marts.totals[part])
    book.close()
    return content.getvalue()


def _sheet(book: Any, part: str, lines: Sequence[object], total: int) -> None:
    name, columns = _SHEETS[part]
    sheet = book.add_worksheet(name)
    header = book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width)
        sheet.write_string(0, position, column.header, header)
    for row, line in enumerate(lines, start=1):
        for position, column in enumerate(columns):
            _write(sheet, row, position, column.value(line), body)
    if more := total - len(lines):
        sheet.write_string(len(lines) + 1, 0, wording.left_out(part, more), book.add_format({"bold": True}))
    sheet.autofilter(0, 0, len(lines), len(columns) - 1)
    _print_wide(sheet)


def _print_wide(sheet: Any) -> None:
    """Lay a sheet out for reading and for A4 across: the header always in sight, all columns on one page."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Any, row: int, position: int, value: object, form: Any) -> None:
    """Write text as text, so that `=cmd|…` in a report is never a formula."""
    if isinstance(value, int | Decimal):
        sheet.write_number(row, position, value, form)
    elif value:
        sheet.write_string(row, position, str(value)[:_LONGEST_TEXT], form)
