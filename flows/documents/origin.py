"""Where a document comes from: its address, when it was fetched, and what the crawl knew of the site.

Whatever says so can be hostile: what is too long, not printable, not a web address or not a moment counts as unknown.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import NamedTuple
from urllib.parse import urlsplit

LONGEST_ADDRESS, LONGEST_NAME = 2_048, 100
"""Most characters of an address and of the name of a site or agency; what is longer is neither fetched nor known."""

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z", re.ASCII)
_YEARS = range(1990, 2100)
_REGION_CODE = re.compile(r"\d{6}", re.ASCII)
_LOST = "\N{REPLACEMENT CHARACTER}"


class Origin(NamedTuple):
    """Where a document was fetched from; every field is None where it is not known.

    `fetched_at` is in UTC, without a time zone. `page` is the address of the page that links to the document, and
    `page_title` what that page is called. `site` is the short name of the site in the list of sites, `region_code` and
    `agency` are what the list says of it.
    """

    address: str | None = None
    fetched_at: dt.datetime | None = None
    site: str | None = None
    page: str | None = None
    region_code: str | None = None
    agency: str | None = None
    page_title: str | None = None

    @property
    def digest(self) -> str | None:
        """Tells whether anything known of two documents differs; None where nothing is known."""
        if self == UNKNOWN:
            return None
        return hashlib.sha256(repr(tuple(self)).encode()).hexdigest()[:16]


UNKNOWN = Origin()


def address_of(text: str | None) -> str | None:
    """A web address as it is written; None for anything else, other schemes and addresses with a password included."""
    text = (text or "").strip()
    if not text.isprintable() or " " in text or _LOST in text or len(text) > LONGEST_ADDRESS:
        return None
    try:
        parts = urlsplit(text)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return text if is_whole and parts.scheme in ("http", "https") and "@" not in parts.netloc else None


def moment_of(text: str | None) -> dt.datetime | None:
    """The moment that a `WARC-Date` names, in UTC and to the second; None where it names none, or an absurd one."""
    found = _MOMENT.fullmatch((text or "").strip())
    try:
        moment = dt.datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
    return moment if moment and moment.year in _YEARS else None


def name_of(text: str | None) -> str | None:
    """The name of a site or an agency; None where the text cannot be one."""
    text = (text or "").strip()
    return text if text and text.isprintable() and _LOST not in text and len(text) <= LONGEST_NAME else None


def region_code_of(text: str | None) -> str | None:
    """Six digits; whether a division has that code is not known here."""
    text = (text or "").strip()
    return text if _REGION_CODE.fullmatch(text) else None
