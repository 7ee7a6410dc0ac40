"""A server that goes away in the middle of a harvest and is back for the next one, which fetches the rest."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.cli import main
from flows.documents.archives.members import members
from flows.documents.origin import Origin
from flows.harvest import finder, harvest
from flows.harvest.results import Result
from flows.harvest.state import RESUMED
from tests.harvest.county import files, line
from tests.harvest.server import (
    FINDER,
    LOCAL,
    QUICK,
    Handler,
    Page,
    Server,
    conditional,
    csv_of,
    fetch,
    held_port,
    listing,
    raw,
    served,
)

Documents = list[tuple[str, str, Origin]]
Undisturbed = tuple[int, Documents]
"""The port that a server is to have, and what a harvest stores that has it all the time."""

REPORTS = ("first", "second", "third")
LISTS = ["/list", "/list2"]
DOCUMENTS = [f"/{name}.{kind}" for name in REPORTS for kind in ("html", "pdf")]
SEQUENCE = ["/robots.txt", *LISTS, *DOCUMENTS]
"""What a harvest that nothing disturbs asks for, in this order."""


class Dying(Handler):
    """Answers until the request of a number: it stops listening, gives a share of that answer, and is gone."""

    last: int
    share: float

    def give(self, body: bytes, type: str = "text/html", status: int = 200, **headers: str) -> None:
        if len(self.server.log) == self.last:
            self.server.shutdown()
            self.server.socket.close()
            if not self.share:
                return
            headers["Content-Length"] = str(len(body))
            body = body[: int(len(body) * self.share)]
        super().give(body, type, status, **headers)


def pages() -> dict[str, Page]:
    """A list of two pages, and reports with an attachment each."""
    found: dict[str, Page] = {"/robots.txt": b"User-agent: *\nDisallow: /secret\n"}
    found["/list"] = listing("/first.html", more=("/list2",))
    found["/list2"] = listing("/second.html", "/third.html")
    for name in REPORTS:
        page = f'<html>report of {name} <a class="file" href="/{name}.pdf">'
        found[f"/{name}.html"] = conditional(page.encode())
        found[f"/{name}.pdf"] = conditional(f"%PDF-1.4 {name}".encode() * 9_999, type="application/pdf")
    return found


@contextmanager
def county(port: int, last: int = 0, share: float = 0) -> Iterator[Server]:
    """The server; with `last`, one that is gone from that request on."""
    server = Server(port)
    server.pages = pages()
    server.RequestHandlerClass = type("Dies", (Dying,), {"last": last, "share": share})
    with served(server):
        yield server


@pytest.fixture(autouse=True)
def reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command reaches a server on this machine, as no option makes it, and waits for nothing long."""
    monkeypatch.setattr(harvest, "Network", lambda: LOCAL)
    monkeypatch.setattr(harvest, "Bounds", lambda: QUICK._replace(retry_seconds=0.001))
    monkeypatch.setattr(finder, "default", lambda: FINDER)


def harvested(folder: Path, server: Server) -> int:
    folder.mkdir(exist_ok=True)
    return main(["harvest", str(csv_of(folder, line(server))), "--raw", str(folder / "raw")])


def stored(folder: Path) -> Documents:
    """Path, digest and origin of all that the reader finds, whatever the hour at which it was fetched."""
    found = []
    for path in files(folder):
        with path.open("rb") as file:
            for member in members(file, path.name):
                assert member.refusal is None and member.origin.address
                name, digest = member.origin.address.rpartition("/")[2], hashlib.sha256(member.data).hexdigest()
                found.append((f"/{name}", digest, member.origin._replace(fetched_at=None)))
    return sorted(found)


def asked_for(server: Server, *, again: bool) -> list[str]:
    """The documents that a server was asked for, either in case they have changed or because they were not there."""
    asked = [each for each in server.log if each.path in DOCUMENTS]
    return sorted(each.path for each in asked if ("If-None-Match" in each.headers) is again)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with held_port() as port:
        with county(port) as server:
            fetch(folder, line(server))
            assert [each.path for each in server.log] == SEQUENCE
        yield port, stored(folder)


@pytest.mark.parametrize("share", [0, 0.5], ids=["before an answer", "in a body"])
@pytest.mark.parametrize("last", range(1, len(SEQUENCE) + 1), ids=lambda last: SEQUENCE[last - 1])
def test_a_server_that_goes_away_costs_nothing_but_another_harvest(
    undisturbed: Undisturbed, tmp_path: Path, capsys: pytest.CaptureFixture[str], last: int, share: float
) -> None:
    port, expected = undisturbed
    with county(port, last, share) as server:
        assert harvested(tmp_path, server) == 1
        assert [each.path for each in server.log] == SEQUENCE[:last]
    out, err = capsys.readouterr()
    had = [path for path in SEQUENCE[: last - 1] if path in DOCUMENTS]
    assert [path for path, *_ in stored(tmp_path)] == sorted(had)
    assert f" {len(had)} new, 0 changed, 0 unchanged, " in out
    # Without robots.txt it is the list that is told.
    assert f"{SEQUENCE[max(last, 2) - 1]}: " in err and "the connection failed: Connection refused" in err

    with county(port) as server:
        assert harvested(tmp_path, server) == 0
    out, err = capsys.readouterr()
    assert stored(tmp_path) == expected, "as if nothing had happened, and nothing twice"
    assert f" 3 found, {len(DOCUMENTS) - len(had)} new, 0 changed, {len(had)} unchanged, 0 failed" in out and not err
    assert asked_for(server, again=True) == sorted(had), "the server need not send what is stored"
    assert asked_for(server, again=False) == sorted(set(DOCUMENTS) - set(had))


@pytest.mark.parametrize("hours_later", [11, 13])
def test_a_harvest_stopped_when_its_server_was_gone_is_gone_on_with_for_twelve_hours(
    undisturbed: Undisturbed, tmp_path: Path, hours_later: int
) -> None:
    def interrupt(result: Result) -> None:
        raise KeyboardInterrupt

    port, expected = undisturbed
    last = SEQUENCE.index("/second.pdf") + 1
    with county(port, last, 0.5) as server, pytest.raises(KeyboardInterrupt):
        fetch(tmp_path, line(server), tell=interrupt)
    had = [path for path, *_ in stored(tmp_path)]
    state = sqlite3.connect(tmp_path / "raw" / "harvest" / "state.sqlite")
    with state:
        for table, column in (("harvest", "begun"), ("addresses", "checked")):
            state.execute(f"update {table} set {column} = {column} - {hours_later * 3600}")
    state.close()
    with county(port) as server:
        assert harvested(tmp_path, server) == 0
    assert had == ["/first.html", "/first.pdf", "/second.html"] and stored(tmp_path) == expected
    assert asked_for(server, again=True) == ([] if hours_later * 3600 < RESUMED else had)
    assert asked_for(server, again=False) == sorted(set(DOCUMENTS) - set(had))


def test_a_cut_that_nothing_shows_leaves_a_version_before_the_whole_one(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    port, expected = undisturbed
    with county(port) as server:
        server.pages["/third.pdf"] = raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4 th")
        assert harvested(tmp_path, server) == 0
    (cut,) = set(stored(tmp_path)) - set(expected)
    with county(port) as server:
        assert harvested(tmp_path, server) == 0
    assert stored(tmp_path) == sorted([*expected, cut])
