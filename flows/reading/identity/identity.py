"""Who reports for which year: title, agency, year, period, publication and region, as the document tells them.

Each with what it rests on. Whatever is not printed is None, and no year is inferred from a date of publication.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from flows.documents.folding import is_traditional, simplify, squeeze
from flows.reading.identity.agencies import is_line_of_agency, same_body
from flows.reading.identity.choosing import Chosen, choose, starts_of
from flows.reading.identity.dates import Period, Published, dates_of, period_of
from flows.reading.identity.mentions import mentions_of, signature_of
from flows.reading.identity.openings import Mention
from flows.reading.identity.placing import Places, place
from flows.reading.identity.ranking import Candidate, strongest
from flows.reading.identity.subjects import begins_proven, can_be_own, own_kinds
from flows.reading.identity.titles import Title
from flows.reading.identity.wrapped import unwrapped
from flows.reading.notices.harm import is_advertised
from flows.reading.prose import Prose
from flows.reading.records import Evidence, Locator
from flows.reading.regions import resolve
from flows.reading.wordings import words

_HEAD_LINES = 60
_JUDGED = 100_000
_LONGEST_PAGE_TITLE = 300
_INDEX_NUMBER = "[:|]*\n?([A-Za-z0-9][A-Za-z0-9/._()—–―−~-]{4,60})"
_SECOND = "二、"
_BARE = "bare_name"
_ONLY_DAY = re.compile(r"20\d\d[-/.]\d{1,2}[-/.]\d{1,2}")


class Identity(NamedTuple):
    """What names a report, and what each field rests on.

    `follower` is the line of the first title of a report behind its first heading.
    """

    title: str | None
    agency: str | None
    agency_type: str | None
    region_code: str | None
    index_number: str | None
    year: int | None
    title_year: int | None
    period: tuple[dt.date, dt.date] | None
    published_on: dt.date | None
    evidence: Sequence[Evidence]
    follower: int | None


def identify(prose: Prose, page_title: str | None = None) -> Identity:
    """Read the identity of a report from the text outside its tables, and from what its file calls the page."""
    dates, page_title = period_of(prose), (page_title or "")[:_LONGEST_PAGE_TITLE]
    chosen = choose(prose, dates.last.year if dates else None, page_title)
    planted = chosen.title if chosen.title and _is_planted(prose, chosen.title) else None
    if planted:
        chosen = chosen._replace(title=planted._replace(agency=None))
    told = _Told(prose, chosen)
    title, (published, written) = _title(prose, chosen, planted), _days(prose, chosen)
    year, agency = _year(told, dates, published or written), _agency(told)
    period, index_number = _period(prose, dates, year), _index_number(prose)
    evidence = [e for e in (title, agency, year, published, written, index_number, period) if e]
    name, number = agency.value if agency else None, int(year.value) if year and year.value else None
    issuer = _labelled(prose, "issuer", _issuer())
    texts = (chosen.title.text if chosen.title else None, page_title, issuer[0] if issuer else None)
    region = place(name, number, _places(told, texts, index_number))
    if region.value or region.candidates:
        evidence.append(_no_surer_than(agency, region))
    return Identity(
        title.value if title else None,
        name,
        type_of(name),
        region.value,
        index_number.value if index_number else None,
        number,
        number if year and year.source != "period" else None,
        (dates.first, dates.last) if dates else None,
        dt.date.fromisoformat(published.value) if published and published.value else None,
        evidence,
        chosen.follower,
    )


class _Told:
    """The titles chosen, and what the sentences say, which are looked through only where these leave something open."""

    def __init__(self, prose: Prose, chosen: Chosen) -> None:
        self.prose, self.chosen = prose, chosen

    @cached_property
    def mentions(self) -> list[Mention]:
        """What the sentences say of agency and year."""
        first, last = body_of(self.prose, self.chosen)
        title = self.chosen.title
        return mentions_of(self.prose, first, last, title.until if title else None)

    @cached_property
    def names(self) -> list[Candidate]:
        """The agencies that sentences name; where none names it in full, those broken by the end of a line as well."""
        named = [m for m in self.mentions if m.name]
        whole = unwrapped(self.prose) if all(m.source == _BARE for m in named) else None
        if whole is None:
            return self.candidates(lambda m: m.name)
        return _Told(whole, self.chosen._replace(starts=starts_of(whole), title=None)).candidates(lambda m: m.name)

    def candidates(self, value: Callable[[Mention], str | None]) -> list[Candidate]:
        """Those sentences that tell a value."""
        found = [(value(m), m) for m in self.mentions]
        return [Candidate(v, m.source, "likely", self.prose.where(m.at)) for v, m in found if v]


def body_of(prose: Prose, chosen: Chosen) -> tuple[int, int]:
    """Where the first part of the report begins and ends in its text; without headings, all of it."""
    if not chosen.starts:
        return 0, len(prose.dated)
    first = prose.starts[chosen.starts[0]]
    second = prose.dated.find(f"\n{_SECOND}", first)
    return first, second if second >= 0 else len(prose.dated)


def _places(told: _Told, texts: Sequence[str | None], index_number: Evidence | None) -> Places:
    named = tuple(text for text in texts if text)
    return Places(named, index_number.value if index_number else None, told.prose, lambda: _names(told.mentions))


def _names(mentions: Sequence[Mention]) -> list[str]:
    return [m.name for m in mentions if m.name]


def _is_planted(prose: Prose, title: Title) -> bool:
    """Whether advertising stands in a title, or beside the name of the agency in it."""
    return is_advertised(prose, title.at, title.until, squeeze(title.text))


def _title(prose: Prose, chosen: Chosen, planted: Title | None) -> Evidence | None:
    title, page = chosen.title, chosen.page
    if planted:
        return Evidence("title", None, "title", "doubtful", planted.text, prose.place(planted.at))
    if title is None:
        return Evidence("title", page.text, "page_title", "likely", None, Locator()) if page else None
    confidence = "certain" if chosen.is_sure and title.agency and title.year else "likely"
    confidence = "doubtful" if chosen.agencies or chosen.years else confidence
    return Evidence("title", title.text, "title", confidence, None, prose.place(title.at))


def _agency(told: _Told) -> Evidence | None:
    """The agency that the own title names; else the page's title, the line before, or a sentence."""
    found = strongest("agency", _agencies(told), same_body)
    if found is None or found.value is None or simplify(found.value) == found.value:
        return found
    text = "".join(line.text for line in told.prose.lines)[:_JUDGED]
    return found._replace(value=simplify(found.value)) if is_traditional(text) else found


