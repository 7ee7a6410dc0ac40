"""One document in, all that can be said of it out. Pure: bytes to an Extraction, no state, no other file."""

from __future__ import annotations

import hashlib

from expectations.catalogue import load
from flows.documents import Document, Line, Unreadable, open_document
from flows.headings import Seen, headings_of
from flows.identity import Identity, identify
from flows.layouts.cells import Form, cells_of, form_of
from flows.layouts.flow import read_flow
from flows.layouts.grid import read_grids
from flows.layouts.rows import Found
from flows.notices import Reading, notices_of
from flows.records import Extraction, Report

_FEWEST_HEADINGS = 3


def read(data: bytes, document: str) -> Extraction:
    """Read one document.

    `document` is only carried along: nothing depends on a name. Never raises for what a document holds: it is
    extracted, or rejected with a reason of `reasons.csv`.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return _read(open_document(data), document, sha256)
    except Unreadable as error:
        return refused(document, sha256, error.reason, error.detail)


def _read(opened: Document, document: str, sha256: str) -> Extraction:
    found, outside = _found(opened)
    headings = headings_of(outside)
    identity = identify(outside)
    kind = (document, sha256, opened.media_type, opened.encoding)
    form = form_of(found.rows, found.headers)
    edition = form.edition or (load().edition_due(identity.year) if identity.year else None)
    cells = cells_of(found, edition)
    if not cells and (refusal := _refusal(identity, headings)):
        return Extraction(*kind, "rejected", reason_text(refusal), None, (), (), (), ())
    reading = Reading(outside, found, headings, identity, form, edition, cells)
    report = _report(identity, form, edition)
    return Extraction(*kind, "extracted", None, report, cells, (), notices_of(reading), ())


def refused(document: str, sha256: str, reason: str, detail: str = "") -> Extraction:
    """A document that is rejected before anything is read of it."""
    return Extraction(document, sha256, None, None, "rejected", reason_text(reason, detail), None, (), (), (), ())


def reason_text(reason: str, detail: str = "") -> str:
    """A reason of rejection as it is kept: its code, a colon, and what supervisors read."""
    text = next(r.text_zh for r in load().reasons if r.reason == reason)
    return f"{reason}: {text.format(detail=detail)}"


def _found(opened: Document) -> tuple[Found, list[Line]]:
    """The rows of the form, from tables where there are any, from running text for the sections without."""
    in_grids, used = read_grids(opened.grids)
    outside = opened.outside(used)
    in_text = read_flow(outside)
    sections = {row.label.section for row in in_grids.rows}
    rows = [row for row in in_text.rows if row.label.section not in sections]
    if not in_grids.rows:
        return in_text, outside
    tables = len(opened.grids)
    rows = [row._replace(where=row.where._replace(table=(row.where.table or 0) + tables)) for row in rows]
    headers = in_grids.headers + [h for h in in_text.headers if h.label.section not in sections]
    return Found(
        in_grids.rows + rows, headers, in_grids.unknown, in_text.cut and bool(rows), in_text.filling, in_grids.another
    ), outside


def _refusal(identity: Identity, headings: list[Seen]) -> str | None:
    if len(headings) >= _FEWEST_HEADINGS:
        return None
    if identity.explains:
        return "explanation"
    return "list_of_reports" if identity.title_count > 1 else "not_a_report"


def _report(identity: Identity, form: Form, edition: str | None) -> Report:
    start, end = identity.period or (None, None)
    return Report(
        title=identity.title,
        agency=identity.agency,
        agency_type=identity.agency_type,
        region_code=None,
        index_number=None,
        year=identity.year,
        edition=edition,
        published_on=identity.published_on,
        period_start=start,
        period_end=end,
        closed_printing=form.closed_printing,
    )
