"""The findings of `gouji check` as a table in Chinese, for whoever drafts the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from rich import markup
from rich.console import Console
from rich.table import Table

from expectations.catalogue import load
from expectations.vocabulary import words
from flows.checking.check import Check
from flows.checking.gaps import lines
from flows.findings.places import printed
from flows.messages import told
from flows.reading import records

_COLOURS = {"must": "red", "should": "yellow"}


def table_of(found: Check) -> str:
    """The failed rules, what could not be assessed, and what was noticed while reading and is not a finding.

    As wide and as coloured as standard output can show it.
    """
    out = Console(highlight=False)
    with out.capture() as captured:
        _print(found, out)
    return captured.get()


def _escape(text: str) -> str:
    """A text of the document, or its name, escaped for display: no markup, no terminal control codes."""
    return markup.escape("".join(c for c in text if c.isprintable() or c == "\n"))


def _print(found: Check, out: Console) -> None:
    report = found.extraction.report
    title = " ".join(str(x) for x in (report.agency, report.year) if x) if report else ""
    out.print(f"[bold]{_escape(found.document)}[/bold]  {_escape(title)}", soft_wrap=True)
    failed = [f for f in found.findings if f["status"] == "fail"]
    if failed:
        out.print(_table(failed))
    lacked = words("fct_rule_results", "status")["not_assessed"]
    unassessed = [f"[dim]{lacked}[/dim] {_escape(line)}" for line in lines(found.gaps)]
    for line in [*unassessed, *_noticed(found.extraction.notices, {f["rule"] for f in failed})]:
        out.print(line, soft_wrap=True)
    c = found.counts
    if not any(c.values()):
        out.print(told("check_no_rule"))
    statuses = words("fct_rule_results", "status")
    out.print("，".join(f"{word} {c[status]}" for status, word in statuses.items()))


def _noticed(notices: Sequence[records.Notice], failed: Set[str]) -> Iterator[str]:
    """The notices that no finding explains already."""
    explained = {code for rule in load().rules if rule.rule in failed for code in rule.notices.split("|")}
    for notice in notices:
        if notice.code not in explained:
            where = printed(notice.where)
            yield f"[dim]提示[/dim] {_escape(notice.message)}" + (f"（{where}）" if where else "")


def _table(failed: list[dict[str, Any]]) -> Table:
    """The findings one below the other: columns side by side would wrap every few characters of the basis."""
    table = Table(show_lines=True)
    table.add_column("严重程度", no_wrap=True)
    table.add_column("问题", overflow="fold")
    for f in failed:
        parts = (f["failure"], f["place"], _problem(f), f"处理：{f['remedy']}", f"依据：{f['basis']}")
        table.add_row(_severity(f["severity"]), _escape("\n".join(line for line in parts if line)))
    return table


def _severity(code: str) -> str:
    word = words("fct_findings", "severity")[code]
    return f"[{_COLOURS[code]}]{word}[/{_COLOURS[code]}]"


def _problem(finding: Mapping[str, Any]) -> str:
    suspect = [told("check_suspect", expected=finding["expected"])] if finding["suspect"] else []
    return "\n".join([finding["message"], *suspect])
