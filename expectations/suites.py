"""Turns the catalogue into Great Expectations suites, at run time: nothing generated is kept.

This is the independent second reading of `format/*.csv`; the first is the SQL of the dbt models.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween
from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.form import Catalogue, Column, Row, Rule, Term, in_edition
from expectations.weighted_sum import ExpectWeightedSumToBeZero

_SEVERITY = {"must": FailureSeverity.CRITICAL, "should": FailureSeverity.WARNING}
_OBLIGATION = {"must": "必须", "should": "应当"}


class Form(NamedTuple):
    """What decides which rules apply to a report: its edition and which of two printings of (六)其他处理 it has.

    Rules across years stand apart: they apply where `previous_edition` names the form of last year's report.
    """

    edition: str
    printing: str
    previous_edition: str | None = None


def column(section: int, item: str, measure: str, year_offset: int = 0) -> str:
    """The name of a cell in the wide table; `@-1` marks last year's."""
    return f"{section}.{item}.{measure}" + (f"@{year_offset}" if year_offset else "")


def rules_suite(catalogue: Catalogue, form: Form) -> list[ExpectWeightedSumToBeZero]:
    """Every active rule that applies to reports of this form, one expectation per scope."""
    return [
        _expectation(catalogue, rule, terms, scope, form.edition)
        for rule in catalogue.rules
        if (terms := _terms_for(catalogue, rule, form))
        for scope in _scopes(catalogue, rule, terms, form.edition)
    ]


def suite_name(form: Form) -> str:
    """Name the suite of a form for people."""
    printing = {"one_row": "其他处理一行", "three_rows": "其他处理三行"}[form.printing]
    rules = f"跨年规则 上年{form.previous_edition}格式" if form.previous_edition else "表内规则"
    return f"{rules} {form.edition}格式 {printing}"


def _terms_for(catalogue: Catalogue, rule: Rule, form: Form) -> list[Term]:
    """The terms of a rule that count for this form; none where the rule does not apply."""
    terms = [
        term
        for term in catalogue.terms
        if term.rule == rule.rule and term.edition in ("", form.edition) and term.printing in ("", form.printing)
    ]
    if rule.state != "active" or not all(in_edition(rule, edition) for edition in _editions(form)):
        return []
    across_years = any(term.year_offset for term in terms)
    if across_years != (form.previous_edition is not None):
        return []
    # A rule with a whole side left out by the printing compares nothing: both must be printed.
    return terms if {term.side for term in terms} == {"computed", "reported"} else []


def _editions(form: Form) -> list[str]:
    return [edition for edition in (form.edition, form.previous_edition) if edition]


def _scopes(catalogue: Catalogue, rule: Rule, terms: list[Term], edition: str) -> list[str]:
    """The measures or items that the form gives for the terms.

    The rows of (六)其他处理 are asked for in every edition: many reports print the other edition's.
    """
    of_a_printing = {row.item for row in catalogue.rows if row.printing}
    found: dict[str, None] = {}
    for (valid_in, section, item), measures in catalogue.measures.items():
        if valid_in == edition or item in of_a_printing:
            for measure in measures:
                if any(t.section == section and t.item in ("", item) and t.measure in ("", measure) for t in terms):
                    found[item if rule.scope_by == "item" else measure] = None
    return list(found)


def _expectation(
    catalogue: Catalogue, rule: Rule, terms: list[Term], scope: str, edition: str
) -> ExpectWeightedSumToBeZero:
    weights: Counter[str] = Counter()
    for term in terms:
        name = column(term.section, term.item or scope, term.measure or scope, term.year_offset)
        weights[name] += term.weight if term.side == "reported" else -term.weight
    label = _scope_label(catalogue, rule, terms[0].section, scope, edition)
    return ExpectWeightedSumToBeZero(
        column_list=list(weights),
        weights=list(weights.values()),
        severity=_SEVERITY[rule.severity],
        description=f"{rule.title}·{label}（{_OBLIGATION[rule.severity]}）：{rule.statement}。依据：{rule.basis}。",
        meta={"rule": rule.rule, "scope": scope},
    )


def _scope_label(catalogue: Catalogue, rule: Rule, section: int, scope: str, edition: str) -> str:
    lines: list[Row | Column] = [*(catalogue.rows if rule.scope_by == "item" else catalogue.columns)]
    wordings = [line for line in lines if line.section == section and getattr(line, rule.scope_by) == scope]
    return max(wordings, key=lambda line: in_edition(line, edition)).label


def records_suite() -> list[Expectation]:
    """What the landed records must be before any rule is worth asking; one row of the batch is one report."""
    return [
        ExpectColumnValuesToBeUnique(
            column="report_id",
            severity=FailureSeverity.CRITICAL,
            description="每份报告只落地一次：report_id 不得重复。",
        ),
        _none("cells_unknown", "每个单元格都在格式目录（expectations/format）之内。"),
        _none("cells_unexplained", "单元格没有数值时必须注明原因，有数值时不得注明。"),
    ]


def _none(name: str, description: str) -> Expectation:
    return ExpectColumnValuesToBeBetween(
        column=name, min_value=0, max_value=0, severity=FailureSeverity.CRITICAL, description=description
    )