def _agencies(told: _Told) -> list[Candidate]:
    chosen, prose = told.chosen, told.prose
    others = [Candidate(name, "other_title", "doubtful", Locator()) for name in chosen.agencies]
    if (title := chosen.title) and title.agency:
        source, confidence = "line_before_title", "likely"
        if title.is_whole:
            source, confidence = "title", "certain" if chosen.is_sure and title.agency.proven else "likely"
        return [Candidate(title.agency.name, source, confidence, prose.place(title.at)), *others]
    if chosen.page and chosen.page.agency:
        return [Candidate(chosen.page.agency.name, "page_title", "likely", Locator())]
    return [*told.names, *_issuing(prose), *others]


def _issuing(prose: Prose) -> list[Candidate]:
    """The body that issues the page by its own field, where the report calls itself such a body: 我局."""
    issuer, kinds = _labelled(prose, "issuer", _issuer()), own_kinds(prose)
    if issuer is None or not kinds or not is_line_of_agency(issuer[0]):
        return []
    is_own = begins_proven(issuer[0]) and can_be_own(issuer[0], kinds)
    return [Candidate(issuer[0], "issuer", "likely", issuer[1])] if is_own else []


def _year(told: _Told, dates: Period | None, day: Evidence | None) -> Evidence | None:
    """Certain where title and period name the same year; doubtful where another title or the period does not.

    Titles are sometimes given the year in which the report came out, on the `day` of which the page tells.
    """
    chosen, prose = told.chosen, told.prose
    title = chosen.title if chosen.title and chosen.title.year else chosen.page
    period = [Candidate(str(dates.last.year), "period", "likely", prose.where(dates.at))] if dates else []
    if (
        title
        and title.year
        and dates
        and title.year != dates.last.year
        and (title is not chosen.title or (day and str(day.value)[:4] == str(title.year) == str(dates.last.year + 1)))
    ):
        # What the report itself prints is nearer to it than what its file was called, perhaps after an older one.
        return Evidence("year", period[0].value, "period", "doubtful", str(title.year), period[0].where)
    if title and title.year:
        where, source = (prose.place(title.at), "title") if title is chosen.title else (Locator(), "page_title")
        own = Candidate(str(title.year), source, "certain" if dates else "likely", where)
        others = [Candidate(str(year), "other_title", "doubtful", Locator()) for year in chosen.years]
        return strongest("year", [own, *others, *period], str.__eq__)
    return strongest("year", [*period, *told.candidates(lambda m: str(m.year) if m.year else None)], str.__eq__)


