"""Writes the site from the marts: the pages, what they are drawn with, and their data."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import duckdb

from flows.landing.current import READER
from flows.landing.fingerprint import fingerprint
from flows.landing.replacing import replace
from flows.site import meta, pages, peers, reports, search
from flows.site.pieces import QUERIES, Folder, put_tables
from flows.warehouse.project import PROJECT

WRITER = (*READER, *PROJECT, "flows/site")
"""What determines the pieces beside the rows of the marts that their states are made of."""

MATTERS = Path(__file__).parent / "matters.sql"
STATIC = Path(__file__).parent / "static"
_KINDS = sorted(path.stem for path in QUERIES.glob("*.sql") if path.stem != "reports")


def write(
    database: Path, site: Path, day: dt.date, built: dt.datetime | None = None, documents: Path | None = None
) -> None:
    """Write `index.html` and what it needs below `site`, from the marts in `database`, judged as of `day`.

    Of what is there, only what has changed is written again; the pages and what lists the pieces come last.
    `documents` is the folder of the documents: reports are linked to the file that they were read from.
    """
    originals = os.path.relpath(documents, site).replace(os.sep, "/") if documents else None
    folder = Folder(site / "data", fingerprint(WRITER))
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(MATTERS.read_text("utf-8"))
        for kind in _KINDS:
            put_tables(connection, kind, folder)
        search.put(connection, folder)
        peers.put(connection, folder)
        reports.put(connection, folder)
        meta.put(connection, folder, built or dt.datetime.now().astimezone(), day, originals)
    folder.close()
    _copy_static(site / "static")
    for name, text in pages.render():
        replace(site / name, text.encode())


def _copy_static(folder: Path) -> None:
    """The scripts and styles, but not who may read or write them where gouji is installed."""
    for path in STATIC.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(STATIC)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
