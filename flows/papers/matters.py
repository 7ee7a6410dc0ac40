"""Findings as lines of a paper: where, what is printed, what it has to be where that is certain, what to verify."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from expectations import catalogue
from expectations.shape import shape
from flows.findings import places, wording
from flows.papers.queries import Due
from flows.reading.records import Locator

CHECK = "请核对"


class Matter(NamedTuple):
    """One line of a list: findings that one wrong cell explains are one.

    `source` is the web address of the report or, where it was not fetched, the file.
    """

    place: str
    printed: str
    expected: str
    severity: str
    rule: str
    message: str
    remedy: str
    source: str | None


def matters(findings: Iterable[Due]) -> list[Matter]:
    """The findings of one report as lines, in the order given."""
    grouped = defaultdict(list)
    for finding in findings:
        grouped[finding.matter_id].append(finding)
    torn = _torn(group[0] for group in grouped.values())
    return [_matter(group, torn) for group in grouped.values()]


def _cell(finding: Due) -> tuple[object, ...]:
    return finding.report_id, finding.section, finding.row_label, finding.column_label


def _matter(group: list[Due], torn: set[tuple[object, ...]]) -> Matter:
    first = group[0]
    certain = None if _cell(first) in torn else _certain(first)
    return Matter(
        place=_place(first),
        printed=_printed(first),
        expected=CHECK if certain is None else wording.number(certain),
        severity=min(finding.severity for finding in group),
        rule="\n".join(dict.fromkeys(f"{finding.title}\n（{finding.basis}）" for finding in group)),
        message="\n".join(f"{finding.failure}：{finding.message}" for finding in group),
        remedy="\n".join(dict.fromkeys(finding.remedy for finding in group)),
        source=wording.fetched(first.address, first.fetched_at) if first.address else first.document,
    )


def _certain(finding: Due) -> Decimal | None:
    """The figure that a cell has to have: the one that mends both crossing sums, or the sum of parts all printed."""
    if finding.reread == "differs":
        return None
    if finding.is_suspect:
        figure = finding.expected
    elif finding.rule in _plain_sums() and finding.row_label and finding.column_label:
        figure = finding.computed
    else:
        return None
    return None if figure is None or figure < 0 else figure


@cache
def _plain_sums() -> frozenset[str]:
    """Sums within one report that have to equal one printed cell; of any other, it is open which side is wrong."""
    form = catalogue.load()
    sums = {rule.rule for rule in form.rules if rule.kind == "sum" and rule.level == "report"}
    totals = defaultdict(set)
    for term in form.terms:
        if term.side == "reported":
            totals[term.rule].add((term.item, term.measure))
    return frozenset(rule for rule in sums if len(totals[rule]) == 1)


def _torn(findings: Iterable[Due]) -> set[tuple[object, ...]]:
    """Cells that two sums want to be different: what is right is not known."""
    wanted = defaultdict(set)
    for finding in findings:
        wanted[_cell(finding)].add(_certain(finding))
    return {cell for cell, figures in wanted.items() if len(figures - {None}) > 1}


def _printed(finding: Due) -> str:
    if finding.is_suspect or finding.reported is None:
        return finding.raw or "—"
    return wording.number(finding.reported)


def _place(finding: Due) -> str:
    """The place as the form counts it, and below that as the document prints it."""
    table = shape().names[finding.section] if finding.section else finding.scope_label or "全文"
    place = "·".join(part for part in (table, finding.row_label, finding.column_label) if part)
    where = places.printed(Locator(*(getattr(finding, f"{name}_number") for name in Locator._fields)))
    return f"{place}\n（{where}）" if where else place
