"""Summarises what could not be assessed: which rule, on which scopes, for lack of which cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from expectations.shape import shape
from flows.findings.queries import Result

_REMARK = re.compile(r"[(（].*[)）]$")
_NO_FIGURES = "文中没有读到任何表格数字，各项核对数字的规则均无从核验"


class Unassessed(NamedTuple):
    """One report and one rule; `places` counts the rule's results, `gaps` name the missing cells of each."""

    document: str
    agency: str | None
    year: int | None
    is_current: bool
    severity: str
    title: str
    places: int
    gaps: tuple[str, ...]


class Wording(NamedTuple):
    """The words for codes: `labels` by (section, item or measure), `titles` by rule, `facts`, `reasons`."""

    labels: Mapping[tuple[int, str], str]
    titles: Mapping[str, str]
    facts: Mapping[str, str]
    reasons: Mapping[str, str]


class _Term(NamedTuple):
    """A missing cell as the marts write it: `3.received.total`, `3.carried_out.total@-1` for last year's."""

    section: int
    item: str
    measure: str
    last_year: bool


def group(results: Iterable[Result], wording: Wording) -> list[Unassessed]:
    """One line per report and rule, in the order given; a single one for a report that shows no figures."""
    words = wording._replace(labels={key: _REMARK.sub("", label) for key, label in wording.labels.items()})
    lines = []
    for _, of_report in groupby(results, key=attrgetter("report_id")):
        found = list(of_report)
        bare = [result for result in found if result.missing_terms and result.cells_valued == 0]
        if bare:
            severity = min(result.severity for result in bare)
            lines.append(_line(bare, severity, "全部数字", (_NO_FIGURES,)))
        rest = [result for result in found if not result.missing_terms or result.cells_valued]
        for rule, of_rule in groupby(rest, key=attrgetter("rule")):
            same = list(of_rule)
            lines.append(_line(same, same[0].severity, words.titles.get(rule, rule), _gaps(same, words)))
    return lines


def _line(found: list[Result], severity: str, title: str, gaps: tuple[str, ...]) -> Unassessed:
    report = (found[0].document, found[0].agency, found[0].year, found[0].is_current)
    return Unassessed(*report, severity, title, len(found), gaps)


def _gaps(results: list[Result], words: Wording) -> tuple[str, ...]:
    """What each scope lacks, in the form's order; scopes that lack the same cells share a line."""
    order = {key: position for position, key in enumerate(words.labels)}
    grouped: dict[str, list[tuple[int, str]]] = {}
    for result in results:
        terms = [_parse(term) for term in (result.missing_terms or "").split(",") if term]
        key = (terms[0].section if terms else 0, result.scope)
        name = words.labels.get(key) or words.facts.get(result.scope, "")
        grouped.setdefault(_missing(result, terms, words), []).append((order.get(key, len(order)), name))
    ordered = sorted((sorted(scopes), missing) for missing, scopes in grouped.items())
    return tuple("、".join(filter(None, (name for _, name in scopes))) + missing for scopes, missing in ordered)


def _missing(result: Result, terms: list[_Term], words: Wording) -> str:
    if not terms:
        return words.reasons.get(result.reason, result.reason)
    if result.scope in words.facts:
        cells = [(t, t.item if t.measure == shape().totals.get(t.section) else t.measure) for t in terms]
        return "（正文）：缺 " + "、".join(dict.fromkeys(words.labels.get((t.section, c), c) for t, c in cells))
    line = "行" if terms[0].item == result.scope else "列"
    return f"（{line}）：缺 " + "、".join(_name(term, result.scope, words.labels) for term in terms)


def _parse(term: str) -> _Term:
    cell, _, offset = term.partition("@")
    section, item, measure = cell.split(".")
    return _Term(int(section), item, measure, bool(offset))


def _name(term: _Term, scope: str, labels: Mapping[tuple[int, str], str]) -> str:
    """The row or column that, crossed with the scope, is the missing cell."""
    other = term.measure if term.item == scope else term.item
    label = labels.get((term.section, other), other)
    return f"{label}（上年）" if term.last_year else label
