"""Notices: what is damaged, missing or unknown in a document that was read. Each is a code of `notices.csv`."""

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
from flows.reading.identity.title_text import year_of
from flows.reading.layouts.labels import form_wording
from flows.reading.notices.harm import damaged_lines, injected_lines
from flows.reading.notices.headings import is_sub_heading, misnumbered, misplaced, repeated
from flows.reading.notices.known import SHOWN, Reading, notice
from flows.reading.notices.structure import headers_of, structure_of
from flows.reading.records import Cell, Locator, Notice

_UNPLACED = frozenset(
    {
        "count_mismatch",
        "blank_run_unclear",
        "glued_digits",
        "column_unclear",
        "printed_twice",
        "broken_number",
        "row_unclear",
        "sum_distrusted",
        "readings_differ",
        "sight_unclear",
        "field_empty",
        "remark_unclear",
    }
)
FormLine = TypeVar("FormLine", Row, Column)


def notices_of(reading: Reading) -> list[Notice]:
    """Every notice of a document, those on the whole first, then those on tables, cells and text."""
    steps: tuple[Callable[[Reading], Iterator[Notice]], ...] = (_identity, structure_of, _labels, _cells, _text)
    return [notice for step in steps for notice in step(reading)]


def _identity(r: Reading) -> Iterator[Notice]:
    for code, value in (
        ("title_missing", r.identity.title),
        ("agency_missing", r.identity.agency),
        ("year_missing", r.identity.year),
    ):
        if value is None:
            yield notice(code)
    title = next((e for e in r.identity.evidence if e.field == "title" and e.confidence != "doubtful"), None)
    if title and title.value and year_of(title.value) is None:
        yield notice("title_without_year", title.value[:SHOWN], title.where)
    period = r.identity.period
    if r.identity.title_year and period and {d.year for d in period} != {r.identity.title_year}:
        yield notice("year_conflict", f"{r.identity.title_year} ≠ {period[0]}—{period[1]}")
    if period and not _is_year(*period):
        yield notice("period_unusual", f"{period[0]}—{period[1]}")
    if r.edition and r.form.edition is None:
        yield notice("edition_from_year", r.edition)
    if r.unread:
        yield notice(
            "edition_unclear", "、".join(dict.fromkeys(form_wording(row.label, r.edition) for row in r.unread))
        )
    for code, editions in (("edition_mixed", r.form.mixed), ("edition_close", r.form.close)):
        if editions:
            yield notice(code, "、".join(editions))


def _is_year(first: dt.date, last: dt.date) -> bool:
    return first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _labels(r: Reading) -> Iterator[Notice]:
    told: set[str] = set()
    labels = [(row.label, row.wording, row.where) for row in r.found.rows if row.label.status == "misprint"]
    labels += [(h.label, h.text, Locator()) for h in r.found.headers if h.label.status == "misprint"]
    for label, wording, where in labels:
        detail = f"“{squeeze(wording)}”应为“{form_wording(label, r.edition)}”"
        if detail not in told:
            told.add(detail)
            yield notice("label_misprint", detail, where)
    yield from headers_of(r)


def _cells(r: Reading) -> Iterator[Notice]:
    grouped: dict[tuple[str, int, str], list[Cell]] = defaultdict(list)
    for cell in r.odd:
        if code := _cell_code(cell, r.is_copy):
            grouped[code, cell.section, cell.item].append(cell)
    for (code, section, item), cells in grouped.items():
        row, columns = _names(r.edition or "", section, item)
        names = [columns[c.measure] + (f" {c.raw}" if c.raw and code != "cell_unplaced" else "") for c in cells]
        yield notice(code, f"{shape().names[section]} {row}：{'、'.join(names)}", cells[0].where)


@lru_cache(maxsize=1_024)
def _names(edition: str, section: int, item: str) -> tuple[str, dict[str, str]]:
    """What a row is called, with its number, and its columns by measure; the edition's own names first."""
    row = next(x for x in _in_form(edition, load().rows) if (x.section, x.item) == (section, item))
    mark = "." if row.number.isdigit() else "" if row.number.endswith(")") or not row.number else "、"
    columns = [k for k in _in_form(edition, load().columns) if (k.section, k.block) == (row.section, row.block)]
    names = {k.measure: k.label.split("(")[0] for k in reversed(columns)}
    return f"{row.number}{mark}{row.label.split('(')[0]}", names


def _in_form(edition: str, lines: list[FormLine]) -> list[FormLine]:
    """Lines of the catalogue, those of the edition printed first."""
    return sorted(lines, key=lambda x: not in_edition(x, edition))


def _cell_code(cell: Cell, is_copy: bool) -> str | None:
    if cell.note == "row_without_values":
        # A page shows its blank cells; text taken from it may have lost what stood in them.
        return "values_lost" if is_copy else "cell_blank"
    if cell.note == "blank":
        return "cell_blank"
    if cell.note == "not_a_number":
        return "cell_not_a_number"
    if cell.note == "corrected":
        return "cell_corrected"
    if cell.note in ("other_year", "other_table", "unit_scaled"):
        return cell.note
    if cell.note in _UNPLACED:
        return "cell_unplaced"
    return "number_unusual" if cell.note is None else None


def _text(r: Reading) -> Iterator[Notice]:
    prose = r.prose
    for again in repeated(prose, r.edition):
        yield notice("heading_repeated", prose.lines[again.at].text.strip()[:SHOWN], prose.place(again.at))
    if early := misplaced(prose, r.headings):
        yield notice("heading_misplaced", early.numbers, prose.place(early.at))
    for wrong in misnumbered(prose, r.headings):
        yield notice("heading_misnumbered", wrong.numbers, prose.place(wrong.at))
    injected, damaged = injected_lines(prose), damaged_lines(prose)
    for at in sorted({*injected, *damaged}):
        text = prose.lines[at].text.strip()[:SHOWN]
        if at in injected:
            yield notice("injected_text", text, prose.place(at))
        if at in damaged:
            code = "heading_damaged" if is_sub_heading(prose.squeezed_line(at)) else "text_damaged"
            yield notice(code, text, prose.place(at))
