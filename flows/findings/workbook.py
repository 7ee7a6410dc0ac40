"""The list of findings as a workbook: a cover, what is to be dealt with, and what is kept apart from it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from expectations.shape import shape
from flows.findings import cover, wording
from flows.findings.queries import Finding, Marts, Missing
from flows.findings.sheet import (
    FEEDBACK,
    FEEDBACK_BEFORE,
    KEY,
    SEAL,
    STATE,
    STATE_BEFORE,
    Choices,
    Column,
    Sheets,
)
from flows.findings.unassessed import Unassessed
from flows.warehouse.decisions import STATES

FINDINGS, MISSING, DOUBTS = "问题清单", "未公布年度报告的机关", wording.DOUBTFUL
MESSAGE = "具体情况"
_FEEDBACK = ("已更正并重新公布", "填报无误，说明如下：", "正在核实")
_SETTLED = ("unfounded", "accepted", "corrected")


def _feedback(line: Finding | Missing) -> str:
    """What is said about the state that a finding has; what was said about an earlier one is in its history."""
    return line.state_reason or "" if line.decision == line.state and not line.is_lapsed else ""


_REPORT = (
    Column("严重程度", 9, lambda line: wording.SEVERITIES[line.severity]),
    Column("机关", 16, lambda line: wording.agency(line.agency)),
    Column("年度", 7, lambda line: line.year),
)
_SOURCE = (
    Column("文件", 34, lambda line: line.document, is_printed=False),
    Column("位置", 40, wording.place, is_printed=False),
    Column("版本", 16, lambda line: wording.version(line.is_current), is_printed=False),
)
_REPLY = (
    Column(STATE, 12, lambda line: wording.STATES[line.state]),
    Column(FEEDBACK, 18, _feedback),
)
_KEYS = (
    Column("处理情况", 40, wording.settled, is_printed=False),
    Column("首次发现", 11, lambda line: line.first_seen, is_printed=False),
    Column(KEY, 18, lambda line: line.finding_id, is_printed=False),
    Column(STATE_BEFORE, 12, lambda line: wording.STATES[line.state], is_printed=False),
    Column(FEEDBACK_BEFORE, 12, _feedback, is_printed=False),
    Column(SEAL, 18, lambda line: "", is_printed=False),
)
_FINDINGS = (
    Column("严重程度", 9, wording.level),
    *_REPORT[1:],
    Column("表", 6, wording.table),
    Column("行", 16, lambda line: line.row_label),
    Column("列", 8, lambda line: line.column_label),
    Column("问题", 14, lambda line: line.failure),
    Column(MESSAGE, 34, lambda line: line.message),
    Column("填报数", 9, lambda line: line.value if line.is_suspect else line.reported),
    Column("应为（计算）", 10, lambda line: line.expected if line.is_suspect else line.computed),
    Column("处理建议", 20, lambda line: line.remedy),
    Column("依据", 18, lambda line: line.basis),
    *_REPLY,
    Column("差额", 10, lambda line: line.difference, is_printed=False),
    Column("原文写法", 10, lambda line: line.raw, is_printed=False),
    Column("疑点", 30, lambda line: "；".join(filter(None, (wording.suspect(line), wording.doubt(line)))), False),
    Column("复核", 26, wording.reread, is_printed=False),
    *_SOURCE,
    *_KEYS[:2],
    Column("事项编号", 18, lambda line: line.matter_id, is_printed=False),
    *_KEYS[2:],
)
_MISSING = (
    *_REPORT,
    Column("问题", 24, lambda line: line.failure),
    Column(MESSAGE, 50, lambda line: line.message),
    Column("依据", 24, lambda line: line.basis),
    Column("处理建议", 36, lambda line: line.remedy),
    *_REPLY,
    *_KEYS,
)
_GONE = (
    *_REPORT,
    Column("问题", 24, lambda line: line.failure),
    Column(MESSAGE, 50, lambda line: line.message),
    Column("首次发现", 12, lambda line: line.first_seen),
    Column("最近发现", 12, lambda line: line.last_seen),
    Column("不再发现", 12, lambda line: line.gone_since),
    Column("原因", 34, wording.gone),
    Column("文件", 34, lambda line: line.document, is_printed=False),
    Column(KEY, 18, lambda line: line.finding_id, is_printed=False),
)
_REVISIONS = (
    *_REPORT[1:],
    Column("版本", 7, lambda line: line.version_number),
    Column("表", 7, lambda line: shape().names[line.section]),
    Column("行", 26, lambda line: line.row_label),
    Column("列", 14, lambda line: line.column_label),
    Column("变化", 7, wording.change),
    Column("前一版", 14, lambda line: line.raw_before),
    Column("本版", 14, lambda line: line.raw),
    _SOURCE[0]._replace(is_printed=True),
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
    Column("网址", 50, lambda line: line.address, is_printed=False),
    Column("取得时间", 16, lambda line: wording.moment(line.fetched_at), is_printed=False),
)


_NAMES = {
    "findings": f"{FINDINGS}”“{DOUBTS}",
    "missing": MISSING,
    "gaps": "未能核验",
    "unreadable": "有文件未能读取",
    "notices": "读取提示",
    "gone": "不再发现的问题",
    "revisions": "版本变化",
    "documents": "文件清单",
}
RETURNED = {FINDINGS: _FINDINGS, MISSING: _MISSING, DOUBTS: _FINDINGS}
"""The sheets that people fill in and send back, with their columns."""


def render(marts: Marts, gaps: Sequence[Unassessed], subject: cover.Subject) -> bytes:
    """The workbook with everything that the report lists: what must be corrected first, what is settled last."""
    content = BytesIO()
    font = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_format_properties": font})
    cover.write(book, marts, subject, _left_out(marts, gaps))
    sheets = Sheets(book, subject.text(), Choices([wording.STATES[state] for state in STATES], _FEEDBACK))
    ordered = sorted(marts.findings, key=lambda line: (line.state in _SETTLED, line.severity != "must"))
    doubts = [line for line in ordered if line.is_doubtful]
    sheets.add(FINDINGS, _FINDINGS, [line for line in ordered if not line.is_doubtful], "没有发现问题。")
    sheets.add(MISSING, _MISSING, marts.missing, "没有应公布而未公布年度报告的机关。")
    sheets.add(DOUBTS, _FINDINGS, doubts, "没有存疑的问题。")
    sheets.add(_NAMES["gaps"], _UNASSESSED, gaps, "没有未能核验的规则。")
    sheets.add(_NAMES["unreadable"], _UNREADABLE, marts.unreadable, "没有未能读取的年度报告。")
    sheets.add(_NAMES["notices"], _NOTICES, marts.notices, "没有读取提示。")
    sheets.add(_NAMES["gone"], _GONE, marts.gone, "没有不再发现的问题。")
    sheets.add(_NAMES["revisions"], _REVISIONS, marts.revisions, "各年度报告没有改动过的版本。")
    sheets.add(_NAMES["documents"], _DOCUMENTS, marts.documents, "还没有任何文件。")
    book.close()
    return content.getvalue()


def _left_out(marts: Marts, gaps: Sequence[Unassessed]) -> list[str]:
    """What the sheets do not list, and where it is."""
    listed = {**marts._asdict(), "gaps": gaps}
    left_out = {part: marts.totals[part] - len(listed[part]) for part in _NAMES}
    return [f"“{_NAMES[part]}”：{wording.left_out(part, more)}" for part, more in left_out.items() if more]
