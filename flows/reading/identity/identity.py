"""Who reports for which year: title, agency, year, period, publication and region, as the document states them.

Each comes with its evidence. Whatever is not printed is None, and no year is inferred from a date of publication. What
the document leaves open of agency and region, the site it was fetched from can settle.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import is_traditional, simplify
from flows.documents.origin import UNKNOWN, Origin
from flows.reading.identity.choosing import choose
from flows.reading.identity.dates import period_of
from flows.reading.identity.placing import Places, place
from flows.reading.identity.ranking import no_surer_than, strongest
from flows.reading.identity.site import contradiction, settled, site_of
from flows.reading.identity.sources import Sources
from flows.reading.identity.subjects import own_kinds
from flows.reading.prose import Prose
from flows.reading.records import Evidence
from flows.reading.regions import resolve

_JUDGED = 100_000
_LONGEST_PAGE_TITLE = 300


class Identity(NamedTuple):
    """What identifies a report, and the evidence for each field.

    `next_title_line` is the line of the first title of a report after its own first heading. `against_site` is what
    the document says against the site it was fetched from.
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
    next_title_line: int | None
    against_site: str | None


def identify(prose: Prose, page_title: str | None = None, origin: Origin = UNKNOWN) -> Identity:
    """Read the identity of a report from the text outside its tables, and from what its file calls the page.

    For an attachment, the page that links to it is a name for it, too.
    """
    names = ((name or "")[:_LONGEST_PAGE_TITLE] for name in (page_title, origin.page_title))
    dates, page_title = period_of(prose), "\n".join(filter(None, names))
    site = site_of(origin.region_code, origin.agency)
    chosen = choose(prose, dates.last.year if dates else None, page_title)
    sources = Sources(prose, chosen, dates)
    title = strongest("title", sources.titles())
    named = sources.agencies()
    agency = _simplified(prose, strongest("agency", named))
    if site.agency is not None:
        agency = settled(agency, named, own_kinds(prose), site)
    published, written = map(strongest, ("published_on", "written_on"), sources.days())
    year = strongest("year", sources.years(published or written))
    index_number = strongest("index_number", sources.index_numbers())
    period = strongest("period", sources.periods(year))
    name, number = _value(agency), int(year.value) if year and year.value else None
    texts = (chosen.title.text if chosen.title else None, page_title, sources.issuer[0] if sources.issuer else None)
    places = Places(tuple(text for text in texts if text), _value(index_number), prose, sources.names, site)
    region = no_surer_than(agency, place(name, number, places))
    placed = region if region.value or region.candidates else None
    return Identity(
        title=_value(title),
        agency=name,
        agency_type=type_of(name),
        region_code=region.value,
        index_number=_value(index_number),
        year=number,
        title_year=number if year and year.source != "period" else None,
        period=(dates.first, dates.last) if dates else None,
        published_on=dt.date.fromisoformat(published.value) if published and published.value else None,
        evidence=[e for e in (title, agency, year, published, written, index_number, period, placed) if e],
        next_title_line=chosen.next_title_line,
        against_site=contradiction(agency, region, number, site),
    )


def _value(evidence: Evidence | None) -> str | None:
    return evidence.value if evidence else None


def _simplified(prose: Prose, agency: Evidence | None) -> Evidence | None:
    """An agency named in a report in traditional script, in simplified script."""
    if agency is None or agency.value is None or simplify(agency.value) == agency.value:
        return agency
    text = "".join(line.text for line in prose.lines)[:_JUDGED]
    return agency._replace(value=simplify(agency.value)) if is_traditional(text) else agency


def region_of(agency: str | None, year: int | None, title: str) -> str | None:
    """The code of the division that an agency belongs to by its name, or by the title that names it."""
    return resolve(agency, year, (title,)).code


@lru_cache(maxsize=4_096)
def type_of(agency: str | None) -> str | None:
    """government, department, town or other, by how the name ends; None where there is no name."""
    if agency is None:
        return None
    return next((kind for kind, ends in _TYPES if ends.search(agency)), "other")


_TYPES = (
    ("town", re.compile(r"(?:镇|乡|街道)(?:人民政府|办事处|政府)?$")),
    ("government", re.compile(r"(?:人民政府|[省市区县旗州盟])$")),
    (
        "department",
        re.compile(r"(?:局|委|厅|处|队|站|社|行|办|办公室|办公厅|委员会|中心|部|院|馆|所|署|会|支队|分局)$"),
    ),
)
