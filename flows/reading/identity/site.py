"""What the site that a document was fetched from says of whose report it is.

A site can speak for many agencies: it settles what the document leaves open, and never overrules what the document
says. Where the two contradict one another, a notice says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.reading.identity.agencies import same_body
from flows.reading.identity.ranking import Candidate
from flows.reading.identity.subjects import can_be_own
from flows.reading.records import Evidence, Locator
from flows.reading.regions import resolve
from flows.reading.regions.table import Division, load

SITE = "site"
"""The source of evidence that rests on the site."""

_OF_GOVERNMENT = re.compile("(?:政府|[省市县区旗州盟]|办公室|办公厅)$")


class Site(NamedTuple):
    """The agency and the division of a site, as the list of sites gives them; None where it does not."""

    agency: str | None = None
    division: Division | None = None

    def codes(self, year: int | None) -> frozenset[str]:
        """The codes, in `year`, of the division and of all below it."""
        return _codes(self.division, _asked(year)) if self.division else frozenset()

    def code(self, year: int | None) -> str | None:
        """The code, in `year`, of the division itself."""
        own = self.division.last_code if self.division else ""
        spans = (d for code in sorted(self.codes(year)) for d in load().by_code[code] if d.stood_in(_asked(year)))
        return next((d.code for d in spans if d.last_code == own), None)


NO_SITE = Site()


@lru_cache(maxsize=1_024)
def site_of(region_code: str | None, agency: str | None) -> Site:
    """The site as the list describes it; without a code, its division is that of its agency."""
    code = region_code or resolve(agency, None).code
    spans = load().by_code.get(code or "", ())
    return Site(agency, max(spans, key=lambda d: d.last_year, default=None))


def settled(agency: Evidence | None, named: Sequence[Candidate], kinds: Collection[str], site: Site) -> Evidence | None:
    """The evidence for the agency: the site's, where the document leaves it open and can mean that one.

    `named` are the agencies that the document names, `kinds` what it calls its own: 我局.
    """
    own = site.agency
    if own is None or (agency is not None and agency.value is not None):
        return agency
    is_named = not named or any(same_body(candidate.value, own) for candidate in named)
    if not is_named or (kinds and not can_be_own(own, set(kinds))):
        return agency
    return Evidence("agency", own, SITE, "likely", agency.candidates if agency else None, Locator())


def contradiction(agency: Evidence | None, region: Evidence, year: int | None, site: Site) -> str | None:
    """What the document says against the list of sites; None where the two agree, or one of them says nothing."""
    codes, said = site.codes(year), _said(region)
    if site.division is not None and codes and said and not said & codes:
        return f"清单为{_name(site.division)}，文中为{region.candidates or _named(region)}"
    name = agency.value if agency else None
    if site.agency is None or name is None or _OF_GOVERNMENT.search(site.agency) or same_body(name, site.agency):
        return None
    return f"清单为{site.agency}，文中为{name}"


def _said(region: Evidence) -> set[str]:
    """The codes of the divisions that the document can mean."""
    listed = [entry.split(" ")[0] for entry in (region.candidates or "").split("、") if entry]
    return {region.value} if region.value else set(listed)


def _named(region: Evidence) -> str:
    return _name(max(load().by_code[region.value or ""], key=lambda d: d.last_year))


def _name(division: Division) -> str:
    return load().full_name(division, division.last_year)


def _asked(year: int | None) -> int:
    first, last = load().years
    return min(max(year or last, first), last)


@lru_cache(maxsize=256)
def _codes(division: Division, year: int) -> frozenset[str]:
    table = load()
    standing = (d for spans in table.by_code.values() for d in spans if d.stood_in(year))
    return frozenset(
        d.code for d in standing if division.last_code in {x.last_code for x in (d, *table.above(d, year))}
    )
