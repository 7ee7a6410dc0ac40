"""What must be true between the lines of the catalogue; each function names the first line that is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from expectations.form import Block, Catalogue, Column, Row, Rule, Term, in_edition

Places = dict[int, str]
"""id of a catalogue line -> `file:line`."""


class CatalogueError(ValueError):
    """A line of the catalogue that cannot be true; the message names file, line and what is wrong."""


def check(catalogue: Catalogue, places: Places) -> None:
    """Raise CatalogueError for the first line that contradicts another."""
    for step in (_keys, _spans, _blocks, _groups, _labels, _rules, _terms, _texts):
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


def _keys(c: Catalogue, fail: Fail) -> None:
    _unique(c.editions, lambda e: e.edition, "edition", fail)
    _unique(c.blocks, lambda b: (b.section, b.block), "block", fail)
    _unique(c.groups, lambda g: g.item_group, "group", fail)
    _unique(c.headings, lambda h: h.ordinal, "heading", fail)
    _unique(c.rules, lambda r: r.rule, "rule", fail)
    _unique(c.notes, lambda n: n.note, "note", fail)
    _unique(c.notices, lambda n: n.notice, "notice", fail)
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
    for edition, following in zip(c.editions, c.editions[1:], strict=False):
        if edition.last_year is None or edition.last_year + 1 != following.first_year:
            fail(edition, f"years must run on to edition {following.edition}")


def _blocks(c: Catalogue, fail: Fail) -> None:
    blocks = {(b.section, b.block) for b in c.blocks}
    for line in [*c.rows, *c.columns]:
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


def _labels(c: Catalogue, fail: Fail) -> None:
    codes = {
        "heading": {str(h.ordinal) for h in c.headings},
        "row": {r.item for r in c.rows},
        "column": {k.measure for k in c.columns},
        "group": {g.item_group for g in c.groups},
    }
    meaning: dict[tuple[str, int | None, str], tuple[str, Any]] = {}
    forms: list[tuple[str, int | None, str, str, Any]] = [
        *(("heading", None, str(h.ordinal), h.label, h) for h in c.headings),
        *(("row", r.section, r.item, r.label, r) for r in c.rows),
        *(("column", k.section, k.measure, k.label, k) for k in c.columns),
        *(
            ("label", x.section, x.code, x.label, x) if x.kind not in codes else (x.kind, x.section, x.code, x.label, x)
            for x in c.labels
        ),
    ]
    for kind, section, code, text, line in forms:
        if not text.strip():
            fail(line, "the label is empty")
        if kind in codes and code not in codes[kind]:
            fail(line, f"{kind} {code!r} is not in the form")
        other = meaning.setdefault((kind, section, text), (code, line))
        if other[0] != code:
            fail(line, f"label {text!r} would mean both {other[0]!r} and {code!r}")
    _unique(c.labels, lambda x: (x.kind, x.section, x.code, x.label), "label", fail)
    canonical = {(kind, section, text) for kind, section, _, text, line in forms if line not in c.labels}
    for x in c.labels:
        if (x.kind, x.section, x.label) in canonical:
            fail(x, f"label {x.label!r} is the form's own wording already")
        if x.status not in ("variant", "misprint", "converted"):
            fail(x, f"status {x.status!r} is none of variant, misprint, converted")


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
    _unique(c.terms, lambda t: t[:6] + (t.side, t.year_offset), "term", fail)
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
    if term.weight == 0 or term.year_offset not in (0, -1):
        fail(term, "a term needs a weight other than 0, and a year offset of 0 or -1")
    if (term.item == "") != (rule.scope_by == "item") or (term.measure == "") != (rule.scope_by == "measure"):
        fail(term, f"rule {rule.rule!r} is scoped by {rule.scope_by}: that field must be blank, the other not")
    editions = [e.edition for e in c.editions if in_edition(rule, e.edition)]
    if term.edition and term.edition not in editions:
        fail(term, f"the term is for edition {term.edition!r}, outside its rule's span")
    cells = [(i, m) for (e, s, i), row in c.measures.items() for m in row if s == term.section and e in editions]
    if not any(term.item in ("", i) and term.measure in ("", m) for i, m in cells):
        fail(
            term, f"section {term.section} has no cell {term.item or '*'}.{term.measure or '*'} in the rule's editions"
        )
    if term.printing and term.printing not in {r.printing for r in c.rows}:
        fail(term, f"printing {term.printing!r} is not in rows.csv")


def _texts(c: Catalogue, fail: Fail) -> None:
    for line in [*c.notes, *c.notices]:
        if not line.text_zh.strip() or not line.text_en.strip():
            fail(line, "the text is missing in Chinese or English")
