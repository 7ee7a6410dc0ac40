"""Which of the titles around a report is its own, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.documents.folding import squeeze
from flows.reading.identity.agencies import same_body
from flows.reading.identity.title_text import is_title
from flows.reading.identity.titles import Title, bodies_of, only_dates_between, title_from, titles_of
from flows.reading.prose import Prose, in_digits
from flows.reading.wordings import first_headings, main_numbers, words

_PARTS = re.compile(r"\s*[_|\n]+\s*|\s+[-–—]+\s+|--+")
_HYPHENS = re.compile(r"(?<!\d)-|-(?!\d)")
_LABEL_LINES = 6
_HEADLINE = re.compile(r"[^>:。,]{0,30}(?:年报|年度报告|工作报告)")


class Chosen(NamedTuple):
    """The report's own title, None where no title is proven to be its own; `is_sure` where nothing suggests another.

    `rivals` are titles that could be the report's as well, `page` is what the file itself calls the page, where that is
    a title. `starts` are the lines of the report's first heading, `next_title_line` is that of the first title after.
    """

    title: Title | None
    is_sure: bool
    rivals: Sequence[Title]
    page: Title | None
    next_title_line: int | None
    starts: Sequence[int]

    @property
    def agencies(self) -> list[str]:
        """The bodies that other titles name, if the report's own title names a body or is missing."""
        if self.title is None:
            return bodies_of(self.rivals)
        own = self.title.agency
        return [x for x in bodies_of([*self.rivals, *_one(self.page)]) if own and not same_body(x, own.name)]

    @property
    def own_page(self) -> Title | None:
        """What the file calls the page, unless that names a body other than the report's own title does."""
        agency = self.page.agency if self.page and self.title else None
        return None if agency and agency.name in self.agencies else self.page

    @property
    def years(self) -> set[int]:
        """The years that other titles name."""
        return {t.year for t in (*self.rivals, *_one(self.own_page)) if t.year}


def choose(prose: Prose, year: int | None, page_title: str) -> Chosen:
    """The title of the period's year nearest before the first heading, preferring one with an agency.

    Pages print the titles of other reports around their own: a title after the report, below 相关阅读, or in a list
    of several bodies' titles is never the report's own, unless the file calls the page so.
    """
    titles, page, starts = titles_of(prose), _of_page(page_title), starts_of(prose)
    own, following = _own(prose, titles, starts, page), [t for t in titles if starts and t.at > starts[0]]
    next_title_line = following[0].at if following else None
    title = _nearest(own, starts[0] if starts else 0, year) if own else None
    is_sure = title is not None and _is_sure(prose, title, page, starts)
    if title is None or (not is_sure and _names_another(page, title)):
        return Chosen(None, False, [title] if title else titles, page, next_title_line, starts)
    inside = [t for t in following if t.at < starts[-1]]
    beside = own if None in (year, title.year) else [t for t in own if t.year == title.year]
    return Chosen(title, is_sure, [*beside, *inside], page, next_title_line, starts)


def _one(title: Title | None) -> list[Title]:
    return [title] if title else []


def _is_sure(prose: Prose, title: Title, page: Title | None, starts: Sequence[int]) -> bool:
    """Whether a title is above the report, is not of an explanation, and no other headline is between: 2023年年报."""
    if not starts or title.at >= starts[0] or _explains(title):
        return False
    between = range(title.until + 1, starts[0])
    return _is_of(title, page) or not any(_HEADLINE.fullmatch(prose.squeezed_line(i)) for i in between)


def _own(prose: Prose, titles: Sequence[Title], starts: Sequence[int], page: Title | None) -> list[Title]:
    """The titles that can be the report's: those before its first heading, or those that the file calls the page."""
    before = [t for t in titles if not starts or t.at < starts[0]] or [t for t in titles if t.at < starts[-1]]
    if confirmed := [t for t in before if _is_of(t, page)]:
        return confirmed
    others = _related(prose, titles)
    return [t for t in before if t not in others]


def _is_of(title: Title, page: Title | None) -> bool:
    """Whether the file's name for the page matches the title: the same body and, where both name one, the same year."""
    if page is None or title.agency is None or page.agency is None:
        return False
    other_year = title.year and page.year and title.year != page.year
    return not other_year and same_body(title.agency.name, page.agency.name)


def _names_another(page: Title | None, title: Title) -> bool:
    """Whether the file names the page after another report."""
    return page is not None and page.agency is not None and title.agency is not None and not _is_of(title, page)


def _of_page(page_title: str) -> Title | None:
    """The title of a report in the file's name for the page, without the names of site and column around it.

    One without a year is the name of a column: 遂昌县政府信息公开年报.
    """
    if not page_title:
        return None
    parts = [part for split in (_PARTS, _HYPHENS) for part in split.split(page_title)]
    found = [title_from(0, 0, part.strip()) for part in parts if is_title(in_digits(squeeze(part)))]
    return min((title for title in found if title.year), key=lambda title: title.agency is None, default=None)


def starts_of(prose: Prose) -> list[int]:
    """The lines on which the body of a report begins: its first heading, or the first that is left."""
    for first in first_headings():
        if found := [i for i in prose.lines_with(first) if prose.squeezed_line(i).startswith(first)]:
            return found
    text = f"\n{prose.squeezed}"
    return [prose.index(at) for number in main_numbers() if (at := text.find(f"\n{number}")) >= 0][:1]


def _nearest(own: Sequence[Title], first: int, year: int | None) -> Title:
    def of_other_year(title: Title) -> int:
        return 1 if title.year is None else 2 if year and title.year != year else 0

    def distance(title: Title) -> int:
        return first - title.at if title.at < first else len(own) + title.at + first

    nearest = min(own, key=lambda t: (of_other_year(t), distance(t)))
    of_year = (t for t in own if t.year == nearest.year)
    return min(of_year, key=lambda t: (t.agency is None, _explains(t), distance(t)))


def _explains(title: Title) -> bool:
    return any(word in title.text for word in words("not_a_report"))


def _related(prose: Prose, titles: Sequence[Title]) -> list[Title]:
    """Titles below a word such as 相关阅读, and consecutive ones that name several bodies."""
    found: list[Title] = []
    for run in _runs(prose, titles):
        above = range(run[0].at - 1, max(run[0].at - _LABEL_LINES, -1), -1)
        label = next((text for i in above if (text := prose.squeezed_line(i).strip("|"))), "")
        years = {t.year for t in run}
        listed = {b for y in years for b in bodies_of([t for t in run if t.year == y])[1:]}
        if label.strip(":>[]-·.…更多") in words("related") or listed:
            found += run
    return found


def _runs(prose: Prose, titles: Sequence[Title]) -> Iterator[list[Title]]:
    """Titles with nothing but dates between them."""
    run: list[Title] = []
    for title in titles:
        if run and not only_dates_between(prose, run[-1], title):
            yield run
            run = []
        run.append(title)
    if run:
        yield run
