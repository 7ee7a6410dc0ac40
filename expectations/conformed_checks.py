"""Checks of what the figures of lists mean in later tables."""

from __future__ import annotations

from collections import Counter

from expectations.form import Catalogue, Conformed
from expectations.rule_checks import Fail, unique
from expectations.words import SUM, cells_in

AGREEMENTS = ("same", "near", "none")


def check(c: Catalogue, fail: Fail) -> None:
    """Refuse a line that contradicts itself or names a cell that is not there; each cell of a list is in one line."""
    unique(c.conformed, lambda line: line.concept, "concept", fail)
    for line in c.conformed:
        _line(line, fail)
    lists = {b.section for b in c.blocks if b.layout == "list"}
    named = Counter(cell[:2] for line in c.conformed for cell in cells_in(line.earlier))
    for row in (row for row in c.rows if row.section in lists):
        if named[row.section, row.item] != 1:
            fail(row, f"row {row.item!r} of a list is not in exactly one line of conformed.csv")
    _cells(c, lists, fail)


def _line(line: Conformed, fail: Fail) -> None:
    if line.agreement not in AGREEMENTS or (line.agreement == "none") != (line.later == ""):
        fail(line, f"agreement {line.agreement!r} is not one of {', '.join(AGREEMENTS)}, or contradicts `later`")
    if not line.reason_zh.strip() or not line.reason_en.strip():
        fail(line, "the reason is missing in Chinese or English")
    if not all(map(SUM.fullmatch, [line.earlier, *line.later.split()])):
        fail(line, "cells are written section:item:measure, with + between those of a sum")


def _cells(c: Catalogue, lists: set[int], fail: Fail) -> None:
    """The earlier cells are those of lists; each later sum is in some edition, and no edition has two of a concept."""
    cells = {(e, s, item, m) for (e, s, item), measures in c.measures.items() for m in measures}
    own = {cell[1:] for cell in cells if cell[1] in lists}
    editions = [e.edition for e in c.editions]
    for line in c.conformed:
        if not own.issuperset(cells_in(line.earlier)):
            fail(line, f"{line.earlier!r} is not of cells of a list")
        there = [
            (edition, total)
            for total in line.later.split()
            for edition in editions
            if {(edition, *cell) for cell in cells_in(total)} <= cells
        ]
        if {total for _, total in there} != set(line.later.split()):
            fail(line, f"no edition has all cells of one of the sums {line.later!r}")
        if len({edition for edition, _ in there}) < len(there):
            fail(line, f"an edition has several of the sums {line.later!r}")
