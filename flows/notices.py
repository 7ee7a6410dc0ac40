"""Notices: what is damaged, missing or unknown in a document that was read. Each is a code of `notices.csv`."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from expectations.catalogue import load
from expectations.form import Column, Row, in_edition
from flows.documents.folding import squeeze
from flows.genre import has_attachments, old_parts
from flows.harm import damaged_lines, injected_lines
from flows.headings import Seen, is_sub_heading, misnumbered, misplaced, repeated
from flows.identity import Identity
from flows.layouts.cells import PROCEEDINGS, Form
from flows.layouts.proceedings import FIGURES
from flows.layouts.rows import Found, FoundRow
from flows.losses import cut_labels, is_row_of_words, keeps_first_of_equal
from flows.prose import Prose
from flows.records import Cell, Locator, Notice
from flows.titles import year_of

_SECTIONS = {2: "表二", 3: "表三", 4: "表四"}
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
    }
)
_SHOWN = 40
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_TEXT = re.compile("[\u4e00-\u9fff]")
FormLine = TypeVar("FormLine", Row, Column)


class Reading(NamedTuple):
    """All that is known of a document when notices are written.

    `is_copy` where it is text that somebody took from a page or file, in which no picture can be seen.
    """

    prose: Prose
    found: Found
    headings: Sequence[Seen]
    identity: Identity
    form: Form
    edition: str | None
    odd: Sequence[Cell]
    unread: Sequence[FoundRow]
    has_pictures: bool
    is_copy: bool

    @property
    def reached(self) -> int:
        """The last section of which a row or heading is printed: beyond it, a cut document says nothing."""
        rows = [row.label.section or 0 for row in self.found.rows]
        return max([*rows, *(s.ordinal for s in self.headings)], default=0)

    @property
    def truncated(self) -> bool:
        """Whether the document ends inside the form: nothing printed is of a later part, and rows are not there."""
        if self.is_of_unknown_form:
            return False
        last = self.reached
        if last < max(_SECTIONS):
            return True
        return last in _SECTIONS and not any(row.filled for row in self.found.rows if row.label.section == last)

    @property
    def has_lost_lines(self) -> bool:
        """Whether the document is a copy without the lines that are like one before them."""
        return self.is_copy and keeps_first_of_equal(self.prose, self.found.rows)

    @property
    def is_of_unknown_form(self) -> bool:
        """Whether the report is one of a time or kind of which no table is known."""
        if self.found.rows or self.form.edition is not None:
            return False
        if self.identity.year is not None:
            return load().edition_due(self.identity.year) is None
        return old_parts(self.prose) > len(self.headings) + 1

    @property
    def are_tables_lost(self) -> bool:
        """Whether the tables may be in what was not copied: pictures, or files that the document names."""
        return self.has_pictures or has_attachments(self.prose)

    @property
    def first(self) -> int:
        """The ordinal of the first heading to be printed: 1, but in a document without a title that begins later.

        What begins inside a part has lost the heading of that part.
        """
        headings = [s.ordinal for s in self.headings]
        rows = [(row.label.section or 0) + 1 for row in self.found.rows]
        return 1 if self.identity.title is not None else min([*headings, *rows], default=1)


def notices_of(reading: Reading) -> list[Notice]:
    """Every notice of a document, those on the whole first, then those on tables, cells and text."""
    steps: tuple[Callable[[Reading], Iterator[Notice]], ...] = (_identity, _structure, _labels, _cells, _text)
    return [notice for step in steps for notice in step(reading)]


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    return {kind.notice: kind.text_zh for kind in load().notices}


def _notice(code: str, detail: str = "", where: Locator | None = None) -> Notice:
    return Notice(code, _texts()[code].replace("{detail}", detail), where or Locator())


def _identity(r: Reading) -> Iterator[Notice]:
    for code, value in (
        ("title_missing", r.identity.title),
        ("agency_missing", r.identity.agency),
        ("year_missing", r.identity.year),
    ):
        if value is None:
            yield _notice(code)
    title = next((e for e in r.identity.evidence if e.field == "title" and e.confidence != "doubtful"), None)
    if title and title.value and year_of(title.value) is None:
        yield _notice("title_without_year", title.value[:_SHOWN], title.where)
    period = r.identity.period
    if r.identity.title_year and period and {d.year for d in period} != {r.identity.title_year}:
        yield _notice("year_conflict", f"{r.identity.title_year} ≠ {period[0]}—{period[1]}")
    if period and not _is_year(*period):
        yield _notice("period_unusual", f"{period[0]}—{period[1]}")
    if r.edition and r.form.edition is None:
        yield _notice("edition_from_year", r.edition)
    if r.unread:
        yield _notice("edition_unclear", "、".join(dict.fromkeys(row.label.form_wording for row in r.unread)))
    if len(r.form.printed) > 1:
        yield _notice("edition_mixed", "、".join(r.form.printed))


def _is_year(first: dt.date, last: dt.date) -> bool:
    return first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _structure(r: Reading) -> Iterator[Notice]:
    if r.is_of_unknown_form:
        yield _notice("form_unknown")
        return
    last = r.reached if r.truncated else max(h.ordinal for h in load().headings)
    if r.first > 1:
        yield _notice("beginning_missing")
    if r.has_lost_lines:
        yield _notice("lines_lost")
    else:
        yield from _missing(r, last)
    if r.found.another:
        yield _notice("several_reports", where=r.found.another)
    if r.truncated:
        lines = r.prose.lines
        end = next((i for i in range(len(lines) - 1, -1, -1) if lines[i].text.strip(" |")), None)
        detail = lines[end].text.strip(" |")[-_SHOWN:] if end is not None else ""
        yield _notice("truncated", detail, r.prose.place(end) if end is not None else None)
    yield from _repeated(r)
    for slot in r.found.unknown:
        code = "row_unknown" if is_row_of_words(slot.raw) else "cell_unplaced"
        yield _notice(code, " ".join(slot.raw.split())[:_SHOWN], slot.where)


def _missing(r: Reading, last: int) -> Iterator[Notice]:
    """The tables, headings and rows that are not there."""
    sections = {row.label.section for row in r.found.rows}
    yield from _missing_parts(r, last, sections)
    for section in sorted(s for s in sections if s):
        missing = _missing_rows(r, section)
        if missing and not (r.truncated and section == last):
            yield _notice("row_missing", f"{_SECTIONS[section]}：{'、'.join(missing)}")


def _missing_parts(r: Reading, last: int, sections: set[int | None]) -> Iterator[Notice]:
    """The tables and headings that are not there, between the first part printed and the last."""
    missing = [s for s in _SECTIONS if s not in sections and r.first <= s and (s < last or not r.truncated)]
    bare = [s for s in missing if _is_bare(r, s)]
    lost = bare if r.are_tables_lost or (r.is_copy and len(bare) == len(_SECTIONS)) else []
    if lost:
        yield _notice("tables_missing", "、".join(_SECTIONS[s] for s in lost))
    for section in missing:
        if section not in lost:
            yield _notice("table_missing", _SECTIONS[section])
    seen = {s.ordinal for s in r.headings}
    for heading in load().headings:
        if heading.ordinal not in seen and r.first <= heading.ordinal <= last:
            yield _notice("heading_missing", f"{heading.number}、{heading.label}")


def _is_bare(r: Reading, section: int) -> bool:
    """Whether the heading of a section is printed with nothing below it, so that something may be lost."""
    at = next((s.at for s in r.headings if s.ordinal == section), None)
    if at is None:
        return False
    end = next((s.at for s in r.headings if s.at > at), len(r.prose.lines))
    return not any(_TEXT.search(_PICTURE.sub("", r.prose.squeezed_line(i))) for i in range(at + 1, end))


def _missing_rows(r: Reading, section: int) -> list[str]:
    if section == 4 or r.edition is None:
        return []
    printed = {row.label.code for row in r.found.rows}
    return [label for item, label in _expected(r.edition, section, r.form.closed_printing) if item not in printed]


@lru_cache(maxsize=64)
def _expected(edition: str, section: int, closed_printing: str | None) -> list[tuple[str, str]]:
    """The rows of a section that an edition asks for, (六)其他处理 as it is printed: item and label."""
    default = next(e.closed_printing for e in load().editions if e.edition == edition)
    printing = ("", closed_printing or default)
    rows = (row for row in load().rows_of(edition, section) if row.printing in printing)
    return [(row.item, row.label.split("(")[0]) for row in rows]


def _repeated(r: Reading) -> Iterator[Notice]:
    times = Counter([(row.label.section, row.label.code) for row in r.found.rows])
    if len(times) == len(r.found.rows):
        return
    for row in r.found.rows:
        if times.pop((row.label.section, row.label.code), 1) > 1:
            name = "" if row.label.code == "proceedings" else f"：{row.label.form_wording}"
            yield _notice("row_repeated", f"{_SECTIONS[row.label.section or 2]}{name}", row.where)


def _labels(r: Reading) -> Iterator[Notice]:
    told: set[str] = set()
    labels = [(row.label, row.wording, row.where) for row in r.found.rows if row.label.status == "misprint"]
    labels += [(h.label, h.text, Locator()) for h in r.found.headers if h.label.status == "misprint"]
    for label, wording, where in labels:
        detail = f"“{squeeze(wording)}”应为“{label.form_wording}”"
        if detail not in told:
            told.add(detail)
            yield _notice("label_misprint", detail, where)
    yield from _headers(r)


def _headers(r: Reading) -> Iterator[Notice]:
    """Tables whose column labels are not all there; table four prints its five labels three times."""
    edition = r.edition or r.form.edition
    if edition is None or r.has_lost_lines:
        return
    rows = {(row.label.section, row.label.code): row for row in r.found.rows}
    for section, name in _SECTIONS.items():
        missing: list[str] = []
        for items, columns in _blocks(edition, section):
            found = [rows[section, item] for item in items if (section, item) in rows]
            headers = {id(row.header): row.header for row in found}.values()
            printed = Counter([h.label.code for header in headers for h in header.labels])
            times = len(PROCEEDINGS) if found and found[0].label == FIGURES else 1
            missing += [label for measure, label in columns if headers and printed[measure] < times]
        missing = list(dict.fromkeys(missing))
        if cut := cut_labels(r.prose, r.found.rows, missing) if missing and r.is_copy else []:
            yield _notice("labels_cut", f"{name}：{'、'.join(cut)}")
        if rest := [label for label in missing if label not in cut]:
            yield _notice("header_damaged", f"{name}：{'、'.join(rest)}")


@lru_cache(maxsize=64)
def _blocks(edition: str, section: int) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """The blocks of a section: their items, and measure and label of their columns."""
    rows = load().rows_of(edition, section)
    return [
        (
            [*(row.item for row in rows if row.block == block), FIGURES.code],
            [(c.measure, c.label) for c in load().columns_of(edition, section, block)],
        )
        for block in dict.fromkeys(row.block for row in rows)
    ]


def _cells(r: Reading) -> Iterator[Notice]:
    grouped: dict[tuple[str, int, str], list[Cell]] = defaultdict(list)
    for cell in r.odd:
        if code := _cell_code(cell, r.is_copy):
            grouped[code, cell.section, cell.item].append(cell)
    for (code, section, item), cells in grouped.items():
        row, columns = _names(r.edition or "", section, item)
        names = [columns[c.measure] + (f" {c.raw}" if c.raw and code != "cell_unplaced" else "") for c in cells]
        yield _notice(code, f"{_SECTIONS[section]} {row}：{'、'.join(names)}", cells[0].where)


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
    if cell.note in _UNPLACED:
        return "cell_unplaced"
    return "number_unusual" if cell.note is None else None


def _text(r: Reading) -> Iterator[Notice]:
    prose = r.prose
    for again in repeated(prose):
        yield _notice("heading_repeated", prose.lines[again.at].text.strip()[:_SHOWN], prose.place(again.at))
    if early := misplaced(prose, r.headings):
        yield _notice("heading_misplaced", early.numbers, prose.place(early.at))
    for wrong in misnumbered(prose, r.headings):
        yield _notice("heading_misnumbered", wrong.numbers, prose.place(wrong.at))
    injected, damaged = injected_lines(prose), damaged_lines(prose)
    for at in sorted({*injected, *damaged}):
        text = prose.lines[at].text.strip()[:_SHOWN]
        if at in injected:
            yield _notice("injected_text", text, prose.place(at))
        if at in damaged:
            code = "heading_damaged" if is_sub_heading(prose.squeezed_line(at)) else "text_damaged"
            yield _notice(code, text, prose.place(at))
