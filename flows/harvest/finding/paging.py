"""The further pages of a list: by its links, by the numbers its scripts name, and by the number of entries told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import urlencode

from flows.documents.folding import squeeze
from flows.harvest.finding import bounds
from flows.harvest.finding.addresses import (
    absolute,
    is_beside,
    is_same_site,
    number_of,
    numbered,
    per_page_of,
    quoted_addresses,
    stem_of,
)
from flows.harvest.finding.feeds import Feed
from flows.harvest.finding.markup import Page
from flows.harvest.finding.tokens import between
from flows.reading.wordings import words

_STRING = r"""(?:"[^"\r\n]{0,80}"|'[^'\r\n]{0,80}')"""
# TRS: createPageHTML(3, 0, "index", "html") counts from 0, createPageHTML('page_div', 3, 1, 'list', 'shtml') from 1.
_CREATE_PAGE = re.compile(
    rf"createPageHTML\s{{0,9}}\(\s{{0,9}}({_STRING}\s{{0,9}},)?\s{{0,9}}(\d{{1,4}})\s{{0,9}},\s{{0,9}}\d{{1,4}}\s{{0,9}},"
    rf"\s{{0,9}}({_STRING})\s{{0,9}},\s{{0,9}}({_STRING})"
)
_COUNT_PAGE = re.compile(r"\b(?:countPage|pageCount|nPageCount)\s{0,9}=\s{0,9}[\"']?(\d{1,4})")
_CURRENT_PAGE = re.compile(r"\b(?:currentPage|nCurrIndex|currPage)\s{0,9}=\s{0,9}[\"']?(\d{1,4})")
# Hanweb: $('#1').jpage({totalRecord:40, perPage:15, groupSize:3, proxyUrl:'…', ajaxParam:{…}}).
_JPAGE = re.compile(r"\.jpage\s{0,9}\(\s{0,9}\{(.{0,4000})", re.DOTALL)
_FIELD = re.compile(rf"\b(totalRecord|perPage|groupSize|proxyUrl)\s{{0,9}}:\s{{0,9}}({_STRING}|\d{{1,7}})")
_PARAMETERS = re.compile(r"\bajaxParam\s{0,9}:\s{0,9}\{([^{}]{0,2000})\}")
_PARAMETER = re.compile(rf"(\w{{1,40}})\s{{0,9}}:\s{{0,9}}({_STRING}|[\w.%-]{{1,80}})")
_TOTAL = re.compile(r"<total_?(page|record)s?>\s{0,9}(\d{1,7})", re.IGNORECASE)
_SIGNS = ">›»≫→<[]|"
_NAMED = re.compile(r"api|list|query|data|article|json|content", re.IGNORECASE)
_NO_DATA = re.compile(r"\.(?:js|css|png|jpe?g|gif|svg|ico|s?html?|pdf|docx?)(?:$|[?#])", re.IGNORECASE)
_MOST_NAMED = 5
_QUERY = re.compile(rf"[\"'](\w{{1,40}})[\"']\s{{0,9}}:\s{{0,9}}({_STRING}|\d{{1,9}})")


def linked(page: Page, url: str) -> Iterator[str]:
    """The pages that links lead to: the next, the last, and those by number."""
    for anchor in page.anchors:
        text = squeeze(anchor.text[:20]).strip(_SIGNS).lower()
        if text in words("next_page") or (not text and ">" in anchor.text):
            if is_same_site(url, anchor.url):
                yield anchor.url
        elif text.isdecimal() and len(text) < 4 and is_beside(url, anchor.url):
            yield anchor.url


def counted(scripts: str, url: str) -> Iterator[str]:
    """The pages whose number a script names, where they are index_1.html and so on."""
    for found in _CREATE_PAGE.finditer(scripts):
        first = 2 if found[1] else 1
        last = int(found[2]) - (0 if found[1] else 1)
        yield from _names(url, found[3][1:-1], found[4][1:-1], first, last)
    count, current = _COUNT_PAGE.search(scripts), _CURRENT_PAGE.search(scripts)
    if count and current and not _CREATE_PAGE.search(scripts) and "_" in scripts:
        yield from _names(url, *stem_of(url), 1, int(count[1]) - 1)


def _names(url: str, name: str, ending: str, first: int, last: int) -> Iterator[str]:
    for number in range(first, min(last, first + bounds.PAGES) + 1):
        if found := absolute(url, f"{name}_{number}.{ending}"):
            yield found


def by_records(scripts: str, url: str) -> Iterator[str]:
    """The groups of records behind the first that a page has its script ask for."""
    for found in _JPAGE.finditer(scripts):
        fields = {name: value.strip("\"'") for name, value in _FIELD.findall(found[1])}
        inner = _PARAMETERS.search(found[1])
        proxy = absolute(url, fields.get("proxyUrl", ""))
        total, per_page, groups = (_whole(fields.get(name, "")) for name in ("totalRecord", "perPage", "groupSize"))
        if inner is None or proxy is None or not per_page:
            continue
        step = per_page * max(groups, 1)
        parameters = [(name, value.strip("\"'")) for name, value in _PARAMETER.findall(inner[1])]
        for start in range(step + 1, min(total, step * bounds.PAGES) + 1, step):
            records = [("startrecord", start), ("endrecord", start + step - 1), ("perpage", per_page)]
            if more := absolute(proxy, f"?{urlencode([*records, *parameters])}"):
                yield more


def following(data: str, url: str) -> Iterator[str]:
    """The group of records that comes after those of a data island or an answer of dataproxy.jsp."""
    for group in between(data, "nextgroup")[: bounds.PAGES]:
        for written in quoted_addresses(unescape(group)):
            if more := absolute(url, written):
                yield more
    told = {name.lower(): int(number) for name, number in _TOTAL.findall(data)}
    if "<nextgroup>" not in data and "page" in told:
        yield from by_number(url, told["page"])


def of_feed(feed: Feed, url: str) -> Iterator[str]:
    """The pages of a list in JSON, as many as it tells."""
    per_page = per_page_of(url) or feed.size
    pages = feed.pages or (-(-feed.total // per_page) if feed.total and per_page else 0)
    yield from by_number(url, pages)


def by_number(url: str, pages: int) -> Iterator[str]:
    """The pages after the first, where the address of the first numbers them: from 0 or from 1."""
    own = number_of(url)
    if own is None or own[1] > 1:
        return
    name, first = own
    for number in range(first + 1, min(first + pages, bounds.PAGES)):
        yield numbered(url, name, number)


def units(page: Page) -> Iterator[str]:
    """Where the parts of a page are built, as elements name it: url and queryData."""
    for attributes in page.elements:
        query = attributes.get("querydata", "")
        if query and (unit := absolute(page.base, attributes.get("url", ""))):
            parameters = [(name, value.strip("\"'")) for name, value in _QUERY.findall(query[:2_000])]
            if more := absolute(unit, f"?{urlencode(parameters)}"):
                yield more


def elsewhere(page: Page, scripts: str, url: str) -> Iterator[str]:
    """Where a list without reports of its own may be: frames, another page it passes on to, interfaces of data."""
    if page.refresh:
        yield page.refresh
    yield from page.frames[:_MOST_NAMED]
    # Without its parameters, an interface answers with an error.
    named = (text for text in quoted_addresses(scripts) if "=" in text or text.endswith(".json"))
    yield from islice((more for text in named if _is_of_data(text) and (more := absolute(url, text))), _MOST_NAMED)


def _is_of_data(text: str) -> bool:
    return _NAMED.search(text) is not None and not _NO_DATA.search(text)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0
