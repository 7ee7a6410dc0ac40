"""The list of sites to harvest: a CSV file that an office keeps, checked before anything is fetched."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

from flows.documents import Unreadable
from flows.documents.decoding import decode
from flows.documents.origin import LONGEST_NAME, name_of
from flows.harvest.addresses import checked, port_of
from flows.harvest.errors import FetchError
from flows.landing.files import InputError
from flows.reading.regions.table import load

COLUMNS = ("site", "region_code", "agency", "url")
PAGE = "{page}"
_NAME = re.compile(r"[a-z0-9一-鿿][a-z0-9一-鿿-]{0,39}")
_MOST_BYTES = 10_000_000


class SitesError(InputError):
    """A list of sites that cannot be used; the message says which line and what is wrong there."""


class Site(NamedTuple):
    """A site, what the list says of whose reports it has ("" for nothing), and its list pages.

    `ports` are those that its list pages name.
    """

    name: str
    region_code: str
    agency: str
    lists: tuple[str, ...]
    ports: frozenset[int]


def read(path: Path) -> list[Site]:
    """The sites of a CSV file with the columns `COLUMNS`, in its order. Raises SitesError with file and line."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise SitesError(f"has more than {_MOST_BYTES} bytes")
        return _sites(data)
    except SitesError as error:
        raise SitesError(f"{path}: {error}") from error
    except OSError as error:
        raise SitesError(f"{path}: cannot be opened ({error.strerror})") from error


def _sites(data: bytes) -> list[Site]:
    try:
        text, _ = decode(data)
    except Unreadable as error:
        raise SitesError("line 1: is not text") from error
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    sites: dict[str, Site] = {}
    lines: dict[str, int] = {}
    try:
        if tuple(name.strip() for name in next(reader, [])) != COLUMNS:
            raise SitesError(f"line 1: the header must be {','.join(COLUMNS)}")
        for fields in reader:
            if any(field.strip() for field in fields):
                site = _site(reader.line_num, [field.strip() for field in fields])
                first = lines.setdefault(site.name, reader.line_num)
                sites[site.name] = _joined(sites.get(site.name), site, reader.line_num, first)
    except csv.Error as error:
        raise SitesError(f"line {reader.line_num}: {error}") from error
    if not sites:
        raise SitesError("lists no site")
    return list(sites.values())


def _site(number: int, fields: list[str]) -> Site:
    if len(fields) != len(COLUMNS):
        raise SitesError(f"line {number}: {len(fields)} fields where {len(COLUMNS)} are needed")
    name, region, agency, url = fields
    if not _NAME.fullmatch(name):
        raise SitesError(f"line {number}: site {name!a} is not a name of up to 40 of a-z, 0-9, - or Chinese characters")
    if region and region not in load().by_code:
        raise SitesError(f"line {number}: region_code {region!a} is not the code of a division")
    if agency and name_of(agency) is None:
        raise SitesError(
            f"line {number}: agency has more than {LONGEST_NAME} characters, or some that cannot be printed"
        )
    if url.count(PAGE) > 1 or "{" in url.replace(PAGE, "") or "}" in url.replace(PAGE, ""):
        raise SitesError(f"line {number}: url may hold {PAGE} once, and no other braces")
    return Site(name, region, agency, (url,), _ports(number, url))


def _ports(number: int, url: str) -> frozenset[int]:
    try:
        named = re.match(r"https?://[^/?#]*:(\d{1,5})(?=[/?#]|$)", url, re.IGNORECASE)
        ports = frozenset({int(named[1])} if named else ()) - {0}
        return ports & {port_of(checked(url.replace(PAGE, "1"), ports))}
    except FetchError as error:
        raise SitesError(f"line {number}: url {url!a}: {error}") from error


def _joined(before: Site | None, site: Site, number: int, first: int) -> Site:
    if before is None:
        return site
    if (before.region_code, before.agency) != (site.region_code, site.agency):
        raise SitesError(
            f"line {number}: region_code and agency are not those of site {site.name} in line {first}; "
            "give it another site name"
        )
    if site.lists[0] in before.lists:
        raise SitesError(f"line {number}: the url is listed for site {site.name} before")
    return before._replace(lists=(*before.lists, *site.lists), ports=before.ports | site.ports)
