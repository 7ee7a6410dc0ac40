"""A harvest of imitated sites of many makes: every report once with what it attaches, and what changes later."""

from __future__ import annotations

import csv
import hashlib
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.documents.archives.members import members
from flows.harvest.bounds import Bounds
from flows.harvest.harvest import harvest
from flows.harvest.network import Network
from flows.harvest.results import Result
from tests.harvest.server import QUICK, local
from tests.harvest.sites import Request, Sites

HARVEST = Path("raw", "documents", "harvest")


@pytest.fixture
def sites() -> Iterator[Sites]:
    with Sites() as running:
        yield running


def fetch(sites: Sites, folder: Path, *, bounds: Bounds = QUICK, year: int | None = None) -> dict[str, Result]:
    """Harvest all imitated sites; results by site."""

    def resolve(host: str, port: int) -> list[tuple[str, int]]:
        if host not in sites.sites:
            raise socket.gaierror(f"{host} is not known")
        return [sites.resolve(host)]

    with (folder / "sites.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("site", "region_code", "agency", "url"), *sites.lists])
    years = frozenset({year}) if year else None
    found = harvest(folder / "sites.csv", folder / "raw", years, bounds=bounds, network=Network(resolve, local))
    return {result.site: result for result in found}


def stored(folder: Path) -> list[tuple[str, str]]:
    """Address and digest of every document that the reader finds."""
    found = []
    for path in sorted((folder / HARVEST).rglob("*.warc.gz")):
        with path.open("rb") as file:
            for member in members(file, path.name):
                assert member.refusal is None, member
                name = re.sub(r"#\d+$", "", member.name.partition("!/")[2])
                found.append((name, hashlib.sha256(member.data).hexdigest()))
    return found


def vias(folder: Path) -> dict[str, str]:
    """The page that links to each address stored."""
    found = {}
    for path in (folder / HARVEST).rglob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "metadata":
                    told = re.search(rb"^via: (.*?)\r?$", record.raw_stream.read(), re.MULTILINE)
                    found[record.rec_headers["WARC-Target-URI"]] = told[1].decode() if told else ""
    return found


def logged(sites: Sites) -> list[Request]:
    """The log, once the server has written the last line, which it does after it has answered."""
    count = -1
    while count < len(sites.log):
        count = len(sites.log)
        time.sleep(0.1)
    return sites.log


def by_host(log: list[Request]) -> dict[str, list[Request]]:
    hosts: dict[str, list[Request]] = {}
    for request in sorted(log, key=lambda each: each.began):
        hosts.setdefault(request.host, []).append(request)
    return hosts


def test_every_report_is_stored_once_with_what_it_attaches(sites: Sites, tmp_path: Path) -> None:
    results = fetch(sites, tmp_path)
    expected = {
        url: hashlib.sha256(sites.answer(url).body).hexdigest()
        for reports in sites.truth.values()
        for report in reports
        for url in (report.url, *report.attachments)
    }
    found = stored(tmp_path)
    assert dict(found) == expected and len(found) == len(expected)
    for host, reports in sites.truth.items():
        result = results[host.partition(".")[0]]
        assert not result.problems
        assert result.found == len(reports)
        assert result.documents == {"new": len({expected[u] for r in reports for u in (r.url, *r.attachments)})}
    assert sum(result.requests for result in results.values()) == len(logged(sites))
    joined = vias(tmp_path)
    for report in (report for reports in sites.truth.values() for report in reports):
        assert all(joined[attachment] == report.url for attachment in report.attachments)


def test_servers_are_asked_one_request_at_a_time_and_nothing_twice(sites: Sites, tmp_path: Path) -> None:
    fetch(sites, tmp_path, bounds=QUICK._replace(interval=0.03))
    for log in by_host(logged(sites)).values():
        assert min(after.began - before.began for before, after in pairwise(log)) >= 0.03
        assert Counter(each.target for each in log)["/robots.txt"] == 1
        assert max(Counter(each.target for each in log).values()) == 1


def test_what_has_not_changed_is_neither_sent_nor_stored_again(sites: Sites, tmp_path: Path) -> None:
    fetch(sites, tmp_path)
    before = stored(tmp_path)
    logged(sites).clear()
    results = fetch(sites, tmp_path)
    assert stored(tmp_path) == before
    assert all(set(result.documents) == {"unchanged"} for result in results.values())
    assert sum(each.status == 304 for each in logged(sites)) == len(before)


def test_a_report_published_again_becomes_a_version_and_a_new_one_a_document(sites: Sites, tmp_path: Path) -> None:
    fetch(sites, tmp_path)
    before = stored(tmp_path)
    host = next(iter(sites.sites))
    sites.republish(host, sites.truth[host][0].made.number)
    results = fetch(sites, tmp_path)
    added = [each for each in stored(tmp_path) if each not in before]
    report = sites.truth[host][0]
    assert {url for url, _ in added} <= {report.url, *report.attachments} and added
    assert results[host.partition(".")[0]].documents["changed"] == len(added)


def test_a_site_that_was_rebuilt_is_told(sites: Sites, tmp_path: Path) -> None:
    fetch(sites, tmp_path)
    host = next(iter(sites.sites))
    sites.restructure(host)
    results = fetch(sites, tmp_path)
    assert [site for site, result in results.items() if result.fewer] == [host.partition(".")[0]]
    assert "has it changed?" in results[host.partition(".")[0]].problems[0]


def test_only_reports_of_the_year_asked_for_are_fetched(sites: Sites, tmp_path: Path) -> None:
    fetch(sites, tmp_path, year=2024)
    urls = {url for url, _ in stored(tmp_path)}
    for report in (report for reports in sites.truth.values() for report in reports):
        assert (report.url in urls) == (report.made.year == 2024)
