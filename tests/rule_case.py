"""For each rule: reports that meet it, the smallest change that fails it, and one that leaves it open.

The modules tests/cases_*.py have the cases; tests/expectations/test_every_rule.py evaluates them on generated figures.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from expectations.rule import Deadline
from flows.reading.records import Extraction
from tests.record_factory import Figures, agency_years, extraction


class World(NamedTuple):
    """One case at one seed: no two have the same `name`, so that their agencies are unrelated."""

    seed: int
    name: str

    def figures(self, *years: int, printing: str = "three_rows") -> list[Figures]:
        """Right figures of the agency over consecutive years."""
        return agency_years(self.seed, years, printing)

    def report(self, values: Any, year: int, **changed: Any) -> Extraction:
        """The report of the world's own agency for a year; `changed` are fields of its Report or Extraction."""
        found = extraction(values, self.name, year)
        assert found.report is not None
        of_report = {name: value for name, value in changed.items() if name in found.report._fields}
        others = {name: value for name, value in changed.items() if name not in of_report}
        return found._replace(report=found.report._replace(**of_report), **others)


Reports = Callable[[World], list[Extraction]]
"""Makes the reports of a case; the last of them is the one judged."""


class RuleCase(NamedTuple):
    """What makes one rule hold, fail and stay open in one scope.

    `open_reason` is the reason given when the rule stays open; None if the rule needs nothing that can be unreadable,
    and then `unread` is None too. Rules that compare agencies are judged `alone`, each case in its own batch. What
    fails or stays open can be `absent`: the report after the last one, which is not there. `roster` lists the
    agencies that have to file, `deadlines` are added to the legal ones.
    """

    rule: str
    scope: str
    holds: Reports
    fails: Reports
    unread: Reports | None
    open_reason: str | None = "missing_terms"
    alone: bool = False
    absent: bool = False
    roster: Callable[[World], list[dict[str, Any]]] | None = None
    deadlines: tuple[Deadline, ...] = ()


def more(values: Figures, cell: tuple[int, str, str], by: int = 1) -> Figures:
    """The figures with one cell too large."""
    return {**values, cell: values[cell] + Decimal(by)}


def blank(values: Figures, cell: tuple[int, str, str]) -> dict[tuple[int, str, str], Decimal | None]:
    """The figures with one cell blank."""
    return {**values, cell: None}
