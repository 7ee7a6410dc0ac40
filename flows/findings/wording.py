"""The Chinese words of the workbook and of the papers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from expectations.shape import shape
from expectations.vocabulary import words
from flows.findings import places
from flows.findings.queries import Document, Finding, Gone, Missing, Notice, Revision
from flows.reading.reasons import without_code

SEVERITIES = words("fct_findings", "severity")
STATUSES = words("fct_documents", "status")
STATES = words("fct_findings", "state")
DOUBTFUL = "存疑"
_CHINA = dt.timedelta(hours=8)
MARTS = {
    "findings": "fct_findings",
    "missing": "fct_findings",
    "unreadable": "mart_filing_status",
    "gaps": "fct_rule_results",
    "notices": "fct_notices",
    "gone": "fct_finding_history",
    "revisions": "fct_revisions",
    "documents": "fct_documents",
}


def agency(name: str | None) -> str:
    """The agency's name as a reader expects it; a report that names none is still listed."""
    return name or "（未写明机关）"


def year(value: int | None) -> str:
    """The year of the report."""
    return "（年度不明）" if value is None else f"{value}年"


def day(value: dt.date) -> str:
    """A day as an official document writes it."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: dt.datetime | None) -> str:
    """A moment in UTC as China's clocks show it, which have had no summer time since 1991."""
    return "" if value is None else f"{value + _CHINA:%Y-%m-%d %H:%M}"


def fetched(address: str, value: dt.datetime | None) -> str:
    """A web address, and the day on which it was fetched."""
    return f"{address}（{day((value + _CHINA).date())}取得）" if value else address


def number(value: Decimal | None) -> str:
    """A figure without the trailing zeros of its storage."""
    return "" if value is None else f"{value.normalize():f}"


def signed(value: Decimal | None) -> str:
    """A difference, with its sign."""
    return "" if value is None else f"{value.normalize():+f}".replace("-", "−")


def table(finding: Finding) -> str:
    """The table a finding is about, or whatever else it is about."""
    return shape().names[finding.section] if finding.section else finding.scope_label or "全文"


def place(line: Finding | Notice) -> str:
    """Where the form and the document have something; whatever is known."""
    return places.place(line._asdict())


def suspect(finding: Finding) -> str:
    """The cell that two crossing rules point at, with the figure that would satisfy both."""
    return f"疑为此格有误：改为{number(finding.expected)}后，行、列合计均相符" if finding.is_suspect else ""


def reread(finding: Finding) -> str:
    """What the second reading gave for the cell to look at."""
    return words("fct_findings", "reread").get(finding.reread or "", "")


def level(finding: Finding) -> str:
    """How serious a finding is for the agency; a doubtful one, more likely our fault, is not."""
    return DOUBTFUL if finding.is_doubtful else SEVERITIES[finding.severity]


def doubt(finding: Finding) -> str:
    """A remark that a finding is more likely our fault than the agency's."""
    return "疑为本系统读取有误：同一版式的报告大多不符合本条规则" if finding.is_doubtful else ""


def settled(finding: Finding | Missing) -> str:
    """Who decided what about a finding and why, or which version corrected it; its state may have changed since."""
    changed = finding.decision in STATES and finding.decision not in ("open", finding.state)
    former = f"曾认定为“{STATES[finding.decision or '']}”" if changed else ""
    decided = f"{finding.decided_by} {finding.decided_on} {former}".rstrip() if finding.decided_by else ""
    text = "：".join(part for part in (decided, finding.state_reason) if part)
    if finding.is_lapsed:
        text = f"原处理针对的内容已变，不再有效（{text}）"
    corrected = f"后一版本已更正：{finding.corrected_in}" if finding.corrected_in else ""
    return "；".join(part for part in (corrected, text) if part)


def gone(line: Gone) -> str:
    """Why a finding of an earlier build is gone."""
    return words("fct_finding_history", "gone_because")[line.gone_because]


def change(line: Revision) -> str:
    """How a cell changed from one version to the next."""
    return words("fct_revisions", "change")[line.change]


def version(is_current: bool | None) -> str:
    """A marker for reports that a later version has replaced."""
    return "已被后一版替代" if is_current is False else ""


def remark(document: Document) -> str:
    """Why a document has no report of its own, or which version of a report it is."""
    why = without_code(document.reason or "")
    if document.status == "duplicate":
        return f"与 {document.original or why} 内容相同"
    if document.status != "extracted":
        return why
    replaced = version(document.is_current)
    if (document.version_number or 1) == 1:
        return f"第1版，{replaced}" if replaced else ""
    counts = document.cells_revised, document.findings_mended, document.findings_brought
    revised = "较前版改动{}格，消除问题{}项，新出问题{}项".format(*counts)
    return "，".join(part for part in (f"第{document.version_number}版", revised, replaced) if part)


def left_out(part: str, number: int) -> str:
    """How many lines of a part are not listed, and where they are."""
    where = f"全部见 gouji.duckdb 中的 marts.{MARTS[part]}"
    return f"另有 {number} 条没有列出：gouji run 加 --year、--region 只列一个年度、一些机关；{where}。"
