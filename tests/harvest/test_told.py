"""What a harvest tells: lists and documents that failed, lists without end, with fewer reports, or forbidden."""

from __future__ import annotations

import csv
import datetime as dt
import socket
import time
from pathlib import Path
from threading import Barrier, Thread

import pytest

from flows.harvest import harvest
from flows.harvest.counts import newest_due
from flows.harvest.harvest import ContactError
from flows.landing.locks import BusyError
from tests.harvest.county import PDF, counts, documents, files, line, publish
from tests.harvest.server import QUICK, Handler, Server, fetch, listing, redirect


@pytest.fixture(autouse=True)
def county(server: Server) -> None:
    publish(server)


@pytest.mark.parametrize(
    ("name", "type", "body"),
    [
        ("/a.mp4", "video/mp4", b"\0\0\0\x18ftypmp42"),
        ("/a.exe", "application/octet-stream", b"MZ\x90\0\x03\0"),
        ("/a.js", "application/javascript", b"alert(1)"),
        ("/a.pdf", "text/html", b"<html>please sign in"),
        ("/a.docx", "text/html;charset=gb2312", b"<html>404"),
        ("/a.html", "text/html", b""),
    ],
)
def test_what_can_be_no_report_is_told_and_not_stored(
    server: Server, tmp_path: Path, name: str, type: str, body: bytes
) -> None:
    server.pages["/list"], server.pages[name] = listing(name), lambda handler: handler.give(body, type)
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (1, 0, 0, 0, 1) and not files(tmp_path)
    assert result.problems[0].startswith(server.url(name))


def test_pages_of_a_list_are_followed_once_each(server: Server, tmp_path: Path) -> None:
    server.pages["/list"] = listing("/2024.html", more=("/list2", "/list2", "/list"))
    server.pages["/list2"] = listing("/2025.html", "/2024.html", more=("/list",))
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 3, 0, 0, 0)
    assert server.asked() == ["/list", "/list2", "/2024.html", "/2024.pdf", "/2025.html"]


@pytest.mark.parametrize("after", ["404", "the last page again", "nothing new"])
def test_numbered_pages_end(server: Server, tmp_path: Path, after: str) -> None:
    server.pages["/list/1"], server.pages["/list/2"] = listing("/2019.html"), listing("/2025.html")
    for number in range(3, 50):
        if after != "404":
            server.pages[f"/list/{number}"] = listing("/2025.html") + (b"" if "again" in after else b"%d" % number)
    (result,) = fetch(tmp_path, line(server, path="/list/{page}"), years=frozenset({2025}))
    assert counts(result)[:2] == (1, 1) and not result.problems
    assert len([path for path in server.asked() if "list" in path]) == (5 if after == "nothing new" else 3)


def endless_list(handler: Handler) -> None:
    number = int(handler.path.rpartition("/")[2])
    handler.give(listing(f"/{number}.html", more=(f"/endless/{number + 1}",)))


@pytest.mark.parametrize("path", ["/endless/1", "/endless/{page}"])
def test_a_list_without_end_is_told(server: Server, tmp_path: Path, path: str) -> None:
    for number in range(1, 30):
        server.pages[f"/endless/{number}"] = endless_list
    (result,) = fetch(tmp_path, line(server, path=path), bounds=QUICK._replace(list_pages=10, reports=5))
    assert result.failing and "more than 10 pages" in result.problems[0]
    assert len([path for path in server.asked() if "endless" in path]) == 10
    assert result.documents["failed"] == 5 and "more than 5 reports" in result.problems[1]


