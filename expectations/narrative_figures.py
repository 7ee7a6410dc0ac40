"""Checks of the facts whose figures narratives state, and of the words used for them."""

from __future__ import annotations

import re

from expectations.form import SUBJECTS, Catalogue, Fact, Wording, spellings
from expectations.rule_checks import Fail

KINDS = ("act", "part", "carry", "outcome", "branch", "total")
_CELLS = re.compile(r"\d:[a-z_]+:[a-z_]+(?:\+\d:[a-z_]+:[a-z_]+)*")


def check(c: Catalogue, fail: Fail) -> None:
    """Refuse a fact without words or cells of the form, and a word that would mean two things."""
    cells = {(section, item, m) for (_, section, item), measures in c.measures.items() for m in measures}
    words: dict[tuple[str, str], Fact] = {}
    for fact in c.facts:
        if fact.subject not in SUBJECTS or fact.kind not in KINDS:
            fail(fact, f"{fact.subject!r} is not a subject, or {fact.kind!r} not a kind of fact")
        if not fact.label.strip() or not fact.label_en.strip():
            fail(fact, "the label is missing in Chinese or English")
        if (fact.kind == "total") != (fact.words == ""):
            fail(fact, "a total has no words but the nouns of its subject; every other fact needs some")
        if not all(_CELLS.fullmatch(total) for total in fact.cells.split()):
            fail(fact, f"cells {fact.cells!r} are not sums like 3:received:total+3:carried_in:total")
        for cell in (cell for total in fact.sums for cell in total):
            if cell not in cells:
                fail(fact, "no edition has the cell {}:{}:{}".format(*cell))
        _compared(c, fact, fail)
        for word in fact.wordings:
            if words.setdefault((fact.subject, word), fact) is not fact:
                fail(fact, f"{word!r} would mean both {words[fact.subject, word].fact} and {fact.fact}")
    _wordings(c, {word for _, word in words}, fail)


def _compared(c: Catalogue, fact: Fact, fail: Fail) -> None:
    """Cells need a rule. A cell of a sum that an edition lacks must share a group with other cells of the sum.

    Otherwise a figure would be compared with only a part of the sum.
    """
    rules = {rule.rule for rule in c.rules if rule.kind == "told"}
    if (fact.rule != "") != (fact.cells != "") or fact.rule not in {"", *rules}:
        fail(fact, f"{fact.rule!r} is not a rule of kind told, or one of cells and rule is missing")
    for edition in c.editions:
        cells = {(s, item, m) for (e, s, item), own in c.measures.items() if e == edition.edition for m in own}
        for total in fact.sums:
            there = [cell for cell in total if cell in cells]
            if 0 < len(there) < len(total) and not {_group(c, cell) for cell in total} <= {
                _group(c, cell) for cell in there
            }:
                fail(fact, f"edition {edition.edition} has some cells only of a sum in {fact.cells!r}")


def _group(c: Catalogue, cell: tuple[int, str, str]) -> tuple[str, str]:
    """The groups that the row and column of a cell belong to; the row or column itself where it has none."""
    section, item, measure = cell
    groups = {g.item_group for g in c.groups if g.section == section}
    of_item = {r.item_group for r in c.rows if (r.section, r.item) == (section, item)} & groups
    of_measure = {k.measure_group for k in c.columns if (k.section, k.measure) == (section, measure)} - {""}
    return next(iter(of_item), item), next(iter(of_measure), measure)


def _wordings(c: Catalogue, of_facts: set[str], fail: Fail) -> None:
    uses: dict[str, tuple[str, Wording]] = {}
    for line in c.wordings:
        for use in (use for use in line.uses if use.startswith("told_")):
            for word in spellings(line.wording):
                if word in of_facts:
                    fail(line, f"{word!r} names a fact already")
                if uses.setdefault(word, (use, line)) != (use, line):
                    fail(line, f"{word!r} would be both {uses[word][0]} and {use}")
    known = {use for use, _ in uses.values()}
    for fact in c.facts:
        if f"told_{fact.subject}" not in known:
            fail(fact, f"no wording is used for told_{fact.subject}")
