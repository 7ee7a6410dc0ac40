"""What a harvest tells: lists and documents that failed, lists without end, with fewer reports, or forbidden."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Barrier, Thread

import pytest

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


def test_robots_that_forbid_the_list_are_told(server: Server, tmp_path: Path) -> None:
    server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /list"
    (result,) = fetch(tmp_path, line(server))
    assert result.failing and result.problems == [f"list page {server.url('/list')}: robots.txt forbids it"]
    assert [each.path for each in server.log] == ["/robots.txt"]


def test_a_list_with_fewer_reports_than_before_is_told_once(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, line(server))
    server.pages["/list"] = b"<html>a new design"
    (result,) = fetch(tmp_path, line(server))
    assert result.fewer and not result.failing
    assert result.problems == [f"list {server.url('/list')}: 0 reports, where there were 2; has it changed?"]
    (again,) = fetch(tmp_path, line(server))
    assert not again.fewer and again.problems == [f"list {server.url('/list')}: no report is found in it"]


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
    assert results["city"].failing and "cannot be stored" in results["city"].problems[0]
    assert counts(results["county"]) == (2, 3, 0, 0, 0)


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
