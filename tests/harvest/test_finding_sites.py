"""The imitated sites: every report is found once with its attachments, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections import deque

import pytest

from flows.harvest.finding.pages import Link, read_list, read_report
from tests.harvest.made_reports import Made
from tests.harvest.sites import Sites

HOSTS = sorted(Sites().sites)


@pytest.fixture
def sites() -> Sites:
    """The sites as they are at first, without a server."""
    return Sites()


def walked(sites: Sites, host: str, years: frozenset[int] | None = None) -> tuple[list[Link], int]:
    """All links to reports that the pages of a site's list give, and how many pages those are."""
    url = sites.sites[host].line.url
    todo, seen, found = deque([url]), {url}, list[Link]()
    while todo:
        answer = sites.answer(todo.popleft())
        assert answer.status == 200, answer.url
        page = read_list(answer, years)
        found += page.reports
        new = [more for more in page.more if more not in seen]
        seen.update(new)
        todo.extend(new)
    return found, len(seen)


@pytest.mark.parametrize("host", HOSTS)
def test_every_report_is_found_and_nothing_else(sites: Sites, host: str) -> None:
    found, pages = walked(sites, host)
    truth = {report.url: report.made for report in sites.truth[host]}
    assert {link.url for link in found} == set(truth)
    assert {(link.url, link.published_on) for link in found} == {(url, m.published_on) for url, m in truth.items()}
    assert 4 <= pages <= 8


@pytest.mark.parametrize("host", HOSTS)
def test_every_attachment_is_found_and_nothing_else(sites: Sites, host: str) -> None:
    for report in sites.truth[host]:
        found = [link.url for link in read_report(sites.answer(report.url)).attachments]
        assert sorted(found) == sorted(report.attachments), report.url


@pytest.mark.parametrize("host", HOSTS)
def test_reports_of_other_years_are_left_out(sites: Sites, host: str) -> None:
    found, _ = walked(sites, host, frozenset({2024}))
    assert {link.url for link in found} == {r.url for r in sites.truth[host] if r.made.year == 2024}


@pytest.mark.parametrize("host", HOSTS)
def test_a_site_that_was_rebuilt_gives_nothing(sites: Sites, host: str) -> None:
    sites.restructure(host)
    assert not walked(sites, host)[0]


@pytest.mark.parametrize("host", HOSTS)
def test_a_new_report_is_found_where_the_others_are(sites: Sites, host: str) -> None:
    place = sites.sites[host].builder.place
    new = Made(20, f"{place}民政局", sites.sites[host].builder.region_code, 2025, "page", dt.date(2026, 3, 1))
    before = {link.url for link in walked(sites, host)[0]}
    sites.add(host, new)
    after = {link.url: link for link in walked(sites, host)[0]}
    (added,) = set(after) - before
    assert after[added].published_on == new.published_on
