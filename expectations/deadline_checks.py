"""Checks of the deadlines by which reports are to be published."""

from __future__ import annotations

import datetime as dt
import re

from expectations.form import Catalogue
from expectations.rule import Deadline
from expectations.rule_checks import Fail

AGENCY_TYPES = ("government", "department", "town", "other")
_YEAR = 2025
"""Any year without a 29 February: a deadline must exist in every year."""


def check(c: Catalogue, fail: Fail) -> None:
    """Refuse a deadline that is not a day of every year, that no rule compares with, or that contradicts another."""
    rules = {rule.rule for rule in c.rules if rule.test == "deadline"}
    for number, line in enumerate(c.deadlines):
        if line.rule not in rules:
            fail(line, f"{line.rule!r} is not a rule of kind time with a deadline")
        if line.agency_type not in AGENCY_TYPES:
            fail(line, f"agency_type {line.agency_type!r} is not one of {', '.join(AGENCY_TYPES)}")
        if not re.fullmatch(r"(\d{6})?", line.jurisdiction):
            fail(line, f"jurisdiction {line.jurisdiction!r} is not the code of a division, which has six digits")
        if not line.basis.strip():
            fail(line, "the deadline has no basis")
        try:
            dt.date(_YEAR, line.month, line.day)
        except ValueError:
            fail(line, f"month {line.month}, day {line.day} is not a day of every year")
        if line.last_year is not None and line.last_year < line.first_year:
            fail(line, "the last year is before the first")
        if any(_overlap(line, other) for other in c.deadlines[:number]):
            fail(line, "a line before it sets a deadline for the same agencies and years")


def _overlap(one: Deadline, other: Deadline) -> bool:
    if (one.jurisdiction, one.agency_type, one.rule) != (other.jurisdiction, other.agency_type, other.rule):
        return False
    return all(a.last_year is None or b.first_year <= a.last_year for a, b in ((one, other), (other, one)))
