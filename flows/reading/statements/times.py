"""Of which time a sentence tells: whether it is the whole year reported on."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.reading.statements.tokens import Piece

TIMES = frozenset({"year", "past", "period", "whole", "rate", "cumulative", "during", "title"})
_YEARS = re.compile(r"(20\d\d)(?!\d)")
_SOME = re.compile("月|半年|季度|[底末初]$")
_WHOLE = re.compile(
    r"(?<!\d)1月?(?:1日)?起?[至到—~-]+(?:20\d\d年)?12月(?!(?!31)\d)|一月?(?:份)?[至到—~-]+十二月|12月31日[前止]"
    r"|^截.*(?:12月(?!(?!31)\d)|年年?[底末]$)"
)


class Time(NamedTuple):
    """`in_year` tells of the year reported on, `in_part` of a part of it; `bounded` is what a heading says of both.

    `alone` tells that another year was named without anything else: 2021年,2022年,2023年. `spans` is False where the
    year must be named first, for 累计 may mean any time.
    """

    in_year: bool = True
    in_part: bool = False
    bounded: bool = False
    alone: bool = False
    spans: bool = True

    @property
    def fits(self) -> bool:
        """Whether it is the whole year reported on and no other time."""
        return self.in_year and not self.in_part and not self.bounded

    def next(self) -> Time:
        """The time at the beginning of another sentence: that of the year, where no heading says another."""
        return Time(bounded=self.bounded)

    def below(self) -> Time:
        """The time of what stands below a heading."""
        return Time(bounded=not self.fits)

    def after(self, piece: Piece, year: int | None) -> Time:
        """The time that a piece of a sentence leaves."""
        kinds = piece.kinds
        has_figure = "figure" in kinds
        time = self._whole(piece, year) if kinds & {"whole", "year"} else self
        if "past" in kinds or ("title" in kinds and not _titles_fit(piece, year)):
            time = time._replace(in_year=False)
        if "rate" in kinds and (has_figure or "unknown" not in kinds):
            time = time._replace(in_year=False)
        if "during" in kinds and not has_figure and "unknown" in kinds:
            time = time._replace(in_part=True)
        if "period" in kinds:
            time = time._replace(in_part=True)
        if "cumulative" in kinds and not time.spans:
            time = time._replace(in_year=False)
        return time._replace(alone=False) if has_figure else time

    def _whole(self, piece: Piece, year: int | None) -> Time:
        told = [t.text for t in piece.tokens if t.kind == "year"]
        is_year = all(year == int(one) for text in told for one in _YEARS.findall(text))
        in_part = any(_SOME.search(text) and not _WHOLE.search(text) for text in told)
        if not told:
            return self._replace(in_part=False, spans=True)
        alone = self.alone or (not is_year and piece.kinds == {"year"})
        own = is_year and not self.alone
        spans = self.spans or (own and not in_part and not told[-1].startswith("截"))
        bounded = self.bounded and not (own and not in_part)
        return Time(own, in_part, bounded, alone, spans)


def _titles_fit(piece: Piece, year: int | None) -> bool:
    """Whether the reports named are those of the year."""
    return all(year == int(one) for t in piece.tokens if t.kind == "title" for one in _YEARS.findall(t.text))
