"""Figures recognised from a picture that contradict the sums around them lose their value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from expectations.catalogue import load
from expectations.form import Rule, Term
from flows.layouts.cells import CLOSED_ROWS
from flows.records import Cell

Key = tuple[int, str, str]


def distrusted(cells: Sequence[Cell]) -> list[Cell]:
    """The cells, without the values of those that every sum they belong to contradicts, two sums at least.

    One misread figure fails the sum of its row and that of its column; what only one of them contradicts may be
    the agency's own error, which must stay visible. Sums that lack a figure count neither way.
    """
    values = {(c.section, c.item, c.measure): c.value for c in cells if c.value is not None}
    printing = "three_rows" if any(cell.item in CLOSED_ROWS for cell in cells) else "one_row"
    failed: Counter[Key] = Counter()
    held: set[Key] = set()
    for terms in _sums(values, printing):
        if sum((_signed(term) * values[key] for key, term in terms.items()), Decimal(0)):
            failed.update(terms.keys())
        else:
            held.update(terms)
    lost = {key for key, times in failed.items() if times > 1} - held
    return [
        c._replace(value=None, note="sum_distrusted") if (c.section, c.item, c.measure) in lost else c for c in cells
    ]


def _sums(values: dict[Key, Decimal], printing: str) -> Iterator[dict[Key, Term]]:
    """The terms of every sum that must hold within a report and all of whose figures are there."""
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
