"""The column labels above rows, and whether they keep the columns of the form in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from expectations.catalogue import load
from expectations.shape import shape
from flows.documents.folding import CUT
from flows.reading.layouts.labels import Label, core, labels, unnumbered

EVERYWHERE = 1 << 30
_MOST, _LONGEST, _SHORTEST_PART, _SHORTEST_ROW = 64, 40, 3, 6
"""Labels kept of one header; the form has at most 20."""


class HeaderLabel(NamedTuple):
    """A label printed above columns, with its remark, which may contain a unit.

    `line` is the row of the table it is in; None in running text, whose lines are not rows. `column` returns
    the grid column it begins in.
    """

    label: Label
    text: str
    line: int | None
    column: Callable[[], int]


class UnknownLabel(NamedTuple):
    """Words among labels that the form does not have: their grid column, and how many labels precede them."""

    column: int
    labels_before: int


class Header(NamedTuple):
    """The labels above some rows in reading order, and what else is among them."""

    labels: tuple[HeaderLabel, ...] = ()
    unknown: tuple[UnknownLabel, ...] = ()
    order: tuple[tuple[int | None, str], ...] = ()
    """The columns' codes by the line they are in, with blanks for fragments too short to identify."""

    clause: str = ""
    """The clause of the law printed above, with its remark."""


def nowhere() -> int:
    """The place of a label whose column says nothing."""
    return EVERYWHERE


class HeaderReader:
    """Collects the labels that come before a row; the next label after a row begins a new header."""

    def __init__(self) -> None:
        self.seen: list[HeaderLabel] = []
        self._labels: list[HeaderLabel] = []
        self._unknown: list[UnknownLabel] = []
        self._order: list[tuple[int | None, str]] = []
        self._header: Header | None = None
        self._clause = ""

    def clause(self, text: str = "") -> None:
        """A clause of the form is printed: nothing above it belongs to the rows below."""
        self._clause = text
        self._labels, self._unknown, self._order, self._header = [], [], [], None

    def label(self, label: Label, text: str, line: int | None = None, column: Callable[[], int] = nowhere) -> None:
        """A label that belongs to columns is printed."""
        self._begin()
        if len(self._labels) < _MOST:
            self._labels.append(tuple.__new__(HeaderLabel, (label, text, line, column)))
            if label.kind == "column":
                self._order.append((line, label.code))
            self.seen.append(self._labels[-1])
        else:
            self._unknown.append(UnknownLabel(EVERYWHERE, 0))

    def words(self, text: str, line: int | None = None, column: Callable[[], int] = nowhere) -> None:
        """Something else is printed among the labels; part of a label is a label that was cut."""
        part = core(text)
        if (label := _cut_label(part)) is not None:
            self.label(label, text, line, column)
        elif _is_damaged_row(part):
            return
        elif _is_part(part):
            if part and self._header is None and len(self._order) < _MOST:
                self._order.append((line, ""))
        elif len(self._unknown) < _MOST:
            self._begin()
            self._unknown.append(UnknownLabel(column(), len(self._labels)))

    def above_row(self) -> Header:
        """The header of the current row; the same object for all rows below it."""
        if self._header is None:
            self._header = Header(tuple(self._labels), tuple(self._unknown), tuple(self._order), self._clause)
        return self._header

    def _begin(self) -> None:
        if self._header is not None:
            self.clause()


@lru_cache(maxsize=4096)
def _cut_label(part: str) -> Label | None:
    """The only label that a text is a large part of; None where there is none or several."""
    if len(part) < _SHORTEST_PART:
        return None
    known = labels()
    wordings = [text for text in known.above_columns if CUT not in part and part in text]
    wordings = wordings or _damaged_to(part, known.above_columns)
    found = {label[:3]: label for text in wordings for label in known.exact[text]}
    return next(iter(found.values())) if len(found) == 1 else None


def _damaged_to(part: str, wordings: Sequence[str]) -> list[str]:
    """The wordings that may have become this text by losing characters."""
    if CUT not in part:
        return [text for text in wordings if _lacks_one(part, text)]
    whole = _lost(part).fullmatch
    return [text for text in wordings if whole(text)] or [text for text in wordings if _is_garbled(part, text)]


