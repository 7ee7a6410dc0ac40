"""What a result of a rule can be about: the whole report, or sections, facts, rows or columns of the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.form import Catalogue, in_edition
from expectations.rule import Rule, Term


def scopes(catalogue: Catalogue, rule: Rule) -> dict[str, str]:
    """Every scope that a result of a rule can have, with its Chinese label; blank where that is the whole report."""
    if rule.scope_by == "report":
        return {"report": ""}
    if rule.scope_by == "fact":
        return {fact.fact: fact.label for fact in catalogue.facts if fact.rule == rule.rule}
    watched = [cell for cell in catalogue.watched if cell.rule == rule.rule]
    if rule.scope_by == "section":
        compared = {cell.section for cell in watched}
        tables = [heading for heading in catalogue.headings if heading.section]
        return {str(h.section): f"表{h.number}" for h in tables if not compared or h.section in compared}
    lines = catalogue.rows if rule.scope_by == "item" else catalogue.columns
    terms = [term for term in catalogue.terms if term.rule == rule.rule]
    sections = {term.section for term in terms} | {cell.section for cell in watched}
    labels = {getattr(line, rule.scope_by): line.label for line in lines if line.section in sections}
    return {scope: labels[scope] for scope in [*_summed(catalogue, rule, terms), *(cell.item for cell in watched)]}


def _summed(catalogue: Catalogue, rule: Rule, terms: Sequence[Term]) -> Iterator[str]:
    """The rows or columns on which a sum is evaluated, in the order of the form.

    The rows of a printing count in every edition: many reports print those of the other edition.
    """
    of_a_printing = {row.item for row in catalogue.rows if row.printing}
    for (edition, section, item), measures in catalogue.measures.items():
        if not in_edition(rule, edition) and item not in of_a_printing:
            continue
        for measure in measures:
            if any(t.section == section and t.item in ("", item) and t.measure in ("", measure) for t in terms):
                yield item if rule.scope_by == "item" else measure
