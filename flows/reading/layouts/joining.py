"""Numbers with white space within their digits: one number where the sums prove it, and say nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from expectations.rule import Term
from expectations.shape import shape
from flows.reading.layouts.sums import Key, printing_of, signed, sums_of
from flows.reading.layouts.values import readings
from flows.reading.records import Cell

_Readings = dict[Key, tuple[Decimal, ...]]
_ROW, _COLUMN = True, False
_MOST_TOTALS = 4_096


def joined(cells: list[Cell], edition: str | None = None) -> list[Cell]:
    """The cells, each broken number with the value that its digits make together where that is proven.

    That is where the sum of its row and one of its column hold so, and with none of its parts alone, whatever the
    other broken numbers of these sums are. Some tables have sums of rows only, and some none.
    """
    broken = {c[:3]: said for c in cells if c.note == "broken_number" and (said := readings(c.raw))}
    if not broken:
        return cells
    proven = _proven({c[:3]: (c.value,) for c in cells if c.value is not None} | broken, edition)
    return [c._replace(value=broken[c[:3]][0], note=None) if c[:3] in broken and c[:3] in proven else c for c in cells]


def _proven(said: _Readings, edition: str | None) -> frozenset[Key]:
    """The cells that can only be what they say first."""
    sums = [
        terms
        for terms in sums_of({key: values[0] for key, values in said.items()}, printing_of(said), edition)
        if any(len(said[key]) > 1 for key in terms)
    ]
    left, kinds, before = dict(said), defaultdict[Key, set[bool]](set), None
    while before != left:
        before = dict(left)
        for terms in sums:
            possible = _possible([_signed_readings(term, left[key]) for key, term in terms.items()])
            if possible is not None:
                left |= {key: tuple(left[key][i] for i in at) for key, at in zip(terms, possible, strict=True)}
                is_of_row = len({item for _, item, _ in terms}) == 1
                for key in terms:
                    kinds[key].add(is_of_row)
    return frozenset(
        key
        for key, values in left.items()
        if values == said[key][:1] and kinds[key] >= ({_ROW, _COLUMN} if key[0] in shape().crossed else {_ROW})
    )


def _signed_readings(term: Term, values: Sequence[Decimal]) -> list[Decimal]:
    return [signed(term) * value for value in values]


def _possible(said: Sequence[Sequence[Decimal]]) -> list[list[int]] | None:
    """Which readings of each term of a sum let all of them add up to nothing; None where it takes too long to tell."""
    ahead, behind = _totals(said), _totals(said[::-1])
    if ahead is None or behind is None:
        return None
    return [
        [i for i, value in enumerate(values) if any(-total - value in behind[-2 - at] for total in ahead[at])]
        for at, values in enumerate(said)
    ]


def _totals(said: Sequence[Sequence[Decimal]]) -> list[set[Decimal]] | None:
    """What the first terms can add up to: none of them, one, two and so on."""
    found = [{Decimal(0)}]
    for values in said:
        found.append({total + value for total in found[-1] for value in values})
        if len(found[-1]) > _MOST_TOTALS:
            return None
    return found
