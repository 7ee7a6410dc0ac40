"""Writes the list of findings that supervisors open in a spreadsheet, from the marts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from expectations import catalogue
from flows.findings import Summary, cover, queries, unassessed, workbook, workbook_name
from flows.landing.replacing import replace
from flows.warehouse.days import today


def write(
    database: Path, folder: Path, year: int | None = None, region: str | None = None, day: dt.date | None = None
) -> Summary:
    """Write a workbook into `folder` from the marts in `database`, all or nothing; `workbook_name` says which file.

    `day` is the date as of which it lists missing reports, by default today. `year` and `region` (text in the
    agency's name) choose the reports; documents without a report are always included.
    """
    marts = queries.read(database, year, region)
    folder.mkdir(parents=True, exist_ok=True)
    subject = cover.Subject(region, year, day or today())
    replace(folder / workbook_name(year, region), workbook.render(marts, _grouped(marts), subject))
    return marts.summary


def write_list(path: Path, database: Path, subject: cover.Subject, agencies: Sequence[str]) -> None:
    """Write the workbook on some agencies and the year of the subject."""
    marts = queries.read(database, subject.year, None, agencies)
    path.write_bytes(workbook.render(marts, _grouped(marts), subject))


def _grouped(marts: queries.Marts) -> list[unassessed.Unassessed]:
    """What could not be assessed, a line per report and rule."""
    return unassessed.group(marts.results, _words(marts))


def _words(marts: queries.Marts) -> unassessed.Wording:
    form = catalogue.load()
    titles = {rule.rule: rule.title for rule in form.rules}
    facts = {fact.fact: fact.label for fact in form.facts}
    return unassessed.Wording(marts.labels, titles, facts, {r.reason: r.text_zh for r in form.result_reasons})
