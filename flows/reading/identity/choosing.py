"""Which of the titles around a report is its own, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.documents.folding import squeeze
from flows.reading.identity.agencies import same_body
from flows.reading.identity.title_text import is_title
from flows.reading.identity.titles import Title, title_from, titles_of
from flows.reading.prose import Prose, in_digits
from flows.reading.wordings import words

_FIRST = "一、总体情况"
_NUMBERED = ("一、", "二、", "三、", "四、", "五、", "六、")
_PARTS = re.compile(r"\s*[_|\n]+\s*|\s+[-–—]+\s+|--+")
_HYPHENS = re.compile(r"(?<!\d)-|-(?!\d)")
_LABEL_LINES = 6
_BETWEEN = re.compile(r"[\s\d:./年月日\[\]()·•-]*")
# A line above tables that says of which year they are: 2022年情况如下.
_YEAR_OF_TABLES = re.compile(
    r"\n\(?(20\d\d)年度?[^,。;\n]{0,12}(?:情况如下|情况|数据|统计表|报表|附表|如下):?\)?(?=\n)"
)
_HEADLINE = re.compile(r"[^>:。,]{0,30}(?:年报|年度报告|工作报告)")


class Chosen(NamedTuple):
    """The report's own title, None where no title is proven to be its own.

    `agencies` and `years` are those that other titles name, where they could be the report's as well; `is_sure` where
    nothing speaks for another title. `page` is what the file itself calls the page, where that is a title of a report.
    `follower` is the line of the first title behind the report's first heading, `starts` are the lines of that.
    """

    title: Title | None
    is_sure: bool
    agencies: tuple[str, ...]
    years: tuple[int, ...]
    page: Title | None
    follower: int | None
    starts: Sequence[int]


def choose(prose: Prose, year: int | None, page_title: str) -> Chosen:
    """The title of the period's year that stands nearest before the first heading, one with an agency first.

    Pages print the titles of other reports around their own: what stands behind the report, below 相关阅读, or in a
    list of several bodies' titles is nobody's own, unless the file calls the page so.
    """
    titles, page, starts = titles_of(prose), _of_page(page_title), starts_of(prose)
    own = _own(prose, titles, starts, page)
    follower = next((t.at for t in titles if t.at > starts[0]), None) if starts else None
    if not own:
        return Chosen(None, False, _bodies(titles), (), page, follower, starts)
    title = _nearest(own, starts[0] if starts else 0, year)
    is_sure = bool(starts) and title.at < starts[0] and not _explains(title)
    if not _is_of(title, page):
        is_sure = is_sure and not _is_above_headline(prose, title, starts[0])
        if page and page.agency and title.agency and not is_sure:
            return Chosen(None, False, (title.agency.name,), (), page, follower, starts)
    inside = [t for t in titles if starts and starts[0] < t.at < starts[-1]]
    beside = [t for t in own if year is None or title.year is None or t.year == title.year]
    named = _bodies([*beside, *inside, *([page] if page else [])])
    agencies = tuple(x for x in named if title.agency and not same_body(x, title.agency.name))
    if page and page.agency and page.agency.name in agencies:
        page = None
    years = {t.year for t in [*inside, *(own if year is None else ()), *([page] if page else [])] if t.year}
    years |= {int(m[1]) for m in _YEAR_OF_TABLES.finditer(prose.dated)}
    others = tuple(sorted(years - {title.year})) if title.year else ()
    return Chosen(title, is_sure, agencies, others, page, follower, starts)


def _own(prose: Prose, titles: Sequence[Title], starts: Sequence[int], page: Title | None) -> list[Title]:
    """The titles that can be the report's: before its first heading; those that the file calls the page, if any."""
    before = [t for t in titles if not starts or t.at < starts[0]] or [t for t in titles if t.at < starts[-1]]
    if confirmed := [t for t in before if _is_of(t, page)]:
        return confirmed
    others = _related(prose, titles)
    return [t for t in before if t not in others]


def _is_of(title: Title, page: Title | None) -> bool:
    """Whether the file calls the page as the title does: the same body and, where both name one, the same year."""
    if page is None or title.agency is None or page.agency is None:
        return False
    other_year = title.year and page.year and title.year != page.year
    return not other_year and same_body(title.agency.name, page.agency.name)


def _of_page(page_title: str) -> Title | None:
    """The title of a report in what the file calls the page, without the names of site and column around it.

    Without a year it is the name of a column: 遂昌县政府信息公开年报.
    """
    if not page_title:
        return None
    parts = [part for split in (_PARTS, _HYPHENS) for part in split.split(page_title)]
    found = [title_from(0, 0, part.strip()) for part in parts if is_title(in_digits(squeeze(part)))]
    return min((title for title in found if title.year), key=lambda title: title.agency is None, default=None)


def starts_of(prose: Prose) -> list[int]:
    """The lines on which the body of a report begins: its first heading, or what is left of its headings."""
    found = [i for i in prose.lines_with(_FIRST) if prose.squeezed_line(i).startswith(_FIRST)]
    if found:
        return found
    text = f"\n{prose.squeezed}"
    return [prose.index(at) for number in _NUMBERED if (at := text.find(f"\n{number}")) >= 0][:1]


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
    """Titles below a word such as 相关阅读, and those that stand one under the other and name several bodies."""
    found: list[Title] = []
    for run in _runs(prose, titles):
        label = next(
            (
                text
                for i in range(run[0].at - 1, max(run[0].at - _LABEL_LINES, -1), -1)
                if (text := prose.squeezed_line(i).strip("|"))
            ),
            "",
        )
        years = {t.year for t in run}
        listed = {b for y in years for b in _bodies([t for t in run if t.year == y])[1:]}
        if label.strip(":>[]-·.…更多") in words("related") or listed:
            found += run
    return found


def _runs(prose: Prose, titles: Sequence[Title]) -> Iterator[list[Title]]:
    """Titles with nothing but dates between them."""
    run: list[Title] = []
    for title in titles:
        if run and not all(_BETWEEN.fullmatch(prose.squeezed_line(i)) for i in range(run[-1].until + 1, title.at)):
            yield run
            run = []
        run.append(title)
    if run:
        yield run


def _bodies(titles: Sequence[Title]) -> tuple[str, ...]:
    """The agencies named, each body once."""
    found: list[str] = []
    for title in titles:
        if title.agency and not any(same_body(title.agency.name, name) for name in found):
            found.append(title.agency.name)
    return tuple(found)


def _is_above_headline(prose: Prose, title: Title, first: int) -> bool:
    """Whether another headline stands between the title and the report: 2023年年报."""
    return any(_HEADLINE.fullmatch(prose.squeezed_line(i)) for i in range(title.until + 1, first))
