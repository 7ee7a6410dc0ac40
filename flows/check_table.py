"""The findings of `gouji check` as a table in Chinese, for the one who drafts the report."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.check import Check

_SEVERITY = {"must": "[red]必须更正[/red]", "should": "[yellow]建议核对[/yellow]"}


def show(found: Check) -> None:
    """Print the failed rules, what could not be assessed, and what was noticed while reading."""
    out = Console(highlight=False)
    report = found.extraction.report
    title = " ".join(str(x) for x in (report.agency, report.year) if x) if report else ""
    out.print(f"[bold]{escape(found.document)}[/bold]  {escape(title)}", soft_wrap=True)
    failed = [f for f in found.findings if f["status"] == "fail"]
    table = Table()
    for heading, wrapped in (("程度", False), ("规则", False), ("问题", True), ("疑应为", False), ("依据", True)):
        table.add_column(heading, no_wrap=not wrapped, overflow="fold")
    for f in failed:
        table.add_row(_SEVERITY[f["severity"]], f["title"], escape(f["message"]), _expected(f), escape(f["basis"]))
    if failed:
        out.print(table)
    open_ = [f for f in found.findings if f["status"] == "not_assessed"]
    if open_:
        names = sorted({f["title"] for f in open_})
        out.print(f"未能核验 {len(open_)} 项（{'、'.join(names)}）：所需内容文中没有，或读不出")
    for notice in found.extraction.notices:
        line = f"第{notice.where.line}行  " if notice.where.line else ""
        out.print(f"[dim]提示[/dim] {line}{escape(notice.message)}", soft_wrap=True)
    c = found.counts
    out.print(f"成立 {c['hold']}，不成立 {c['fail']}，不适用 {c['not_applicable']}，未能核验 {c['not_assessed']}")


def _expected(finding: dict[str, object]) -> str:
    return str(finding["expected"]) if finding["suspect"] else ""
