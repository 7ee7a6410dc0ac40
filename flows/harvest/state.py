"""What a harvest remembers for the next one, in `raw/harvest/state.sqlite`; losing it costs only requests.

Addresses and digests come from the WARC files, and follow those that have come and gone; when the code that finds links
changes, all are indexed again. How many reports a list had, and how often a document came changed, is known here only.
"""

from __future__ import annotations

import errno
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from flows.harvest.client import Validators

FILE = "state.sqlite"
RESUMED = 12 * 3600
"""Seconds after which a harvest that did not end is begun anew."""

_TABLES = """
create table if not exists harvest (begun real not null, ended integer not null, code text not null);
create table if not exists files (site text, name text, primary key (site, name));
create table if not exists addresses (
    site text, url text, file text not null, sha256 text not null, final text not null, etag text, last_modified text,
    attachments text not null, checked real not null, outcome text not null, changes integer not null,
    primary key (site, url));
create table if not exists digests (site text, sha256 text, file text not null, primary key (site, sha256));
create table if not exists lists (
    site text, url text, years text, reports integer not null, primary key (site, url, years));
create table if not exists years (
    site text, url text, year integer, reports integer not null, primary key (site, url, year));
"""

_VERSION = 3
_ADD_CHANGES = "alter table addresses add column changes integer not null default 0;"
# The digests of version 1 were those of all bytes of a page.
_UPGRADES = {1: f"delete from files; delete from addresses; delete from digests; {_ADD_CHANGES}", 2: _ADD_CHANGES}
_COLUMNS = "file, sha256, final, etag, last_modified, attachments, checked, outcome, changes"


class Known(NamedTuple):
    """What is known of an address.

    The WARC file that holds its document, the digest that tells whether it has changed, the final address with
    validators, the attachments linked there, when the server was last asked in seconds since 1970, what came of that,
    at how many visits in a row up to then the document came changed.
    """

    file: str
    sha256: str
    validators: Validators
    attachments: tuple[str, ...]
    checked: float
    outcome: str
    changes: int


