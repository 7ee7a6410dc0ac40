"""Checks of the cells and thresholds by which rules compare a report with others."""

from __future__ import annotations

from expectations.form import Catalogue, in_edition
from expectations.rule import Watched
from expectations.rule_checks import Fail, unique

THRESHOLDS = {
    "identical": ("not_zero", "different", "blank_percent"),
    "change": ("difference", "deviations", "floor_percent", "past", "peers"),
}
"""Kinds of rules that need thresholds, and the thresholds that a rule of each must have."""

WATCHING = ("change", "region")
"""Kinds of rules that compare single cells, one per scope."""

WHOLE = "identical"
"""The kind of rules that compare a whole table, named by its section alone."""

_PLACED = "form"
"""The kind of rules where one scoped by rows points at a cell."""


def check(c: Catalogue, fail: Fail) -> None:
    """Refuse the first cell or threshold that no rule uses, and the first rule that lacks one."""
    kinds = {rule.rule: rule.kind for rule in c.rules}
    unique(c.watched, lambda w: (w.rule, w.item), "scope", fail)
    for cell in c.watched:
        if kinds.get(cell.rule) not in (*WATCHING, WHOLE, _PLACED):
            fail(cell, f"{cell.rule!r} is not a rule of kind {' or '.join((*WATCHING, WHOLE, _PLACED))}")
        if (kinds[cell.rule] == WHOLE) != (cell.item == "" and cell.measure == ""):
            fail(cell, f"a rule of kind {WHOLE} compares a whole section, any other one cells of it")
        _in_form(c, cell, fail)
    unique(c.thresholds, lambda t: (t.rule, t.threshold), "threshold", fail)
    for line in c.thresholds:
        if line.threshold not in THRESHOLDS.get(kinds.get(line.rule, ""), ()):
            fail(line, f"rule {line.rule!r} is not in rules.csv, or has no threshold {line.threshold!r}")
        if line.value <= 0:
            fail(line, f"a threshold is above 0, not {line.value}")
    _complete(c, fail)


def _in_form(c: Catalogue, cell: Watched, fail: Fail) -> None:
    """A cell that one edition lacks would be missing from every report of it."""
    rule = next(rule for rule in c.rules if rule.rule == cell.rule)
    for edition in (e.edition for e in c.editions if in_edition(rule, e.edition) and in_edition(cell, e.edition)):
        own = [measures for (e, s, item), measures in c.measures.items() if e == edition and _is_of(cell, s, item)]
        if not any(cell.measure in ("", *measures) for measures in own):
            fail(cell, f"edition {edition} has no cell {cell.section}.{cell.item}.{cell.measure}")


def _is_of(cell: Watched, section: int, item: str) -> bool:
    return cell.section == section and cell.item in ("", item)


def _complete(c: Catalogue, fail: Fail) -> None:
    given = {(line.rule, line.threshold) for line in c.thresholds}
    for rule in c.rules:
        for name in THRESHOLDS.get(rule.kind, ()):
            if (rule.rule, name) not in given:
                fail(rule, f"rule {rule.rule!r} has no {name} in thresholds.csv")
        cells = [cell for cell in c.watched if cell.rule == rule.rule]
        for edition in (e.edition for e in c.editions if in_edition(rule, e.edition)):
            if rule.kind in (*WATCHING, WHOLE) and not any(in_edition(cell, edition) for cell in cells):
                fail(rule, f"rule {rule.rule!r} has no cell in watched.csv for edition {edition}")
