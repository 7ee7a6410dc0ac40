"""What a harvest stores and remembers: each document once, as it came, with where it came from."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import resource
import sqlite3
from pathlib import Path
from threading import Event

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.documents import limits
from flows.documents.archives.members import members
from flows.documents.origin import LONGEST_ADDRESS, LONGEST_NAME
from flows.harvest.client import Client, Errand
from flows.harvest.results import Result
from flows.harvest.warcs import WarcFiles
from tests.harvest.county import PDF, counts, documents, files, line, publish
from tests.harvest.server import LOCAL, QUICK, Server, conditional, fetch, listing, raw, redirect


@pytest.fixture(autouse=True)
def county(server: Server) -> None:
    publish(server)


def test_reports_and_their_attachments_are_stored_once(server: Server, tmp_path: Path) -> None:
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 3, 0, 0, 0)
    assert result.line().startswith("county: 2 found, 3 new, 0 changed, 0 unchanged, 0 failed; 5 requests, ")
    stored = documents(tmp_path)
    assert [path for path, _ in stored] == ["/2024.html", "/2024.pdf", "/2025.html"]
    assert stored[1][1] == PDF
    (again,) = fetch(tmp_path, line(server))
    assert counts(again) == (2, 0, 0, 3, 0) and documents(tmp_path) == stored and len(files(tmp_path)) == 1


def test_a_file_says_where_everything_came_from(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, line(server))
    (path,) = files(tmp_path)
    assert re.fullmatch(r"\d{8}T\d{6}Z\.warc\.gz", path.name) and path.stat().st_mode & 0o777 == 0o444
    with path.open("rb") as file:
        records = [(each.rec_type, each.rec_headers, each.raw_stream.read()) for each in ArchiveIterator(file, True)]
    assert [kind for kind, _, _ in records] == ["warcinfo", *["metadata", "response"] * 3]
    told = records[0][2].decode()
    assert re.fullmatch(r"software: gouji/\S+\r\nsite: county\r\nregion_code: 330000\r\nagency: 浙江省\r\n", told)
    vias = {headers["WARC-Target-URI"]: block for kind, headers, block in records if kind == "metadata"}
    assert vias == {
        server.url("/2024.html"): f"via: {server.url('/list')}\r\n".encode(),
        server.url("/2024.pdf"): f"via: {server.url('/2024.html')}\r\n".encode(),
        server.url("/2025.html"): f"via: {server.url('/list')}\r\n".encode(),
    }
    for (_, metadata, _), (_, response, _) in zip(records[1::2], records[2::2], strict=True):
        assert metadata["WARC-Concurrent-To"] == response["WARC-Record-ID"]
        assert metadata["WARC-Date"] == response["WARC-Date"]
    members_of_gzip = gzip.decompress(path.read_bytes())
    assert members_of_gzip.count(b"WARC/1.1\r\n") == path.read_bytes().count(b"\x1f\x8b\x08") == 7


def test_what_the_list_does_not_say_is_not_written(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, line(server, about=","))
    first = gzip.decompress(files(tmp_path)[0].read_bytes()).split(b"WARC/1.1")[1]
    assert b"site: county" in first and b"region_code" not in first and b"agency" not in first


def test_bytes_are_stored_as_they_came(server: Server, tmp_path: Path) -> None:
    odd = b"Server: \xd5\xe3\xbd\xad\r\nX-Odd:  two  spaces\r\nx-odd: again"
    head = b"HTTP/1.1 200 OK\r\n" + odd + b"\r\nTransfer-Encoding: chunked"
    # A reader that guessed whether a body is in chunks would take the first line of this one for a length.
    sent = b"6\r\n2025\r\n\r\na\r\nthe report\r\n0\r\n\r\n"
    server.pages["/2025.html"] = raw(head + b"\r\n\r\n" + sent)
    fetch(tmp_path, line(server))
    assert head + b"\r\n\r\n" + sent in gzip.decompress(files(tmp_path)[0].read_bytes())
    assert dict(documents(tmp_path))["/2025.html"] == b"2025\r\nthe report"


def test_a_report_that_changed_is_stored_again(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, line(server))
    server.pages["/2025.html"] = conditional(b"<html>report of 2025, mended", '"2"')
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 0, 1, 2, 0)
    assert [body for path, body in documents(tmp_path) if path == "/2025.html"] == [
        b"<html>report of 2025",
        b"<html>report of 2025, mended",
    ]
    assert len(files(tmp_path)) == 2


def test_an_attachment_that_appears_on_an_unchanged_list_is_fetched(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, line(server))
    server.pages["/2025.html"] = conditional(b'<html><a class="file" href="/2025.pdf">', '"2"')
    server.pages["/2025.pdf"] = lambda handler: handler.give(PDF + b"5", "application/pdf")
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 1, 1, 2, 0)


def test_an_attachment_that_failed_is_fetched_though_its_page_has_not_changed(server: Server, tmp_path: Path) -> None:
    server.pages["/2025.html"] = conditional(b'<html><a class="file" href="/2025.pdf">')
    server.pages["/2025.pdf"] = lambda handler: handler.give(b"", status=500)
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 3, 0, 0, 1) and result.failing
    assert result.told() == [f"{server.url('/2025.pdf')}: status 500 (linked from {server.url('/2025.html')})"]
    server.pages["/2025.pdf"] = lambda handler: handler.give(PDF + b"5", "application/pdf")
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 1, 0, 3, 0) and not result.failing


def test_identical_bytes_at_two_addresses_are_stored_once(server: Server, tmp_path: Path) -> None:
    server.pages["/2024.html"] = server.pages["/2025.html"] = b"<html>the same"
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 1, 0, 1, 0) and len(documents(tmp_path)) == 1


def test_a_report_is_stored_under_its_final_address_and_remembered_under_the_one_linked(
    server: Server, tmp_path: Path
) -> None:
    server.pages["/2024.html"] = redirect("/2025.html")
    fetch(tmp_path, line(server))
    assert [path for path, _ in documents(tmp_path)] == ["/2025.html"]
    (tmp_path / "raw" / "harvest" / "state.sqlite").unlink()
    server.log.clear()
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 0, 0, 2, 0)
    assert [each.headers.get("If-None-Match") for each in server.log if each.path == "/2025.html"] == [None, '"1"']


@pytest.mark.parametrize("damage", [b"", b"no database", "cut", "of another version", None])
def test_a_state_that_is_lost_costs_only_requests(server: Server, tmp_path: Path, damage: bytes | str | None) -> None:
    fetch(tmp_path, line(server))
    before, state = documents(tmp_path), tmp_path / "raw" / "harvest" / "state.sqlite"
    if damage is None:
        state.unlink()
    elif damage == "of another version":
        sqlite3.connect(state).execute("pragma user_version = 99").connection.close()
    else:
        state.write_bytes(damage if isinstance(damage, bytes) else state.read_bytes()[:-5_000])
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 0, 0, 3, 0) and documents(tmp_path) == before


@pytest.mark.parametrize("limited", ["size", "unpacked"])
def test_what_is_too_much_for_one_file_is_in_several_that_are_read_whole(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limited: str
) -> None:
    expected, small = {}, limited == "size"
    for number in range(12):
        body = b"<html>" + (os.urandom(40_000).hex() if small else f"{number} of many" * 6_000).encode()
        packed = gzip.compress(body)
        server.pages[f"/{number}.html"] = lambda it, packed=packed: it.give(packed, Content_Encoding="gzip")
        expected[f"/{number}.html"] = body
    server.pages["/list"] = listing(*expected)
    bounds = QUICK._replace(file_bytes=150_000 if small else QUICK.file_bytes)
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 150_000)
    monkeypatch.setattr(limits, "ARCHIVE_UNPACKED", 400_000)
    (result,) = fetch(tmp_path, line(server), bounds=bounds)
    assert counts(result) == (12, 12, 0, 0, 0)
    assert dict(documents(tmp_path)) == expected and len(files(tmp_path)) >= 2
    (again,) = fetch(tmp_path, line(server), bounds=bounds)
    assert counts(again) == (12, 0, 0, 12, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Encoding": "identity", "Content_Encoding": "gzip"},
        {"Content-Encoding": "gzip", "Content_Encoding": "identity"},
        {"Content-Encoding": "GZIP, identity"},
    ],
)
def test_what_is_fetched_is_what_is_read_whatever_headers_say(
    server: Server, tmp_path: Path, headers: dict[str, str]
) -> None:
    packed = gzip.compress(PDF)
    server.pages["/2024.pdf"] = lambda handler: handler.give(packed, "application/pdf", **headers)
    fetch(tmp_path, line(server))
    assert dict(documents(tmp_path))["/2024.pdf"] == PDF
    (tmp_path / "raw" / "harvest" / "state.sqlite").unlink()
    (again,) = fetch(tmp_path, line(server))
    assert counts(again) == (2, 0, 0, 3, 0)


def test_what_may_be_fetched_is_known_to_the_reader_with_all_that_is_told_of_it(server: Server, tmp_path: Path) -> None:
    path, agency = "/" + "x" * (LONGEST_ADDRESS - len(server.url("/"))), "县" * LONGEST_NAME
    server.pages["/%E5%85%AC%20%E5%BC%80"], server.pages[path] = listing(path, path + "x"), b"<html>2025"
    (result,) = fetch(tmp_path, line(server, path="/公 开", about=f",{agency}"))
    assert counts(result) == (2, 1, 0, 0, 1) and "more than 2048 characters" in result.problems[0]
    with files(tmp_path)[0].open("rb") as file:
        (member,) = members(file, "x")
    listed = server.url("/%E5%85%AC%20%E5%BC%80")
    assert member.origin[:1] + member.origin[2:6] == (server.url(path), "county", listed, None, agency)


def test_a_file_that_is_gone_is_fetched_again(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, line(server))
    files(tmp_path)[0].unlink()
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 3, 0, 0, 0) and len(documents(tmp_path)) == 3


def test_digests_do_not_depend_on_packing(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, line(server))
    packed = gzip.compress(PDF)
    server.pages["/2024.pdf"] = lambda handler: handler.give(packed, "application/pdf", Content_Encoding="gzip")
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 0, 0, 3, 0)
    assert hashlib.sha256(PDF).hexdigest().encode() in (tmp_path / "raw/harvest/state.sqlite").read_bytes()
    assert os.listdir(tmp_path / "raw" / "documents" / "harvest") == ["county"]


def test_a_harvest_that_is_interrupted_publishes_what_it_has_and_is_gone_on_with(
    server: Server, tmp_path: Path
) -> None:
    def interrupt(result: Result) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(tmp_path, line(server), tell=interrupt)
    assert len(documents(tmp_path)) == 3 and not list(files(tmp_path)[0].parent.glob(".*"))
    server.log.clear()
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (2, 3, 0, 0, 0) and server.asked() == ["/list"]


def test_what_was_fetched_by_a_clock_that_was_ahead_is_asked_for_again(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, line(server))
    state = sqlite3.connect(tmp_path / "raw" / "harvest" / "state.sqlite")
    with state:
        state.execute("update addresses set checked = checked + 1e8")
    state.close()
    server.log.clear()
    fetch(tmp_path, line(server))
    assert server.asked() == ["/list", "/2024.html", "/2024.pdf", "/2025.html"]


def test_addresses_are_told_and_written_on_one_line(server: Server, tmp_path: Path) -> None:
    server.pages["/list"] = listing("/2025.html\r\nsite: other", "/2024.html\x1b[31m", "javascript:\n1")
    (result,) = fetch(tmp_path, line(server))
    assert counts(result)[0] == 3 and all(problem.isprintable() for problem in result.problems)


def test_a_disk_that_is_full_takes_nothing_of_what_is_stored(server: Server, tmp_path: Path) -> None:
    client, errand = Client(None, LOCAL, QUICK, Event()), Errand(frozenset({server.server_port}))
    received = client.get(server.url("/2024.pdf"), errand).received
    file, before = WarcFiles(tmp_path, {"site": "county"}, 10_000), resource.getrlimit(resource.RLIMIT_FSIZE)
    file.add(received, "http://county.example/1", received.url)
    # Some bytes of the next record fit, as on a disk that is nearly full.
    resource.setrlimit(resource.RLIMIT_FSIZE, (next(tmp_path.iterdir()).stat().st_size + 100, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            file.add(received, "http://county.example/2", received.url)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    file.add(received, "http://county.example/3", received.url)
    file.finish()
    (path,) = tmp_path.iterdir()
    with path.open("rb") as opened:
        told = [each.raw_stream.read() for each in ArchiveIterator(opened) if each.rec_type == "metadata"]
    assert told == [b"via: http://county.example/1\r\n", b"via: http://county.example/3\r\n"]
