"""One document in, all that can be said of it out. Pure: bytes to an Extraction, no state, no other file."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import lru_cache

from expectations.catalogue import load
from expectations.shape import shape
from flows.documents import Opened, Unreadable, open_document
from flows.documents.folding import squeeze
from flows.documents.model import Line, Table
from flows.reading.identity.identity import Identity, identify
from flows.reading.layouts.around import Whose, examples, told_around
from flows.reading.layouts.cells import cells_of, odd_of
from flows.reading.layouts.editions import Form, form_of
from flows.reading.layouts.errata import without_corrected
from flows.reading.layouts.flow import read_flow
from flows.reading.layouts.grid import read_grids
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
from flows.reading.records import Cell, Evidence, Extraction, Locator, Report
from flows.reading.rereading import reread
from flows.reading.several import is_headed, of_first_report, passed_over
from flows.reading.statements import statements_of

_FEWEST_HEADINGS = 3
_TABLE = 10
"""How many rows of one in text are a table rather than sentences on it."""

_COPIES = ("text/plain", "text/markdown")
_PICTURES = (
    ("text/html", b"<img"),
    ("text/", b"!["),
    ("application/pdf", b"/Image"),
    ("application/", b"media/"),
)


def read(data: bytes, document: str) -> Extraction:
    """Read one document.

    Nothing that is read depends on `document`, its name; whose report a file that cannot be opened may be, does. Never
    raises for what a document holds: it is extracted, or rejected with a reason of `reasons.csv`.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return _read(open_document(data), data, document, sha256)
    except Unreadable as error:
        found = refused(document, sha256, error.reason, error.detail)
        return found._replace(unread=named_in(data, error.reason) or found.unread)


def _read(opened: Opened, data: bytes, document: str, sha256: str) -> Extraction:
    found, prose, outlined = _found(opened)
    identity = identify(prose, opened.title)
    if identity.follower is not None and identity.follower < len(prose.lines) - opened.lines_behind:
        found = of_first_report(found, opened)
    due = _edition_due(identity)
    form = form_of(found.rows, found.headers, due)
    edition = form.edition or due
    whose = Whose(identity.year, identity.agency)
    told = told_around(found, outlined, whose)
    if found.another and found.another.table and found.rows and all(row.key in told.others for row in found.rows):
        # The report that tells who it is of stands behind another one.
        found, prose, outlined = _found(opened, frozenset(range(found.another.table - 1)))
        form, told = form_of(found.rows, found.headers, due), told_around(found, outlined, whose)
    cells, odd, unread = cells_of(found, edition, told)
    doubted = distrusted(cells, edition) if opened.recognised else reread(cells, data, opened, edition)
    doubted = without_corrected(doubted, prose, found.remarks, opened.grids)
    if doubted is not cells:
        cells, odd = doubted, odd_of(doubted)
    headings = headings_of(prose, edition)
    kind = (document, sha256, opened.media_type, opened.encoding)
    reason = None if any(cell.note != "blank" for cell in cells) else _refusal(prose, cells, headings, opened.title)
    if reason is not None:
        there = there_is(prose, identity, reason)
        return Extraction(*kind, "rejected", reason_text(reason), None, (), (), (), (), unread=there)
    pictures, is_copy = _has_pictures(data, opened.media_type), opened.media_type in _COPIES
    notices = notices_of(Reading(prose, found, headings, identity, form, edition, odd, unread, pictures, is_copy))
    layout = layout_of("scan" if opened.recognised else opened.media_type, found, edition)
    report, evidence = _report(identity, form, edition, layout), [*identity.evidence, *_edition(form, edition)]
    text = Prose([x for i, x in enumerate(prose.lines) if i not in found.lines]) if found.lines else prose
    statements = statements_of(text, identity.year, identity.agency)
    passages = passages_of(text, _first(headings, found), identity.agency)
    others = passed_over(opened, identity) if found.another else ()
    return Extraction(*kind, "extracted", None, report, cells, statements, notices, evidence, passages, others)


def _first(headings: Sequence[Seen], found: Found) -> int:
    """The line of heading 一 among those that are no part of a table; without it, the first of all."""
    at = headings[0].at if headings and headings[0].ordinal == 1 else 0
    return at - sum(line < at for line in found.lines)


def _refusal(prose: Prose, cells: Sequence[Cell], headings: Sequence[Seen], page_title: str | None) -> str | None:
    """Why a document without anything but blanks in its cells is no report: a code of `reasons.csv`, or None."""
    if cells:
        # The blank form is printed in many places; only a title tells one that an agency has published.
        return None if is_own_title(prose) else other_than_report(prose, (), page_title) or "not_a_report"
    return None if len(headings) >= _FEWEST_HEADINGS else other_than_report(prose, headings, page_title)


def _has_pictures(data: bytes, media_type: str) -> bool:
    """Whether a page, a text or a file shows pictures: a table can be one of them."""
    return next((mark in data for kind, mark in _PICTURES if media_type.startswith(kind)), False)


