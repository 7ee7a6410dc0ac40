"""`gouji harvest`: what it prints, and its exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cli import main
from flows.harvest import finder, harvest
from flows.landing.locks import only_writer
from flows.operations.records import read
from tests.harvest.server import FINDER, LOCAL, QUICK, Server, csv_of, listing, serving
from tests.runs.listening import webhook


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that the command reaches, as no option makes it reach one on this machine."""
    monkeypatch.setattr(harvest, "Network", lambda: LOCAL)
    monkeypatch.setattr(harvest, "Bounds", lambda: QUICK)
    monkeypatch.setattr(finder, "default", lambda: FINDER)
    with serving() as running:
        running.pages["/list"] = listing("/2024.html", "/2025.html")
        running.pages["/2024.html"], running.pages["/2025.html"] = b"<html>2024", b"<html>2025"
        yield running


def run(folder: Path, server: Server, *options: str) -> int:
    sites = csv_of(folder, f"county,,,{server.url('/list')}", f"city,,,{server.url('/list', 'city.example')}")
    return main(["harvest", str(sites), "--raw", str(folder / "raw"), *options])


def test_it_prints_a_line_for_each_site(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, server, "--contact", "someone@office.example") == 0
    out, err = capsys.readouterr()
    said = "2 found, 2 new, 0 changed, 0 unchanged, 0 failed; 4 requests, "
    assert sorted(line.partition(said)[0] for line in out.splitlines()) == ["city: ", "county: "] and not err


def test_it_takes_reports_of_the_years_asked_for(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, server, "--year", "2025") == 0
    assert capsys.readouterr().out.count("1 found, 1 new") == 2
    assert run(tmp_path, server, "--year", "2024", "--year", "2025") == 0


def test_it_puts_off_what_always_differs_unless_asked_for_all(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.pages["/2025.html"] = lambda handler: handler.give(f"<html>{len(server.log)}".encode())
    for _ in range(4):
        assert run(tmp_path, server) == 0
    for options, told in ((), "0 changed, 1 unchanged, 1 put off"), (("--all",), "1 changed, 1 unchanged, 0 failed"):
        capsys.readouterr()
        assert run(tmp_path, server, *options) == 0 and capsys.readouterr().out.count(told) == 2
    assert ["all" in each.asked for each in read(tmp_path / "raw")] == [False] * 5 + [True]


def test_it_exits_with_1_where_a_site_fails(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.pages["city.example/list"] = lambda handler: handler.give(b"", status=500)
    assert run(tmp_path, server) == 1
    out, err = capsys.readouterr()
    assert "county: 2 found, 2 new" in out and "city: 0 found" in out
    assert err == f"gouji: city: list page {server.url('/list', 'city.example')}: status 500\n"


def test_it_exits_with_3_where_a_list_has_fewer_reports(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, server) == 0
    server.pages["/list"] = listing("/2024.html")
    assert run(tmp_path, server) == 3
    assert "1 reports, where there were 2; has it changed?" in capsys.readouterr().err


def test_a_report_that_is_gone_for_good_is_no_failure(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del server.pages["/2025.html"]
    assert run(tmp_path, server) == 0
    assert "/2025.html: status 404 (linked from " in capsys.readouterr().err


def test_many_problems_are_counted(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.pages["/list"] = listing(*(f"/{number}.html" for number in range(30)))
    run(tmp_path, server)
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 42 and err.count("and 10 more problems") == 2


def test_bad_input_is_told_in_one_line(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["harvest", str(tmp_path / "none.csv")]) == 2
    assert run(tmp_path, server, "--contact", "some one") == 2
    out, err = capsys.readouterr()
    assert not out and len(err.splitlines()) == 2 and not server.log


def test_a_second_harvest_is_told_to_wait(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with only_writer(tmp_path / "raw" / "harvest"):
        assert run(tmp_path, server) == 1
    assert "another run is writing there" in capsys.readouterr().err


def test_nothing_on_this_machine_is_reached(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(finder, "default", lambda: FINDER)
        patch.setattr(harvest, "Bounds", lambda: QUICK)
        sites = csv_of(tmp_path, f"county,,,{server.url('/list', 'localhost')}")
        assert main(["harvest", str(sites), "--raw", str(tmp_path / "raw")]) == 1
    assert "is not an address of the public internet" in capsys.readouterr().err and not server.log


def test_a_state_that_cannot_be_opened_is_told_in_one_line(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "raw" / "harvest" / "state.sqlite"
    state.mkdir(parents=True)
    assert run(tmp_path, server) == 1
    assert capsys.readouterr().err == f"gouji: {state}: unable to open database file\n"


def test_who_is_to_be_told_hears_of_a_list_that_has_fewer_reports(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(tmp_path, server) == 0
    server.pages["/list"] = listing("/2024.html")
    with webhook() as hook:
        monkeypatch.setenv("GOUJI_NOTIFY", hook.address)
        assert run(tmp_path, server) == 3
    (received,) = hook.received
    assert received.title == "gouji: a harvest found fewer reports than before, or could not fetch all"
    assert sorted(line.partition(":")[0] for line in received.body.splitlines()) == ["city", "county"]
