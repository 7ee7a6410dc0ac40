"""The sums that the form requires: whether figures agree with the columns they were placed in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any

from expectations.catalogue import load
from expectations.form import in_edition
from expectations.rule import Term
from expectations.shape import binding_sums, shape
from flows.reading.records import Cell

Key = tuple[int, str, str]
"""Section, item and measure of a cell."""

_ZERO = Decimal(0)
_key_of, _value_of = itemgetter(0, 1, 2), itemgetter(3)

_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 4
_FEWEST = 2
"""How many rows must contradict their columns: a single one is more likely the agency's own error."""


def values_of(cells: Iterable[Cell]) -> dict[Key, Decimal]:
    """The values of the cells that have one."""
    return {cell[:3]: cell.value for cell in cells if cell.value is not None}


def contradicted(cells: Sequence[Cell], edition: str | None) -> frozenset[int]:
    """The sections in most of whose rows the parts do not add up to the total. Rows of zeros say nothing."""
    values = values_of(cells)
    held: Counter[tuple[int, bool]] = Counter()
    for terms in sums_of(values, "", edition):
        rows = {key[:2] for key in terms}
        if len(rows) == 1 and any(values[key] for key in terms):
            held[rows.pop()[0], holds(terms, values)] += 1
    sections = {section for section, _ in held}
    return frozenset(s for s in sections if held[s, False] >= max(_FEWEST, held[s, True] + 1))


def without_values(cells: Sequence[Cell], sections: frozenset[int], note: str) -> list[Cell]:
    """The cells, removing the values of some sections unless they already have a note."""
    return [c._replace(value=None, note=note) if c.section in sections and c.note is None else c for c in cells]


def broken(cells: Sequence[Cell], edition: str | None = None) -> frozenset[Key]:
    """The cells of every sum that does not hold."""
    return frozenset[Key]().union(*failed(cells, edition))


def failed(cells: Sequence[Cell], edition: str | None) -> list[frozenset[Key]]:
    """The cells of each sum that does not hold. A sum that lacks a figure says nothing."""
    keys = tuple(map(_key_of, cells))
    # Adding whole numbers is several times as fast as adding decimals.
    values = [
        v if v is None else 0 if not v else int(v) if v == v.to_integral_value() else v for v in map(_value_of, cells)
    ]
    found: list[frozenset[Key]] = []
    for added, taken in _sides(keys, edition):
        try:
            if sum(added(values)) != sum(taken(values)):
                found.append(frozenset((*added(keys), *taken(keys))))
        except TypeError:
            # One of the figures is missing.
            continue
    return found


def displaced(cells: Sequence[Cell], sums: Sequence[frozenset[Key]]) -> frozenset[tuple[int, str]]:
    """The row whose figures contradict the sums of several columns, as where a stray figure replaces a missing one.

    `sums` are those that do not hold. None where other rows contradict theirs too, or too few rows have sums; a
    contradiction by fewer columns may be the agency's own error.
    """
    rows_of = [{key[:2] for key in one} for one in sums]
    alone = {row for rows in rows_of if len(rows) == 1 for row in rows if row[0] in shape().crossed}
    if len(alone) != 1:
        return frozenset()
    of_section = [cell for cell in cells if cell.section == min(alone)[0]]
    complete = {cell[:2] for cell in of_section if cell.value} - {cell[:2] for cell in of_section if cell.value is None}
    if len(complete - alone) < _FEWEST_ROWS:
        return frozenset()
    crossing = [one for one, rows in zip(sums, rows_of, strict=True) if len(rows) > 1]
    columns = {key[2] for one in crossing for key in one if key[:2] in alone}
    return frozenset(alone) if len(columns) >= _FEWEST_COLUMNS else frozenset()


_Picked = Callable[[Sequence[Any]], tuple[Any, ...]]


@lru_cache(maxsize=128)
def _sides(keys: tuple[Key, ...], edition: str | None) -> Sequence[tuple[_Picked, _Picked]]:
    """For every sum over cells of these keys, getters for the values on either side.

    Most reports print the same cells in the same order, and a check that finds nothing must cost next to nothing.
    """
    places = {key: i for i, key in enumerate(keys)}
    found = []
    for terms in sums_of(dict.fromkeys(keys, _ZERO), printing_of(keys), edition):
        sides: tuple[list[int], list[int]] = [], []
        for key, term in terms.items():
            weight = signed(term)
            sides[weight < 0].extend([places[key]] * abs(weight))
        found.append((_picking(sides[0]), _picking(sides[1])))
    return found


def _picking(places: Sequence[int]) -> _Picked:
    return itemgetter(*places) if len(places) > 1 else lambda values: tuple(values[place] for place in places)


def printing_of(keys: Iterable[Key]) -> str:
    """The printing that counts in the sums, for rows that can be printed in several ways."""
    return printed_as(item for _, item, _ in keys) or ["", *shape().printings][-1]


def printed_as(items: Iterable[str]) -> str | None:
    """Of the ways to print some rows, the one with the most rows that occurs at all; None if none does."""
    there = set(items)
    return next((printing for printing, own in shape().printings.items() if own & there), None)


def holds(terms: Mapping[Key, Term], values: Mapping[Key, Decimal]) -> bool:
    """Whether both sides of a sum are equal."""
    return not sum((signed(term) * values[key] for key, term in terms.items()), Decimal(0))


def sums_of(values: Mapping[Key, Decimal], printing: str, edition: str | None) -> Iterator[dict[Key, Term]]:
    """The terms of every sum that must hold within a report of an edition, if all its figures are present.

    `printing` is that of the rows that can be printed in several ways; where it is blank, the sums that depend on it
    lack these terms.
    """
    scopes: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for section, item, measure in values:
        scopes[section].add((item, measure))
    for terms, by_measure in _rules(printing, edition):
        for scope in sorted({pair[by_measure] for pair in scopes[terms[0].section]}):
            placed = {_key(term, scope): term for term in terms}
            if placed.keys() <= values.keys():
                yield placed


@lru_cache(maxsize=64)
def _rules(printing: str, edition: str | None) -> Sequence[tuple[Sequence[Term], bool]]:
    """The terms of each sum of an edition, and whether it is one for every measure.

    Where the edition is unknown, those that are the same in every edition that has them.
    """
    editions = [edition] if edition else [e.edition for e in load().editions]
    by_edition = [dict(_rules_of(printing, one)) for one in editions]
    found = []
    for rule in load().rules:
        terms = {tuple(own[rule.rule]) for own in by_edition if rule.rule in own}
        if len(terms) == 1:
            found.append((terms.pop(), rule.scope_by == "measure"))
    return found


def _rules_of(printing: str, edition: str) -> Iterator[tuple[str, list[Term]]]:
    c = load()
    for rule in binding_sums(c):
        if in_edition(rule, edition):
            own = [t for t in c.terms if t.rule == rule.rule and in_edition(t, edition)]
            terms = [t for t in own if t.printing in ("", printing)]
            if {t.side for t in terms} == {"computed", "reported"} and not any(t.year_offset for t in terms):
                yield rule.rule, terms


def _key(term: Term, scope: str) -> Key:
    return term.section, term.item or scope, term.measure or scope


def signed(term: Term) -> int:
    """The signed weight of a term in a sum that is zero where it holds."""
    return term.weight if term.side == "computed" else -term.weight
