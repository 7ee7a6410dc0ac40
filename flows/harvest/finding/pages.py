"""What a page of a list, or of a report, leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from flows.documents import Unreadable, limits
from flows.documents.decoding import decode
from flows.documents.formats import is_binary
from flows.harvest.answers import Answer
from flows.harvest.finding import bounds, paging
from flows.harvest.finding.addresses import absolute, is_beside, is_same_site
from flows.harvest.finding.attachments import attachments
from flows.harvest.finding.bounds import UnreadablePage
from flows.harvest.finding.dates import day_in, day_of_address
from flows.harvest.finding.feeds import Feed, parse, read_feed, values_in
from flows.harvest.finding.markup import Anchor, Page, read_page
from flows.harvest.finding.tokens import between
from flows.harvest.finding.wanted import Wanted, agency_in, is_column, is_other, names_column, only_year, wanted

__all__ = ["Link", "ListPage", "ReportPage", "UnreadablePage", "read_list", "read_report"]

_SHORT = 12
"""Longest text of a link that says nothing of what it leads to, such as 查看: the text of its row does."""


class Link(NamedTuple):
    """A link to a report or an attachment: absolute address, text as printed, and the day beside it.

    `year` is that which a report is on, as far as its title or the day tells.
    """

    url: str
    text: str
    published_on: dt.date | None
    year: int | None = None


class ListPage(NamedTuple):
    """The reports that a page of a list links to, and the absolute addresses of further pages of the list."""

    reports: tuple[Link, ...]
    more: tuple[str, ...]


class ReportPage(NamedTuple):
    """The attachments of a report's page."""

    attachments: tuple[Link, ...]


class _Found(NamedTuple):
    link: Link
    wanted: Wanted


def read_list(answer: Answer, years: frozenset[int] | None) -> ListPage:
    """The reports of these years that a list links to, each address once; None for those of all years.

    Reports whose year is not told are always among them. A page that is itself a report links to itself. Raises
    UnreadablePage, and nothing else, where no links can be looked for.
    """
    text = _text_of(answer)
    value = parse(text)
    found, more = _of_feed(answer.url, read_feed(value)) if value is not None else _of_page(answer.url, text, years)
    own = {answer.url, absolute(answer.url, answer.url)}
    links: dict[str, Link] = {}
    # A list that names itself after a report has links to itself.
    for one in [one for one in found if one.link.url not in own] or found:
        if one.wanted.is_of(years, one.link.published_on):
            year = one.wanted.year_by(one.link.published_on)
            links.setdefault(one.link.url, one.link._replace(year=year))
    pages = islice(
        (url for url in dict.fromkeys(more) if url not in own and is_same_site(url, answer.url)), bounds.PAGES
    )
    return ListPage(tuple(links.values()), tuple(url for url in pages if url not in links))


def read_report(answer: Answer) -> ReportPage:
    """The attachments of a page, each address once; none for what is not a page.

    Raises UnreadablePage, and nothing else, where no links can be looked for.
    """
    if is_binary(answer.body) or not answer.body:
        return ReportPage(())
    found: dict[str, Link] = {}
    for one in attachments(read_page(_text_of(answer), answer.url), answer.url):
        if one.url != answer.url and len(found) < bounds.ATTACHMENTS:
            found.setdefault(one.url, Link(one.url, one.text, None))
    return ReportPage(tuple(found.values()))


def _text_of(answer: Answer) -> str:
    if len(answer.body) > limits.TEXT_BYTES:
        raise UnreadablePage(f"it has more than {limits.TEXT_BYTES:,} bytes")
    if is_binary(answer.body):
        raise UnreadablePage("it is a file, not a page")
    try:
        return decode(answer.body)[0]
    except Unreadable as error:
        raise UnreadablePage("it is empty" if error.reason == "empty" else "it is no text") from error


def _of_feed(url: str, feed: Feed) -> tuple[list[_Found], list[str]]:
    found = []
    for entry in feed.entries:
        title = wanted(entry.texts, in_column=False, is_dated=entry.day is not None)
        target = next((to for written in entry.addresses if (to := absolute(url, written))), None)
        if title and target:
            found.append(_Found(Link(target, title.text, entry.day), title))
    more = list(paging.of_feed(feed, url))
    if feed.markup:
        page = read_page("\n".join(feed.markup), url)
        found += _reports(page, in_column=False)
        more += paging.linked(page, url)
    return found, more


def _of_page(url: str, text: str, years: frozenset[int] | None) -> tuple[list[_Found], list[str]]:
    page = read_page(text, url)
    scripts = "\n".join(page.scripts)
    in_column = is_column([*page.heads, page.title])
    data = scripts if "<record>" in scripts else text if "<record>" in text else ""
    islands = [read_page(_records(data), page.base)] if data else []
    found = [each for part in (page, *islands) for each in _reports(part, in_column=in_column)]
    for value in (value for script in page.scripts for value in values_in(script)):
        found += _of_feed(page.base, read_feed(value))[0]
    more = [
        *paging.linked(page, url), *paging.counted(scripts, page.base), *paging.following(data, page.base),
        *paging.units(page),
    ]  # fmt: skip
    if not any("<nextgroup>" in script for script in page.scripts):
        more += paging.by_records(scripts, page.base)
    if in_column:
        more += _folders(page, url, years)
    if not found:
        found = _itself(page, url)
    if not found:
        more += paging.elsewhere(page, scripts, page.base)
    return found, more


def _records(data: str) -> str:
    """The markup of all records of a data island."""
    return "\n".join(record.replace("<![CDATA[", "").replace("]]>", "") for record in between(data, "record"))


def _reports(page: Page, *, in_column: bool) -> Iterator[_Found]:
    for anchor in page.anchors:
        day = _day_beside(anchor)
        title = wanted(_titles(anchor), in_column=in_column, is_dated=day is not None)
        if title is None and in_column and (year := only_year(anchor.text)) and (agency := agency_in(anchor.row)):
            title = Wanted(f"{agency} {anchor.text}", year)
        if title is not None:
            yield _Found(Link(anchor.url, title.text, day or day_of_address(anchor.url)), title)


def _titles(anchor: Anchor) -> Iterable[str]:
    """What a link may call the thing it leads to; where it says nothing, as its row does."""
    yield from (anchor.title, *anchor.title.splitlines(), anchor.text, *anchor.lines)
    if len(anchor.text) <= _SHORT and only_year(anchor.text) is None and not is_other(anchor.text):
        yield from anchor.row


def _day_beside(anchor: Anchor) -> dt.date | None:
    return next((day for line in (*anchor.row, *anchor.lines) if (day := day_in(line))), None)


def _folders(page: Page, url: str, years: frozenset[int] | None) -> Iterator[str]:
    """The lists that a column leads to: of kinds of agencies, and of years, that reported on or that of publication."""
    for anchor in (each for each in page.anchors if not each.is_furniture):
        year = only_year(anchor.text)
        is_list = years is None or years & {year, year - 1} if year else names_column(anchor.text)
        if is_list and is_beside(url, anchor.url):
            yield anchor.url


def _itself(page: Page, url: str) -> list[_Found]:
    """The page, where it is a report and no list."""
    title = wanted([*page.heads, page.title], in_column=False, is_dated=False)
    return [_Found(Link(url, title.text, None), title)] if title and title.year else []
