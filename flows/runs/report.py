"""Writes what supervisors open, site and workbooks, and knows whether those that are there answer the same question."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from flows.findings import Summary, workbook_name
from flows.landing.bucket import configured
from flows.landing.fingerprint import fingerprint
from flows.landing.locks import only_writer
from flows.landing.notes import sealed, unsealed
from flows.landing.replacing import replace
from flows.warehouse.days import today

_SITE_NOTE = "site/data/made_of.json"
_SITE = ("gouji.duckdb", "site/index.html", "site/data/meta.js", "site/data/written.json")
_SITE_WRITER, _WORKBOOK_WRITER = ("flows/site", "expectations/format"), ("flows/findings", "expectations/format")
_MOST_CHOICES = 20


def write_report(
    raw: Path, warehouse: Path, made: dict[str, str], year: int | None, region: str | None, day: dt.date | None
) -> Summary:
    """Write site and workbooks of a warehouse made from `made`, unless they are there; counts what was chosen.

    The site and `findings.xlsx` have everything; what `year` and `region` choose is a workbook of its own beside it.
    Without a `day` they are written as of today, and stay as they are until a deadline has passed. Raises BusyError
    where another run is writing them, and ChoiceError where year or region are unknown.
    """
    asked_as_of = day and day.isoformat()
    # Pages cannot link to what is in a store.
    documents = None if configured() else raw / "documents"
    question = {"made": made, "day": asked_as_of}
    _write_site(warehouse, {**question, "writer": fingerprint(_SITE_WRITER)}, day or today(), documents)
    question = {**question, "writer": fingerprint(_WORKBOOK_WRITER)}
    everything = _write_workbook(warehouse, question, None, None, day)
    if year is None and not region:
        return everything
    return _write_workbook(warehouse, question, year, region or None, day)


def _write_site(warehouse: Path, question: dict[str, Any], day: dt.date, documents: Path | None) -> None:
    question = {**question, "documents": documents and os.path.relpath(documents, warehouse)}
    if _answered(warehouse, _SITE_NOTE, question, _SITE) is not None:
        return
    # Loads what renders it.
    from flows.site.build import write

    with only_writer(warehouse / "site"):
        (warehouse / _SITE_NOTE).unlink(missing_ok=True)
        write(warehouse / "gouji.duckdb", warehouse / "site", day, documents=documents)
        _note(warehouse, _SITE_NOTE, question, _SITE, {})


def _write_workbook(
    warehouse: Path, question: dict[str, Any], year: int | None, region: str | None, day: dt.date | None
) -> Summary:
    question = {**question, "year": year, "region": region}
    name = workbook_name(year, region)
    note, files = _note_of(name), ("gouji.duckdb", f"findings/{name}")
    if (counts := _answered(warehouse, note, question, files)) is not None:
        return Summary(**counts)
    from flows.findings import chosen
    from flows.findings.files import write

    chosen.check(warehouse / "gouji.duckdb", year, region)
    with only_writer(warehouse / "findings"):
        (warehouse / note).unlink(missing_ok=True)
        _make_room(warehouse)
        summary = write(warehouse / "gouji.duckdb", warehouse / "findings", year, region, day)
        _note(warehouse, note, question, files, summary._asdict())
    return summary


def _note_of(name: str) -> str:
    return f"findings/{name.replace('findings', 'written', 1).removesuffix('.xlsx')}.json"


def _make_room(warehouse: Path) -> None:
    """Remove the choices that were written longest ago, but none that somebody has worked on since."""
    notes = sorted((warehouse / "findings").glob("written-*.json"), key=lambda path: path.stat().st_mtime_ns)
    for note in notes[: -_MOST_CHOICES + 1]:
        place = f"findings/{note.name.replace('written', 'findings', 1).removesuffix('.json')}.xlsx"
        with suppress(OSError, ValueError, KeyError, TypeError):
            if unsealed(note.read_bytes())["files"][1:] == _states(warehouse, (place,)):
                (warehouse / place).unlink()
        note.unlink()


def _note(warehouse: Path, note: str, question: dict[str, Any], files: tuple[str, ...], result: dict[str, int]) -> None:
    text = {"question": question, "files": _states(warehouse, files), "result": result}
    replace(warehouse / note, sealed(text))


def _answered(warehouse: Path, note: str, question: dict[str, Any], files: tuple[str, ...]) -> dict[str, int] | None:
    """What was noted with the files that are there, if they answer this question and nobody changed them."""
    try:
        found = unsealed((warehouse / note).read_bytes())
        same = [found["question"], found["files"]] == [question, _states(warehouse, files)]
        result: dict[str, int] = found["result"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return result if same else None


def _states(warehouse: Path, files: tuple[str, ...]) -> list[list[int]]:
    """What tells that files are as they were then. Raises OSError where one is missing."""
    return [[found.st_size, found.st_mtime_ns] for found in ((warehouse / name).stat() for name in files)]
