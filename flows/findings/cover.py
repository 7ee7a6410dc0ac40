"""The first sheet of the list of findings: what it is about, what was found, and how to fill it in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from flows.findings import wording
from flows.findings.queries import Marts
from flows.warehouse.decisions import REASONED

NAME = "封面"
TITLE = "政府信息公开工作年度报告问题清单"


class Subject(NamedTuple):
    """Which reports the list is about, and the day as of which reports are missing; None stands for all."""

    region: str | None
    year: int | None
    day: dt.date

    def text(self) -> str:
        """The region and year in words."""
        return f"{self.region or '全部地区'}·{wording.year(self.year) if self.year else '全部年度'}"


def write(book: Any, marts: Marts, subject: Subject, remarks: Sequence[str]) -> None:
    """Add the sheet, with remarks on the other sheets."""
    sheet = book.add_worksheet(NAME)
    line = {"valign": "vcenter", "text_wrap": True}
    title = book.add_format({"bold": True, "font_size": 20, "align": "center", **line})
    label = book.add_format({"border": 1, "bg_color": "#DCE6F1", **line})
    figure = book.add_format({"border": 1, "align": "right", "indent": 1, "num_format": "#,##0", **line})
    text, plain = book.add_format(line), book.add_format({"border": 1, "indent": 1, **line})
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 62)
    sheet.set_row(0, 44)
    sheet.merge_range(0, 0, 0, 2, TITLE, title)
    sheet.merge_range(1, 0, 1, 2, f"范围：{subject.text()}    截至{wording.day(subject.day)}", text)
    for row, (name, number, note) in enumerate(_counts(marts), start=3):
        sheet.write_string(row, 0, name, label)
        sheet.write_number(row, 1, number, figure)
        sheet.write_string(row, 2, note, plain)
    row += 2
    for number, remark in enumerate((*_how_to(), *remarks), start=1):
        sheet.merge_range(row, 0, row, 2, f"{number}．{remark}", text)
        sheet.set_row(row, 34)
        row += 1
    _lay_out(sheet, row)


def _lay_out(sheet: Any, rows: int) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.print_area(0, 0, rows - 1, 2)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _counts(marts: Marts) -> list[tuple[str, int, str]]:
    count, words = marts.summary, wording.SEVERITIES
    return [
        ("核验的年度报告（份）", count.reports, "能够读取的年度报告，含同一报告的各版本"),
        (f"{words['must']}的问题（项）", count.must, "待处理和属实的，含未公布年度报告"),
        (f"{words['should']}的问题（项）", count.should, "待处理和属实的，含未公布年度报告"),
        ("未公布年度报告的机关（家次）", marts.totals["missing"], "一家机关一个年度计一次"),
        (f"{wording.DOUBTFUL}的问题（项）", count.doubtful, "疑为本系统读取有误，单列一表，不计入以上各项"),
        ("已处理的问题（项）", count.settled, "不属实、经说明不作问题处理和已更正的"),
        ("未能核验的规则结果（项）", count.not_assessed, "因缺少数字等原因不能判断，不作为机关的问题"),
    ]


def _how_to() -> list[str]:
    reasoned = "、".join(f"“{wording.STATES[state]}”" for state in REASONED)
    return [
        "请在“状态”栏选择处理结果，在“反馈”栏填写理由或者说明；其他各栏请勿改动，可以排序、筛选和删除不处理的行。",
        f"选择{reasoned}的，必须在“反馈”栏写明理由。",
        "“事项编号”相同的各行由同一单元格引起，整改通知中合为一项。",
        "“应为（计算）”为按年度报告所填数字计算的结果，以机关核实的数字为准。",
        "填好后另存为XLSX，用 gouji replies 读入；有改动的行和编号不明的行不予接受，并逐行指出。",
    ]
