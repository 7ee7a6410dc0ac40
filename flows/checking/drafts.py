"""Opens the files that `gouji check` is given, and pairs this year's report with last year's."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from flows.documents import limits
from flows.landing.refusals import in_chinese
from flows.landing.workers import read_one
from flows.messages import told
from flows.reading.identity.agencies import same_body
from flows.reading.reasons import reason_text, without_code
from flows.reading.records import Extraction, Report
from flows.reading.regions.table import load

_NOBODY = "（未署名）"


class CheckError(ValueError):
    """A file that cannot be checked; the message, in Chinese, says which and what to do."""


class Years(NamedTuple):
    """A report and that of the year before as reports of one agency, and what makes that doubtful."""

    this: Extraction
    last: Extraction
    doubt: str | None


def read_report(path: Path) -> Extraction:
    """Read one file. Raises CheckError for a file that cannot be opened or is not a report."""
    try:
        with path.open("rb") as file:
            # One byte beyond the limit shows that there is more: piped input can be endless.
            data = file.read(limits.BYTES + 1)
            size = max(path.stat().st_size, len(data))
    except (OSError, ValueError) as error:
        raise CheckError(told("check_unopened", file=path, why=in_chinese(error))) from error
    if size > limits.BYTES:
        why = without_code(reason_text("too_large", f"{size} > {limits.BYTES}"))
        raise CheckError(told("check_refused", file=path, why=why))
    return of_report(read_one(data, str(path)))


def of_report(found: Extraction) -> Extraction:
    """What was read, if it is a report. Raises CheckError where it is none."""
    if found.status != "extracted":
        raise CheckError(told("check_refused", file=found.document, why=without_code(found.reason or found.status)))
    return found


def successive(report: Extraction, previous: Extraction) -> Years:
    """The two as reports of successive years; a draft without year or agency takes them from the previous report.

    They belong together because the user says so: an agency may have changed its name. Raises CheckError where
    their years contradict that, or neither has one.
    """
    this, last, path = _identity(report), _identity(previous), previous.document
    if previous.sha256 == report.sha256:
        raise CheckError(told("previous_same", file=path))
    year = this.year or (last.year + 1 if last.year else None)
    if year is None:
        raise CheckError(told("previous_no_year", file=path))
    if last.year not in (None, year - 1):
        raise CheckError(told("previous_other_year", file=path, year=last.year, wanted=year - 1))
    agency, region = this.agency or _NOBODY, _lasting(this.region_code, year)
    return Years(
        report._replace(report=this._replace(agency=agency, region_code=region, year=year)),
        previous._replace(report=last._replace(agency=agency, region_code=region, year=year - 1)),
        _doubt(this, last, path),
    )


def _identity(found: Extraction) -> Report:
    assert found.report is not None, "read_report returns only reports"
    return found.report


def _lasting(code: str | None, year: int) -> str | None:
    """A region's code, unless code, name or parents differ from the year before, so that it would look like another."""
    table = load()
    this, last = (
        {(d.last_code, table.full_name(d, y)) for d in table.by_code.get(code or "", ()) if d.stood_in(y)}
        for y in (min(y, table.years[1]) for y in (year, year - 1))
    )
    return code if this == last else None


def _doubt(this: Report, last: Report, path: str) -> str | None:
    if this.agency is None or last.agency is None or same_body(this.agency, last.agency):
        return None
    governments = {this.agency_type, last.agency_type} == {"government"}
    if governments and this.region_code is not None and this.region_code == last.region_code:
        return None
    return told("previous_other_agency", file=path, last=last.agency, this=this.agency)
