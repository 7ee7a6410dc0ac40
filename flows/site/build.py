"""Writes the site from the marts: the pages, what they are drawn with, and their data."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import duckdb

from flows.landing.fingerprint import fingerprint
from flows.landing.replacing import replace
from flows.site import meta, pages, peers, reports, search
from flows.site.pieces import QUERIES, Folder, tables

STATIC = Path(__file__).parent / "static"
_KINDS = sorted(path.stem for path in QUERIES.glob("*.sql") if path.stem != "reports")


def write(database: Path, site: Path, day: dt.date, built: dt.datetime | None = None) -> None:
    """Write `index.html` and what it needs below `site`; of what is there, only what differs is written again."""
    folder = Folder(site / "data")
    with duckdb.connect(str(database), read_only=True) as connection:
        for kind in _KINDS:
            for piece in tables(connection, kind):
                folder.put(piece)
        for piece in (*search.pieces(connection), peers.piece(connection)):
            folder.put(piece)
        _reports(connection, folder, site)
        for piece in meta.pieces(connection, built or dt.datetime.now().astimezone(), day, folder.written):
            folder.put(piece)
    folder.close()
    shutil.copytree(STATIC, site / "static", dirs_exist_ok=True)
    for name, text in pages.render():
        replace(site / name, text.encode())


def _reports(connection: duckdb.DuckDBPyConnection, folder: Folder, site: Path) -> None:
    """The pieces of agencies that have changed since they were written, by the same code."""
    note = site / "data" / "reports.json"
    writer = fingerprint(("flows/site", "expectations/format"))
    try:
        before = json.loads(note.read_text("utf-8"))
        known: dict[str, str] = before["states"] if before["writer"] == writer else {}
    except (OSError, ValueError, KeyError):
        known = {}
    states = reports.states(connection)
    names = {owner: f"reports/{owner[:2]}/{owner}" for owner in states}
    same = {o for o, state in states.items() if known.get(o) == state and folder.keep(names[o])}
    for piece in reports.pieces(connection, sorted(states.keys() - same)):
        folder.put(piece)
    replace(note, json.dumps({"writer": writer, "states": states}).encode())