def _period(prose: Prose, dates: Period | None, year: Evidence | None) -> Evidence | None:
    """Certain, but where the title is of another year, or the figures are said to be of another time as well."""
    if dates is None:
        return None
    is_doubtful = bool(dates.others) or (year is not None and year.value != str(dates.last.year))
    others = "、".join(f"{first}/{last}" for first, last in dates.others)
    confidence = "doubtful" if is_doubtful else "certain"
    return Evidence(
        "period", f"{dates.first}/{dates.last}", "period", confidence, others or None, prose.where(dates.at)
    )


def _no_surer_than(agency: Evidence | None, region: Evidence) -> Evidence:
    """A region is told by the name of the agency, so it is no surer than that."""
    levels = ("certain", "likely", "doubtful")
    if agency is None or levels.index(agency.confidence) <= levels.index(region.confidence):
        return region
    return region._replace(confidence=agency.confidence)


def _days(prose: Prose, chosen: Chosen) -> tuple[Evidence | None, Evidence | None]:
    """When the report was published, and when it was written, as it says itself; its signature may stand at its end."""
    ending = (chosen.title.until, chosen.title.text) if chosen.title else None
    published, written = dates_of(prose, ending)
    signed = None if written else signature_of(prose, body_of(prose, chosen)[0])
    signature = Published(signed.day, prose.index(signed.at), "signature", is_sure=False) if signed else None
    return _dated("published_on", published, prose), _dated("written_on", written or signature, prose)


def _dated(field: str, found: Published | None, prose: Prose) -> Evidence | None:
    if found is None:
        return None
    others = "、".join(day.isoformat() for day in found.others) or None
    confidence = "certain" if found.is_sure else "likely"
    return Evidence(field, found.day.isoformat(), found.source, confidence, others, prose.place(found.at))


def _index_number(prose: Prose) -> Evidence | None:
    found = _labelled(prose, "index_number", _INDEX_NUMBER)
    if found is None or _ONLY_DAY.fullmatch(found[0]):
        return None
    return Evidence("index_number", found[0], "label", "certain", None, found[1])


def _labelled(prose: Prose, used_for: str, value: str) -> tuple[str, Locator] | None:
    """What is printed behind a label in the head of the page."""
    end = prose.starts[_HEAD_LINES] if len(prose.starts) > _HEAD_LINES else len(prose.squeezed)
    for label in _patterns(used_for, value):
        found = label.search(prose.squeezed, 0, end)
        if found is not None:
            return found[1], prose.where(found.start())
    return None


@lru_cache(maxsize=8)
def _patterns(used_for: str, value: str) -> list[re.Pattern[str]]:
    return [re.compile(re.escape(word) + value) for word in words(used_for)]


@lru_cache(maxsize=1)
def _issuer() -> str:
    """What stands behind the label of the issuing body, up to the next label."""
    labels = "|".join(word for use in ("published", "written", "index_number", "beside_date") for word in words(use))
    return rf"[:|]*([\u4e00-\u9fff]{{2,30}}?)(?={labels}|[^\u4e00-\u9fff]|$)"


def region_of(agency: str | None, year: int | None, title: str) -> str | None:
    """The code of the division that an agency belongs to by its name, or by the title that names it."""
    return resolve(agency, year, (title,)).code


@lru_cache(maxsize=4_096)
def type_of(agency: str | None) -> str | None:
    """government, department, town or other, told by how the name ends; None where there is no name."""
    if agency is None:
        return None
    if re.search(r"(?:镇|乡|街道)(?:人民政府|办事处|政府)?$", agency):
        return "town"
    if re.search(r"(?:人民政府|[省市区县旗州盟])$", agency):
        return "government"
    ends = r"(?:局|委|厅|处|队|站|社|行|办|办公室|办公厅|委员会|中心|部|院|馆|所|署|会|支队|分局)$"
    return "department" if re.search(ends, agency) else "other"
