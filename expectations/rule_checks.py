"""Checks of the rules, of the terms of those that are sums, and of the notices by which others fail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from expectations.form import Catalogue, in_edition
from expectations.rule import Rule, Term

Fail = Callable[[Any, str], None]

SEVERITIES = ("must", "should")


class Kind(NamedTuple):
    """What the model int_results_<kind> evaluates.

    `scopes` are what one result can be for, `filled` the {names} that a message can contain, and `tests` the tests it
    makes: a single blank one where there is only one.
    """

    scopes: tuple[str, ...]
    filled: tuple[str, ...]
    tests: tuple[str, ...] = ("",)


KINDS = {
    "sum": Kind(("item", "measure"), ("scope", "computed", "reported", "reported_cells")),
    "notice": Kind(("report",), ("notices",)),
    "value": Kind(("section",), ("cells",), ("negative", "fraction", "unit")),
    "form": Kind(("report",), ("year", "due", "used"), ("edition", "printing")),
    "told": Kind(("fact",), ("sentence", "told", "sums")),
    "similar": Kind(("report",), ("other", "year", "document", "similarity", "passages", "shared", "excerpt", "more")),
    "identical": Kind(("section",), ("figures", "others"), ("previous_year", "other_agency")),
    "change": Kind(("item",), ("scope", "before", "now", "ratio", "references")),
    "region": Kind(("item",), ("scope", "reported", "children", "computed")),
    "time": Kind(("report",), ("date", "year", "deadline", "days", "basis"), ("deadline", "year_over")),
    "filing": Kind(("report",), ("agency", "year", "deadline"), ("roster", "seen")),
}
"""The kinds of rules, in the order in which their results are united."""

COMPARED_WITH = ("other_agency", "previous_year")

_ALLOWED = {
    "state": ("active", "withdrawn"),
    "level": ("cell", "report", "agency"),
    "needs": ("", "cells", "period", "title"),
}


def check(c: Catalogue, fail: Fail) -> None:
    """Refuse the first rule, or term of one, that cannot be evaluated."""
    _rules(c, fail)
    _terms(c, fail)
    _likenesses(c, fail)
    _losses(c, fail)


def unique(lines: Iterable[Any], key: Callable[[Any], Any], what: str, fail: Fail) -> None:
    """Refuse the first line that has the key of one before it."""
    seen: set[Any] = set()
    for line in lines:
        if key(line) in seen:
            fail(line, f"{what} {key(line)!r} is listed twice")
        seen.add(key(line))


def _rules(c: Catalogue, fail: Fail) -> None:
    termed = {t.rule for t in c.terms}
    for rule in c.rules:
        for name in ("title", "failure", "statement", "statement_en", "basis", "remedy", "message"):
            if not getattr(rule, name).strip():
                fail(rule, f"rule {rule.rule!r} has no {name}")
        for name, allowed in _ALLOWED.items():
            if getattr(rule, name) not in allowed:
                fail(rule, f"{name} {getattr(rule, name)!r} is not one of {', '.join(allowed)}")
        _kind(rule, fail)
        if rule.kind == "sum" and rule.rule not in termed:
            fail(rule, f"rule {rule.rule!r} has no term in terms.csv")
        if rule.kind != "sum" and rule.rule in termed:
            fail(rule, f"rule {rule.rule!r} is not a sum, but has terms in terms.csv")
        _notices(c, rule, fail)
        _message(rule, fail)
        _subject(c, rule, fail)


def _kind(rule: Rule, fail: Fail) -> None:
    if rule.kind not in KINDS:
        fail(rule, f"kind {rule.kind!r} is not one of {', '.join(KINDS)}")
    kind = KINDS[rule.kind]
    if rule.scope_by not in kind.scopes:
        fail(rule, f"kind {rule.kind!r} has no scope_by {rule.scope_by!r}, but {', '.join(kind.scopes)}")
    if rule.test not in kind.tests:
        fail(rule, f"kind {rule.kind!r} has no test {rule.test!r}, but {', '.join(kind.tests) or 'a blank one'}")


def _message(rule: Rule, fail: Fail) -> None:
    """A message names only what its kind fills in; a rule is withdrawn with a reason, and only then."""
    for name in re.findall(r"\{(.*?)\}", rule.message):
        if name not in (filled := KINDS[rule.kind].filled):
            fail(rule, f"the message has {{{name}}}, and kind {rule.kind!r} fills in {', '.join(filled)}")
    if set("{}") & set(re.sub(r"\{.*?\}", "", rule.message)):
        fail(rule, "the message has a brace without its counterpart")
    if (rule.state == "withdrawn") != bool(rule.withdrawn.strip()):
        fail(rule, "a withdrawn rule says why in `withdrawn`, and no other does")
    if rule.mostly is not None and not 0 < rule.mostly <= 100:
        fail(rule, f"mostly {rule.mostly} is not a percentage above 0")


def _subject(c: Catalogue, rule: Rule, fail: Fail) -> None:
    """A rule on units applies to a column with one in each of its editions."""
    for edition in editions_of(c, rule):
        if rule.test == "unit" and not any(column.unit and in_edition(column, edition) for column in c.columns):
            fail(rule, f"no column has a unit in edition {edition}: close the span of rule {rule.rule!r}")


def editions_of(c: Catalogue, rule: Rule) -> list[str]:
    """The editions in which a rule must have results: none if it is withdrawn."""
    return [e.edition for e in c.editions if rule.state == "active" and in_edition(rule, e.edition)]


def _notices(c: Catalogue, rule: Rule, fail: Fail) -> None:
    """A rule by notices takes its severity from them, so they need to be of one; any other has its own."""
    severities = {kind.notice: kind.severity for kind in c.notices}
    named = rule.notices.split("|") if rule.notices else []
    if (rule.kind == "notice") != bool(named):
        fail(rule, "a rule of kind notice names notices, and no other does")
    for notice in named:
        if notice not in severities:
            fail(rule, f"notice {notice!r} is not in notices.csv")
    if named and (rule.severity or len({severities[notice] for notice in named}) > 1):
        fail(rule, "the severity of a rule by notices is the one they all have: it must be blank")
    if not named and rule.severity not in SEVERITIES:
        fail(rule, f"severity {rule.severity!r} is not one of {', '.join(SEVERITIES)}")


def _terms(c: Catalogue, fail: Fail) -> None:
    rules = {r.rule: r for r in c.rules}
    unique(c.terms, lambda t: (t.rule, t.position), "position", fail)
    for term in c.terms:
        rule = rules.get(term.rule)
        if rule is None:
            fail(term, f"rule {term.rule!r} is not in rules.csv")
        else:
            _term_in_form(c, rule, term, fail)
    for rule in (r for r in c.rules if r.kind == "sum"):
        for name in (e.edition for e in c.editions if in_edition(rule, e.edition)):
            _both_sides(c, rule, name, fail)


def _both_sides(c: Catalogue, rule: Rule, edition: str, fail: Fail) -> None:
    """In every printing a sum has each cell once, and terms on both sides or on none; in one of them it has both."""
    own = [t for t in c.terms if t.rule == rule.rule and in_edition(t, edition)]
    found: set[frozenset[str]] = set()
    for printing in {row.printing for row in c.rows if row.printing} or {""}:
        counted = [t for t in own if t.printing in ("", printing)]
        unique(counted, lambda t: (t.section, t.item, t.measure, t.year_offset), f"{edition}: term", fail)
        found.add(frozenset(t.side for t in counted))
    if frozenset(("computed", "reported")) not in found or any(len(sides) == 1 for sides in found):
        fail(rule, f"rule {rule.rule!r} needs terms on both sides, computed and reported, in edition {edition}")


def _losses(c: Catalogue, fail: Fail) -> None:
    """A notice that is there leaves rules open by which nothing printed fails: those of kind notice or form."""
    unique(c.losses, lambda line: (line.notice, line.rule), "notice and rule", fail)
    rules = {rule.rule for rule in c.rules if rule.kind in ("notice", "form")}
    notices = {kind.notice for kind in c.notices}
    for line in c.losses:
        if line.notice not in notices:
            fail(line, f"notice {line.notice!r} is not in notices.csv")
        if line.rule not in rules:
            fail(line, f"{line.rule!r} is not a rule of kind notice or form")


def _likenesses(c: Catalogue, fail: Fail) -> None:
    """Every rule of kind similar has one line that says with what it compares, and when two are alike."""
    similar = {rule.rule for rule in c.rules if rule.kind == "similar"}
    unique(c.likenesses, lambda line: line.rule, "rule", fail)
    unique(c.likenesses, lambda line: line.compared_with, "compared_with", fail)
    for line in c.likenesses:
        if line.rule not in similar or line.compared_with not in COMPARED_WITH:
            fail(line, f"{line.rule!r} is not a rule of kind similar, or {line.compared_with!r} not another report")
        if not 0 < line.percent <= 100 or line.characters <= 0:
            fail(line, "percent must be above 0 and at most 100, characters above 0")
    for rule in (r for r in c.rules if r.rule in similar.difference(line.rule for line in c.likenesses)):
        fail(rule, f"rule {rule.rule!r} is not in likenesses.csv")


def _term_in_form(c: Catalogue, rule: Rule, term: Term, fail: Fail) -> None:
    if term.side not in ("computed", "reported"):
        fail(term, f"side {term.side!r} is not one of computed, reported")
    if term.weight == 0 or term.year_offset not in (0, -1):
        fail(term, "a term needs a weight other than 0, and a year offset of 0 or -1")
    if (term.item == "") != (rule.scope_by == "item") or (term.measure == "") != (rule.scope_by == "measure"):
        fail(term, f"rule {rule.rule!r} is scoped by {rule.scope_by}: that field must be blank, the other not")
    editions = [e.edition for e in c.editions if in_edition(rule, e.edition) and in_edition(term, e.edition)]
    if not editions:
        fail(term, "the term is for no edition of its rule")
    for edition in editions:
        # Which rows of a printing are there, the report tells, not the edition.
        if not term.printing and not _has_cell(c, edition, term):
            cell = f"{term.section}.{term.item or '*'}.{term.measure or '*'}"
            fail(term, f"edition {edition} has no cell {cell}: close the span of the term, or that of its rule")
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
