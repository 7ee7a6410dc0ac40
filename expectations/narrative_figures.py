"""Checks of the facts whose figures narratives state, and of the words used for them."""

from __future__ import annotations

from expectations.form import Catalogue
from expectations.rule_checks import Fail, editions_of
from expectations.words import SUM, Fact, Wording, spellings

KINDS = ("act", "part", "carry", "outcome", "branch", "total")


def check(c: Catalogue, fail: Fail) -> None:
    """Refuse a fact that no sentence could state or no cell confirm, and a word that would mean two things."""
    cells = {(section, item, m) for (_, section, item), measures in c.measures.items() for m in measures}
    amounts = {(column.section, column.measure) for column in c.columns if column.kind == "amount"}
    for fact in c.facts:
        _named(c, fact, fail)
        if not all(SUM.fullmatch(total) for total in fact.cells.split()):
            fail(fact, f"cells {fact.cells!r} are not sums like 3:received:total+3:carried_in:total")
        for cell in (cell for total in fact.sums for cell in total):
            if cell not in cells:
                fail(fact, "no edition has the cell {}:{}:{}".format(*cell))
            if (cell[0], cell[2]) in amounts:
                fail(fact, "the cell {}:{}:{} is an amount, and sentences are read for counts only".format(*cell))
        _compared(c, fact, fail)
    _comparing(c, fail)
    _wordings(c, _words(c, fail), fail)


def _comparing(c: Catalogue, fail: Fail) -> None:
    """A rule on facts compares a cell in each of its editions."""
    for rule in (r for r in c.rules if r.kind == "told"):
        compared = {cell for fact in c.facts if fact.rule == rule.rule for total in fact.sums for cell in total}
        for edition in editions_of(c, rule):
            cells = {(s, item, m) for (e, s, item), measures in c.measures.items() if e == edition for m in measures}
            if not cells & compared:
                fail(rule, f"no fact of rule {rule.rule!r} has a cell in edition {edition}: close its span")


def names_subject(c: Catalogue, fact: Fact) -> bool:
    """Whether the words of a fact need no noun beside them: those of a branch, and of a subject without nouns."""
    return fact.kind == "branch" or not c.nouns[fact.subject]


def _named(c: Catalogue, fact: Fact, fail: Fail) -> None:
    """A fact needs a kind, labels, and words or nouns. One under a subject misspelled would have no nouns."""
    if fact.kind not in KINDS:
        fail(fact, f"{fact.kind!r} is not a kind of fact: {', '.join(KINDS)}")
    if not fact.fact.startswith(f"{fact.subject}_"):
        fail(fact, f"the code does not begin with its subject {fact.subject!r}")
    if not fact.label.strip() or not fact.label_en.strip():
        fail(fact, "the label is missing in Chinese or English")
    if (fact.kind == "total") != (fact.words == ""):
        fail(fact, "a total has no words but the nouns of its subject; every other fact needs some")
    if fact.kind == "total" and not c.nouns[fact.subject]:
        fail(fact, f"no wording is used for told_{fact.subject}, the nouns of a total")


def _words(c: Catalogue, fail: Fail) -> set[str]:
    """The words of all facts."""
    words: dict[str, list[Fact]] = {}
    for fact in c.facts:
        for word in dict.fromkeys(fact.wordings):
            for other in words.setdefault(word, []):
                if not _may_share(c, fact, other):
                    fail(fact, f"{word!r} would mean both {other.fact} and {fact.fact}")
            words[word].append(fact)
    return {*words}


def _may_share(c: Catalogue, fact: Fact, other: Fact) -> bool:
    """Whether a noun beside a word shared by two facts decides between them: the word has one kind."""
    alone = names_subject(c, fact) or names_subject(c, other)
    return fact.kind == other.kind and fact.subject != other.subject and not alone


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
