"""The division an agency belongs to: from its name or, where that leaves it open, from the page around the report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.reading.identity.agencies import same_body
from flows.reading.identity.site import NO_SITE, Site
from flows.reading.identity.subjects import begins_proven
from flows.reading.prose import HEAD_LINES, Prose
from flows.reading.records import Evidence, Locator
from flows.reading.regions import resolve
from flows.reading.regions.resolver import ending
from flows.reading.regions.table import Division, load
from flows.reading.wordings import words

_TAIL_LINES = 20
_LEVEL = re.compile("([省市县区旗州盟])(?!场|域)(?=[\u4e00-\u9fff])")
_TOWN = re.compile("[\u4e00-\u9fff]{0,6}?(?:镇|乡|街道)(?:人民政府|办事处|政府)?$")
_OF_GOVERNMENT = re.compile("([\u4e00-\u9fff]{2,24}?)(?:人民政府|政府(?:门户|信息公开)?网)")
_DEPARTMENT = re.compile("[\u4e00-\u9fff]{1,14}[局委]")
# In an organisation's number the division code comes after two characters: 11331123002651234X.
_CODES = (re.compile(r"(\d{6})(?!\d{3}/)"), re.compile(r"1[1-9](\d{6})[0-9A-Z]{10}"))


class Places(NamedTuple):
    """What may show the place of an agency: titles, the body that issues the page, its index number, the page itself.

    `names` returns the agencies that the sentences name; they are looked for only when it is called. `site` is where
    the page was published.
    """

    texts: tuple[str, ...]
    index_number: str | None
    prose: Prose
    names: Callable[[], Sequence[str]]
    site: Site = NO_SITE


def place(agency: str | None, year: int | None, places: Places) -> Evidence:
    """The evidence for `region_code`; a bare 区司法局 or 佛堂镇 belongs to the page's only division of its level.

    What the page leaves open, its site can settle.
    """
    within = places.site.codes(year)
    found = _region(agency, year, places.texts, within)
    if found.value or found.candidates or agency is None:
        return found
    named = _region(agency, year, (*places.texts, *places.names()), within)
    if named.value:
        return named
    codes = _shown_by_page(agency, year, places)
    source = "hints" if codes else "site"
    codes = codes or _of_site(agency, year, places.site)
    return Evidence("region_code", codes.pop(), source, "likely", None, Locator()) if len(codes) == 1 else found


@lru_cache(maxsize=4_096)
def _region(agency: str | None, year: int | None, hints: tuple[str, ...], within: frozenset[str]) -> Evidence:
    region = resolve(agency, year, hints, within)
    candidates = "、".join(f"{code} {name}" for code, name in region.candidates) if region.code is None else ""
    return Evidence("region_code", region.code, region.source, region.confidence, candidates or None, Locator())


def _shown_by_page(agency: str, year: int | None, places: Places) -> set[str]:
    """The divisions shown by the page that can be the agency's.

    A bare 教育局 can be of any level, and that of a prefecture has its address in a county: for it only the governments
    that the page names count, and only if there is exactly one, of a county.
    """
    level = _level(agency)
    if level is not None:
        return {d.code for d in _divisions(year, places) if _is_of(d, level)}
    if not _DEPARTMENT.fullmatch(agency) or begins_proven(agency):
        return set()
    governments = list(_named(_governments(places.prose), year))
    return {d.code for d in governments} if all(d.level == "county" for d in governments) else set()


def _of_site(agency: str, year: int | None, site: Site) -> set[str]:
    """The divisions, from that of the site down, that can be the agency's; for the site's own agency, the first."""
    if site.agency is not None and same_body(agency, site.agency):
        return {code for code in [site.code(year)] if code}
    level, within = _level(agency), site.codes(year)
    if level is not None:
        return {code for code in within if any(_is_of(d, level) for d in load().by_code[code])}
    return set(within) if _DEPARTMENT.fullmatch(agency) and not begins_proven(agency) else set()


def _level(agency: str) -> str | None:
    """How the name of its division must end: 区司法局 belongs to a 区; blank for a town, which may be in any county."""
    level = _LEVEL.match(agency)
    if level:
        return level[1]
    return "" if _TOWN.fullmatch(agency) else None


def _is_of(division: Division, level: str) -> bool:
    return division.name.endswith(level) if level else division.level == "county"


def _divisions(year: int | None, places: Places) -> Iterator[Division]:
    """The divisions shown by the index number, the issuing body, the site and the address."""
    for text in _codes(places.index_number or ""):
        yield from (d for d in load().by_code.get(text, ()) if d.stood_in(year or load().years[1]))
    prose = places.prose
    yield from _named((*places.texts, *places.names(), *_addresses(prose), *_governments(prose)), year)


def _named(texts: Iterable[str], year: int | None) -> Iterator[Division]:
    for text in texts:
        code = resolve(text, year).code or next(_before_government(text, year), None)
        yield from (d for d in load().by_code.get(code or "", ()) if d.stood_in(min(year or 9999, load().years[1])))


def _before_government(text: str, year: int | None) -> Iterator[str]:
    """The division directly before 人民政府: 区教育局2023年…-湖州市吴兴区人民政府."""
    for m in re.finditer("人民政府", text):
        division = ending(text[: m.start()], year)
        if division:
            yield division.code


def _codes(index_number: str) -> Iterator[str]:
    for pattern in _CODES:
        if found := pattern.match(index_number):
            yield found[1]


def _addresses(prose: Prose) -> Iterator[str]:
    for line in _around(prose):
        for label in words("address"):
            if label in line:
                yield line.partition(label)[2][:30]


def _governments(prose: Prose) -> Iterator[str]:
    """The governments named, including by the names of their sites: 来源:遂昌县政府网."""
    for line in _around(prose):
        for m in _OF_GOVERNMENT.finditer(line) if "政府" in line else ():
            yield f"{m[1]}人民政府"


def _around(prose: Prose) -> Iterator[str]:
    """The first and last lines of the page."""
    lines = len(prose.lines)
    for i in (*range(min(HEAD_LINES, lines)), *range(max(HEAD_LINES, lines - _TAIL_LINES), lines)):
        yield prose.squeezed_line(i)
