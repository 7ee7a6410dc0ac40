"""What an earlier version remembered is gone on with: above all how many reports lists had, which no file tells."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from flows.harvest.client import Validators
from flows.harvest.state import FILE, Known, State
from tests.harvest.county import counts, documents, line, publish
from tests.harvest.server import Server, fetch, listing

TABLES = """
create table harvest (begun real not null, ended integer not null, code text not null);
create table files (site text, name text, primary key (site, name));
create table addresses (
    site text, url text, file text not null, sha256 text not null, final text not null, etag text, last_modified text,
    attachments text not null, checked real not null, outcome text not null, primary key (site, url));
create table digests (site text, sha256 text, file text not null, primary key (site, sha256));
create table lists (
    site text, url text, years text, reports integer not null, primary key (site, url, years));
"""
YEARS = """
create table years (
    site text, url text, year integer, reports integer not null, primary key (site, url, year));
"""
"""What version 2 has beside those."""

PAGE, LIST = "http://county.example/2025.html", "http://county.example/list"


def of_version(version: int, folder: Path) -> sqlite3.Connection:
    """An empty state as that version made it."""
    database = sqlite3.connect(folder / FILE)
    database.executescript(f"{TABLES}{YEARS if version > 1 else ''}pragma user_version = {version};")
    return database


def made_earlier(version: int, folder: Path) -> None:
    """Turn the state of today into what that version would have made of the same harvest."""
    new = (folder / FILE).rename(folder / "new")
    with of_version(version, folder) as old:
        old.execute("attach ? as new", (str(new),))
        for (table,) in old.execute("select name from main.sqlite_master where type = 'table'").fetchall():
            columns = ", ".join(name for _, name, *_ in old.execute(f"pragma main.table_info({table})"))
            old.execute(f"insert into main.{table} select {columns} from new.{table}")
    old.close()
    new.unlink()


def test_all_that_version_2_knew_is_kept(tmp_path: Path) -> None:
    begun = time.time() - 3600
    with of_version(2, tmp_path) as old:
        old.execute("insert into harvest values (?, 0, 'code')", (begun,))
        old.execute("insert into files values ('county', 'a.warc.gz')")
        row = ("county", PAGE, "a.warc.gz", "5f", PAGE, '"1"', None, '["x.pdf"]', begun + 9, "changed")
        old.execute(f"insert into addresses values ({', '.join('?' * len(row))})", row)
        old.execute("insert into digests values ('county', '5f', 'a.warc.gz')")
        old.execute("insert into lists values ('county', ?, '', 12)", (LIST,))
        old.execute("insert into years values ('county', ?, 2025, 7)", (LIST,))
    old.close()
    known = Known("a.warc.gz", "5f", Validators(PAGE, '"1"', None), ("x.pdf",), begun + 9, "changed", 0)
    for expected in (known, known._replace(changes=1)):
        state = State(tmp_path, "code")
        assert state.files_of("county") == {"a.warc.gz"} and state.file_with("county", "5f") == "a.warc.gz"
        assert state.known("county", PAGE) == expected and state.is_of_this_harvest(expected)
        assert state.reports("county", LIST, "") == 12 and state.years_of("county", LIST) == {2025: 7}
        state.put("county", PAGE, known._replace(changes=1))
        state.close(ended=False)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("version", [1, 2])
def test_a_list_with_fewer_reports_than_an_earlier_version_found_is_told(
    server: Server, tmp_path: Path, version: int
) -> None:
    publish(server)
    fetch(tmp_path, line(server))
    before = documents(tmp_path)
    made_earlier(version, tmp_path / "raw" / "harvest")
    server.pages["/list"] = listing("/2025.html")
    (result,) = fetch(tmp_path, line(server))
    assert counts(result) == (1, 0, 0, 1, 0) and documents(tmp_path) == before
    assert result.fewer and "1 reports, where there were 2" in result.told()[0]
    assert not list((tmp_path / "raw" / "harvest").glob("*.damaged"))
    (again,) = fetch(tmp_path, line(server))
    assert counts(again) == (1, 0, 0, 1, 0) and not again.fewer
