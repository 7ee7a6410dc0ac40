"""Cases for every rule that is a sum, derived from the terms in the catalogue: a new sum needs nothing here.

For every edition, scope and printing of a rule a report prints the cells of its terms and no other: figures drawn at
random, and in one cell of the reported side what makes both sides equal. One more there fails the rule, the same cell
blank leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from random import Random

from expectations.catalogue import load
from expectations.form import Catalogue, Edition, in_edition
from expectations.rule import Rule, Term
from expectations.scopes import scopes
from flows.reading.records import Extraction
from tests.record_factory import Figures
from tests.rule_case import Reports, RuleCase, World, blank, more

Key = tuple[int, str, str]
Change = Callable[[Figures, Key], object]
"""What is done to a cell of the figures."""
Years = dict[int, Figures]
"""By offset to the year of the report judged: the figures of a report."""


def cases(form: Catalogue) -> Iterator[RuleCase]:
    """A case for each edition, scope and printing of each active sum."""
    for rule in (rule for rule in form.rules if (rule.kind, rule.state) == ("sum", "active")):
        terms = [term for term in form.terms if term.rule == rule.rule]
        for edition in (e for e in form.editions if in_edition(rule, e.edition)):
            year = _year(form, rule, edition, min(term.year_offset for term in terms))
            for printing in sorted({term.printing for term in terms if term.printing}) or [""]:
                counting = [t for t in terms if in_edition(t, edition.edition) and t.printing in ("", printing)]
                both_sides = {term.side for term in counting} == {"computed", "reported"}
                for scope in scopes(form, rule) if both_sides else ():
                    if year and _is_in_form(form, edition, counting, scope):
                        yield _case(form, rule, scope, counting, year, printing)


def _year(form: Catalogue, rule: Rule, edition: Edition, offset: int) -> int | None:
    """The last year for which the rule compares reports of an edition; an early one if the edition is open-ended."""
    last = edition.last_year or edition.first_year + 1
    before = next((e for e in form.editions if e.edition == form.edition_due(last + offset)), None)
    return last if before and in_edition(rule, before.edition) else None


def _is_in_form(form: Catalogue, edition: Edition, terms: Sequence[Term], scope: str) -> bool:
    """Whether the edition has the cells in this scope, or a printing does, which is read in every edition."""
    of_a_printing = {row.item for row in form.rows if row.printing}
    cells = {
        (section, item, measure)
        for (name, section, item), measures in form.measures.items()
        if name == edition.edition or item in of_a_printing
        for measure in measures
    }
    return cells.issuperset(_key(term, scope) for term in terms)


def _key(term: Term, scope: str) -> Key:
    return term.section, term.item or scope, term.measure or scope


def _case(form: Catalogue, rule: Rule, scope: str, terms: list[Term], year: int, printing: str) -> RuleCase:
    solved = min((t for t in terms if t.side == "reported" and not t.year_offset), key=lambda t: abs(t.weight))
    cell = _key(solved, scope)

    def reports(world: World, change: Change) -> list[Extraction]:
        years = _balanced(Random(world.seed), terms, solved, scope)
        found = [(year + offset, change(values, cell) if offset == 0 else values) for offset, values in years.items()]
        return [
            world.report(values, on, edition=form.edition_due(on), closed_printing=printing or None)
            for on, values in sorted(found, key=lambda of_year: of_year[0])
        ]

    def made(change: Change) -> Reports:
        return lambda world: reports(world, change)

    return RuleCase(rule.rule, scope, made(lambda values, _: values), made(more), made(blank))


def _balanced(rng: Random, terms: list[Term], solved: Term, scope: str) -> Years:
    """Figures for the cells of all terms, with the solved one making the weighted sums of both sides equal."""
    weights: dict[tuple[int, Key], int] = {}
    for term in terms:
        key = term.year_offset, _key(term, scope)
        weights[key] = weights.get(key, 0) + (term.weight if term.side == "reported" else -term.weight)
    own = weights.pop((0, _key(solved, scope)))
    # Multiples of its weight, so that the result is a whole number.
    figures = {key: Decimal(rng.randint(1, 50) * abs(own)) for key in weights}
    years: Years = {offset: {} for offset in {0, *(offset for offset, _ in weights)}}
    for (offset, cell), value in figures.items():
        years[offset][cell] = value
    years[0][_key(solved, scope)] = -sum((weights[key] * figures[key] for key in weights), Decimal()) / own
    return years


CASES = list(cases(load()))
