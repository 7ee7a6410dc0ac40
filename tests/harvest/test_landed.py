"""From imitated sites to the marts: what was harvested is read, and every fact says where it came from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from flows.cli import main
from tests.fresh_builds import prepare
from tests.harvest.sites import Sites
from tests.harvest.test_harvest import fetch

SITES = ("trs.example", "records.example")


@pytest.mark.slow
def test_every_report_of_a_site_is_current_in_the_marts_with_where_it_came_from(tmp_path: Path) -> None:
    begun = dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)
    with Sites() as sites:
        sites.sites = {host: sites.sites[host] for host in SITES}
        results = fetch(sites, tmp_path)
        truth = [(host, report) for host, reports in sites.truth.items() for report in reports]
    ended = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    assert not any(result.problems for result in results.values())
    warehouse = prepare(tmp_path / "warehouse")
    assert main(["run", "--raw", str(tmp_path / "raw"), "--warehouse", str(warehouse)]) == 0
    with duckdb.connect(str(warehouse / "gouji.duckdb"), read_only=True) as database:
        documents = database.execute(
            "select address, site, page_address, fetched_at, report_id from marts.fct_documents"
        ).fetchall()
        reports = database.execute(
            "select agency, year, address, page_address, fetched_at, cells_valued from marts.fct_reports"
            " where is_current"
        ).fetchall()
    by_address = {address: row for address, *row in documents}
    assert len(by_address) == len(documents)
    assert set(by_address) == {url for _, report in truth for url in (report.url, *report.attachments)}
    assert all(begun <= fetched_at <= ended for _, _, fetched_at, _ in by_address.values())
    current = {(agency, year): row for agency, year, *row in reports}
    assert len(current) == len(reports) == len(truth)
    for host, report in truth:
        site = host.partition(".")[0]
        address, page, fetched_at, valued = current[report.made.agency, report.made.year]
        # The figures are in the page, or in the file it attaches.
        assert address in ((report.url, *report.attachments) if report.made.form != "page" else (report.url,))
        assert by_address[address][:3] == [site, page, fetched_at] and valued == 200
        assert page == report.url if address != report.url else page.startswith(f"http://{host}/")
        for attachment in report.attachments:
            assert by_address[attachment][:2] == [site, report.url]