@pytest.mark.parametrize(
    "page",
    [
        lambda handler: handler.give(b"down", status=503),
        lambda handler: handler.give(b"", status=404),
        lambda handler: handler.give(PDF, "application/pdf"),
        lambda handler: handler.give(b"x" * 8_000_001),
        redirect("http://169.254.169.254/"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_and_the_others_are_read(
    server: Server, tmp_path: Path, page: object
) -> None:
    server.pages["/broken"] = page  # type: ignore[assignment]
    (result,) = fetch(tmp_path, line(server, path="/broken"), line(server))
    assert result.failing and counts(result) == (2, 3, 0, 0, 0)
    assert result.problems[0].startswith(f"list page {server.url('/broken')}: ")


def test_a_site_that_cannot_be_reached_is_told_without_the_number_of_an_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://county.example:{closed.getsockname()[1]}/list"
    (result,) = fetch(tmp_path, f"county,,,{url}")
    said = "robots.txt cannot be had, which forbids all: the connection failed: Connection refused"
    assert result.failing and result.problems == [f"list page {url}: {said}"]


def test_robots_that_forbid_the_list_are_told(server: Server, tmp_path: Path) -> None:
    server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /list"
    (result,) = fetch(tmp_path, line(server))
    assert result.failing and result.problems == [f"list page {server.url('/list')}: robots.txt forbids it"]
    assert [each.path for each in server.log] == ["/robots.txt"]


def test_a_list_with_fewer_reports_than_before_is_told_and_one_without_reports_each_time(
    server: Server, tmp_path: Path
) -> None:
    fetch(tmp_path, line(server))
    server.pages["/list"] = b"<html>a new design"
    (result,) = fetch(tmp_path, line(server))
    assert result.fewer and not result.failing
    assert result.problems == [f"list {server.url('/list')}: 0 reports, where there were 2; has it changed?"]
    (again,) = fetch(tmp_path, line(server))
    assert again.fewer and again.problems == [f"list {server.url('/list')}: no report is found in it"]


IN_TIME, LATE = dt.date(2027, 3, 31), dt.date(2027, 4, 1)


def reports(year: int, count: int) -> list[str]:
    return [f"/{year}-{number}.html" for number in range(count)]


def told(server: Server, folder: Path, day: dt.date, *paths: str, years: frozenset[int] | None = None) -> list[str]:
    """What is told of these lists but for reports, none of which is there."""
    (result,) = fetch(folder, *(line(server, path=path) for path in paths), day=day, years=years)
    problems = [problem for problem in result.problems if "status 404" not in problem]
    assert result.fewer == bool(problems)
    return problems


def test_an_old_list_that_is_left_standing_is_told_at_each_harvest_when_reports_are_due(
    server: Server, tmp_path: Path
) -> None:
    server.pages["/list"] = listing(*reports(2024, 9), *reports(2025, 8))
    assert told(server, tmp_path, IN_TIME, "/list") == []
    missed = (
        f"list {server.url('/list')}: 0 reports on 2026, which were due by 31 March, where there are 8 on 2025; has it"
        " moved?"
    )
    assert told(server, tmp_path, LATE, "/list") == told(server, tmp_path, LATE, "/list") == [missed]
    server.pages["/list"] = listing(*reports(2025, 8), *reports(2026, 4), *reports(2024, 9))
    assert told(server, tmp_path, LATE, "/list") == []
    # Only the newest year is asked for; how many there were on the year before is remembered.
    assert told(server, tmp_path, LATE, "/list", years=frozenset({2026})) == []
    server.pages["/list"] = listing(*reports(2026, 3))
    (fell,) = told(server, tmp_path, LATE, "/list", years=frozenset({2026}))
    assert "3 reports, where there were 4" in fell
    (short,) = told(server, tmp_path, LATE, "/list", years=frozenset({2026}))
    assert "3 reports on 2026" in short and "8 on 2025" in short


def test_a_list_of_earlier_years_beside_that_of_the_newest_is_not_missed(server: Server, tmp_path: Path) -> None:
    server.pages["/old"] = listing(*reports(2025, 8))
    server.pages["/new"] = listing(*reports(2026, 7))
    assert told(server, tmp_path, LATE, "/old", "/new") == []
    # With one year asked for, the other list has none: not a reason to tell, but noted.
    lines = line(server, path="/old"), line(server, path="/new")
    (result,) = fetch(tmp_path, *lines, day=LATE, years=frozenset({2026}))
    assert not result.fewer
    server.pages["/departments"] = listing(*(f"{url}?d" for url in [*reports(2025, 20), *reports(2026, 19)]))
    (told_of,) = told(server, tmp_path, LATE, "/old", "/departments")
    assert told_of.startswith(f"list {server.url('/old')}: 0 reports on 2026")


def test_reports_that_are_not_due_are_not_missed(server: Server, tmp_path: Path) -> None:
    server.pages["/list"] = listing(*reports(2025, 2))
    (result,) = fetch(tmp_path, line(server), day=IN_TIME, years=frozenset({2026}))
    assert not result.fewer and result.problems == [f"list {server.url('/list')}: no report is found in it"]


def test_the_day_is_the_latest_that_the_law_sets() -> None:
    with (Path(__file__).parents[2] / "expectations" / "format" / "deadlines.csv").open(encoding="utf-8") as file:
        latest = max((int(row["month"]), int(row["day"])) for row in csv.DictReader(file))
    assert newest_due(dt.date(2027, *latest)) == 2025
    assert newest_due(dt.date(2027, *latest) + dt.timedelta(days=1)) == 2026


def test_a_list_that_fails_for_once_is_compared_with_what_it_had_before(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, line(server))
    server.pages["/list"] = lambda handler: handler.give(b"", status=500)
    assert fetch(tmp_path, line(server))[0].failing
    server.pages["/list"] = listing("/2024.html")
    assert fetch(tmp_path, line(server))[0].fewer


def test_reports_never_fetched_come_first_where_a_bound_ends_a_harvest(server: Server, tmp_path: Path) -> None:
    bounds = QUICK._replace(host_requests=5)
    fetch(tmp_path, line(server), bounds=bounds)
    server.pages["/list"], server.pages["/2026.html"] = listing("/2024.html", "/2025.html", "/2026.html"), b"<html>2026"
    (result,) = fetch(tmp_path, line(server), bounds=bounds._replace(host_requests=3))
    assert result.failing and "a harvest ends after 3 requests" in result.problems[-1]
    assert ("/2026.html", b"<html>2026") in documents(tmp_path)


def test_one_harvest_at_a_time(server: Server, tmp_path: Path) -> None:
    server.pages["/list"] = lambda handler: (time.sleep(0.5), handler.give(b"<html>"))[1]
    thread = Thread(target=fetch, args=(tmp_path, line(server)))
    thread.start()
    while not server.log:
        time.sleep(0.01)
    with pytest.raises(BusyError):
        fetch(tmp_path, line(server))
    thread.join()


def test_a_site_that_cannot_be_stored_does_not_stop_the_others(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "documents" / "harvest"
    folder.mkdir(parents=True)
    (folder / "city").write_text("a file where the folder would be")
    results = {each.site: each for each in fetch(tmp_path, line(server, "city"), line(server))}
    assert results["city"].failing
    assert results["city"].problems == [f"{folder / 'city'}: cannot be stored (File exists)"]
    assert counts(results["county"]) == (2, 3, 0, 0, 0)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError("[Errno 5] Input/output error"), "the answer: cannot be stored (Input/output error)"),
        (ValueError("[Errno 5] no\nluck"), "the visit failed: ValueError: no luck"),
    ],
)
def test_a_visit_that_fails_is_told_in_one_line_without_the_number_of_an_error(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(harvest, "index", failing)
    (result,) = fetch(tmp_path, line(server))
    assert result.failing and result.problems == [said]


def test_a_finder_that_fails_is_told(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.harvest import server as module

    monkeypatch.setattr(module, "FINDER", module.FINDER._replace(read_report=lambda answer: 1 / 0))
    (result,) = fetch(tmp_path, line(server))
    assert result.failing and "the page cannot be read: division by zero" in result.problems[0]


@pytest.mark.parametrize("contact", ["", "a b", "me@office.example\r\nX: 1", "某人", "x" * 201])
def test_a_contact_that_cannot_be_sent_is_refused(server: Server, tmp_path: Path, contact: str) -> None:
    with pytest.raises(ContactError):
        fetch(tmp_path, line(server), contact=contact)
    assert not server.log


def test_many_sites_are_harvested_side_by_side(server: Server, tmp_path: Path) -> None:
    lines, together = [], Barrier(6)

    def when_all_ask(handler: Handler) -> None:
        together.wait(20)
        handler.give(b"<html>")

    for number in range(6):
        server.pages[f"city{number}.example/list"] = listing("/2025.html")
        server.pages[f"city{number}.example/2025.html"] = when_all_ask
        lines.append(f"city{number},,,{server.url('/list', f'city{number}.example')}")
    results = fetch(tmp_path, *lines, bounds=QUICK._replace(idle_seconds=20, answer_seconds=20))
    assert [counts(each) for each in results] == [(1, 1, 0, 0, 0)] * 6
