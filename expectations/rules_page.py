"""Generates the page that lists every rule: `python -m expectations.rules_page > docs/catalogue.md`."""

from __future__ import annotations

import sys

from expectations import catalogue
from expectations.form import Catalogue
from expectations.rule import Rule, Term
from expectations.vocabulary import words

_HEAD = """# Catalogue of rules

Written by `python -m expectations.rules_page` from `expectations/format/`; what the kinds mean: [rules.md](rules.md).
{count} rules: {active} active, {withdrawn} withdrawn.
"""


def page(c: Catalogue) -> str:
    """The page as Markdown: one section per kind of rule in the order of rules.csv, one entry per rule."""
    states = [rule.state for rule in c.rules]
    parts = [_HEAD.format(count=len(states), active=states.count("active"), withdrawn=states.count("withdrawn"))]
    for kind in dict.fromkeys(rule.kind for rule in c.rules):
        parts.append(f"## Kind `{kind}`\n")
        parts.extend(_entry(c, rule) for rule in c.rules if rule.kind == kind)
    return "\n".join(parts)


def _entry(c: Catalogue, rule: Rule) -> str:
    lines = {
        "failure": rule.failure,
        "statement": f"{rule.statement}。 {rule.statement_en}",
        "basis": rule.basis,
        "remedy": rule.remedy,
        "severity": f"{c.severity_of(rule)} {words('', 'severity')[c.severity_of(rule)]}",
        "level, scope": f"{rule.level}, one result per {rule.scope_by}",
        "editions": f"{rule.from_edition}–{rule.to_edition}",
        "message": f"`{rule.message}`",
        "terms": _terms(c, rule),
        "cells": "、".join(
            f"`{w.section}.{w.item or '*'}.{w.measure or '*'}`" for w in c.watched if w.rule == rule.rule
        ),
        "thresholds": "; ".join(f"{t.text_en}: {t.value}" for t in c.thresholds if t.rule == rule.rule),
        "notices": "、".join(f"`{notice}`" for notice in rule.notices.split("|") if notice),
        "facts": "、".join(f"`{fact.fact}`" for fact in c.facts if fact.rule == rule.rule),
        "alarm": f"where less than {rule.mostly} % of the reports read in one way hold it" if rule.mostly else "never",
        "state": rule.state + (f": {rule.withdrawn}" if rule.withdrawn else ""),
    }
    entries = "".join(f"- {name}: {text}\n" for name, text in lines.items() if text)
    return f"### `{rule.rule}` {rule.title} (version {rule.version})\n\n{entries}"


def _terms(c: Catalogue, rule: Rule) -> str:
    sides = [
        " + ".join(
            f"`{'' if term.weight == 1 else f'{term.weight} × '}{term.section}.{term.item or '*'}.{term.measure or '*'}"
            f"{'@-1' if term.year_offset else ''}`" + (f" ({', '.join(bound)})" if (bound := _bound(term)) else "")
            for term in c.terms
            if (term.rule, term.side) == (rule.rule, side)
        )
        for side in ("computed", "reported")
    ]
    return " = ".join(filter(None, sides))


def _bound(term: Term) -> list[str]:
    """The printing and the editions that a term is bound to."""
    span = f"{term.from_edition}–{term.to_edition}"
    return list(filter(None, (term.printing, span.strip("–") and span)))


if __name__ == "__main__":
    sys.stdout.write(page(catalogue.load()))
