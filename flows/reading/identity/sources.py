"""What each place of a document says about each identifying field, as candidates to choose between."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from flows.documents.folding import squeeze
from flows.reading.damage.harm import is_advertised
from flows.reading.identity.agencies import is_line_of_agency
from flows.reading.identity.choosing import Chosen, starts_of
from flows.reading.identity.dates import Period, days_of
from flows.reading.identity.fields import index_number_of, issuer_of
from flows.reading.identity.mentions import mentions_of, signature_of
from flows.reading.identity.openings import Mention
from flows.reading.identity.ranking import Candidate
from flows.reading.identity.subjects import begins_proven, can_be_own, own_kinds
from flows.reading.identity.wrapped import unwrapped
from flows.reading.prose import Prose
from flows.reading.records import Evidence, Locator
from flows.reading.wordings import main_numbers

_BARE = "bare_name"
# A line above tables that states their year: 2022年情况如下.
_YEAR_OF_TABLES = re.compile(
    r"\n\(?(20\d\d)年度?[^,。;\n]{0,12}(?:情况如下|情况|数据|统计表|报表|附表|如下):?\)?(?=\n)"
)


class Sources:
    """The candidates of each field: from titles, the period, sentences, and the fields of the page.

    What the file calls the page supplies what the report's own title lacks. Sentences are searched only where titles
    leave something open.
    """

    def __init__(self, prose: Prose, chosen: Chosen, period: Period | None) -> None:
        self._prose, self._chosen, self._period = prose, chosen, period
        self._title, self._page, self._agencies = chosen.title, chosen.own_page, chosen.agencies
        self.issuer = issuer_of(prose)

    def titles(self) -> list[Candidate]:
        """The report's own title; one that contains advertising counts as another report's."""
        title, page = self._title, self._page
        if title is None:
            return [Candidate(page.text, "page_title", "likely")] if page else []
        if self._is_planted:
            return [Candidate(title.text, "other_title", "doubtful", self._prose.place(title.at))]
        confidence = "certain" if self._chosen.is_sure and title.agency and title.year else "likely"
        confidence = "doubtful" if self._agencies or self._other_years else confidence
        return [Candidate(title.text, "title", confidence, self._prose.place(title.at))]

    def agencies(self) -> list[Candidate]:
        """The agencies that titles name; else those of sentences, and the body that issues the page."""
        title, page = self._title, self._page
        others = [Candidate(name, "other_title", "doubtful") for name in self._agencies]
        if title and title.agency and not self._is_planted:
            is_sure = title.is_whole and self._chosen.is_sure and title.agency.proven
            source, confidence = "title" if title.is_whole else "line_before_title", "certain" if is_sure else "likely"
            return [Candidate(title.agency.name, source, confidence, self._prose.place(title.at)), *others]
        if page and page.agency:
            return [Candidate(page.agency.name, "page_title", "likely"), *others]
        return [*self._agencies_in_sentences(), *self._issuing(), *others]

    def years(self, day: Evidence | None) -> list[Candidate]:
        """The years of titles and of the period; if no title has one, those of sentences. `day` is that of publication.

        What the report prints outranks the title in its file, which may be left over from an older one; and titles are
        sometimes given the year in which the report came out.
        """
        title = self._title if self._title and self._title.year else self._page
        last = self._period.last.year if self._period else None
        found = [Candidate(str(last), "period", "likely", self._prose.where(self._period.at))] if self._period else []
        if title is None or not title.year:
            return [*found, *self._said(lambda m: str(m.year) if m.year else None)]
        is_of_page = title is not self._title
        is_day_of_title = day is not None and str(day.value)[:4] == str(title.year)
        source = "page_title" if is_of_page else "title"
        if last and (title.year != last) and (is_of_page or (is_day_of_title and title.year == last + 1)):
            source = "doubted_title"
        where = Locator() if is_of_page else self._prose.place(title.at)
        others = [Candidate(str(year), "other_title", "doubtful") for year in self._other_years]
        return [Candidate(str(title.year), source, "certain" if last else "likely", where), *others, *found]

    def periods(self, year: Evidence | None) -> list[Candidate]:
        """The period the figures are said to cover; doubtful where the report is on another year."""
        if self._period is None:
            return []
        first, last, at, others = self._period
        is_doubtful = year is not None and year.value != str(last.year)
        confidence, where = "doubtful" if is_doubtful else "certain", self._prose.where(at)
        spans = [f"{begin}/{end}" for begin, end in ((first, last), *others)]
        return [Candidate(span, "period", confidence, where) for span in spans]

    def days(self) -> tuple[list[Candidate], list[Candidate]]:
        """The dates of publication, and those of writing; a signature may be at the end of the report."""
        published, written = days_of(self._prose, self._title)
        if not written and (signed := signature_of(self._prose, self._body[0])):
            written = [Candidate(signed.day.isoformat(), "signature", "likely", self._prose.where(signed.at))]
        return published, written

    def index_numbers(self) -> list[Candidate]:
        """The index number in the head of the page."""
        found = index_number_of(self._prose)
        return [Candidate(found[0], "label", "certain", found[1])] if found else []

    def names(self) -> list[str]:
        """The agencies that the sentences name."""
        return [m.name for m in self._mentions if m.name]

    @cached_property
    def _is_planted(self) -> bool:
        title = self._title
        return title is not None and is_advertised(self._prose, title.at, title.until, squeeze(title.text))

    @property
    def _body(self) -> tuple[int, int]:
        """Where the first part of the report begins and ends in its text; without headings, all of it."""
        if not self._chosen.starts:
            return 0, len(self._prose.dated)
        first = self._prose.starts[self._chosen.starts[0]]
        second = self._prose.dated.find(f"\n{main_numbers()[1]}", first)
        return first, second if second >= 0 else len(self._prose.dated)

    @cached_property
    def _other_years(self) -> list[int]:
        """The years that other titles and tables name, where the report's own title names one."""
        own = self._title.year if self._title else None
        years = self._chosen.years | {int(m[1]) for m in _YEAR_OF_TABLES.finditer(self._prose.dated)}
        return sorted(years - {own}) if own else []

    @cached_property
    def _mentions(self) -> list[Mention]:
        title = self._title
        return mentions_of(self._prose, *self._body, title.until if title else None)

    def _said(self, value: Callable[[Mention], str | None]) -> list[Candidate]:
        found = [(value(m), m) for m in self._mentions]
        return [Candidate(v, m.source, "likely", self._prose.where(m.at)) for v, m in found if v]

    def _agencies_in_sentences(self) -> list[Candidate]:
        """If none is named in full, also those broken by the end of a line."""
        named = self._said(lambda m: m.name)
        whole = unwrapped(self._prose) if all(c.source == _BARE for c in named) else None
        if whole is None:
            return named
        return Sources(whole, self._chosen._replace(starts=starts_of(whole), title=None), None)._said(lambda m: m.name)

    def _issuing(self) -> list[Candidate]:
        """The body that issues the page, where the report calls itself that kind of body: 我局."""
        kinds = own_kinds(self._prose)
        if self.issuer is None or not kinds or not is_line_of_agency(self.issuer[0]):
            return []
        name, where = self.issuer
        return [Candidate(name, "issuer", "likely", where)] if begins_proven(name) and can_be_own(name, kinds) else []
