"""Writes the supervisors' page and workbook from the marts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from expectations import catalogue
from flows.findings import Summary, page, queries, unassessed, wording, workbook
from flows.landing.replacing import replace
from flows.warehouse.days import today


def write(
    database: Path, folder: Path, year: int | None = None, region: str | None = None, day: dt.date | None = None
) -> Summary:
    """Write `index.html` and `findings.xlsx` into `folder` from the marts in `database`, each all or nothing.

    `day` is the date as of which the page lists missing reports, by default today. `year` and `region` (text in the
    agency's name) choose the reports; documents without a report are always included.
    """
    marts = queries.read(database, year, region)
    gaps = unassessed.group(marts.results, _words(marts))
    summary = _count(marts)
    choice = page.Choice(dt.datetime.now().astimezone(), day or today(), year, region)
    folder.mkdir(parents=True, exist_ok=True)
    replace(folder / "findings.xlsx", workbook.render(marts, gaps))
    replace(folder / "index.html", page.render(marts, gaps, summary._asdict(), choice))
    return summary


def _words(marts: queries.Marts) -> unassessed.Wording:
    form = catalogue.load()
    titles = {rule.rule: rule.title for rule in form.rules}
    facts = {fact.fact: fact.label for fact in form.facts}
    return unassessed.Wording(marts.labels, titles, facts, {r.reason: r.text_zh for r in form.result_reasons})


def _count(marts: queries.Marts) -> Summary:
    statuses = Counter(document.status for document in marts.documents)
    due = [finding for finding in marts.findings if finding.state in wording.DUE]
    missing = [finding for finding in marts.missing if finding.state in wording.DUE]
    severities = Counter("doubtful" if finding.is_doubtful else finding.severity for finding in due)
    severities.update(finding.severity for finding in missing)
    extracted = [document for document in marts.documents if document.status == "extracted"]
    return Summary(
        documents=len(marts.documents),
        extracted=len(extracted),
        rejected=statuses["rejected"],
        duplicate=statuses["duplicate"],
        reports=len({document.report_id for document in extracted}),
        cells=sum(document.cells_printed or 0 for document in extracted),
        must=severities["must"],
        should=severities["should"],
        doubtful=severities["doubtful"],
        not_assessed=len(marts.results),
        settled=len(marts.findings) + len(marts.missing) - len(due) - len(missing),
    )
