"""Where reports come from: addresses in the marts, versions by the time they were fetched, pages and attachments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.documents.origin import Origin
from flows.reading.records import Extraction, Unread
from flows.warehouse import build as warehouse
from tests import fresh_builds
from tests.record_factory import agency_years, extraction, rejected, write_records

pytestmark = pytest.mark.slow

BUILT_ON = dt.date(2024, 6, 1)
PUBLISHED = dt.date(2024, 1, 20)
SITE = "https://www.qingxi.example"


def at(day: int) -> dt.datetime:
    return dt.datetime(2024, 2, day, 18, 30)


def fetched(name: str, day: int, page: str | None = None) -> Origin:
    return Origin(f"{SITE}/{name}", at(day), "qingxi", f"{SITE}/{page}" if page else None)


def report(agency: str, document: str, origin: Origin, published: dt.date | None = None) -> Extraction:
    found = extraction(agency_years(1, [2023])[0], agency, 2023, published_on=published, region_code="331123")
    sha256 = extraction({}, document, 2023).sha256
    return found._replace(document=document, sha256=sha256, origin=origin)


def bare(agency: str, document: str, origin: Origin, published: dt.date) -> Extraction:
    found = report(agency, document, origin, published)
    assert found.report is not None
    return found._replace(cells=(), report=found.report._replace(layout="text/html none none none"))


def cover(agency: str, document: str, origin: Origin) -> Extraction:
    unread = Unread(agency, "government", "331123", 2023, "attachment_only", PUBLISHED)
    return rejected(document, "attachment_only: …")._replace(unread=[unread], origin=origin)


def copy_of(found: Extraction, document: str, origin: Origin) -> Extraction:
    return rejected(document, "")._replace(
        sha256=found.sha256, status="duplicate", reason=f"duplicate: {found.document}", origin=origin
    )


LAKE = [
    # Fetched again, changed: the later one counts, whatever the files are called.
    report("遂昌县甲局", "z first.warc.gz", fetched("a", 1), PUBLISHED),
    report("遂昌县甲局", "a second.warc.gz", fetched("a", 9), PUBLISHED),
    # The date of publication comes before the time of fetching, a file from elsewhere before what was fetched.
    report("遂昌县乙局", "b1", fetched("b", 9), PUBLISHED),
    report("遂昌县乙局", "b2", fetched("b", 1), PUBLISHED + dt.timedelta(days=1)),
    report("遂昌县丙局", "c2", Origin(), PUBLISHED),
    report("遂昌县丙局", "c1", fetched("c", 1), PUBLISHED),
    # A cover and its attachment.
    cover("遂昌县丁局", "d.html", fetched("d.html", 1)),
    report("遂昌县丁局", "d.pdf", fetched("d.pdf", 1, "d.html")),
    # A cover of which the attachment was not read.
    cover("遂昌县戊局", "e.html", fetched("e.html", 1)),
    rejected("e.pdf", "needs_ocr: …")._replace(origin=fetched("e.pdf", 1, "e.html")),
    # A report with an attachment that is the same report, then both anew.
    report("遂昌县己局", "f1.html", fetched("f.html", 1), PUBLISHED),
    report("遂昌县己局", "f1.pdf", fetched("f.pdf", 2, "f.html")),
    report("遂昌县己局", "f2.html", fetched("f.html", 8), PUBLISHED),
    report("遂昌县己局", "f2.pdf", fetched("f2.pdf", 9, "f.html")),
    # A page with no more than the title of a report: a cover, though it is read as a report.
    bare("遂昌县辛局", "h.html", fetched("h.html", 3), PUBLISHED),
    report("遂昌县辛局", "h.pdf", fetched("h.pdf", 3, "h.html"), PUBLISHED - dt.timedelta(days=9)),
    # Sent in as a file, and fetched, too.
    (sent := report("遂昌县庚局", "g.txt", Origin(), PUBLISHED)),
    copy_of(sent, "g2.warc.gz", fetched("g2", 5)),
    copy_of(sent, "g1.warc.gz", fetched("g1", 6)),
]


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder: Path = tmp_path_factory.mktemp("origins")
    write_records(folder / "records", LAKE)
    fresh_builds.build(folder / "records", folder / "warehouse", day=BUILT_ON)
    with duckdb.connect(folder / "warehouse" / warehouse.DATABASE, read_only=True) as connection:
        yield connection


def versions(marts: duckdb.DuckDBPyConnection, agency: str) -> list[Any]:
    query = "select document from marts.fct_reports where agency = ? order by version_number"
    current = "select document from marts.fct_reports where agency = ? and is_current"
    found = [name for (name,) in marts.execute(query, [agency]).fetchall()]
    assert marts.execute(current, [agency]).fetchall() == [(found[-1],)]
    return found


@pytest.mark.parametrize(
    ("agency", "documents"),
    [
        ("遂昌县甲局", ["z first.warc.gz", "a second.warc.gz"]),
        ("遂昌县乙局", ["b1", "b2"]),
        ("遂昌县丙局", ["c2", "c1"]),
        ("遂昌县己局", ["f1.pdf", "f1.html", "f2.pdf", "f2.html"]),
        ("遂昌县辛局", ["h.html", "h.pdf"]),
    ],
)
def test_versions_are_in_the_order_of_publication_then_of_fetching(
    marts: duckdb.DuckDBPyConnection, agency: str, documents: list[str]
) -> None:
    assert versions(marts, agency) == documents


def test_documents_and_reports_have_address_and_time(marts: duckdb.DuckDBPyConnection) -> None:
    of_documents = "select address, fetched_at, site, page_address from marts.fct_documents where document = ?"
    assert marts.execute(of_documents, ["e.pdf"]).fetchall() == [
        (f"{SITE}/e.pdf", at(1), "qingxi", f"{SITE}/e.html"),
    ]  # fmt: skip
    of_reports = "select address, fetched_at, page_address from marts.fct_reports where document = ?"
    assert marts.execute(of_reports, ["d.pdf"]).fetchall() == [(f"{SITE}/d.pdf", at(1), f"{SITE}/d.html")]
    assert marts.execute(of_reports, ["c2"]).fetchall() == [(None, None, None)]
    assert marts.execute(of_reports, ["g.txt"]).fetchall() == [(f"{SITE}/g2", at(5), None)]


def test_a_cover_is_no_unreadable_report_once_its_attachment_is_read(marts: duckdb.DuckDBPyConnection) -> None:
    query = "select status, unread_document from marts.mart_filing_status where agency = ? and year = 2023"
    assert marts.execute(query, ["遂昌县丁局"]).fetchall() == [("filed", None)]
    assert marts.execute(query, ["遂昌县戊局"]).fetchall() == [("unreadable", "e.html")]


def test_an_attachment_was_published_with_its_page_but_that_is_not_certain(marts: duckdb.DuckDBPyConnection) -> None:
    query = "select published_on, days_late from marts.fct_reports where document = ?"
    assert marts.execute(query, ["d.pdf"]).fetchall() == [(PUBLISHED, 0)]
    assert marts.execute(query, ["f1.pdf"]).fetchall() == [(PUBLISHED, 0)]
    assert marts.execute(query, ["h.pdf"]).fetchall() == [(PUBLISHED, 0)]