class State:
    """The memory of all sites; several threads may use it at once."""

    def __init__(self, folder: Path, code: str) -> None:
        self._lock, self._path = Lock(), folder / FILE
        self._database = _opened(self._path)
        with self._using() as database:
            before = database.execute("select begun, ended, code from harvest").fetchone()
            if before is None or before[2] != code:
                database.execute("delete from files")
            goes_on = before is not None and not before[1] and 0 <= time.time() - before[0] < RESUMED
            self._since: float = before[0] if goes_on else time.time()
            database.execute("delete from harvest")
            database.execute("insert into harvest values (?, 0, ?)", (self._since, code))

    def close(self, ended: bool) -> None:
        """Note whether the harvest ended; one that did not is gone on with."""
        with self._using() as database:
            database.execute("update harvest set ended = ?", (int(ended),))
        self._database.close()

    def is_of_this_harvest(self, known: Known) -> bool:
        """Whether this harvest, or the one it goes on with, has asked for an address; never where a clock was ahead."""
        return self._since <= known.checked <= time.time()

    def files_of(self, site: str) -> set[str]:
        """The names of the WARC files of a site that are indexed."""
        with self._using() as database:
            return {name for (name,) in database.execute("select name from files where site = ?", (site,))}

    def add_file(self, site: str, name: str) -> None:
        """Note that all of a WARC file is indexed."""
        with self._using() as database:
            database.execute("insert or replace into files values (?, ?)", (site, name))

    def keep_only(self, site: str, names: Iterable[str]) -> None:
        """Forget what came from other WARC files of a site than these: they are gone, or were never finished."""
        kept = json.dumps(list(names))
        with self._using() as database:
            for table, column in (("files", "name"), ("addresses", "file"), ("digests", "file")):
                gone = f"site = ? and {column} not in (select value from json_each(?))"
                database.execute(f"delete from {table} where {gone}", (site, kept))

    def keep_in(self, site: str, name: str, digests: Iterable[str]) -> None:
        """Forget other documents than these of a WARC file: a power cut may have left less of it than is known."""
        kept = json.dumps(list(digests))
        with self._using() as database:
            for table in ("addresses", "digests"):
                gone = "site = ? and file = ? and sha256 not in (select value from json_each(?))"
                database.execute(f"delete from {table} where {gone}", (site, name, kept))

    def known(self, site: str, url: str) -> Known | None:
        """What is known of an address, None where it was never fetched."""
        query = f"select {_COLUMNS} from addresses where site = ? and url = ?"
        with self._using() as database:
            row = database.execute(query, (site, url)).fetchone()
        if row is None:
            return None
        file, sha256, final, etag, last_modified, attachments, *last = row
        return Known(file, sha256, Validators(final, etag, last_modified), tuple(json.loads(attachments)), *last)

    def file_with(self, site: str, sha256: str) -> str | None:
        """The WARC file in which a document is stored already."""
        query = "select file from digests where site = ? and sha256 = ?"
        with self._using() as database:
            row = database.execute(query, (site, sha256)).fetchone()
        return str(row[0]) if row else None

    def put(self, site: str, url: str, known: Known) -> None:
        """Remember an address and its document."""
        file, sha256, validators, attachments, *last = known
        row = (site, url, file, sha256, *validators, json.dumps(attachments), *last)
        with self._using() as database:
            database.execute("insert or ignore into digests values (?, ?, ?)", (site, sha256, file))
            database.execute(f"insert or replace into addresses values ({', '.join('?' * len(row))})", row)

    def reports(self, site: str, url: str, years: str) -> int | None:
        """How many reports a list had when it was last read for these years."""
        with self._using() as database:
            row = database.execute(
                "select reports from lists where site = ? and url = ? and years = ?", (site, url, years)
            ).fetchone()
        return row[0] if row else None

    def put_reports(self, site: str, url: str, years: str, reports: int) -> None:
        """Remember how many reports a list had."""
        with self._using() as database:
            database.execute("insert or replace into lists values (?, ?, ?, ?)", (site, url, years, reports))

    def years_of(self, site: str, url: str) -> dict[int, int]:
        """How many reports a list had on each year, when it was last read and had any."""
        query = "select year, reports from years where site = ? and url = ?"
        with self._using() as database:
            return dict(database.execute(query, (site, url)))

    def put_years(self, site: str, url: str, counts: Mapping[int, int]) -> None:
        """Remember how many reports a list has on these years."""
        rows = [(site, url, year, count) for year, count in counts.items()]
        with self._using() as database:
            database.executemany("insert or replace into years values (?, ?, ?, ?)", rows)

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The database for one thread at a time; changes are all made or none. Raises OSError where they cannot be."""
        try:
            with self._lock, self._database:
                yield self._database
        except sqlite3.Error as error:
            raise OSError(errno.EIO, str(error), str(self._path)) from error


def _opened(path: Path) -> sqlite3.Connection:
    """The database; one that is damaged, or of a later version, is set aside and made anew. Raises OSError."""
    try:
        return _connected(path)
    except sqlite3.OperationalError as error:
        raise OSError(errno.EIO, str(error), str(path)) from error
    except sqlite3.DatabaseError:
        path.replace(path.with_name(f"{path.name}.damaged"))
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False)
    try:
        (health,), (version,) = (
            database.execute(f"pragma {name}").fetchone() for name in ("quick_check", "user_version")
        )
        if health != "ok" or version not in (0, *_UPGRADES, _VERSION):
            raise sqlite3.DatabaseError(f"{health}, version {version}")
        # What a power cut takes is made again from the WARC files.
        database.execute("pragma synchronous = off")
        upgrade = _UPGRADES.get(version, "")
        database.executescript(f"begin;\n{_TABLES}\n{upgrade}\npragma user_version = {_VERSION};\ncommit;")
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