def refused(document: str, sha256: str, reason: str, detail: str = "") -> Extraction:
    """A document that is rejected before anything is read of it."""
    told, there = reason_text(reason, detail), named_by(document, reason)
    return Extraction(document, sha256, None, None, "rejected", told, None, (), (), (), (), unread=there)


def _found(opened: Opened, others: Collection[int] = ()) -> tuple[Found, Prose, Sequence[Line]]:
    """The rows of the form, from tables where there are any, from running text for the sections without.

    With them the text outside of their tables, and the same lines with one without text for each of these tables.
    `others` are the tables, by index, that are known to be of another report.
    """
    in_grids, used = _in_grids(opened, others)
    outlined = opened.outlined(used)
    outside = [line for line in outlined if line[0] or line[2] not in used]
    prose = Prose(outside)
    in_grids = _without_cut_row(in_grids, opened.grids, outside)
    sections = {row.label.section for row in in_grids.rows}
    twice = {section for section in sections if section and _is_named(section, prose)}
    if any(sections >= tables for tables in shape().editions.values()) and not twice:
        return in_grids, prose, outlined
    in_text = read_flow(outside)
    # The same table may be printed outside of the grids, too: one of them is not the report's, or they agree.
    sections -= {s for s in twice if sum(row.label.section == s for row in in_text.rows) >= _TABLE}
    if not in_grids.rows:
        return in_text._replace(another=in_grids.another or in_text.another), prose, outlined
    rows = [row for row in in_text.rows if row.label.section not in sections]
    tables = len(opened.grids)
    rows = [row._replace(where=row.where._replace(table=(row.where.table or 0) + tables)) for row in rows]
    headers = in_grids.headers + [h for h in in_text.headers if h.label.section not in sections]
    found = in_grids._replace(
        rows=in_grids.rows + rows,
        headers=headers,
        cut=in_text.cut and bool(rows),
        filling=in_grids.filling | in_text.filling,
        lines=in_text.lines,
        remarks=(*in_grids.remarks, *(x._replace(table=x.table + tables) for x in in_text.remarks)),
        extents={(table + tables, section): lines for (table, section), lines in in_text.extents.items()},
    )
    return found, prose, outlined


def _in_grids(opened: Opened, others: Collection[int]) -> tuple[Found, set[int]]:
    """The rows of the form in tables with cells, and the indexes of those that hold words of it."""
    in_grids, used = read_grids(opened.grids, others)
    if in_grids.another and (samples := examples(opened)):
        others = {*others, *samples}
        in_grids, used = read_grids(opened.grids, others)
    if in_grids.another and not is_headed(opened, in_grids.another):
        # Without a title of their own, tables printed again say the same or they contradict one another.
        again = read_grids(opened.grids, others, all_of_one=True)
        return (in_grids, used) if form_of(again[0].rows, again[0].headers, None).mixed else again
    return in_grids, used


def _is_named(section: int, prose: Prose) -> bool:
    """Whether text names the first and the last row of a table below one header."""
    return any(first in prose.squeezed and last in prose.squeezed for first, last in _ends(section))


@lru_cache(maxsize=16)
def _ends(section: int) -> Collection[tuple[str, str]]:
    """The labels of the first and of the last row of a table, in any edition that has it as one below one header."""
    if section not in shape().plain:
        return ()
    rows = [of_edition for e in load().editions if (of_edition := load().rows_of(e.edition, section))]
    return {(squeeze(own[0].label), squeeze(own[-1].label)) for own in rows}


def _without_cut_row(found: Found, grids: Sequence[Table], outside: Sequence[Line]) -> Found:
    """Without the figures of the row that a text ends with where some are blank: how many there were cannot be told."""
    last = found.rows[-1] if found.rows else None
    if last is None or not last.where.line or last.slots is None or last.slots.is_full:
        return found
    ends = [line.number or 0 for line in outside[-1:]] + [grid.lines[-1] for grid in grids[-1:] if grid.lines]
    if max(ends, default=0) > last.where.line:
        return found
    return found._replace(rows=[*found.rows[:-1], last._replace(is_uneven=True)])


def _edition(form: Form, edition: str | None) -> list[Evidence]:
    """What the edition rests on: the labels printed, else the year."""
    if edition is None:
        return []
    if form.edition is None or form.is_by_year:
        return [Evidence("edition", edition, "year", "likely", None, Locator())]
    confidence = "certain" if form.is_certain else "doubtful"
    return [Evidence("edition", edition, "labels", confidence, None, Locator())]


def _edition_due(identity: Identity) -> str | None:
    """The edition due for the year that the report itself names: what a file is called may be anything."""
    told = any(e.field == "year" and e.source != "page_title" for e in identity.evidence)
    return load().edition_due(identity.year) if identity.year and told else None


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
