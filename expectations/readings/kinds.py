"""The second reading of the catalogue, by kind of rule: from the same files as the SQL of the models, without it."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from expectations.form import Catalogue
from expectations.landed import Landed
from expectations.readings import formed, noticed, sums, told, valued
from expectations.rule import Rule
from expectations.runner import ValidationError

READINGS: dict[str, Callable[[Landed], pl.LazyFrame]] = {
    "sum": sums.read,
    "notice": noticed.read,
    "value": valued.read,
    "form": formed.read,
    "told": told.read,
}
"""For each kind what gives report_id, rule, scope and `failures`: 0 where the rule holds, null where it is open."""

_RESULT = {"report_id": pl.String, "rule": pl.String, "scope": pl.String, "failures": pl.Float64}


def read(landed: Landed) -> pl.DataFrame:
    """How often each rule fails on each scope of each report; only what holds or fails has a row."""
    found = [
        reading(landed).select(pl.col(name).cast(dtype) for name, dtype in _RESULT.items())
        for reading in READINGS.values()
    ]
    results = pl.concat(frame.drop_nulls("failures").collect() for frame in found)
    known = [f"{rule.rule}·{scope}" for rule in landed.catalogue.rules for scope in scopes(landed.catalogue, rule)]
    unknown = results.select("rule", "scope").unique().filter(~pl.format("{}·{}", "rule", "scope").is_in(known))
    if len(unknown):
        raise ValidationError(f"results of rules on scopes that the catalogue does not give: {unknown.rows()}")
    return results


def scopes(catalogue: Catalogue, rule: Rule) -> dict[str, str]:
    """Every scope that a result of a rule can have, with its Chinese label; blank where that is the whole report."""
    if rule.scope_by == "report":
        return {"report": ""}
    if rule.scope_by == "section":
        return {str(h.section): f"表{h.number}" for h in catalogue.headings if h.section}
    if rule.scope_by == "fact":
        return {fact.fact: fact.label for fact in catalogue.facts if fact.rule == rule.rule}
    lines = catalogue.rows if rule.scope_by == "item" else catalogue.columns
    terms = {term.section for term in catalogue.terms if term.rule == rule.rule}
    labels = {getattr(line, rule.scope_by): line.label for line in lines if line.section in terms}
    return {scope: labels[scope] for scope in sums.scopes(catalogue, rule)}
