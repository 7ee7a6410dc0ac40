"""Rules of kind `sum`: in which scopes the weighted cells of a report do not sum to zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from expectations.form import Catalogue, in_edition
from expectations.rule import Rule, Term
from tests.oracle.applicable import active
from tests.oracle.landed_records import LandedRecords

# Arrow widens a decimal by a digit at every addition, and raises past the 76th: room for forty terms, no rounding.
_EXACT = pa.decimal256(24, 8)
_WEIGHT = pa.decimal256(9, 0)

_CELL = pl.format("{}.{}.{}", "section", "item", "measure")
_LAST_YEAR = "@-1"


class Form(NamedTuple):
    """What decides which sums apply to a report: its edition, which printing counts of rows that can be printed in
    several, and the edition of last year's report where there is one.
    """

    edition: str
    printing: str
    previous_edition: str | None


class Equation(NamedTuple):
    """One rule in one scope: the sum of weight x cell is zero."""

    rule: str
    scope: str
    weights: dict[str, int]


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """A sum with a term that is blank is not assessed: blank is not zero."""
    known = pl.col("edition").is_in([edition.edition for edition in landed.catalogue.editions])
    forms = landed.reports.filter(known).partition_by(Form._fields, as_dict=True)
    equations = {key: list(_equations(landed.catalogue, Form(*key))) for key in forms}
    names = sorted({name for found in equations.values() for equation in found for name in equation.weights})
    cells = _cells(landed, names)
    frames = [
        _judged(reports.select("report_id").join(cells, on="report_id", how="left"), equations[key])
        for key, reports in forms.items()
        if equations[key]
    ]
    schema = {"report_id": pl.String, "rule": pl.String, "scope": pl.String, "failures": pl.UInt32}
    return pl.concat([pl.DataFrame(schema=schema), *frames]).lazy()


def weighted_sum(columns: list[pa.Array], weights: list[int]) -> pa.Array:
    """Return the exact sum of weight x column, row by row; null where any of the columns is."""
    products = [
        pc.multiply(column.cast(_EXACT), pa.scalar(Decimal(weight), _WEIGHT))
        for column, weight in zip(columns, weights, strict=True)
    ]
    return reduce(pc.add, products)


def _equations(catalogue: Catalogue, form: Form) -> Iterator[Equation]:
    for rule in active(catalogue, "sum"):
        terms = _terms(catalogue, rule, form)
        for scope in _scopes(catalogue, rule, terms, form.edition):
            weights: Counter[str] = Counter()
            for term in terms:
                name = f"{term.section}.{term.item or scope}.{term.measure or scope}"
                name += _LAST_YEAR if term.year_offset else ""
                weights[name] += term.weight if term.side == "reported" else -term.weight
            yield Equation(rule.rule, scope, weights)


def _terms(catalogue: Catalogue, rule: Rule, form: Form) -> list[Term]:
    """The terms of a rule that apply to this form; empty if the rule does not apply."""
    terms = [
        term
        for term in catalogue.terms
        if term.rule == rule.rule and in_edition(term, form.edition) and term.printing in ("", form.printing)
    ]
    editions = [form.edition, form.previous_edition] if any(term.year_offset for term in terms) else [form.edition]
    if not all(edition and in_edition(rule, edition) for edition in editions):
        return []
    # A rule with a whole side left out by the printing compares nothing: both must be printed.
    return terms if {term.side for term in terms} == {"computed", "reported"} else []


def _scopes(catalogue: Catalogue, rule: Rule, terms: list[Term], edition: str) -> list[str]:
    """The measures or items that the form gives for the terms.

    The rows of a printing apply in every edition: many reports print the other edition's.
    """
    of_a_printing = {row.item for row in catalogue.rows if row.printing}
    found: dict[str, None] = {}
    for (valid_in, section, item), measures in catalogue.measures.items():
        if valid_in == edition or item in of_a_printing:
            for measure in measures:
                if any(t.section == section and t.item in ("", item) and t.measure in ("", measure) for t in terms):
                    found[item if rule.scope_by == "item" else measure] = None
    return list(found)


def _cells(landed: LandedRecords, names: list[str]) -> pl.DataFrame:
    """One row per report, one exact decimal column per name; a cell that is absent or blank is null."""
    own = _pivot(landed.scan("cells"), [name for name in names if not name.endswith(_LAST_YEAR)])
    last = [name.removesuffix(_LAST_YEAR) for name in names if name.endswith(_LAST_YEAR)]
    previous = _pivot(landed.scan("cells"), last)
    previous = previous.rename({name: name + _LAST_YEAR for name in last} | {"report_id": "previous_id"})
    reports = landed.reports.select("report_id", "previous_id")
    wide = reports.join(own, on="report_id", how="left").join(previous, on="previous_id", how="left")
    return wide.drop("previous_id")


def _pivot(cells: pl.LazyFrame, names: list[str]) -> pl.DataFrame:
    wanted = cells.select("report_id", "value", cell=_CELL).filter(pl.col("cell").is_in(names))
    return wanted.pivot("cell", on_columns=names, index="report_id", values="value").collect()


def _judged(cells: pl.DataFrame, equations: list[Equation]) -> pl.DataFrame:
    """One row for each report and equation: 1 where it is not zero."""
    balances = (
        weighted_sum([cells[name].to_arrow() for name in equation.weights], list(equation.weights.values()))
        for equation in equations
    )
    return pl.concat(
        cells.select(
            "report_id",
            rule=pl.lit(equation.rule),
            scope=pl.lit(equation.scope),
            failures=pl.Series(pl.from_arrow(pc.not_equal(balance, pa.scalar(Decimal(0), _WEIGHT)))).cast(pl.UInt32),
        )
        for equation, balance in zip(equations, balances, strict=True)
    )
