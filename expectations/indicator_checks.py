"""Checks of the indicators: each is defined once, by cells that the form has."""

from __future__ import annotations

import re
from itertools import product

from expectations.form import Catalogue
from expectations.indicators import Indicator
from expectations.rule_checks import Fail, unique
from expectations.words import cells_in

KINDS = ("count", "share", "rate", "report")
_CELLS = re.compile(r"\d+:[a-z_]+:[a-z_]+(?:\+\d+:[a-z_]+:[a-z_]+)*")


def check(c: Catalogue, fail: Fail) -> None:
    """Refuse an indicator that is defined neither by cells of the form nor by two indicators that are."""
    unique(c.indicators, lambda line: line.indicator, "indicator", fail)
    cells = {(section, item, m) for (_, section, item), measures in c.measures.items() for m in measures}
    counts = {line.indicator: line for line in c.indicators if line.kind == "count"}
    for line in c.indicators:
        _defined(line, cells, fail)
        _comparable(c, line, fail)
        _divided(line, counts, fail)
        _worded(line, fail)


def _defined(line: Indicator, cells: set[tuple[int, str, str]], fail: Fail) -> None:
    if line.kind not in KINDS:
        fail(line, f"{line.kind!r} is not a kind of indicator: {', '.join(KINDS)}")
    if (line.kind == "count") != bool(line.cells):
        fail(line, "a count, and nothing else, has cells")
    if not all(_CELLS.fullmatch(total) for total in line.cells.split()):
        fail(line, f"cells {line.cells!r} are not sums like 3:received:total+3:carried_in:total")
    for cell in (cell for total in line.sums for cell in total if cell not in cells):
        fail(line, "no edition has the cell {}:{}:{}".format(*cell))


def _comparable(c: Catalogue, line: Indicator, fail: Fail) -> None:
    """A sum of cells of a list counts what another sum of the indicator does, by conformed.csv."""
    concepts = {cell: concept for concept in c.conformed for cell in cells_in(concept.earlier)}
    sums = {frozenset(total) for total in line.sums}
    for total in line.sums:
        found = {concepts[cell] for cell in total if cell in concepts}
        later = product(*(map(cells_in, concept.later.split()) for concept in found))
        named = {cell for concept in found for cell in cells_in(concept.earlier)}
        alike = {frozenset(cell for part in parts for cell in part) for parts in later}
        if found and (named != set(total) or not sums & alike):
            fail(line, f"conformed.csv does not say that {total!r} counts what another sum of {line.indicator!r} does")


def _divided(line: Indicator, counts: dict[str, Indicator], fail: Fail) -> None:
    is_ratio = line.kind in ("share", "rate")
    for part in (line.numerator, line.denominator):
        if (is_ratio and part not in counts) or (part and not is_ratio):
            fail(line, f"{part!r} is not a count that a {line.kind} is made of")
    if is_ratio and counts[line.denominator].small_below is None:
        fail(line, f"small_below does not say when {line.denominator!r} is too small to divide by")


def _worded(line: Indicator, fail: Fail) -> None:
    if not all(text.strip() for text in (line.label, line.label_en, line.unit, *line[-4:])):
        fail(line, "label, unit, definition or caveat is missing in Chinese or English")
    if line.has_change not in ("", "yes"):
        fail(line, f"has_change {line.has_change!r} is neither yes nor blank")
