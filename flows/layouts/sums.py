"""The sums that the form asks for: whether figures agree with the columns that they were put into."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from expectations.catalogue import load
from expectations.form import Rule, Term
from flows.records import Cell

Key = tuple[int, str, str]
"""Section, item and measure of a cell."""

_FEWEST = 2
"""Rows that must contradict their columns: one alone is sooner the agency's own error."""


def contradicted(cells: Sequence[Cell]) -> frozenset[int]:
    """The sections of most of whose rows the parts do not add up to the total. Rows of zeros tell nothing."""
    values = {(c.section, c.item, c.measure): c.value for c in cells if c.value is not None}
    told: Counter[tuple[int, bool]] = Counter()
    for terms in sums_of(values, ""):
        rows = {key[:2] for key in terms}
        if len(rows) == 1 and any(values[key] for key in terms):
            told[rows.pop()[0], holds(terms, values)] += 1
    sections = {section for section, _ in told}
    return frozenset(s for s in sections if told[s, False] >= max(_FEWEST, told[s, True] + 1))


def without_values(cells: Sequence[Cell], sections: frozenset[int], note: str) -> list[Cell]:
    """The cells, those of some sections without values where these were taken for certain."""
    return [c._replace(value=None, note=note) if c.section in sections and c.note is None else c for c in cells]


def holds(terms: Mapping[Key, Term], values: Mapping[Key, Decimal]) -> bool:
    """Whether both sides of a sum are equal."""
    return not sum((_signed(term) * values[key] for key, term in terms.items()), Decimal(0))


def sums_of(values: dict[Key, Decimal], printing: str) -> Iterator[dict[Key, Term]]:
    """The terms of every sum that must hold within a report and all of whose figures are there.

    `printing` is that of (六)其他处理; where it is blank, the sums that depend on it lack these terms.
    """
    catalogue = load()
    scopes: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for section, item, measure in values:
        scopes[section].add((item, measure))
    for rule in catalogue.rules:
        if (rule.state, rule.level, rule.severity) != ("active", "report", "must"):
            continue
        terms = [t for t in catalogue.terms if t.rule == rule.rule and t.printing in ("", printing)]
        if {t.side for t in terms} != {"computed", "reported"} or any(t.year_offset or t.edition for t in terms):
            continue
        for scope in sorted({pair[rule.scope_by == "measure"] for pair in scopes[terms[0].section]}):
            placed = {_key(rule, term, scope): term for term in terms}
            if placed.keys() <= values.keys():
                yield placed


def _key(rule: Rule, term: Term, scope: str) -> Key:
    return term.section, *((scope, term.measure) if rule.scope_by == "item" else (term.item, scope))


def _signed(term: Term) -> int:
    return term.weight if term.side == "computed" else -term.weight
