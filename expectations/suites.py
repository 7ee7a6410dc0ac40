"""Turns the catalogue into expectations of Great Expectations: those of the library, in its own words.

A finding is a result, not a failure of ours: an expectation on a rule fails only where too few results hold it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from expectations.batches import COUNTS, LEAST, MINIMUM, own_batch
from expectations.form import Catalogue
from expectations.rule import Rule
from expectations.scopes import scopes
from expectations.vocabulary import words

_SEVERITY = {"must": "critical", "should": "warning"}
_ONLY_THERE = "此处只看已有的报告，未公布的见问题清单。"

Expectation = dict[str, Any]
"""One expectation as Great Expectations stores it, without an id."""


class Suite(NamedTuple):
    """The expectations on one batch. `title` is what supervisors call it."""

    batch: str
    title: str
    expectations: list[Expectation]


def landing_suites(catalogue: Catalogue) -> list[Suite]:
    """What the landed records must satisfy before anything is built of them: what breaks it is a gouji bug."""
    cells = [f"{s}.{item}.{name}" for (_, s, item), names in catalogue.measures.items() for name in names]
    return [
        Suite("landed_cells", "读取记录·单元格（按种类计）", [
            _known("cell", cells, "单元格均在格式目录（expectations/format）之内。"),
            _known("note", [line.note for line in catalogue.notes],
                   "单元格没有数值的原因均在格式目录（expectations/format）之内。"),
            _must("expect_column_pair_values_to_be_in_set", "单元格没有数值时必须注明原因，有数值时不得注明。",
                  column_A="has_value", column_B="has_note", value_pairs_set=[[True, False], [False, True]]),
            _must("expect_column_values_to_be_in_set", "两次读取结果不同的单元格不得有数值。",
                  column="has_value", value_set=[False], **_where("reread", "differs")),
        ]),
        Suite("landed_reports", "读取记录·报告", [
            _must("expect_table_row_count_to_be_between", "至少读取一份报告。", min_value=1),
            _must("expect_column_values_to_be_unique", "每份报告只读取一次，报告编号（report_id）不得重复。",
                  column="report_id"),
        ]),
        Suite("landed_documents", "读取记录·文件（按网址种类计）", [
            _known("scheme_of_address", ["http", "https"], "文件的网址均为 http 或者 https 网址。"),
            _known("scheme_of_page_address", ["http", "https"], "链接页面的网址均为 http 或者 https 网址。"),
        ]),
        Suite("landed_notices", "读取记录·提示（按种类计）", [
            _known("notice", [line.notice for line in catalogue.notices],
                   "提示均在格式目录（expectations/format）之内。"),
        ]),
        Suite("landed_statements", "读取记录·正文数字（按种类计）", [
            _known("fact", [line.fact for line in catalogue.facts],
                   "正文所述数字的事项均在格式目录（expectations/format）之内。"),
        ]),
    ]  # fmt: skip


def rules_suites(catalogue: Catalogue, is_all: bool = True) -> list[Suite]:
    """Every active rule: on the cells where a report alone shows whether it holds, else on its results in the marts.

    Unless all reports are looked at, no rule has an alarm.
    """
    titles = {
        "sums_by_column": "规则·各列合计",
        "sums_by_row": "规则·各行合计",
        COUNTS: "规则·件数",
        "rule_results": "规则·其他",
    }
    found: dict[str, list[Expectation]] = {name: [] for name in titles}
    for rule in catalogue.rules:
        if rule.state == "active":
            found[own_batch(catalogue, rule) or "rule_results"].append(_of_rule(catalogue, rule, is_all))
    known = [f"{rule.rule}.{scope}" for rule in catalogue.rules for scope in _active_scopes(catalogue, rule)]
    complete = _known("scope", known, "各项结果均属于目录中的规则及其范围，无遗漏。")
    suites = [Suite(name, titles[name], expectations) for name, expectations in found.items() if expectations]
    return [Suite("rule_scopes", "规则·结果齐全（按种类计）", [complete]), *suites]


def _active_scopes(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    return iter(scopes(catalogue, rule)) if rule.state == "active" else iter(())


def layouts_suites() -> list[Suite]:
    """The rules that too few reports of a layout hold: there our reading is in doubt, not the agencies."""
    return [
        Suite("layouts", "读取方式", [
            _must(
                "expect_column_pair_values_a_to_be_greater_than_b",
                f"以同一方式读取的报告（不少于{MINIMUM}份）与规则相符的，不得少于该规则的下限；不足的疑为本系统读取有误，"
                "不作为报告机关的问题。",
                column_A="holding", column_B="enough", or_equal=True, ignore_row_if="either_value_is_missing",
            ),
        ]),
    ]  # fmt: skip


def _of_rule(catalogue: Catalogue, rule: Rule, is_all: bool) -> Expectation:
    kind, arguments = _said_by(catalogue, rule)
    severity = catalogue.severity_of(rule)
    mostly = rule.mostly if is_all else None
    enough = f"相符的少于{mostly}%即超过警戒线，为未达标。" if mostly else "是否相符逐份列出，不设警戒线。"
    limits = _ONLY_THERE if rule.kind == "filing" else ""
    heading = f"{rule.title}（{words('', 'severity')[severity]}）"
    return {
        "type": kind,
        "kwargs": {**arguments, "mostly": (mostly or 0) / 100},
        "meta": {"rule": rule.rule},
        "description": f"{heading}：{rule.statement}。依据：{rule.basis}。{enough}{limits}",
        "severity": _SEVERITY[severity],
    }


def _said_by(catalogue: Catalogue, rule: Rule) -> tuple[str, dict[str, Any]]:
    """The expectation of the library that says what a rule says, and its arguments."""
    batch = own_batch(catalogue, rule)
    if batch == COUNTS:
        return "expect_column_values_to_be_between", {"column": LEAST[rule.test], "min_value": 0}
    if batch is None:
        return "expect_column_values_to_be_in_set", {
            "column": "status", "value_set": ["hold"], **_where("rule", rule.rule)
        }  # fmt: skip
    return "expect_column_pair_values_to_be_equal", {
        "column_A": f"{rule.rule}_computed",
        "column_B": f"{rule.rule}_reported",
        "ignore_row_if": "either_value_is_missing",
    }


def _known(column: str, codes: list[str], description: str) -> Expectation:
    return _must("expect_column_values_to_be_in_set", description, column=column, value_set=list(dict.fromkeys(codes)))


def _must(kind: str, description: str, **arguments: Any) -> Expectation:
    return {"type": kind, "kwargs": arguments, "meta": {}, "description": description, "severity": "critical"}


def _where(column: str, value: str) -> dict[str, Any]:
    comparison = {"type": "comparison", "column": {"name": column}, "operator": "==", "parameter": value}
    return {"row_condition": comparison, "condition_parser": "great_expectations"}
