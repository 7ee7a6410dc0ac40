"""What became of one document: found, landed, read as a report, judged, decided on, and shown where."""

from __future__ import annotations

import re
from pathlib import Path

from flows.landing.current import READER
from flows.landing.files import LandingError, as_text
from flows.landing.fingerprint import fingerprint
from flows.landing.mark import in_force
from flows.landing.seen import peek
from flows.operations import records
from flows.operations.lake import DamagedError, Lake, Row
from flows.papers.folder import file_name
from flows.warehouse import decisions

MOST = 20
_DIGEST = re.compile(r"[0-9a-f]{8,64}")
_BY_NAME = "document = $1 or contains(document, $1)"
_BY_DIGEST = f"starts_with(sha256, $1) or {_BY_NAME}"
_LANDED = """
select document, sha256, report_id, media_type, encoding, status, reason, file,
    address, fetched_at, site, page_address
from landed where {condition} order by document <> $1, document"""
_REPORT = """
select report_id, title, agency, agency_id, region_code, year, edition, layout, published_on, version_number,
    is_current, cells_printed, cells_valued, notices, rules_hold, rules_fail, rules_not_applicable, rules_not_assessed
from marts.fct_reports where report_id = ?"""
_FINDINGS = """
select finding_id, rule, severity, state, failure, message, first_seen, is_latest
from marts.fct_findings where report_id = ? order by severity, rule, scope"""


class Journeys:
    """The documents that were asked for: `found` of them, of which the first are in `documents`."""

    def __init__(self, raw: Path, warehouse: Path, asked: str) -> None:
        self._lake = Lake(raw, warehouse)
        self.problems: list[str] = []
        self._there: set[str] = set()
        found = self._landed(asked)
        names = {row["file"] for row in found}
        waiting = [name for name in self._files(asked) if name not in names]
        self.found = len(found) + len(waiting)
        self.documents = [self._journey(row) for row in found[:MOST]]
        self.documents += [{"document": name, "status": "not landed yet"} for name in waiting[: MOST - len(found)]]

    def _landed(self, asked: str) -> list[Row]:
        """Documents by path, part of the name, SHA-256 or its beginning, or number of the report."""
        name = _as_name(self._lake.raw / "documents", asked)
        is_digest = _DIGEST.fullmatch(asked.lower()) is not None
        try:
            query = _LANDED.format(condition=_BY_DIGEST if is_digest else _BY_NAME)
            return self._lake.landed(query, [asked.lower() if is_digest else name])
        except (DamagedError, OSError) as error:
            self.problems.append(records.one_line(error))
            return []

    def _files(self, asked: str) -> list[str]:
        folder = self._lake.raw / "documents"
        name = _as_name(folder, asked)
        try:
            known = {row["file"] for row in self._lake.landed("select distinct file from landed")}
            self._there = {file.document for file in peek(self._lake.raw)}
            return sorted(file for file in self._there - known if name in file)
        except (DamagedError, LandingError, OSError) as error:
            self.problems.append(records.one_line(error))
            return []

    def _journey(self, landed: Row) -> Row:
        current = in_force(self._lake.raw)
        assert current is not None
        journey = {**landed, "generation": current.mark.name, "reader": current.mark.reader}
        journey["is_of_this_reader"] = current.mark.reader == fingerprint(READER)
        journey["is_there"] = landed["file"] in self._there
        journey["report"], journey["findings"], journey["decisions"], journey["shown"] = None, [], [], []
        if landed["status"] == "extracted":
            try:
                self._follow(journey)
            except (DamagedError, decisions.DecisionError, OSError) as error:
                self.problems.append(records.one_line(error))
        return journey

    def _follow(self, journey: Row) -> None:
        """Add what the marts say, and where it is shown."""
        for report in self._lake.marts(_REPORT, [journey["report_id"]]):
            journey["report"] = report
            journey["findings"] = self._lake.marts(_FINDINGS, [journey["report_id"]])
            journey["decisions"] = self._decisions({finding["finding_id"] for finding in journey["findings"]})
            journey["shown"] = [*_pages(self._lake.warehouse, report), *_papers(self._lake.warehouse, report)]

    def _decisions(self, findings: set[str]) -> list[Row]:
        known = {tuple(row[name] for name in decisions.Decision._fields) for row in self._lake.applied()}
        return [
            {**decision._asdict(), "is_applied": tuple(decision) in known}
            for _, decision in decisions.read(self._lake.raw)
            if decision.finding_id in findings
        ]


def _as_name(documents: Path, asked: str) -> str:
    """How records name a document: its path below the folder of documents, if it is one."""
    inside = Path(asked).resolve()
    folder = documents.resolve()
    is_path = inside != folder and inside.is_relative_to(folder)
    return as_text(inside.relative_to(folder).as_posix()) if is_path else as_text(asked)


def _pages(warehouse: Path, report: Row) -> list[str]:
    agency = report["agency_id"]
    pages = [f"report.html?report={report['report_id']}&agency={agency or ''}"]
    pages += [f"agency.html?agency={agency}"] if agency else []
    return [f"{warehouse / 'site'}/{page}" for page in pages if (warehouse / "site" / page.partition("?")[0]).is_file()]


def _papers(warehouse: Path, report: Row) -> list[str]:
    """The papers on its agency and year: those of a region may have been written before this report came."""
    if not report["agency"]:
        return []
    name = file_name(report["agency"], set(), report["agency_id"] or "")
    notices = (warehouse / "papers").glob(f"*-{report['year']}/*/*.docx")
    return sorted(
        str(path) for path in notices if path.name.rpartition("-")[0] in (name, f"{name}-{report['agency_id']}")
    )
