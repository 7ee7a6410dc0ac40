"""How links are found in what came: the functions of `flows/harvest/finding`, which a test may replace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from flows.harvest.answers import Answer
from flows.harvest.bounds import Bounds
from flows.harvest.errors import FetchError
from flows.harvest.kinds import is_page

if TYPE_CHECKING:
    from flows.harvest.finding.pages import ListPage, ReportPage


class Finder(NamedTuple):
    """What finds reports in lists, for certain years or all, and attachments in reports."""

    read_list: Callable[[Answer, frozenset[int] | None], ListPage]
    read_report: Callable[[Answer], ReportPage]

    def links_of_list(self, answer: Answer, years: frozenset[int] | None) -> ListPage:
        """The reports of a list, and its further pages. Raises FetchError where it cannot be read."""
        try:
            return self.read_list(answer, years)
        except Exception as error:
            raise FetchError(f"the list cannot be read: {error or type(error).__name__}", passing=True) from error

    def attachments_of(self, answer: Answer, bounds: Bounds) -> tuple[str, ...]:
        """The addresses of the attachments of a report; none where it is no page.

        Raises FetchError where it cannot be read.
        """
        if not is_page(answer) or len(answer.body) > bounds.page_bytes:
            return ()
        try:
            found = self.read_report(answer).attachments
        except Exception as error:
            raise FetchError(f"the page cannot be read: {error or type(error).__name__}", passing=True) from error
        return tuple(dict.fromkeys(link.url for link in found))[: bounds.attachments]


def default() -> Finder:
    """The functions that find links on the sites of agencies."""
    from flows.harvest.finding.pages import read_list, read_report

    return Finder(read_list, read_report)
