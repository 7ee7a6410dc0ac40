"""Reads the pages of one list, to the last."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.harvest.answers import Answer
from flows.harvest.bounds import Bounds
from flows.harvest.errors import FetchError
from flows.harvest.finder import Finder
from flows.harvest.sites import PAGE

if TYPE_CHECKING:
    from flows.harvest.finding.pages import ListPage

_NO_PAGE = (404, 410)
_WITHOUT_NEWS = 3
"""Numbered pages in a row that link to no report not linked before, after which a list is taken to be at its end."""


@dataclass
class Listed:
    """The reports of a list with the page that links to each, and what went wrong; whole where nothing did.

    `years` has the year of each report whose year is told.
    """

    reports: dict[str, str] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class Lists:
    """Reads lists: `fetch` gives the answer at the address of a list page, or raises FetchError."""

    def __init__(
        self, fetch: Callable[[str], Answer], finder: Finder, years: frozenset[int] | None, bounds: Bounds
    ) -> None:
        self._fetch, self._finder, self._years, self._bounds = fetch, finder, years, bounds

    def read(self, url: str) -> Listed:
        """The reports of the list that begins at an address, or whose pages are numbered in it."""
        return self._numbered(url) if PAGE in url else self._linked(url)

    def _linked(self, url: str) -> Listed:
        listed, todo, seen = Listed(), deque([url]), {url}
        for _ in range(self._bounds.list_pages):
            if not todo:
                return listed
            page = todo.popleft()
            try:
                found = self._found(listed, page, self._fetch(page))
            except FetchError as error:
                listed.problems.append(f"list page {page}: {error}")
                continue
            new = [more for more in dict.fromkeys(found.more) if more not in seen]
            seen.update(new)
            todo.extend(new)
        if todo:
            listed.problems.append(self._too_long(url))
        return listed

    def _numbered(self, url: str) -> Listed:
        listed = Listed()
        links: set[str] = set()
        bodies: set[bytes] = set()
        without_news = 0
        for number in range(1, self._bounds.list_pages + 1):
            page = url.replace(PAGE, str(number))
            try:
                answer = self._fetch(page)
                body = hashlib.sha256(answer.body).digest()
                if body in bodies:
                    return listed
                bodies.add(body)
                self._found(listed, page, answer)
                # Pages of other years do not end a list.
                found = {link.url for link in self._finder.links_of_list(answer, None).reports}
            except FetchError as error:
                if number == 1 or error.status not in _NO_PAGE:
                    listed.problems.append(f"list page {page}: {error}")
                return listed
            without_news = 0 if found - links else without_news + 1
            links |= found
            if without_news == _WITHOUT_NEWS:
                return listed
        listed.problems.append(self._too_long(url))
        return listed

    def _found(self, listed: Listed, page: str, answer: Answer) -> ListPage:
        found = self._finder.links_of_list(answer, self._years)
        for link in found.reports:
            listed.reports.setdefault(link.url, page)
            if link.year is not None:
                listed.years.setdefault(link.url, link.year)
        return found

    def _too_long(self, url: str) -> str:
        return f"list {url}: has more than {self._bounds.list_pages} pages; the others were not read"
