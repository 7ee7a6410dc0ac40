"""Which edition of the form is printed: each is compared with all the labels present, and their order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from expectations.catalogue import load
from expectations.shape import shape
from flows.reading.layouts.headers import HeaderLabel
from flows.reading.layouts.labels import Label, core, is_of_figures, labels
from flows.reading.layouts.rows import FoundRow
from flows.reading.layouts.sums import printed_as

_LABEL, _CUT, _PRINTING, _COLUMN = 4, 2, 1, 1
"""Weights of evidence for an edition: a label whole or cut, a row that only some reports print, a missing column.

A row that is missing between others, or out of order, counts as much as a label.
"""


class Form(NamedTuple):
    """The edition printed, None where nothing shows it; and which others have labels printed, or fit nearly as well.

    `closed_printing` is how the rows of (六)其他处理 are printed, which can be in several ways. `is_by_year` where
    several editions fit equally well and only the year decides between them.
    """

    edition: str | None
    mixed: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    closed_printing: str | None = None
    is_by_year: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether nothing printed suggests another edition."""
        return not self.mixed and not self.close


class _Printed(NamedTuple):
    """The labels of a document: those of columns, whole and cut, and those of rows in reading order."""

    columns: tuple[Label, ...]
    cut: tuple[Label, ...]
    rows: tuple[Label, ...]


def form_of(rows: Sequence[FoundRow], headers: Sequence[HeaderLabel], due: str | None) -> Form:
    """The edition that fits best; where several fit equally well, the one due for the year that the report names.

    A list shows its edition by itself.
    """
    if rows and (edition := shape().lists.get(rows[0].label.section or 0)):
        return Form(edition)
    columns = [h for h in headers if h.label.kind == "column"]
    exact = labels().exact
    # A cut label could belong to another edition.
    whole = dict.fromkeys(h.label for h in columns if core(h.text) in exact)
    cut = dict.fromkeys(h.label for h in columns if core(h.text) not in exact)
    known = due if due in shape().tabled else None
    return _form(_Printed(tuple(whole), tuple(cut), tuple([row.label for row in rows])), known)


@lru_cache(maxsize=4_096)
def _form(printed: _Printed, due: str | None) -> Form:
    printing = printed_as(row.code for row in printed.rows)
    points = {edition: _points(printed, edition) for edition in shape().tabled}
    best = max(points.values())
    tied = [edition for edition, fits in points.items() if fits == best]
    if not any(printed) or (due is None and len(tied) == len(points) > 1):
        return Form(None, closed_printing=printing)
    edition = due if due in tied else tied[0]
    others = [other for other in points if other != edition]
    mixed = [other for other in others if _speaks_for(printed, other, edition)]
    near = [other for other in others if other not in mixed and best - points[other] <= _LABEL]
    close = [other for other in near if _is_against(printed, other, edition) or (other in tied and due != edition)]
    is_by_year = due == edition and len(tied) > 1
    return Form(edition, _named(edition, mixed), _named(edition, close), printing, is_by_year)


def _named(edition: str, others: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted([edition, *others])) if others else ()


def _points(printed: _Printed, edition: str) -> int:
    """How well an edition fits what is printed."""
    fits = sum(_weight(label) * _fit(label, edition) for label in {*printed.columns, *_always(printed.rows)})
    fits += _CUT * sum(1 if edition in _code_editions(label) else -1 for label in printed.cut)
    some = {row for row in printed.rows if row.code in _some()}
    fits += _PRINTING * sum(1 if edition in _code_editions(row) else -1 for row in some)
    return fits - _LABEL * _gaps(printed.rows, edition) - _COLUMN * len(_missing_columns(printed, edition))


def _fit(label: Label, edition: str) -> int:
    """1 where an edition has a label in this wording, 0 where it words it otherwise, -1 where it has no such label."""
    if edition in _editions(label):
        return 1
    return 0 if edition in _code_editions(label) else -1


@lru_cache(maxsize=1_024)
def _weight(label: Label) -> int:
    """The weight of a label; one that is a part of another edition's label may be the remains of that one."""
    if label.kind != "row":
        return _LABEL
    own, others = set[str](), set[str]()
    for edition in load().editions:
        found = own if edition.edition in label.editions else others
        rows = load().rows_of(edition.edition, label.section or 0)
        found.update(core(row.label) for row in rows if row.item == label.code)
    return _CUT if any(one != other and one in other for one in own for other in others) else _LABEL


def _always(rows: Iterable[Label]) -> Iterable[Label]:
    """The rows that every report prints, each with a label of its own."""
    return (row for row in rows if row.code not in _some() and not is_of_figures(row))


@lru_cache(maxsize=1)
def _some() -> frozenset[str]:
    return frozenset[str]().union(*shape().printings.values())


def _gaps(rows: Sequence[Label], edition: str) -> int:
    """How many rows of an edition are missing between the first and the last printed, and how many are out of order."""
    found = 0
    for section, of_section in groupby(_always(rows), key=lambda row: row.section or 0):
        order = _order(edition, section)
        places = [order[row.code] for row in of_section if row.code in order]
        if places:
            found += max(places) - min(places) + 1 - len(set(places))
            found += sum(b < a for a, b in pairwise(places))
    return found


@lru_cache(maxsize=64)
def _order(edition: str, section: int) -> dict[str, int]:
    rows = [row.item for row in load().rows_of(edition, section) if row.item not in _some()]
    return {item: place for place, item in enumerate(rows)}


def _missing_columns(printed: _Printed, edition: str) -> set[tuple[int, str]]:
    """The columns of an edition that are not printed, of tables with a label of a column."""
    there = {(label.section or 0, label.code) for label in (*printed.columns, *printed.cut)}
    sections = {section for section, _ in there}
    return {column for column in _columns(edition) if column[0] in sections} - there


@lru_cache(maxsize=16)
def _columns(edition: str) -> frozenset[tuple[int, str]]:
    measures = load().measures.items()
    return frozenset((section, m) for (e, section, _), own in measures if e == edition for m in own)


def _speaks_for(printed: _Printed, other: str, edition: str) -> bool:
    """Whether column labels, or else row labels, suggest an edition other than the one that fits best."""
    for of_kind in (printed.columns, printed.cut, tuple(_always(printed.rows))):
        sides = {(other in own) - (edition in own) for own in map(_editions, of_kind)} - {0}
        if sides:
            return 1 in sides
    return False


def _is_against(printed: _Printed, other: str, edition: str) -> bool:
    """Whether anything printed, or missing, fits another edition better than the best one."""
    found = {*printed.columns, *_always(printed.rows)}
    better = any(_fit(label, other) > _fit(label, edition) for label in found)
    return better or _gaps(printed.rows, other) < _gaps(printed.rows, edition)


def _editions(label: Label) -> frozenset[str]:
    """The editions in which a label can be printed: those of its wording, or of its code where it is a variant."""
    return label.editions or _code_editions(label)


@lru_cache(maxsize=1_024)
def _code_editions(label: Label) -> frozenset[str]:
    """The editions that have a row or column, in whatever wording."""
    place = 1 if label.kind == "column" else 0
    names = {(e, s, (item, m)[place]) for (e, s, item), own in load().measures.items() for m in own}
    return frozenset(e for e, section, code in names if (section, code) == (label.section, label.code))
