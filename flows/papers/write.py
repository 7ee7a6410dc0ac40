"""Writes all papers of a region and year from the marts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from flows.findings.cover import Subject
from flows.findings.files import write_list
from flows.messages import told
from flows.papers import PaperError, notice, queries, regions
from flows.papers.briefing import briefing
from flows.papers.docx import render
from flows.papers.folder import file_name, replaced
from flows.papers.paper import Paper
from flows.papers.pdf import Setter
from flows.warehouse.reading import marts_read

_FOLDER = "整改通知"


class Written(NamedTuple):
    """Where the papers are, and how many notices on findings and on missing reports."""

    folder: Path
    scope: queries.Scope
    findings: int
    missing: int


def said(written: Written) -> str:
    """What was written, for the person who asked for it."""
    notices = told("papers_no_notices")
    if written.findings + written.missing:
        notices = told("papers_notices", findings=written.findings, missing=written.missing)
    region, year = written.scope.region.full_name, written.scope.year
    return f"{told('papers_written', region=region, year=year, notices=notices)}\n{written.folder}"


def write(
    warehouse: Path, region: str, year: int, folder: Path | None = None, tell: Callable[[str], None] = lambda _: None
) -> Written:
    """Write the papers of a region and all below it into `folder`, all or nothing.

    Raises PaperError or UnreadableMarts, with one line for a person.
    """
    database = warehouse / "gouji.duckdb"
    with marts_read(database) as connection:
        scope = queries.choose(connection, regions.find(connection, region), year)
        agencies, due = queries.agencies(connection, scope.region), queries.due(connection)
        figures = queries.figures(connection, scope)
    if not agencies:
        raise PaperError(told("papers_no_agency", region=scope.region.full_name, year=year))
    setter = Setter()
    target = folder or warehouse / "papers" / f"{scope.region.region_id}-{year}"
    with replaced(target) as draft:
        save(draft / "情况通报", briefing(scope, agencies, due, figures), setter)
        about = Subject(scope.region.full_name, year, scope.day)
        write_list(draft / "问题清单.xlsx", database, about, [agency.agency_id for agency in agencies])
        counts = _notices(draft, setter, _addressed(scope, agencies, due), tell)
    return Written(target, scope, *counts)


def _addressed(
    scope: queries.Scope, agencies: list[queries.Agency], due: list[queries.Due]
) -> Iterator[tuple[queries.Agency, bool, Paper]]:
    """The notices, with whom they go to and whether on a missing report: never on one that may be there after all."""
    found = defaultdict(list)
    for finding in due:
        found[finding.agency_id].append(finding)
    for agency in agencies:
        own = found[agency.agency_id]
        if reported := [finding for finding in own if finding.report_id]:
            yield agency, False, notice.of_findings(scope, agency, reported)
        elif own and agency.is_missing:
            yield agency, True, notice.of_missing(scope, agency, own[0])


def _notices(
    folder: Path, setter: Setter, papers: Iterator[tuple[queries.Agency, bool, Paper]], tell: Callable[[str], None]
) -> tuple[int, int]:
    taken: set[str] = set()
    counts = [0, 0]
    for agency, is_missing, paper in papers:
        counts[is_missing] += 1
        tell(f"{sum(counts)} {agency.agency}")
        (folder / _FOLDER).mkdir(exist_ok=True)
        name = file_name(agency.agency, taken, agency.agency_id)
        save(folder / _FOLDER / f"{name}-{'催报通知' if is_missing else '整改通知'}", paper, setter)
    return counts[False], counts[True]


def save(path: Path, paper: Paper, setter: Setter) -> None:
    """Write a paper as DOCX and as PDF."""
    path.with_name(f"{path.name}.docx").write_bytes(render(paper, lambda block: setter.picture(paper, block)))
    path.with_name(f"{path.name}.pdf").write_bytes(setter.pdf(paper))
