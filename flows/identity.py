"""Who reports for which year: title, agency, year, period, publication and region, as the document tells them.

Each with what it rests on. Whatever is not printed is None, and no year is inferred from a date of publication.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.agencies import agency_told
from flows.choosing import Chosen, choose
from flows.dates import Period, period_of, published_on
from flows.documents.folding import is_traditional, simplify
from flows.prose import Prose
from flows.records import Evidence, Locator
from flows.regions import resolve
from flows.wordings import words

_HEAD_LINES = 60
_JUDGED = 100_000
_LONGEST_PAGE_TITLE = 300
_INDEX_NUMBER = ":?([A-Za-z0-9][A-Za-z0-9/._()-]{4,60})"
_ISSUER = ":?([\u4e00-\u9fff]{2,30})"


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
    year = _year(prose, chosen, dates)
    agency = _agency(prose, chosen, int(year.value) if year and year.value else None)
    title, published = _title(prose, chosen), _published(prose, chosen)
    period, index_number = _period(prose, dates, year), _index_number(prose)
    evidence = [e for e in (title, agency, year, published, index_number, period) if e]
    name = agency.value if agency else None
    region = _region(name, int(year.value) if year and year.value else None, _hints(prose, chosen, page_title))
    if region.value or region.candidates:
        evidence.append(_no_surer_than(agency, region))
    return Identity(
        title.value if title else None,
        name,
        type_of(name),
        region.value,
        index_number.value if index_number else None,
        int(year.value) if year and year.value else None,
        int(year.value) if year and year.value and year.source != "period" else None,
        (dates.first, dates.last) if dates else None,
        dt.date.fromisoformat(published.value) if published and published.value else None,
        evidence,
        chosen.follower,
    )


def _title(prose: Prose, chosen: Chosen) -> Evidence | None:
    title, page = chosen.title, chosen.page
    if title is None:
        return Evidence("title", page.text, "page_title", "likely", None, Locator()) if page else None
    confidence = "certain" if chosen.is_sure and title.agency and title.year else "likely"
    confidence = "doubtful" if chosen.agencies or chosen.years else confidence
    return Evidence("title", title.text, "title", confidence, None, prose.place(title.at))


def _agency(prose: Prose, chosen: Chosen, year: int | None) -> Evidence | None:
    """The agency that the own title names; else the page's title, the line before, or a sentence."""
    title, page = chosen.title, chosen.page
    others = list(chosen.agencies)
    if title and title.agency:
        source, confidence = "line_before_title", "likely"
        if title.is_whole:
            source, confidence = "title", "certain" if chosen.is_sure and title.agency.proven else "likely"
        name, where = title.agency.name, prose.place(title.at)
        confidence = "doubtful" if others else confidence
    elif page and page.agency:
        source, confidence, name, where = "page_title", "likely", page.agency.name, Locator()
    elif told := agency_told(prose.dated, year):
        source, confidence, name, where = "sentence", "likely", told[0], prose.where(told[1])
    else:
        return Evidence("agency", None, "title", "doubtful", "、".join(others), Locator()) if others else None
    if simplify(name) != name and is_traditional("".join(line.text for line in prose.lines)[:_JUDGED]):
        name = simplify(name)
    candidates = "、".join(others) if confidence == "doubtful" else None
    return Evidence("agency", name, source, confidence, candidates, where)


def _year(prose: Prose, chosen: Chosen, dates: Period | None) -> Evidence | None:
    """Certain where title and period name the same year; doubtful where another title or the period does not."""
    title = chosen.title if chosen.title and chosen.title.year else chosen.page
    of_period = dates.last.year if dates else None
    if title and title.year:
        others = sorted({*chosen.years, *([of_period] if of_period else [])} - {title.year})
        confidence = "doubtful" if others else "certain" if of_period else "likely"
        where = prose.place(title.at) if title is chosen.title else Locator()
        source = "title" if title is chosen.title else "page_title"
        return Evidence("year", str(title.year), source, confidence, "、".join(map(str, others)) or None, where)
    return Evidence("year", str(of_period), "period", "likely", None, prose.where(dates.at)) if dates else None


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


def _published(prose: Prose, chosen: Chosen) -> Evidence | None:
    found = published_on(prose, (chosen.title.until, chosen.title.text) if chosen.title else None)
    if found is None:
        return None
    others = "、".join(day.isoformat() for day in found.others)
    confidence = "certain" if found.is_full and not others else "likely"
    return Evidence("published_on", found.day.isoformat(), "label", confidence, others or None, prose.place(found.at))


def _index_number(prose: Prose) -> Evidence | None:
    found = _labelled(prose, "index_number", _INDEX_NUMBER)
    return Evidence("index_number", found[0], "label", "certain", None, found[1]) if found else None


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


def _hints(prose: Prose, chosen: Chosen, page_title: str) -> tuple[str, ...]:
    """Texts that may name the region above the agency: titles of report and page, the body that issues the page."""
    issuer = _labelled(prose, "issuer", _ISSUER)
    texts = (chosen.title.text if chosen.title else None, page_title, issuer[0] if issuer else None)
    return tuple(text for text in texts if text)


def region_of(agency: str | None, year: int | None, title: str) -> str | None:
    """The code of the division that an agency belongs to by its name, or by the title that names it."""
    return _region(agency, year, (title,)).value


@lru_cache(maxsize=4_096)
def _region(agency: str | None, year: int | None, hints: tuple[str, ...]) -> Evidence:
    region = resolve(agency, year, hints)
    candidates = "、".join(f"{code} {name}" for code, name in region.candidates) if region.code is None else ""
    return Evidence("region_code", region.code, region.source, region.confidence, candidates or None, Locator())


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
