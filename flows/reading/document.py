"""One document in, everything known about it out. Pure: bytes to an Extraction, no state, no other file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from expectations.catalogue import load
from expectations.shape import shape
from flows.documents import Opened, Unreadable, open_document
from flows.documents.origin import UNKNOWN, Origin
from flows.reading.coverage.coverage import coverage_of
from flows.reading.finding import Printed, find_rows
from flows.reading.identity.identity import Identity, identify
from flows.reading.layouts.cells import cells_of, unusual_of
from flows.reading.layouts.editions import Form, form_of
from flows.reading.layouts.errata import without_corrected
from flows.reading.layouts.proofs import distrusted
from flows.reading.layouts.rows import Found, layout_of
from flows.reading.narrative import passages_of
from flows.reading.notices.genre import is_own_title, other_than_report
from flows.reading.notices.headings import Seen, headings_of
from flows.reading.notices.known import Reading
from flows.reading.notices.notices import notices_of
from flows.reading.notices.unread import named_by, named_in, there_is
from flows.reading.prose import Prose
from flows.reading.reasons import reason_text
from flows.reading.records import Cell, Evidence, Extraction, Locator, Passage, Report, Statement
from flows.reading.rereading import reread
from flows.reading.several import own_report, passed_over
from flows.reading.statements import statements_of

_FEWEST_HEADINGS = 3
_COPIES = ("text/plain", "text/markdown")
_PICTURES = (
    ("text/html", b"<img"),
    ("text/", b"!["),
    ("application/pdf", b"/Image"),
    ("application/", b"media/"),
)


def read(data: bytes, document: str, origin: Origin = UNKNOWN) -> Extraction:
    """Read one document.

    The result does not depend on `document`, its name, except for whose report an unreadable file is, nor on `origin`,
    where it was fetched from, except for what it leaves open of whose report it is. Never raises because of a
    document's content: it is extracted, or rejected with a reason of `reasons.csv`.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return _read(open_document(data), data, document, sha256, origin)._replace(origin=origin)
    except Unreadable as error:
        found = refused(document, sha256, error.reason, error.detail, origin)
        return found._replace(unread=named_in(data, error.reason, origin) or found.unread)


def _read(opened: Opened, data: bytes, document: str, sha256: str, origin: Origin = UNKNOWN) -> Extraction:
    printed = find_rows(opened)
    identity = identify(printed.prose, opened.title, origin)
    printed, around = own_report(printed, opened, identity)
    found, prose, _ = printed
    due = _edition_due(identity)
    form = form_of(found.rows, found.headers, due)
    edition = form.edition or due
    cells, unread = cells_of(found, edition, around)
    cells = distrusted(cells, edition) if opened.recognised else reread(cells, data, opened, edition)
    cells = without_corrected(cells, prose, found.remarks, opened.grids)
    headings = headings_of(prose, edition if edition in shape().tabled else None)
    kind = (document, sha256, opened.media_type, opened.encoding)
    if (reason := _refusal(prose, cells, headings, opened.title)) is not None:
        there = there_is(prose, identity, reason, origin)
        return Extraction(*kind, "rejected", reason_text(reason), None, (), (), (), (), unread=there)
    pictures, is_copy = _has_pictures(data, opened.media_type), opened.media_type in _COPIES
    unusual = unusual_of(cells)
    notices = notices_of(Reading(prose, found, headings, identity, form, edition, unusual, unread, pictures, is_copy))
    layout = layout_of("scan" if opened.recognised else opened.media_type, found, edition)
    report, evidence = _report(identity, form, edition, layout), [*identity.evidence, *_edition(form, edition)]
    statements, passages = _narrative(printed, headings, identity)
    covered = coverage_of(prose, identity, statements, cells)
    evidence += [covered] if covered else []
    others = passed_over(opened, identity) if found.second_report else ()
    return Extraction(*kind, "extracted", None, report, cells, statements, notices, evidence, passages, others)


def _narrative(printed: Printed, headings: Sequence[Seen], who: Identity) -> tuple[list[Statement], list[Passage]]:
    """The figures stated in the text outside all tables, and its sentences."""
    found, prose, _ = printed
    text = Prose([x for i, x in enumerate(prose.lines) if i not in found.lines]) if found.lines else prose
    return statements_of(text, who.year, who.agency), passages_of(text, _first(headings, found), who.agency)


def _first(headings: Sequence[Seen], found: Found) -> int:
    """The line of heading 一, counted without the lines of tables; the first line where there is no such heading."""
    at = headings[0].at if headings and headings[0].ordinal == 1 else 0
    return at - sum(line < at for line in found.lines)


def _refusal(prose: Prose, cells: Sequence[Cell], headings: Sequence[Seen], page_title: str | None) -> str | None:
    """Why a document is not a report: a code of `reasons.csv`. None where it is one, as it is with any filled cell."""
    if any(cell.note != "blank" for cell in cells):
        return None
    if cells:
        # The blank form is printed in many places; only a title shows that an agency published this one.
        return None if is_own_title(prose) else other_than_report(prose, (), page_title) or "not_a_report"
    return None if len(headings) >= _FEWEST_HEADINGS else other_than_report(prose, headings, page_title)


def _has_pictures(data: bytes, media_type: str) -> bool:
    """Whether a page, a text or a file shows pictures: a table can be one of them."""
    return next((mark in data for kind, mark in _PICTURES if media_type.startswith(kind)), False)


def refused(document: str, sha256: str, reason: str, detail: str = "", origin: Origin = UNKNOWN) -> Extraction:
    """A document that is rejected before anything is read from it."""
    text, there = reason_text(reason, detail), named_by(document, reason, origin)
    return Extraction(document, sha256, None, None, "rejected", text, None, (), (), (), (), (), there, origin)


def _edition(form: Form, edition: str | None) -> list[Evidence]:
    """The evidence for the edition: the printed labels, else the year."""
    if edition is None:
        return []
    if form.edition is None or form.is_by_year:
        return [Evidence("edition", edition, "year", "likely", None, Locator())]
    confidence = "certain" if form.is_certain else "doubtful"
    return [Evidence("edition", edition, "labels", confidence, None, Locator())]


def _edition_due(identity: Identity) -> str | None:
    """The edition due for the year that the report itself names: a file name may say anything."""
    is_in_text = any(e.field == "year" and e.source != "page_title" for e in identity.evidence)
    return load().edition_due(identity.year) if identity.year and is_in_text else None


def _report(identity: Identity, form: Form, edition: str | None, layout: str) -> Report:
    start, end = identity.period or (None, None)
    return Report(
        title=identity.title,
        agency=identity.agency,
        agency_type=identity.agency_type,
        region_code=identity.region_code,
        index_number=identity.index_number,
        year=identity.year,
        edition=edition,
        published_on=identity.published_on,
        period_start=start,
        period_end=end,
        closed_printing=form.closed_printing,
        layout=layout,
    )
