"""Pages that come changed at every visit are asked for once in seven days, until one finds them unchanged."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from flows.harvest.results import Result, counts_of
from tests.harvest.county import PDF, counts, documents, line
from tests.harvest.server import Handler, Page, Server, conditional, fetch, listing

DAY = 24 * 3600
PAGE, ATTACHED = "/2025.html", "/2025.pdf"
QUIET = f'<html>no banner <a class="file" href="{ATTACHED}">'.encode()


def differing(handler: Handler) -> None:
    """A report with a banner that is another one at each visit, and an attachment."""
    handler.give(f'<html>{os.urandom(9).hex()} <a class="file" href="{ATTACHED}">'.encode())


def attachment(handler: Handler) -> None:
    handler.give(PDF, "application/pdf")


@pytest.fixture(autouse=True)
def county(server: Server) -> None:
    server.pages.update({"/list": listing(PAGE), PAGE: differing, ATTACHED: attachment})


def change(folder: Path, statement: str) -> None:
    """Change what is remembered."""
    state = sqlite3.connect(folder / "raw" / "harvest" / "state.sqlite")
    with state:
        state.execute(statement)
    state.close()


def visit(server: Server, folder: Path, **options: object) -> Result:
    """A harvest, after which the log of the server has nothing else."""
    server.log.clear()
    (result,) = fetch(folder, line(server), **options)  # type: ignore[arg-type]
    return result


def night(server: Server, folder: Path, after: float = DAY) -> Result:
    """A harvest so many seconds after the one before."""
    change(folder, f"update addresses set checked = checked - {after}")
    return visit(server, folder)


def nights(server: Server, folder: Path, number: int, after: float = DAY) -> str:
    """Harvests on so many nights: `a` for each that asked for the page, `-` for each that did not."""
    asked = []
    for _ in range(number):
        night(server, folder, after)
        asked.append("a" if PAGE in server.asked() else "-")
    return "".join(asked)


def versions(folder: Path, path: str = PAGE) -> int:
    """How many versions of a document are stored."""
    return [name for name, _ in documents(folder)].count(path)


def test_a_page_that_always_differs_is_asked_for_once_in_seven_days(server: Server, tmp_path: Path) -> None:
    assert counts(visit(server, tmp_path)) == (1, 2, 0, 0, 0)
    for stored in (2, 3, 4):
        assert counts(night(server, tmp_path)) == (1, 0, 1, 1, 0) and versions(tmp_path) == stored
    for _ in range(6):
        result = night(server, tmp_path)
        assert server.asked() == ["/list", ATTACHED] and result.documents == {"put off": 1, "unchanged": 1}
    assert versions(tmp_path) == 4
    assert counts(night(server, tmp_path)) == (1, 0, 1, 1, 0) and versions(tmp_path) == 5
    assert nights(server, tmp_path, 14) == "------a" * 2 and versions(tmp_path) == 7


def test_how_many_were_put_off_is_told_and_recorded(server: Server, tmp_path: Path) -> None:
    assert " put off" not in visit(server, tmp_path).line() and nights(server, tmp_path, 3) == "aaa"
    result = night(server, tmp_path)
    assert result.line().startswith("county: 1 found, 0 new, 0 changed, 1 unchanged, 1 put off, 0 failed; 3 requests, ")
    told = counts_of([result])
    assert told["put off"] == told["sites"]["county"]["put off"] == 1


@pytest.mark.parametrize("page", [QUIET, conditional(QUIET)])
def test_a_page_found_unchanged_is_asked_for_each_night_again(server: Server, tmp_path: Path, page: Page) -> None:
    visit(server, tmp_path)
    assert nights(server, tmp_path, 3) == "aaa"
    server.pages[PAGE] = page
    # After seven days it comes changed once more, and after seven more it is found unchanged.
    assert nights(server, tmp_path, 17) == "------a------aaaa" and versions(tmp_path) == 5
    server.pages[PAGE] = differing
    assert nights(server, tmp_path, 10) == "aaa------a" and versions(tmp_path) == 9


@pytest.mark.parametrize("page", [QUIET, conditional(QUIET)])
def test_changes_that_are_not_in_a_row_put_nothing_off(server: Server, tmp_path: Path, page: Page) -> None:
    visit(server, tmp_path)
    for _ in range(3):
        # The second visit finds the page as the first one left it.
        for given in (differing, page, page):
            server.pages[PAGE] = given
            assert nights(server, tmp_path, 1) == "a"


def test_what_a_page_attached_is_asked_for_though_the_page_is_put_off(server: Server, tmp_path: Path) -> None:
    visit(server, tmp_path)
    server.pages[ATTACHED] = lambda handler: handler.give(b"", status=500)
    assert nights(server, tmp_path, 3) == "aaa"
    result = night(server, tmp_path)
    assert result.failing and result.documents == {"put off": 1, "failed": 1}
    assert result.told() == [f"{server.url(ATTACHED)}: status 500 (linked from {server.url(PAGE)})"]
    server.pages[ATTACHED] = lambda handler: handler.give(PDF + b", mended", "application/pdf")
    assert night(server, tmp_path).documents == {"put off": 1, "changed": 1} and versions(tmp_path, ATTACHED) == 2


def test_an_attachment_that_always_differs_is_put_off_and_its_page_is_not(server: Server, tmp_path: Path) -> None:
    server.pages[PAGE] = QUIET
    server.pages[ATTACHED] = lambda handler: handler.give(PDF + os.urandom(9), "application/pdf")
    visit(server, tmp_path)
    assert nights(server, tmp_path, 3) == "aaa" and versions(tmp_path, ATTACHED) == 4
    assert night(server, tmp_path).documents == {"put off": 1, "unchanged": 1}
    assert server.asked() == ["/list", PAGE]


def test_a_harvest_once_a_week_asks_each_time_though_it_comes_a_little_earlier(server: Server, tmp_path: Path) -> None:
    visit(server, tmp_path)
    assert nights(server, tmp_path, 8, after=7 * DAY - 3600) == "a" * 8


def test_a_harvest_that_puts_nothing_off_asks_at_once_and_counts_as_a_visit(server: Server, tmp_path: Path) -> None:
    visit(server, tmp_path)
    assert nights(server, tmp_path, 5) == "aaa--"
    assert visit(server, tmp_path, puts_off=False).documents == {"changed": 1, "unchanged": 1}
    assert versions(tmp_path) == 5 and nights(server, tmp_path, 7) == "------a"


def test_a_page_that_fails_is_asked_for_again_the_next_night(server: Server, tmp_path: Path) -> None:
    visit(server, tmp_path)
    assert nights(server, tmp_path, 9) == "aaa------"
    server.pages[PAGE] = lambda handler: handler.give(b"", status=404)
    assert nights(server, tmp_path, 2) == "aa"


def test_a_clock_that_was_ahead_puts_nothing_off(server: Server, tmp_path: Path) -> None:
    visit(server, tmp_path)
    assert nights(server, tmp_path, 5) == "aaa--"
    assert nights(server, tmp_path, 1, after=-100 * DAY) == "a"
    assert nights(server, tmp_path, 7) == "------a"


def test_a_harvest_that_goes_on_puts_off_what_the_one_before_did(server: Server, tmp_path: Path) -> None:
    def interrupt(result: Result) -> None:
        raise KeyboardInterrupt

    visit(server, tmp_path)
    assert nights(server, tmp_path, 2) == "aa"
    change(tmp_path, f"update addresses set checked = checked - {DAY}")
    with pytest.raises(KeyboardInterrupt):
        visit(server, tmp_path, tell=interrupt)
    # What it asked for has come changed for the third time, and is told as what came of this harvest.
    assert counts(visit(server, tmp_path)) == (1, 0, 1, 1, 0) and server.asked() == ["/list"]
    assert nights(server, tmp_path, 7) == "------a"


def test_a_state_that_is_lost_begins_to_count_anew(server: Server, tmp_path: Path) -> None:
    visit(server, tmp_path)
    assert nights(server, tmp_path, 4) == "aaa-"
    (tmp_path / "raw" / "harvest" / "state.sqlite").unlink()
    assert counts(visit(server, tmp_path)) == (1, 0, 1, 1, 0)
    assert nights(server, tmp_path, 9) == "aa------a"


def test_files_that_are_looked_through_again_leave_the_count_as_it_is(server: Server, tmp_path: Path) -> None:
    visit(server, tmp_path)
    assert nights(server, tmp_path, 3) == "aaa"
    # As if the code that finds links had changed.
    change(tmp_path, "update harvest set code = 'another'")
    assert visit(server, tmp_path).documents == {"put off": 1, "unchanged": 1}
    assert nights(server, tmp_path, 7) == "------a"
