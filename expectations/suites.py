"""Turns the catalogue into Great Expectations suites, at run time: nothing generated is kept.

A row of a batch is one report, or one layout, and every expectation looks at one column.
"""

from __future__ import annotations

from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.failures import ExpectValuesInRange
from expectations.form import Catalogue
from expectations.rule import Rule
from expectations.rule_checks import LEVELS
from expectations.scopes import scopes

_SEVERITY = {"must": FailureSeverity.CRITICAL, "should": FailureSeverity.WARNING}
_OBLIGATION = {"must": "必须", "should": "应当"}
MINIMUM = 20
"""In how many reports of a layout a rule must be assessed before it says something about how the layout is read."""

_ONLY_THERE = "此处只看已有的报告，未见的报告见问题清单。"


def rules_suites(catalogue: Catalogue) -> dict[str, list[ExpectValuesInRange]]:
    """Every active rule by level, one expectation per scope, keyed by the Chinese name of the suite.

    Where less than `mostly` percent of a batch hold a rule, the expectation fails, and the batch is in doubt.
    """
    return {
        f"{name}·规则": [
            _expectation(catalogue, rule, scope, label)
            for rule in catalogue.rules
            if (rule.level, rule.state) == (level, "active")
            for scope, label in scopes(catalogue, rule).items()
        ]
        for level, name in LEVELS.items()
    }


def _expectation(catalogue: Catalogue, rule: Rule, scope: str, label: str) -> ExpectValuesInRange:
    severity = catalogue.severity_of(rule)
    title = f"{rule.title}·{label}" if label else rule.title
    enough = f"相符的少于{rule.mostly}%即未达标。" if rule.mostly else ""
    limits = _ONLY_THERE if rule.kind == "filing" else ""
    return ExpectValuesInRange(
        column=f"{title}（{rule.rule}·{scope}）",
        min_value=0,
        max_value=0,
        mostly=(rule.mostly or 0) / 100,
        severity=_SEVERITY[severity],
        description=f"{title}（{_OBLIGATION[severity]}）：{rule.statement}。依据：{rule.basis}。{enough}{limits}",
        meta={"rule": rule.rule, "scope": scope},
    )


def layouts_suite(catalogue: Catalogue) -> list[ExpectValuesInRange]:
    """Every rule with an alarm threshold: the percentage of the reports of a layout that hold it."""
    return [
        ExpectValuesInRange(
            column=f"{rule.title}（{rule.rule}）",
            min_value=rule.mostly,
            max_value=100,
            severity=FailureSeverity.CRITICAL,
            description=f"{rule.title}：以同一方式读取的报告（不少于{MINIMUM}份）应有{rule.mostly}%以上相符，"
            "不足的疑为本系统读取有误，不作为报告机关的问题。",
            meta={"rule": rule.rule},
        )
        for rule in catalogue.rules
        if rule.state == "active" and rule.mostly is not None
    ]


def contract_suites() -> dict[str, list[Expectation]]:
    """What the landed records must satisfy before rules are evaluated; one row of the batch is one report."""
    return {
        f"{LEVELS['cell']}·落地记录": [
            _none("cells_unknown", "每个单元格都在格式目录（expectations/format）之内。"),
            _none("cells_unexplained", "单元格没有数值时必须注明原因，有数值时不得注明。"),
            _none("cells_uncertain", "两次读取结果不同的单元格不得有数值。"),
            _none("notes_unknown", "单元格没有数值的原因都在格式目录（expectations/format）之内。"),
        ],
        f"{LEVELS['report']}·落地记录": [
            ExpectColumnValuesToBeUnique(
                column="report_id",
                severity=FailureSeverity.CRITICAL,
                description="每份报告只落地一次：report_id 不得重复。",
            ),
            _none("notices_unknown", "每条提示都在格式目录（expectations/format）之内。"),
            _none("facts_unknown", "正文所述的每个数字都在格式目录（expectations/format）之内。"),
        ],
    }


def _none(name: str, description: str) -> Expectation:
    return ExpectValuesInRange(
        column=name, min_value=0, max_value=0, severity=FailureSeverity.CRITICAL, description=description, meta={}
    )
