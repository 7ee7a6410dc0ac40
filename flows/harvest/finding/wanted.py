"""Which texts of links are titles of annual reports, by what the reader knows about such titles."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import squeeze
from flows.harvest.finding import bounds
from flows.reading.identity.agencies import agency_of_title, division_of, ends_like_agency, is_name
from flows.reading.identity.title_text import ANCHOR, LONGEST_TITLE, is_title, year_of
from flows.reading.identity.titles import ONLY_YEAR
from flows.reading.prose import in_digits
from flows.reading.wordings import words

_WHOLE = "政府信息公开工作年度报告"
_CUT = re.compile(r"(?:…+|\.{2,6}|。{2,6})$")
_LEAST = 4
"""Fewest characters of the words of a title that must be left of one cut short."""

_BEHIND = re.compile(
    r"[\[(]?20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\d{1,2}:\d\d(?::\d\d)?)?[\])]?$|[\[(]\d+(?:\.\d+)?[KkMm]?[Bb]?[\])]$|new!?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\(?(20\d\d)(?:-20\d\d)?\)?年?度?\)?")
_BARE_END = re.compile(r"(?:年度)?(?:报告|年报)(?:\(.{1,20}\))?$")
_COLUMN_ENDS = ("年报", "年度报告")
_MAY_BE = ("公开", "公開", "报告", "報告", "年报", "年報", "20", "二")


class Wanted(NamedTuple):
    """A title of a report as printed, and its year; None where it names none."""

    text: str
    year: int | None

    def is_of(self, years: frozenset[int] | None, day: dt.date | None) -> bool:
        """Whether it is, or may be, of one of these years."""
        return years is None or (year := self.year_by(day)) is None or year in years

    def year_by(self, day: dt.date | None) -> int | None:
        """Its year; without one, by the day beside it: a report comes out in the year after."""
        return self.year or (day.year - 1 if day else None)


def wanted(texts: Iterable[str], *, in_column: bool, is_dated: bool) -> Wanted | None:
    """The first of some texts that is the title of a report.

    `in_column` for links on a page that is known to list reports, where titles may be as short as 2023年年报; titles
    without a year count where a date is beside them (`is_dated`): others are names of columns.
    """
    for text in texts:
        shown = " ".join(text[: bounds.TEXT].split())
        found = _judged(shown) or (_bare(shown) if in_column else None)
        if found is not None and (found.year is not None or is_dated):
            return found
    return None


def is_column(heads: Iterable[str]) -> bool:
    """Whether what a page says of itself names a column of annual reports."""
    return any(ANCHOR in head and any(word in head for word in words("report")) for head in map(_squeezed, heads))


def names_column(text: str) -> bool:
    """Whether a text is the name of a list of reports: 部门年报, 乡镇街道政府信息公开年度报告."""
    folded = _squeezed(text) if len(text) < LONGEST_TITLE else ""
    return folded.endswith(_COLUMN_ENDS) and not _YEAR.search(folded) and not is_other(folded)


def only_year(text: str) -> int | None:
    """The year, where a text is nothing else."""
    folded = _squeezed(text)
    found = ONLY_YEAR.fullmatch(folded)
    return int(re.sub(r"\D", "", folded)[:4]) if found else None


def agency_in(lines: Iterable[str]) -> str | None:
    """The first line that is the name of an agency or a region."""
    return next((line for line in lines if is_name(line) and ends_like_agency(squeeze(line))), None)


def is_other(text: str) -> bool:
    """Whether a text says that it explains a report, or is on other bodies than agencies."""
    folded = _squeezed(text)
    return any(word in folded for use in ("not_a_report", "other_form", "other_report") for word in words(use))


def _squeezed(text: str) -> str:
    return in_digits(squeeze(text[: bounds.TEXT]))


@lru_cache(maxsize=4_096)
def _judged(shown: str) -> Wanted | None:
    if not any(part in shown for part in _MAY_BE) or len(shown) > 2 * LONGEST_TITLE:
        return None
    folded = _trimmed(_squeezed(shown))
    if ANCHOR not in folded and not _CUT.search(folded):
        return None
    if is_other(shown):
        return None
    whole = folded if is_title(folded) else _completed(folded)
    if whole is None or not (year_of(whole) or agency_of_title(whole)):
        return None
    return Wanted(shown, year_of(whole))


def _trimmed(folded: str) -> str:
    """A folded title without the marks around it, or the date, the size and the mark of something new behind it."""
    while found := _BEHIND.search(folded):
        folded = folded[: found.start()]
    return folded[1:-1] if folded.startswith("《") and folded.find("》") == len(folded) - 1 else folded


def _completed(folded: str) -> str | None:
    """A title that a list cuts within its words, whole: 遂昌县2023年政府信息公…; None where it may be another."""
    cut = _CUT.search(folded)
    if cut is None:
        return None
    head = folded[: cut.start()]
    for length in range(min(len(_WHOLE), len(head)), _LEAST - 1, -1):
        for whole in (_WHOLE, _WHOLE.removeprefix("政府")):
            if head.endswith(whole[:length]):
                found = head + whole[length:]
                return found if year_of(found) and is_title(found) else None
    return None


@lru_cache(maxsize=4_096)
def _bare(shown: str) -> Wanted | None:
    """A title that leaves out what its column says: 2023年年报, 遂昌县司法局2023年度报告."""
    folded = _trimmed(_squeezed(shown))
    year, end = _YEAR.search(folded), _BARE_END.search(folded)
    if year is None or end is None or len(folded) > LONGEST_TITLE or is_other(shown):
        return None
    rest = folded[: year.start()] + folded[year.end() : max(end.start(), year.end())]
    if rest and not ends_like_agency(rest) and division_of(rest) != rest:
        return None
    return Wanted(shown, int(year[1]))