def _begun_alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return next(
        (i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(min(one, other, key=len))
    )


def _lacks_one(part: str, wording: str) -> bool:
    """Whether a text is a wording without one character, lost without a trace."""
    same = _begun_alike(part, wording)
    return part != "" and len(wording) == len(part) + 1 and part[same:] == wording[same + 1 :]


def _is_garbled(part: str, wording: str) -> bool:
    """Whether a text is a wording except for a piece: in GBK a lost byte garbles all characters up to the lost one."""
    head, tail = part.split(CUT, 1)[0], part.rsplit(CUT, 1)[1]
    known = _begun_alike(head, wording) + len(tail)
    return _SHORTEST_PART <= known < len(wording) and wording.endswith(tail) and abs(len(part) - len(wording)) < 2


@lru_cache(maxsize=4096)
def _is_damaged_row(part: str) -> bool:
    """Whether a text is a row label except for one character: it precedes figures, and is not a column."""
    known = labels().exact.items()
    rows = [text for text, found in known if len(text) >= _SHORTEST_ROW and all(one.kind == "row" for one in found)]
    return unnumbered(part.lstrip(CUT)) in rows or bool(_damaged_to(unnumbered(part), rows))


@lru_cache(maxsize=4096)
def _is_part(text: str) -> bool:
    if not any(c.isalnum() for c in text):
        return True
    if CUT not in text:
        return any(text in wording or _lacks_one(text, wording) for wording in labels().above_columns)
    # In GBK a lost byte garbles all characters that follow, up to the one that is lost.
    lost = _lost(text)
    return any(lost.search(wording) or wording.startswith(text[0]) for wording in labels().above_columns)


def _lost(text: str) -> re.Pattern[str]:
    """What a text may have been, as each lost character may have been one or two."""
    return re.compile(".{1,2}".join(map(re.escape, re.split(f"{CUT}+", text[:_LONGEST]))))


@lru_cache(maxsize=4096)
def is_cut_label(text: str) -> bool:
    """Whether a text is a large part of a label: one that was cut, and nothing else."""
    part = core(text)
    return len(part) > _SHORTEST_PART and _is_part(part)


def agrees(header: Header, measures: Sequence[str], section: int, column: int) -> bool:
    """Whether what is printed above a row is consistent with the columns of the form, in the form's order.

    Labels may be missing, cut or repeated, but never out of order or unknown to the form. `column` is where
    the figures of the row begin in the grid.
    """
    form = list(dict.fromkeys(measures))
    columns = [h for h in header.labels if h.label.kind == "column" and h.label.section == section]
    # What follows the last column's label may be one more column: its figures would then be too many at the end.
    last = len(header.labels) if sorted(h.label.code for h in columns) == sorted(measures) else EVERYWHERE
    if any(words.column >= column and words.labels_before < last for words in header.unknown):
        return False
    if any(h.label.code not in form for h in columns):
        return False
    places = [form.index(h.label.code) for h in columns]
    if spanned := _spanned(section):
        return _spanned_agree(header, columns, form, spanned)
    if section in shape().across and len(measures) > len(form):
        return _across_agrees(header, _heads(section), places, len(form), len(measures) // len(form))
    return _in_order(places) and _in_their_places(header.order, form)


@lru_cache(maxsize=16)
def _spanned(section: int) -> dict[str, str]:
    """The columns of a section below a group label, with that label's code, where the last is the total of all."""
    groups = {k.measure: k.measure_group for k in load().columns if k.section == section and k.measure_group}
    return groups if section in shape().totals else {}


@lru_cache(maxsize=16)
def _heads(section: int) -> Sequence[str]:
    """The labels above columns that name rows, in order; one that spans several comes before the first of them."""
    c = load()
    above = [label.code for label in c.labels if (label.kind, label.section) == ("fragment", section) and label.code]
    heads: list[str] = []
    for item in dict.fromkeys(row.item for e in c.editions for row in c.rows_of(e.edition, section)):
        heads += [code for code in above if item.startswith(f"{code}_") and code not in heads]
        heads.append(item)
    return heads


def _in_order(places: Sequence[int]) -> bool:
    """Whether columns are in the order of the form, or repeat it in a header that is printed again."""
    runs = 1 + sum(b <= a for a, b in pairwise(places))
    return list(places) in (sorted(places), sorted(set(places)) * runs)


def _in_their_places(order: Sequence[tuple[int | None, str]], form: Sequence[str]) -> bool:
    """Whether, on a line with as many cells as columns, each label is in its own column."""
    lines: dict[int | None, list[str]] = {}
    for line, code in order:
        lines.setdefault(line, []).append(code)
    full = [codes for line, codes in lines.items() if line is not None and len(codes) == len(form)]
    return all(
        code in ("", form[i]) or (i > 0 and code == codes[i - 1]) for codes in full for i, code in enumerate(codes)
    )


def _spanned_agree(
    header: Header, columns: Sequence[HeaderLabel], form: Sequence[str], spanned: Mapping[str, str]
) -> bool:
    """Whether the total is the last column; it is read before labels in a row below it, such as five organisations."""
    codes = [h.label.code for h in columns]
    last = shape().totals[columns[0].label.section or 0] if columns else ""
    others = [code for code in codes if code != last]
    places = [form.index(code) for code in others]
    if places != sorted(places):
        return False
    if last not in codes:
        # Every kind of applicant and no 总计: what is in its column is something else.
        return len(set(others)) < len(form) - 1
    if codes[-1] == last:
        return codes.count(last) <= 1 or codes.index(last) > 0
    total = codes.index(last)
    return not spanned.keys() & set(codes[:total]) and _is_on_the_right(header, columns, total, spanned.values())


def _is_on_the_right(header: Header, columns: Sequence[HeaderLabel], total: int, above: Collection[str]) -> bool:
    """Whether a column read before others is to the right of them, or of the label above them."""
    lines = {h.line for h in columns[total + 1 :]}
    below = None not in lines and all(line > (columns[total].line or 0) for line in lines if line is not None)
    order = [h.label.code for h in header.labels]
    place = order.index(columns[total].label.code)
    headed = any(code in above for code in order[:place])
    return headed or (below and columns[total].column() > max(h.column() for h in columns[total + 1 :]))


def _across_agrees(header: Header, heads: Sequence[str], places: Sequence[int], n: int, times: int) -> bool:
    """The rows come in the order of the form, review before litigation; each repeats the same labels in its order."""
    order = [heads.index(h.label.code) for h in header.labels if h.label.code in heads]
    if order != sorted(set(order)):
        return False
    if len(places) == times * n:
        return list(places) == list(range(n)) * times
    runs = 1 + sum(b <= a for a, b in pairwise(places))
    return runs <= times
