"""What must be true between the lines of the catalogue; each function names the first line that is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from expectations import ambiguity, told
from expectations.form import Block, Catalogue, Column, Edition, Row, Rule, Term, in_edition

Places = dict[int, str]
"""id of a catalogue line -> `file:line`."""


class CatalogueError(ValueError):
    """A line of the catalogue that cannot be true; the message names file, line and what is wrong."""


def check(catalogue: Catalogue, places: Places) -> None:
    """Raise CatalogueError for the first line that contradicts another."""
    for step in (_codes, _keys, _spans, _years, _blocks, _groups, ambiguity.check, _rules, _terms, _texts, told.check):
        step(catalogue, lambda line, message: _fail(places, line, message))


Fail = Callable[[Any, str], None]


def _fail(places: Places, line: Any, message: str) -> None:
    raise CatalogueError(f"{places[id(line)]}: {message}")


def _unique(lines: Iterable[Any], key: Callable[[Any], Any], what: str, fail: Fail) -> None:
    seen: set[Any] = set()
    for line in lines:
        if key(line) in seen:
            fail(line, f"{what} {key(line)!r} stands twice")
        seen.add(key(line))


def _codes(c: Catalogue, fail: Fail) -> None:
    lists: dict[str, list[Any]] = {
        "item": [*c.rows],
        "measure": [*c.columns],
        "block": [*c.blocks],
        "item_group": [*c.groups],
        "rule": [*c.rules],
        "fact": [*c.facts],
    }
    for field, lines in lists.items():
        for line in lines:
            if not re.fullmatch("[a-z][a-z0-9_]*", getattr(line, field)):
                fail(line, f"{field} {getattr(line, field)!r} is no code: small letters, digits and _")


def _keys(c: Catalogue, fail: Fail) -> None:
    _unique(c.editions, lambda e: e.edition, "edition", fail)
    _unique(c.blocks, lambda b: (b.section, b.block), "block", fail)
    _unique(c.groups, lambda g: g.item_group, "group", fail)
    _unique(c.headings, lambda h: h.ordinal, "heading", fail)
    _unique(c.rules, lambda r: r.rule, "rule", fail)
    _unique(c.notes, lambda n: n.note, "note", fail)
    _unique(c.notices, lambda n: n.notice, "notice", fail)
    _unique(c.reasons, lambda r: r.reason, "reason", fail)
    _unique(c.marks, lambda m: m.mark, "mark", fail)
    _unique(c.wordings, lambda w: (w.used_for, w.wording), "wording", fail)
    _unique(c.facts, lambda f: f.fact, "fact", fail)
    _unique(c.agency_endings, lambda e: e.ending, "ending", fail)
    for edition in c.editions:
        name = edition.edition
        _unique((r for r in c.rows if in_edition(r, name)), lambda r: (r.section, r.item), f"{name}: row", fail)
        columns = [k for k in c.columns if in_edition(k, name)]
        _unique(columns, lambda k: (k.section, k.block, k.measure), f"{name}: column", fail)


def _spans(c: Catalogue, fail: Fail) -> None:
    known = {e.edition for e in c.editions}
    lines: list[Row | Column | Rule | Block] = [*c.rows, *c.columns, *c.rules, *c.blocks]
    for line in lines:
        for edition in filter(None, (line.from_edition, line.to_edition)):
            if edition not in known:
                fail(line, f"edition {edition!r} is not in editions.csv")
        if not line.from_edition or (line.to_edition and line.to_edition < line.from_edition):
            fail(line, "the span of editions is empty or has no beginning")


def _years(c: Catalogue, fail: Fail) -> None:
    for edition in c.editions:
        if edition.last_year is not None and edition.last_year < edition.first_year:
            fail(edition, "the last year is before the first")
        if not edition.basis.strip():
            fail(edition, f"edition {edition.edition!r} has no basis")
    pairs: Iterable[tuple[Edition, Edition]] = zip(c.editions, c.editions[1:], strict=False)
    for earlier, later in pairs:
        if earlier.last_year is None or earlier.last_year + 1 != later.first_year:
            fail(earlier, f"years must run on to edition {later.edition}")


def _blocks(c: Catalogue, fail: Fail) -> None:
    blocks = {(b.section, b.block) for b in c.blocks}
    lines: list[Row | Column] = [*c.rows, *c.columns]
    for line in lines:
        if (line.section, line.block) not in blocks:
            fail(line, f"block {line.block!r} of section {line.section} is not in blocks.csv")
    for row in c.rows:
        for edition in c.editions:
            if in_edition(row, edition.edition) and not c.columns_of(edition.edition, row.section, row.block):
                fail(row, f"row {row.item!r} has no column in edition {edition.edition}")
    for column in c.columns:
        if column.kind not in ("count", "change", "amount"):
            fail(column, f"kind {column.kind!r} is none of count, change, amount")


def _groups(c: Catalogue, fail: Fail) -> None:
    known = {g.item_group for g in c.groups} | {r.item for r in c.rows}
    printings = {r.printing for r in c.rows} - {""}
    for row in c.rows:
        if row.item_group and row.item_group not in known:
            fail(row, f"group {row.item_group!r} is not in groups.csv")
    for edition in c.editions:
        if edition.closed_printing not in printings:
            fail(edition, f"no row is of the printing {edition.closed_printing!r}")


def _rules(c: Catalogue, fail: Fail) -> None:
    termed = {t.rule for t in c.terms}
    for rule in c.rules:
        for name in ("title", "statement", "statement_en", "basis"):
            if not getattr(rule, name).strip():
                fail(rule, f"rule {rule.rule!r} has no {name}")
        for name, allowed in _ALLOWED.items():
            if getattr(rule, name) not in allowed:
                fail(rule, f"{name} {getattr(rule, name)!r} is none of {', '.join(allowed)}")
        if rule.rule not in termed:
            fail(rule, f"rule {rule.rule!r} has no term in terms.csv")


_ALLOWED = {
    "severity": ("must", "should"),
    "scope_by": ("item", "measure"),
    "state": ("active", "withdrawn"),
    "level": ("report", "agency"),
}


def _terms(c: Catalogue, fail: Fail) -> None:
    rules = {r.rule: r for r in c.rules}
    _unique(c.terms, lambda t: (*t[:6], t.side, t.year_offset), "term", fail)
    _unique(c.terms, lambda t: (t.rule, t.position), "position", fail)
    for term in c.terms:
        rule = rules.get(term.rule)
        if rule is None:
            fail(term, f"rule {term.rule!r} is not in rules.csv")
        else:
            _term_in_form(c, rule, term, fail)
    for rule in c.rules:
        if {t.side for t in c.terms if t.rule == rule.rule} != {"computed", "reported"}:
            fail(rule, f"rule {rule.rule!r} needs terms on both sides, computed and reported")


def _term_in_form(c: Catalogue, rule: Rule, term: Term, fail: Fail) -> None:
    if term.side not in ("computed", "reported"):
        fail(term, f"side {term.side!r} is none of computed, reported")
    if term.weight == 0 or term.year_offset not in (0, -1):
        fail(term, "a term needs a weight other than 0, and a year offset of 0 or -1")
    if (term.item == "") != (rule.scope_by == "item") or (term.measure == "") != (rule.scope_by == "measure"):
        fail(term, f"rule {rule.rule!r} is scoped by {rule.scope_by}: that field must be blank, the other not")
    editions = [e.edition for e in c.editions if in_edition(rule, e.edition)]
    if term.edition and term.edition not in editions:
        fail(term, f"the term is for edition {term.edition!r}, outside its rule's span")
    for edition in [term.edition] if term.edition else editions:
        # Which rows of (六)其他处理 are there, the printing tells, not the edition.
        if not term.printing and not _has_cell(c, edition, term):
            fail(term, f"edition {edition} has no cell {term.section}.{term.item or '*'}.{term.measure or '*'}")
    if not any(_has_cell(c, edition, term) for edition in editions):
        fail(term, f"no edition of the rule has the cell {term.section}.{term.item or '*'}.{term.measure or '*'}")
    if term.printing and term.printing not in {r.printing for r in c.rows}:
        fail(term, f"printing {term.printing!r} is not in rows.csv")


def _has_cell(c: Catalogue, edition: str, term: Term) -> bool:
    return any(
        valid_in == edition
        and section == term.section
        and term.item in ("", item)
        and any(term.measure in ("", measure) for measure in measures)
        for (valid_in, section, item), measures in c.measures.items()
    )


def _texts(c: Catalogue, fail: Fail) -> None:
    texts: list[Any] = [*c.notes, *c.notices, *c.reasons]
    for line in texts:
        if not line.text_zh.strip() or not line.text_en.strip():
            fail(line, "the text is missing in Chinese or English")
    labelled: list[Any] = [*c.rows, *c.columns, *c.groups]
    for line in labelled:
        if not line.label.strip() or not line.label_en.strip():
            fail(line, "the label is missing in Chinese or English")
    for notice in c.notices:
        if notice.severity not in _ALLOWED["severity"]:
            fail(notice, f"severity {notice.severity!r} is none of {', '.join(_ALLOWED['severity'])}")
