"""Harvests one site: its lists, the reports they link to, and what those attach."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from flows.harvest.addresses import checked
from flows.harvest.answers import Answer
from flows.harvest.bounds import Bounds
from flows.harvest.client import SOFTWARE, Client, Errand, Validators
from flows.harvest.errors import BoundError, FetchError
from flows.harvest.finder import Finder
from flows.harvest.kinds import check_document, check_list
from flows.harvest.lists import Lists
from flows.harvest.results import Result
from flows.harvest.sites import Site
from flows.harvest.state import Known, State
from flows.harvest.stored import digest_of
from flows.harvest.warcs import WarcFiles


class Means(NamedTuple):
    """What visits share: how to fetch, what to remember, how to find links, for which years, and how much at most."""

    client: Client
    state: State
    finder: Finder
    years: frozenset[int] | None
    bounds: Bounds


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
        means, found = self._means, dict[str, str]()
        lists = Lists(self._list_page, means.finder, means.years, means.bounds)
        for url in self._site.lists:
            listed = lists.read(url)
            for problem in listed.problems:
                self._result.fail(problem, failing=True)
            if not listed.problems:
                self._compare(url, len(listed.reports))
            for report, page in listed.reports.items():
                found.setdefault(report, page)
        self._result.found = len(found)
        return found

    def _list_page(self, url: str) -> Answer:
        answer = self._means.client.get(url, self._errand).answer
        assert answer is not None, "the request was not conditional"
        check_list(answer, self._means.bounds.page_bytes)
        return answer

    def _compare(self, url: str, count: int) -> None:
        before = self._means.state.reports(self._site.name, url, named(self._means.years))
        if count < (before or 0):
            self._result.fewer = True
            self._result.fail(f"list {url}: {count} reports, where there were {before}; has it changed?", failing=False)
        elif not count:
            self._result.fail(f"list {url}: no report is found in it", failing=False)
        self._result.counted.append((url, count))

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
        """Fetch a page or file unless this harvest has it already; None where that fails."""
        if url in self._done:
            return None
        self._done.add(url)
        known = self._means.state.known(self._site.name, url)
        try:
            if known is None or not self._means.state.is_of_this_harvest(known):
                checked(url, self._errand.ports)
                known = self._fetched(url, via, known)
                self._means.state.put(self._site.name, url, known)
        except FetchError as error:
            self._result.documents["failed"] += 1
            self._result.fail(f"{url}: {error} (linked from {via})", error.passing)
            return None
        self._result.documents[known.outcome] += 1
        return known

    def _fetched(self, url: str, via: str, known: Known | None) -> Known:
        answer, received = self._means.client.get(url, self._errand, known.validators if known else None)
        at = received.at.timestamp()
        if answer is None:
            assert known is not None, "the request was not conditional"
            return known._replace(checked=at, outcome="unchanged")
        check_document(url, answer)
        attachments = self._means.finder.attachments_of(answer, self._means.bounds)
        sha256 = digest_of(answer)
        validators = Validators(answer.url, received.header("etag"), received.header("last-modified"))
        file, outcome = self._means.state.file_with(self._site.name, sha256), "unchanged"
        if file is None:
            file, outcome = self._files.add(received, via, url), "changed" if known else "new"
        return Known(file, sha256, validators, attachments, at, outcome)


def named(years: frozenset[int] | None) -> str:
    """The years of a harvest as they are remembered: counts of other years do not compare."""
    return ",".join(str(year) for year in sorted(years)) if years else ""
