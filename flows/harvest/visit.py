"""Harvests one site: its lists, the reports they link to, and what those attach."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from flows.harvest.addresses import checked
from flows.harvest.answers import Answer
from flows.harvest.bounds import Bounds
from flows.harvest.client import SOFTWARE, Client, Errand, Validators
from flows.harvest.counts import Count, fewer
from flows.harvest.digests import digest_of
from flows.harvest.errors import BoundError, FetchError
from flows.harvest.finder import Finder
from flows.harvest.kinds import check_document, check_list
from flows.harvest.lists import Lists
from flows.harvest.results import Result
from flows.harvest.sites import Site
from flows.harvest.state import Known, State
from flows.harvest.warcs import WarcFiles

_SHOWN = 300

_CHANGES = 3
"""Visits in a row at which a document came changed, after which its address is asked for once in seven days."""

_PUT_OFF = 6.5 * 24 * 3600
"""Seconds for which such an address is then left alone.

Half a day less than seven, as one harvest comes to an address sooner than another: it would be asked for on the eighth
night, and by a harvest a week only every other time.
"""


class Means(NamedTuple):
    """What visits share.

    How to fetch, what to remember, how to find links, for which years, how much at most; the day of the harvest, and
    whether pages that always come changed are put off.
    """

    client: Client
    state: State
    finder: Finder
    years: frozenset[int] | None
    bounds: Bounds
    day: dt.date
    puts_off: bool


class Visit:
    """A visit to a site, whose WARC files are in `folder`."""

    def __init__(self, site: Site, folder: Path, means: Means) -> None:
        self._site, self._means = site, means
        self._errand, self._result = Errand(site.ports), Result(site.name)
        about = {"software": SOFTWARE, "site": site.name, "region_code": site.region_code, "agency": site.agency}
        self._files = WarcFiles(folder, about, means.bounds.file_bytes)
        self._done: set[str] = set()

    def run(self) -> Result:
        """Fetch what is new and what has changed. Raises StoppedError, and OSError where nothing can be stored."""
        result = self._result
        try:
            self._reports(self._lists())
        except BoundError as error:
            result.fail(str(error), failing=True)
        finally:
            self._files.finish()
            for name in self._files.names:
                self._means.state.add_file(self._site.name, name)
            result.requests, result.bytes = self._errand.requests, self._errand.bytes
        return result

    def _lists(self) -> dict[str, str]:
        """All reports that the lists of the site link to, with the page that does."""
        means, found, years = self._means, dict[str, str](), dict[str, int]()
        lists = Lists(self._list_page, means.finder, means.years, means.bounds)
        for url in self._site.lists:
            listed = lists.read(url)
            for problem in listed.problems:
                self._result.fail(problem, failing=True)
            if not listed.problems:
                self._result.counted.append(self._count(url, len(listed.reports), listed.years))
            for report, page in listed.reports.items():
                found.setdefault(report, page)
            years |= listed.years
        self._result.found = len(found)
        self._compare(self._count("", len(found), years))
        return found

    def _list_page(self, url: str) -> Answer:
        answer = self._means.client.get(url, self._errand).answer
        assert answer is not None, "the request was not conditional"
        check_list(answer, self._means.bounds.page_bytes)
        return answer

    def _count(self, url: str, reports: int, years: Mapping[str, int]) -> Count:
        state, site = self._means.state, self._site.name
        before = state.reports(site, url, named(self._means.years))
        return Count(url, reports, Counter(years.values()), before, state.years_of(site, url))

    def _compare(self, site: Count) -> None:
        means, result = self._means, self._result
        is_whole = len(result.counted) == len(self._site.lists)
        for told in fewer(site, result.counted, means.day, means.years, is_whole=is_whole):
            result.fewer |= told.is_certain
            result.fail(told.message, failing=False)
        if is_whole:
            result.counted.append(site)

    def _reports(self, found: dict[str, str]) -> None:
        """Fetch reports and their attachments; those never fetched come first, in case a bound ends the visit."""
        known = {url: self._means.state.known(self._site.name, url) is not None for url in found}
        order = sorted(found, key=lambda url: known[url])
        if len(order) > self._means.bounds.reports:
            self._result.fail(
                f"more than {self._means.bounds.reports} reports; the others were not fetched", failing=True
            )
        for url in order[: self._means.bounds.reports]:
            page = self._document(url, found[url])
            for attachment in page.attachments if page else ():
                self._document(attachment, page.validators.url if page else "")

    def _document(self, url: str, via: str) -> Known | None:
        """Fetch a page or file unless this harvest has it already, or puts it off; None where that fails."""
        if url in self._done:
            return None
        self._done.add(url)
        known = self._means.state.known(self._site.name, url)
        try:
            if known is None or not self._means.state.is_of_this_harvest(known):
                known = self._visited(url, via, known)
        except FetchError as error:
            self._result.documents["failed"] += 1
            self._result.fail(f"{_shown(url)}: {error} (linked from {_shown(via)})", error.passing)
            return None
        self._result.documents[known.outcome] += 1
        return known

    def _visited(self, url: str, via: str, known: Known | None) -> Known:
        if self._means.puts_off and known is not None and _is_put_off(known):
            # Not remembered: what counts is when the server was last asked, and what came of that.
            return known._replace(outcome="put off")
        checked(url, self._errand.ports)
        known = self._fetched(url, via, known)
        self._means.state.put(self._site.name, url, known)
        return known

    def _fetched(self, url: str, via: str, known: Known | None) -> Known:
        answer, received = self._means.client.get(url, self._errand, known.validators if known else None)
        at = received.at.timestamp()
        if answer is None:
            assert known is not None, "the request was not conditional"
            return known._replace(checked=at, outcome="unchanged", changes=0)
        check_document(url, answer)
        attachments = self._means.finder.attachments_of(answer, self._means.bounds)
        sha256 = digest_of(answer)
        validators = Validators(answer.url, received.header("etag"), received.header("last-modified"))
        file, outcome = self._means.state.file_with(self._site.name, sha256), "unchanged"
        if file is None:
            page = str(checked(via, self._errand.ports))
            file, outcome = self._files.add(received, page, url), "changed" if known else "new"
        changes = known.changes + 1 if known and outcome == "changed" else 0
        return Known(file, sha256, validators, attachments, at, outcome, changes)


def _is_put_off(known: Known) -> bool:
    """Whether an address waits, as its document always differs; never where a clock was ahead."""
    return known.changes >= _CHANGES and 0 <= time.time() - known.checked < _PUT_OFF


def _shown(url: str) -> str:
    """An address as a message has it: a long one leaves room for the reason."""
    return url if len(url) <= _SHOWN else f"{url[:_SHOWN]}..."


def named(years: frozenset[int] | None) -> str:
    """The years of a harvest as they are remembered: counts of other years do not compare."""
    return ",".join(str(year) for year in sorted(years)) if years else ""
