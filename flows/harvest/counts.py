"""Whether lists have fewer reports than may be expected: than at the harvest before, or on the newest year due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_DUE = (3, 31)
"""Month and day by which the law wants all reports on the year before published; departments are due earlier."""


class Count(NamedTuple):
    """How many reports a list has, or "" for all lists of a site, and on each year as far as that is told.

    `before` is how many it had at the harvest before, None where it was not read then; `known` how many on each year
    when it last had any.
    """

    url: str
    reports: int
    years: Mapping[int, int]
    before: int | None
    known: Mapping[int, int]

    def expected(self, year: int) -> int:
        """As many reports as there are on the year before, or were when there were any."""
        return self.years.get(year - 1) or self.known.get(year - 1, 0)

    def missing(self, year: int) -> int:
        """How many fewer reports there are than expected."""
        return self.expected(year) - self.years.get(year, 0)

    def lacks(self, year: int) -> bool:
        """Whether there are fewer than half of what is expected."""
        return self.years.get(year, 0) * 2 < self.expected(year)


class Fewer(NamedTuple):
    """What is told of a list; `is_certain` where there should be more reports."""

    message: str
    is_certain: bool


def newest_due(day: dt.date) -> int:
    """The newest year on which all reports should be published."""
    return day.year - (1 if (day.month, day.day) > _DUE else 2)


def fewer(
    site: Count, lists: Sequence[Count], day: dt.date, asked: frozenset[int] | None, *, is_whole: bool
) -> list[Fewer]:
    """What is told of the lists that were read to their end, for the years asked for; `is_whole` if all were."""
    year = newest_due(day)
    is_due = asked is None or year in asked
    told = list(_of_lists(site, lists, year if is_due and is_whole else None))
    for count in lists:
        if not count.reports and not count.before:
            # In the list of another year's reports, there are none of those asked for.
            is_certain = asked is None or (is_due and is_whole and not site.reports)
            told.append(Fewer(f"list {count.url}: no report is found in it", is_certain))
    if is_due and is_whole and site.lacks(year) and not any(each.is_certain for each in told):
        told.append(Fewer(f"all lists: {_lacking(site, year)}", True))
    return told


def _of_lists(site: Count, lists: Sequence[Count], year: int | None) -> Iterator[Fewer]:
    for count in lists:
        if count.reports < (count.before or 0):
            message = f"{count.reports} reports, where there were {count.before}; has it changed?"
            yield Fewer(f"list {count.url}: {message}", True)
        # A list that another one of the site has taken the place of is not missed.
        elif year and count.reports and count.lacks(year) and 2 * site.missing(year) > count.missing(year):
            yield Fewer(f"list {count.url}: {_lacking(count, year)}", True)


def _lacking(count: Count, year: int) -> str:
    return (
        f"{count.years.get(year, 0)} reports on {year}, which were due by {_DUE[1]} March, where there are "
        f"{count.expected(year)} on {year - 1}; has it moved?"
    )
