"""The titles of reports that a page prints, its own and others'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from flows.documents.folding import squeeze
from flows.reading.identity.agencies import (
    Named,
    agency_of_title,
    begins_with_division,
    division_of,
    is_line_of_agency,
    same_body,
)
from flows.reading.identity.fields import without_fields
from flows.reading.identity.subjects import can_be_own, own_kinds
from flows.reading.identity.title_text import (
    ANCHOR,
    LONGEST_TITLE,
    YEAR,
    agency_after_title,
    is_title,
    named_first,
    unlabelled,
    without_crumbs,
    year_of,
)
from flows.reading.prose import Prose, in_digits
from flows.reading.wordings import main_numbers, words

ONLY_YEAR = re.compile(r"\(?20\d\d年?度?\)?")
_ENDS_WITH_YEAR = re.compile(r"[\u4e00-\u9fff()]{0,30}20\d\d(?:年度?)?(?:政府?)?")
_LEADING_YEAR = re.compile(r"^20\d\d年度?")
_YEAR_BEGUN = re.compile(r"(?<!\d)2\d{0,3}$")
_YEAR_ENDED = re.compile(r"\d{0,3}年")
_WHOLE_YEAR = re.compile(r"20\d\d年")
_BROKEN_ANCHOR = re.compile("信(?:\n+息公开|息\n+公开|息公\n+开)")
_ONLY_DATE = re.compile(r"[\s\d:./年月日\[\]()|·•-]*")
_BLANK = 6
_HAN = re.compile("[\u4e00-\u9fff]{2,25}")


class Title(NamedTuple):
    """A title found: its first and last line, its text without labels, and the agency it names.

    `is_whole` where the title itself names the agency, not the line before it.
    """

    at: int
    until: int
    text: str
    agency: Named | None
    is_whole: bool

    @property
    def year(self) -> int | None:
        """The year that the title names; the last of a span."""
        return year_of(self.text)


def titles_of(prose: Prose) -> list[Title]:
    """Every title of a report that names its year or its agency, in reading order.

    Titles in lists are followed by dates and fields; the report's own only where no other title with a year is
    printed: one without a year may be the name of a column.
    """
    found = _found(_Lines(prose))
    if any(title.year for title in found):
        return found
    with_fields = _found(_Lines(prose, with_fields=True))
    return with_fields if any(title.year for title in with_fields) else found or with_fields


def bodies_of(titles: Iterable[Title]) -> list[str]:
    """The agencies that titles name, each body once."""
    found: list[str] = []
    for title in titles:
        if title.agency and not any(same_body(title.agency.name, name) for name in found):
            found.append(title.agency.name)
    return found


def only_dates_between(prose: Prose, one: Title, other: Title) -> bool:
    """Whether two titles follow one another as in a list, with nothing but dates between them."""
    return all(_ONLY_DATE.fullmatch(prose.squeezed_line(i)) for i in range(one.until + 1, other.at))


def _found(lines: _Lines) -> list[Title]:
    found = []
    for i in lines.anchors():
        # No title begins as the main headings of a report do, whatever the next line says.
        if lines.prose.squeezed.startswith(main_numbers(), lines.prose.starts[i]):
            continue
        printed = _title_at(lines, i) if len(lines.folded(i)) <= 2 * LONGEST_TITLE else None
        if printed is not None:
            title = title_from(*printed)
            found.append(_with_beginning(lines, title if title.agency else _with_line_before(lines, title)))
    return [title for title in found if title.agency or title.year]


def title_from(at: int, until: int, printed: str) -> Title:
    """A text as a title, without the labels, numbers and dates before it, unless these name the agency."""
    text = unlabelled(printed)
    agency = agency_of_title(text) or agency_after_title(text)
    if any(word in squeeze(printed) for word in words("not_a_report")):
        return Title(at, until, printed, agency, agency is not None)
    if agency is None and (whole := agency_of_title(named_first(printed))):
        text, agency = printed, whole
    if agency:
        text = without_crumbs(text, agency.name)
    return Title(at, until, text, agency, agency is not None)


class _Lines:
    """Lines prepared for the search for titles, each on demand; `with_fields` cuts off any fields after a title."""

    def __init__(self, prose: Prose, *, with_fields: bool = False) -> None:
        self.prose, self.with_fields = prose, with_fields
        self._folded: dict[int, str] = {}

    def anchors(self) -> Iterable[int]:
        """The lines that can hold a title; `with_fields` adds those on which its words begin and continue below."""
        found = self.prose.lines_with(ANCHOR)
        if not self.with_fields:
            return found
        parted = _BROKEN_ANCHOR.finditer(self.prose.squeezed)
        return sorted({*found, *(self.prose.index(m.start()) for m in parted)})

    def printed(self, i: int) -> str:
        """The text of a line without what the page prints around a title; of several cells, the one that holds it."""
        text = self.prose.lines[i].text
        if "|" in text:
            cells = [cell for cell in text.split("|") if cell.strip()]
            titles = cells if len(cells) == 1 else [cell for cell in cells if is_title(in_digits(squeeze(cell)))]
            text = titles[0] if len(titles) == 1 else text
        return without_fields(text, with_any=self.with_fields)

    def folded(self, i: int) -> str:
        """The same squeezed, its years in digits."""
        if i not in self._folded:
            line = self.prose.lines[i].text
            printed = self.printed(i)
            self._folded[i] = self.prose.dated_line(i) if printed is line else in_digits(squeeze(printed))
        return self._folded[i]

    def before(self, i: int) -> int | None:
        """The nearest line before in which something is printed."""
        return self._near(range(i - 1, max(i - 2 - _BLANK, -1), -1))

    def after(self, i: int) -> int | None:
        """The nearest line after in which something is printed."""
        return self._near(range(i + 1, min(i + 2 + _BLANK, len(self.prose.lines))))

    def _near(self, places: Iterable[int]) -> int | None:
        return next((i for i in places if self.folded(i)), None)

    def joined(self, first: int, last: int) -> tuple[int, int, str]:
        """All lines from one to another, with their text."""
        return first, last, "".join(self.printed(i).strip() for i in range(first, last + 1))


def _title_at(lines: _Lines, i: int) -> tuple[int, int, str] | None:
    """The title that line `i` holds, or completes, or begins; and its first and last line."""
    text = lines.folded(i)
    if is_title(text):
        return _completed(lines, i)
    after = lines.after(i) if len(text) < LONGEST_TITLE else None
    rest = lines.folded(after) if after is not None else ""
    if after is None or len(rest) >= LONGEST_TITLE or not is_title(text + rest) or _is_whole(rest):
        return None
    before = _with_year(lines, i)
    is_begun = before is not None or YEAR.search(text) or agency_of_title(text)
    return lines.joined(i if before is None else before, after) if is_begun else None


def _with_year(lines: _Lines, i: int) -> int | None:
    """The line before, if it ends with a year that is not one of a list: 2021年度, and below it 政府信息公开工作.

    Or if it is a year and an agency, 2021年度遂昌县司法局, or ends within the year: 遂昌县司法局20 above 21年.
    """
    before = lines.before(i)
    if before is None:
        return None
    text = lines.folded(before)
    if _parts_year(text, lines.folded(i)):
        return before
    if not _ENDS_WITH_YEAR.fullmatch(text):
        year = _LEADING_YEAR.match(text)
        return before if year and is_line_of_agency(text[year.end() :]) else None
    above = lines.before(before)
    return None if above is not None and ONLY_YEAR.fullmatch(lines.folded(above)) else before


def _parts_year(text: str, rest: str) -> bool:
    """Whether the digits of a year begin on one line and end on the next."""
    begun, ended = _YEAR_BEGUN.search(text), _YEAR_ENDED.match(rest)
    return begun is not None and ended is not None and _WHOLE_YEAR.fullmatch(begun[0] + ended[0]) is not None


def _is_whole(text: str) -> bool:
    return is_title(text) and YEAR.search(unlabelled(text)) is not None


def _completed(lines: _Lines, i: int) -> tuple[int, int, str]:
    """The title of line `i` with its year, where that is on the line before or after it."""
    text = lines.folded(i)
    if YEAR.search(unlabelled(text)):
        return lines.joined(i, i)
    before, after = _with_year(lines, i), lines.after(i)
    if before is not None and not agency_of_title(text):
        return lines.joined(before, i)
    if after is not None and _is_only_year(lines, after):
        return lines.joined(i, after)
    return lines.joined(i, i)


def _is_only_year(lines: _Lines, i: int) -> bool:
    """Whether a line is a year that is not one of a list."""
    after = lines.after(i)
    is_of_list = after is not None and ONLY_YEAR.fullmatch(lines.folded(after))
    return not is_of_list and ONLY_YEAR.fullmatch(lines.folded(i)) is not None


def _with_beginning(lines: _Lines, title: Title) -> Title:
    """A title that begins inside the name of an agency, which starts on the line before."""
    before = lines.before(title.at)
    head = lines.folded(before) if before is not None else ""
    if before is None or title.agency is None or not title.text or not _begins_name(head):
        return title
    if not squeeze(title.text).startswith(title.agency.name) or begins_with_division(title.agency.name):
        return title
    text = lines.printed(before).strip() + title.text
    return title._replace(at=before, text=text, agency=agency_of_title(text))


def _begins_name(head: str) -> bool:
    """Whether a line is the beginning of the name of an agency, but not a complete one: 邳州市人力资源和社会.

    A year can precede it, or a name of the state: 国家税务总局遂昌县.
    """
    head = _LEADING_YEAR.sub("", head, count=1)
    head = head[next((len(word) for word in words("agency_begin") if head.startswith(word)), 0) :]
    division = division_of(head)
    if not division or not _HAN.fullmatch(head):
        return False
    if head == division:
        return True
    rest = head[len(division) :]
    no_name = (*words("no_name"), *words("site"), *words("agency_end"), "公开")
    return not any(word in rest for word in no_name)


def _with_line_before(lines: _Lines, title: Title) -> Title:
    """A title on two lines: the agency alone on the line before, unless it cannot be a body of this report.

    A year alone above the agency also belongs to the title, where that has none.
    """
    before = lines.before(title.at)
    name = lines.folded(before) if before is not None else ""
    if before is None or not is_line_of_agency(name) or not can_be_own(name, own_kinds(lines.prose)):
        return title
    text, agency = lines.printed(before).strip() + title.text, agency_of_title(lines.printed(before))
    above = lines.before(before) if title.year is None else None
    if above is not None and ONLY_YEAR.fullmatch(lines.folded(above)):
        before, text = above, lines.printed(above).strip() + text
    return title._replace(at=before, text=text, agency=agency)
