"""What Great Expectations looks at: queries in DuckDB over the landed records and the marts, both as Parquet files.

Every row names a report, or what else its expectations are about, and its `scope`.
"""

from __future__ import annotations

from pathlib import Path

from expectations.form import Catalogue
from expectations.rule import Rule
from expectations.sql import Places, among, landed, mart, mart_of, text
from expectations.sums import is_in_place, sums

MINIMUM = 20
"""In how many reports of a layout a rule must be assessed before it says something about how the layout is read."""

EXAMPLES = 5
"""How many of the reports that break the landing contract are named."""

COUNTS = "counts_by_table"
LEAST = {"negative": "least_count"}
"""Tests of rules of kind `value` that a range of a column of `counts_by_table` says, and the column."""

_SUMMED_BY = {"measure": "sums_by_column", "item": "sums_by_row"}


def own_batch(catalogue: Catalogue, rule: Rule) -> str | None:
    """The batch over the cells that shows whether a report holds a rule; None where only its result in the marts does.

    That needs a rule whose figures are all in the report.
    """
    if rule.kind == "value" and rule.test in LEAST:
        return COUNTS
    return _SUMMED_BY[rule.scope_by] if is_in_place(catalogue, rule) else None


def queries(catalogue: Catalogue, places: Places) -> dict[str, dict[str, str]]:
    """The query of every batch by its name, by data source: the records, the marts, and what is counted in these."""
    records = {
        "landed_cells": _landed_cells(places),
        "landed_reports": f"select report_id, report_id as examples\nfrom {landed(places, 'reports')}",
        "landed_documents": _grouped(places, "documents", ",\n  ".join(map(_scheme, ("address", "page_address")))),
        "landed_notices": _grouped(places, "notices", "notice"),
        "landed_statements": _grouped(places, "statements", "fact"),
    }
    own = [(rule, own_batch(catalogue, rule)) for rule in catalogue.rules if rule.state == "active"]
    for scope_by, name in _SUMMED_BY.items():
        rules = [rule for rule, batch in own if batch == name]
        records |= {name: sums(catalogue, rules, scope_by, places)} if rules else {}
    if any(batch == COUNTS for _, batch in own):
        records[COUNTS] = _counts(catalogue, places)
    counted = {"rule_scopes": _scopes(places), "layouts": _layouts(catalogue, places)}
    return {"records": records, "marts": {"rule_results": _results(places)}, "marts_counted": counted}


def contradictions(catalogue: Catalogue, marts: Path) -> str:
    """A row for each failure that either the batches over the cells have or the marts, but not both.

    Only of rules that have such a batch; there must be one.
    """
    own = [
        (rule, batch) for rule in catalogue.rules if rule.state == "active" and (batch := own_batch(catalogue, rule))
    ]
    found = "\n  union all ".join(
        f"select {text(rule.rule)} as rule, report_id, scope from {batch} where {_fails(rule, batch)}"
        for rule, batch in own
    )
    return (
        f"with found as (\n  {found}\n), said as (\n  select rule, report_id, scope\n"
        f"  from {mart_of(marts, 'fct_rule_results')}\n"
        f"  where status = 'fail' and report_id is not null and {among('rule', [rule.rule for rule, _ in own])}\n)\n"
        "(from found except all from said)\nunion all\n(from said except all from found)"
    )


def _fails(rule: Rule, batch: str) -> str:
    return f"{LEAST[rule.test]} < 0" if batch == COUNTS else f"{rule.rule}_computed <> {rule.rule}_reported"


def _landed_cells(places: Places) -> str:
    """A row for each kind of cell; named after they are counted, as there are few of them."""
    has = [f"{column} is not null as has_{column}" for column in ("value", "note")]
    kinds = _grouped(places, "cells", ",\n  ".join(["section", "item", "measure", "note", "reread", *has]))
    return f"select *, concat_ws('.', section, item, measure) as cell\nfrom (\n{kinds}\n) as kinds"


def _grouped(places: Places, table: str, columns: str) -> str:
    """A row for each kind of record, with the first reports that have one."""
    examples = f"array_to_string(min(report_id, {EXAMPLES}), '、') as examples"
    return f"select\n  {columns},\n  {examples}\nfrom {landed(places, table)}\ngroup by all"


def _scheme(column: str) -> str:
    return f"lower(split_part({column}, ':', 1)) as scheme_of_{column}"


def _counts(catalogue: Catalogue, places: Places) -> str:
    """A row for each table of a report, with the least of its counts."""
    counts = sorted({(column.section, column.measure) for column in catalogue.columns if column.kind == "count"})
    tables = sorted({(edition, section) for edition, section, _ in catalogue.measures})
    of_measures = ", ".join(f"({section}, {text(measure)})" for section, measure in counts)
    of_editions = ", ".join(f"({text(edition)}, {section})" for edition, section in tables)
    return (
        "select report_id, cast(section as varchar) as scope, least_count\nfrom (\n"
        f"  select report_id, section, min(value) as least_count\n  from {landed(places, 'cells')}\n"
        f"  inner join (values\n    {of_measures}\n  ) as counts (section, measure) using (section, measure)\n"
        f"  group by report_id, section\n) as counted\ninner join {landed(places, 'reports')} using (report_id)\n"
        f"inner join (values {of_editions}) as tables (edition, section) using (edition, section)"
    )


def _results(places: Places) -> str:
    """A row for each result of a rule on a report, with the status null where it was left open."""
    status = "case when status in ('hold', 'fail') then status end as status"
    results = mart(places, "fct_rule_results")
    return f"select report_id, rule, scope, {status}\nfrom {results}\nwhere report_id is not null"


def _scopes(places: Places) -> str:
    """A row for each rule, scope and status in the marts, with one of the reports; `scope` names the rule too."""
    return (
        "select concat_ws('.', rule, scope) as scope, status, report_id\nfrom (\n"
        f"  select rule, scope, status, min(report_id) as report_id\n  from {mart(places, 'fct_rule_results')}\n"
        "  where report_id is not null\n  group by all\n) as counted"
    )


def _layouts(catalogue: Catalogue, places: Places) -> str:
    """A row for each rule and layout, with percentages times reports: those that hold the rule, and those that must."""
    limits = " ".join(f"when {text(r.rule)} then {r.mostly}" for r in catalogue.rules if r.mostly is not None)
    holding = f"case when assessed >= {MINIMUM} then (assessed - failing) * 100 end as holding"
    enough = f"case rule {limits} end * assessed as enough"
    return f"select layout, rule, {holding},\n  {enough}\nfrom {mart(places, 'mart_layout_health')}"
