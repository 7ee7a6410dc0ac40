"""Who reports for which year: title, agency, year, period, publication and region, as the document tells them.

Each with what it rests on. Whatever is not printed is None, and no year is inferred from a date of publication.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.dates import period_of, published_on
from flows.documents.folding import is_traditional, simplify
from flows.prose import Prose
from flows.records import Evidence, Locator
from flows.regions import resolve
from flows.titles import Title, agency_told, chosen_title
from flows.wordings import words

_HEAD_LINES = 60
_JUDGED = 100_000
_INDEX_NUMBER = ":?([A-Za-z0-9][A-Za-z0-9/._()-]{4,60})"
_ISSUER = ":?([\u4e00-\u9fff]{2,30})"


class Identity(NamedTuple):
    """What names a report, and what each field rests on."""

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


def identify(prose: Prose) -> Identity:
    """Read the identity of a report from the text outside its tables."""
    dates = period_of(prose)
    period = dates[:2] if dates else None
    title = chosen_title(prose, period[1].year if period else None)
    year = title.year if title and title.year else period[1].year if period else None
    agency = _agency(prose, title, year)
    published, index_number = _published(prose), _index_number(prose)
    evidence = [e for e in (_title(prose, title), agency, _year(prose, title, dates), published, index_number) if e]
    if dates:
        span = f"{dates[0]}/{dates[1]}"
        evidence.append(Evidence("period", span, "period", "certain", None, prose.where(dates[2])))
    name = agency.value if agency else None
    region = _region(name, year, _hints(prose, title))
    if region.value or region.candidates:
        evidence.append(region)
    return Identity(
        title.text if title else None,
        name,
        type_of(name),
        region.value,
        index_number.value if index_number else None,
        year,
        title.year if title else None,
        period,
        dt.date.fromisoformat(published.value) if published and published.value else None,
        evidence,
    )


def _title(prose: Prose, title: Title | None) -> Evidence | None:
    if title is None:
        return None
    confidence = "certain" if title.agency and title.year else "likely"
    return Evidence("title", title.text, "title", confidence, None, prose.place(title.at))


def _agency(prose: Prose, title: Title | None, year: int | None) -> Evidence | None:
    if title and title.agency:
        source, confidence = ("title", "certain") if title.is_whole else ("line_before_title", "likely")
        name, where = title.agency, prose.place(title.at)
    else:
        told = agency_told(prose.dated, year)
        if told is None:
            return None
        source, confidence, name, where = "sentence", "likely", told[0], prose.where(told[1])
    if simplify(name) != name and is_traditional("".join(line.text for line in prose.lines)[:_JUDGED]):
        name = simplify(name)
    return Evidence("agency", name, source, confidence, None, where)


def _year(prose: Prose, title: Title | None, dates: tuple[dt.date, dt.date, int] | None) -> Evidence | None:
    """Certain where title and period name the same year; doubtful where they do not, and then it is the title's."""
    of_title = title.year if title else None
    if title and of_title:
        confidence = "likely" if dates is None else "certain" if dates[1].year == of_title else "doubtful"
        other = str(dates[1].year) if dates and confidence == "doubtful" else None
        return Evidence("year", str(of_title), "title", confidence, other, prose.place(title.at))
    return Evidence("year", str(dates[1].year), "period", "likely", None, prose.where(dates[2])) if dates else None


def _published(prose: Prose) -> Evidence | None:
    found = published_on(prose)
    if found is None:
        return None
    day, line, is_full = found
    return Evidence(
        "published_on", day.isoformat(), "label", "certain" if is_full else "likely", None, prose.place(line)
    )


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


def _hints(prose: Prose, title: Title | None) -> tuple[str, ...]:
    """Texts that may name the region above the agency: the title, and the body that the page says issues it."""
    issuer = _labelled(prose, "issuer", _ISSUER)
    return tuple(text for text in (title.text if title else None, issuer[0] if issuer else None) if text)


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
