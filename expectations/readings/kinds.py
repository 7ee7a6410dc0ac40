"""The second reading of the catalogue, by kind of rule: from the same files as the SQL of the models, without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import polars as pl

from expectations.form import Catalogue
from expectations.landed import Landed, opened, parts
from expectations.readings import alike, changed, filed, formed, identical, noticed, regional, sums, timed, told, valued
from expectations.rule import Rule
from expectations.runner import ValidationError

Reading = Callable[[Landed], pl.LazyFrame]
"""Gives report_id, rule, scope and `failures`: 0 where the rule holds, null where it is open."""

READINGS: dict[str, Reading] = {
    "sum": sums.read,
    "notice": noticed.read,
    "value": valued.read,
    "form": formed.read,
    "told": told.read,
}
"""The kinds that look at a report and at last year's."""

COMPARING: dict[str, Reading] = {
    "similar": alike.read,
    "identical": identical.read,
    "change": changed.read,
    "region": regional.read,
    "time": timed.read,
    "filing": filed.read,
}
"""The kinds that look at other reports, and so are read of all reports at once."""

_RESULT = {"report_id": pl.String, "rule": pl.String, "scope": pl.String, "failures": pl.Float64}


def read(records: Path, catalogue: Catalogue) -> Iterator[tuple[str, Landed, pl.DataFrame]]:
    """By part of the landed reports, with its name: how often each rule fails on each scope of each report.

    Only what holds or fails has a row.
    """
    whole = opened(records, catalogue)
    compared = _results(whole, COMPARING.values())
    for name, part in parts(whole):
        others = compared.join(part.reports, on="report_id", how="semi")
        yield name, part, pl.concat([_results(part, READINGS.values()), others])


def _results(landed: Landed, readings: Iterable[Reading]) -> pl.DataFrame:
    found = [
        reading(landed).select(pl.col(name).cast(dtype) for name, dtype in _RESULT.items()) for reading in readings
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
        labels = {str(h.section): f"表{h.number}" for h in catalogue.headings if h.section}
        compared = str(identical.section_of(catalogue, rule)) if rule.kind == "identical" else None
        return {compared: labels[compared]} if compared else labels
    if rule.scope_by == "fact":
        return {fact.fact: fact.label for fact in catalogue.facts if fact.rule == rule.rule}
    lines = catalogue.rows if rule.scope_by == "item" else catalogue.columns
    looked_at = [cell for cell in catalogue.watched if cell.rule == rule.rule]
    terms = {term.section for term in catalogue.terms if term.rule == rule.rule} | {cell.section for cell in looked_at}
    labels = {getattr(line, rule.scope_by): line.label for line in lines if line.section in terms}
    return {scope: labels[scope] for scope in [*sums.scopes(catalogue, rule), *(cell.item for cell in looked_at)]}
