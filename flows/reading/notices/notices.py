"""Notices: what is damaged, missing or unknown in a document that was read. Each has a code of `notices.csv`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

from expectations.catalogue import load
from expectations.form import Column, Row, in_edition
from expectations.shape import shape
from flows.documents.folding import squeeze
from flows.reading.damage.harm import damaged_lines, injected_lines
from flows.reading.identity.title_text import year_of
from flows.reading.layouts.labels import form_wording
from flows.reading.notices.headings import is_sub_heading, misnumbered, misplaced, repeated
from flows.reading.notices.known import SHOWN, Reading, notice
from flows.reading.notices.structure import headers_of, structure_of
from flows.reading.records import Cell, Locator, Notice

_CODES: dict[str | None, str] = {
    None: "number_unusual",
    "blank": "cell_blank",
    "row_without_values": "cell_blank",
    "not_a_number": "cell_not_a_number",
    "corrected": "cell_corrected",
    **{note: note for note in ("other_year", "other_table", "unit_scaled")},
}
"""The notice for a cell by its note; any other note means that figures could not be placed."""

FormLine = TypeVar("FormLine", Row, Column)


def notices_of(reading: Reading) -> list[Notice]:
    """Every notice of a document: first those on the whole, then those on tables, cells and text."""
    steps: tuple[Callable[[Reading], Iterator[Notice]], ...] = (
        _identity,
        _edition,
        structure_of,
        _labels,
        _cells,
        _text,
    )
    return [notice for step in steps for notice in step(reading)]


def _identity(r: Reading) -> Iterator[Notice]:
    for field in ("title", "agency", "year"):
        if getattr(r.identity, field) is None:
            yield notice(f"{field}_missing")
    title = next((e for e in r.identity.evidence if e.field == "title" and e.confidence != "doubtful"), None)
    if title and title.value and year_of(title.value) is None:
        yield notice("title_without_year", title.value[:SHOWN], title.where)
    if r.identity.against_site:
        yield notice("site_contradicted", r.identity.against_site)
    if r.identity.period:
        yield from _period(*r.identity.period, r.identity.title_year)


def _period(first: dt.date, last: dt.date, title_year: int | None) -> Iterator[Notice]:
    if title_year and {first.year, last.year} != {title_year}:
        yield notice("year_conflict", f"{title_year} ≠ {first}—{last}")
    if (first, last) != (dt.date(first.year, 1, 1), dt.date(first.year, 12, 31)):
        yield notice("period_unusual", f"{first}—{last}")


def _edition(r: Reading) -> Iterator[Notice]:
    if r.edition and r.form.edition is None:
        yield notice("edition_from_year", r.edition)
    unread = list(dict.fromkeys(form_wording(row.label, r.edition) for row in r.unread))
    for code, names in (("edition_unclear", unread), ("edition_mixed", r.form.mixed), ("edition_close", r.form.close)):
        if names:
            yield notice(code, "、".join(names))


def _labels(r: Reading) -> Iterator[Notice]:
    labels = [(row.label, row.wording, row.where) for row in r.found.rows if row.label.status == "misprint"]
    labels += [(h.label, h.text, Locator()) for h in r.found.headers if h.label.status == "misprint"]
    places: dict[str, Locator] = {}
    for label, wording, where in labels:
        places.setdefault(f"“{squeeze(wording)}”应为“{form_wording(label, r.edition)}”", where)
    yield from (notice("label_misprint", detail, where) for detail, where in places.items())
    yield from headers_of(r)


def _cells(r: Reading) -> Iterator[Notice]:
    grouped: dict[tuple[str, int, str], list[Cell]] = defaultdict(list)
    for cell in r.unusual:
        grouped[_cell_code(cell, r.is_copy), cell.section, cell.item].append(cell)
    for (code, section, item), cells in grouped.items():
        row, columns = _names(r.edition or "", section, item)
        names = [columns[c.measure] + (f" {c.raw}" if c.raw and code != "cell_unplaced" else "") for c in cells]
        yield notice(code, f"{shape().name(section, r.edition)} {row}：{'、'.join(names)}", cells[0].where)


@lru_cache(maxsize=1_024)
def _names(edition: str, section: int, item: str) -> tuple[str, dict[str, str]]:
    """The name of a row, with its number, and of its columns by measure; the edition's own names first."""
    row = next(x for x in _in_form(edition, load().rows) if (x.section, x.item) == (section, item))
    mark = "." if row.number.isdigit() else "" if row.number.endswith(")") or not row.number else "、"
    columns = [k for k in _in_form(edition, load().columns) if (k.section, k.block) == (row.section, row.block)]
    names = {k.measure: k.label.split("(")[0] for k in reversed(columns)}
    return f"{row.number}{mark}{row.label.split('(')[0]}", names


def _in_form(edition: str, lines: list[FormLine]) -> list[FormLine]:
    """Lines of the catalogue, those of the printed edition first."""
    return sorted(lines, key=lambda x: not in_edition(x, edition))


def _cell_code(cell: Cell, is_copy: bool) -> str:
    if cell.note == "row_without_values" and is_copy:
        # A page shows its blank cells; text copied from it may have lost their content.
        return "values_lost"
    return _CODES.get(cell.note, "cell_unplaced")


def _headings(r: Reading) -> Iterator[Notice]:
    prose = r.prose
    for second in repeated(prose, r.edition):
        yield notice("heading_repeated", prose.lines[second.at].text.strip()[:SHOWN], prose.place(second.at))
    if early := misplaced(prose, r.headings, r.edition):
        yield notice("heading_misplaced", early.numbers, prose.place(early.at))
    for wrong in misnumbered(prose, r.headings, r.edition):
        yield notice("heading_misnumbered", wrong.numbers, prose.place(wrong.at))


def _text(r: Reading) -> Iterator[Notice]:
    prose = r.prose
    if not r.is_of_list:
        yield from _headings(r)
    injected, damaged = injected_lines(prose), damaged_lines(prose)
    for at in sorted({*injected, *damaged}):
        text = prose.lines[at].text.strip()[:SHOWN]
        if at in injected:
            yield notice("injected_text", text, prose.place(at))
        if at in damaged:
            code = "heading_damaged" if is_sub_heading(prose.squeezed_line(at)) else "text_damaged"
            yield notice(code, text, prose.place(at))
