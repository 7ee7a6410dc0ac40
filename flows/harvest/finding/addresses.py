"""Addresses as pages write them, made absolute and the same however they are written; and numbers of pages in them."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from itertools import islice
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

import httpx

LONGEST = 2_000
"""Longest address in characters that is followed."""

_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_EMPTY = re.compile(r"#.*|https?:/*|//+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SESSION = re.compile(
    r"(?:;jsessionid=[^?#/]*)|(?<=[?&])(?:jsessionid|phpsessid|aspsessionid\w*)=[^&#]*&?", re.IGNORECASE
)
_PAGE = re.compile(r"(?:cur(?:rent)?|goto)?_?page_?(?:no|num|number|index)?|current|index|pn|p", re.IGNORECASE)
_PER_PAGE = re.compile(r"(?:page_?)?(?:size|rows|limit)|per_?page|limit|num", re.IGNORECASE)
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_IN_QUOTES = re.compile(r"""(?<![\w$])(["'])([^"'\r\n]{1,2000})\1""")
_LIKE_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s/]|\.{0,2}/[^\s]|\?[\w-]+=|[^\s<>{}]+\.(?:s?html?|jspx?|aspx?|php|do|action|pdf|docx?)(?:$|[?#])",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def absolute(base: str, written: str) -> str | None:
    """An address as a page at `base` writes it, as absolute http(s) address without fragment and session.

    None for addresses of other schemes, with a user or password, too long ones, and what is no address.
    """
    text = _CONTROL.sub("", written[: LONGEST + 1]).strip()
    if not text or len(text) > LONGEST or _EMPTY.fullmatch(text) or _OTHER_SCHEME.match(text):
        return None
    path, mark, rest = text.partition("?")
    text = _SESSION.sub("", path.replace("\\", "/") + mark + rest)
    try:
        found = httpx.URL(urljoin(base, text.partition("#")[0]))
        if found.scheme not in ("http", "https") or not found.host or found.userinfo or (found.port or 0) >= 65_536:
            return None
        whole = str(found)
    except (httpx.InvalidURL, ValueError):
        return None
    whole = whole.rstrip("?&")
    return whole if len(whole) <= LONGEST else None


def is_same_site(one: str, other: str) -> bool:
    """Whether two absolute addresses have one host and port."""
    a, b = urlsplit(one), urlsplit(other)
    return a.netloc == b.netloc or (a.hostname == b.hostname and a.port is None and b.port is None)


def is_beside(page: str, other: str) -> bool:
    """Whether an address is in the folder of a page, or in one named after the page: nb.htm, nb/2.htm."""
    folder = posixpath.dirname(urlsplit(page).path).rstrip("/") + "/"
    parts = urlsplit(other)
    return is_same_site(page, other) and parts.path.startswith(folder) and (parts.path != folder or parts.query != "")


def quoted_addresses(script: str, most: int = 1_000) -> list[str]:
    """What is in quotes in a script and looks like an address, in order."""
    texts = (match[2].replace("\\/", "/") for match in _IN_QUOTES.finditer(script))
    return list(islice((text for text in texts if _LIKE_ADDRESS.match(text)), most))


def stem_of(url: str) -> tuple[str, str]:
    """The name of a page without ending and number of page, and its ending: index_2.html -> index, html."""
    name = posixpath.basename(urlsplit(url).path)
    ending = _ENDING.search(name)
    stem = re.sub(r"_\d{1,4}$", "", name[: ending.start()] if ending else name)
    return stem or "index", ending[0][1:] if ending else "html"


def number_of(url: str) -> tuple[str, int] | None:
    """The parameter that numbers the pages of a list in its address, and the number; None where there is none."""
    for name, value in parse_qsl(urlsplit(url).query):
        if _PAGE.fullmatch(name) and value.isdecimal() and len(value) <= 5:
            return name, int(value)
    return None


def per_page_of(url: str) -> int | None:
    """The number of entries per page that an address asks for."""
    asked = (v for name, v in parse_qsl(urlsplit(url).query) if _PER_PAGE.fullmatch(name) and v.isdecimal())
    return next((int(value) for value in asked if 0 < len(value) <= 4 and int(value)), None)


def numbered(url: str, name: str, number: int) -> str:
    """The address with another number of page."""
    return re.sub(rf"(?<=[?&]{re.escape(quote(name))}=)\d+", str(number), url, count=1)


def values_of(url: str) -> list[str]:
    """The path of an address and the values of its parameters, readable."""
    parts = urlsplit(url)
    return [unquote(parts.path), *(value for _, value in parse_qsl(parts.query, max_num_fields=None))][:50]
