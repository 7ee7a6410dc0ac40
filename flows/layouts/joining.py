"""Numbers with white space within their digits: one number where the sums prove it, and say nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from math import prod

from expectations.rule import Term
from flows.layouts.sums import Key, holds, printing_of, sums_of
from flows.layouts.values import readings
from flows.records import Cell

_Readings = dict[Key, tuple[Decimal, ...]]
_ROW, _COLUMN = True, False
_MOST_TRIED = 4_096


def joined(cells: list[Cell]) -> list[Cell]:
    """The cells, each broken number with the value that its digits make together where that is proven.

    That is where the sum of its row and one of its column hold so, and with none of its parts alone, whatever the
    other broken numbers of these sums are. Table four has sums of rows only, and table two none.
    """
    broken = {c[:3]: said for c in cells if c.note == "broken_number" and (said := readings(c.raw))}
    if not broken:
        return cells
    proven = _proven({c[:3]: (c.value,) for c in cells if c.value is not None} | broken)
    return [
        c._replace(value=broken[c[:3]][0], note=None) if c[:3] in broken and c[:3] in proven else c for c in cells
    ]


def _proven(said: _Readings) -> frozenset[Key]:
    """The cells that can only be what they say first."""
    sums = [
        (terms, {key[1] for key in terms})
        for terms in sums_of({key: values[0] for key, values in said.items()}, printing_of(said))
        if any(len(said[key]) > 1 for key in terms)
    ]
    kinds: dict[Key, set[bool]] = {}
    left = dict(said)
    before = None
    while before != left:
        before = dict(left)
        for terms, items in sums:
            if prod(len(left[key]) for key in terms) > _MOST_TRIED:
                continue
            left |= _possible(terms, left)
            for key in terms:
                kinds.setdefault(key, set()).add(len(items) == 1)
    return frozenset(
        key
        for key, values in left.items()
        if values == said[key][:1] and kinds.get(key, set()) >= ({_ROW, _COLUMN} if key[0] == 3 else {_ROW})
    )


def _possible(terms: Mapping[Key, Term], said: _Readings) -> _Readings:
    """The readings of each cell of a sum with which it can hold."""
    found = [values for values in product(*(said[key] for key in terms)) if holds(terms, dict(zip(terms, values)))]
    return {key: tuple(v for v in said[key] if any(values[at] == v for values in found)) for at, key in enumerate(terms)}
