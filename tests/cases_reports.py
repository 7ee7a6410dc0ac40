"""Cases for the rules on a single report: notices, values, the form, and figures stated in the narrative."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from expectations.catalogue import load
from flows.reading.records import Extraction, Locator, Notice, Statement
from tests.record_factory import Figures
from tests.rule_case import RuleCase, World, more

CUT = Notice("truncated", "文件在此处中断", Locator(line=900))


def _report(change: Callable[[Figures], object] = dict, **changed: object) -> Callable[[World], list[Extraction]]:
    return lambda world: [world.report(change(world.figures(2022)[0]), 2022, **changed)]


def _noticed(rule: str, notice: str) -> RuleCase:
    seen = Notice(notice, "某处", Locator(line=5))
    other = Notice("cell_unplaced", "某处", Locator(line=5))
    fails, holds = _report(notices=[seen]), _report(notices=[other])
    return RuleCase(rule, "report", holds, fails, _report(notices=[CUT]), "truncated")


def _stated(rule: str, fact: str, cell: tuple[int, str, str]) -> RuleCase:
    def stating(by: int, change: Callable[[Figures], object] = dict) -> Callable[[World], list[Extraction]]:
        def reports(world: World) -> list[Extraction]:
            values = world.figures(2022)[0]
            value = values[cell] + by
            statement = Statement(fact, value, f"{value}件", "件", f"共{value}件。", "", None, None, Locator(line=9))
            return [world.report(change(values), 2022, statements=[statement])]

        return reports

    def unread(values: Figures) -> object:
        """Neither the total nor any other cell of its row."""
        return {k: None if k[:2] == cell[:2] else v for k, v in values.items()}

    return RuleCase(rule, fact, stating(0), stating(1), stating(0, unread))


def _without_rows(values: Figures) -> object:
    return {key: value for key, value in values.items() if not key[1].startswith("closed")}


def _one_row(world: World) -> list[Extraction]:
    return [world.report(world.figures(2022, printing="one_row")[0], 2022)]


CASES = [
    *(_noticed(r.rule, notice) for r in load().rules for notice in r.notices.split("|") if notice),
    RuleCase(
        "counts_not_negative", "4", _report(), _report(lambda v: {**v, (4, "review", "other"): Decimal(-1)}),
        _report(notices=[CUT]), "truncated",
    ),
    RuleCase(
        "counts_whole", "4", _report(), _report(lambda v: more(v, (4, "review", "other"), 0) | {
            (4, "review", "other"): v[4, "review", "other"] + Decimal("0.5")}),
        _report(notices=[CUT]), "truncated",
    ),
    RuleCase(
        "edition_due", "report", _report(), _report(edition="2019"),
        _report(notices=[Notice("edition_from_year", "推定", Locator())]), "edition_uncertain",
    ),
    RuleCase("closed_rows", "report", _report(), _one_row, _report(_without_rows, notices=[CUT]), "truncated"),
    _stated("granted_told", "requests_partly_granted", (3, "partly_granted", "total")),
    _stated("figures_told", "litigation_direct_total", (4, "litigation_direct", "total")),
]  # fmt: skip
