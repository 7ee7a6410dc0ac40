"""Notices on what a document has of the form: tables, headings, rows and labels above columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from expectations.catalogue import load
from expectations.shape import shape
from flows.reading.layouts.labels import form_wording, is_of_figures
from flows.reading.layouts.rows import FoundRow
from flows.reading.notices.headings import ordinals
from flows.reading.notices.known import SHOWN, Reading, notice
from flows.reading.notices.lists import missing_rows
from flows.reading.notices.losses import cut_labels, is_row_of_words
from flows.reading.records import Notice

_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_TEXT = re.compile("[\u4e00-\u9fff]")


def structure_of(r: Reading) -> Iterator[Notice]:
    """Notices on what is missing, cut, repeated or too much."""
    if r.is_of_unknown_form:
        yield notice("form_unknown")
        return
    if r.first > 1:
        yield notice("beginning_missing")
    if r.has_lost_lines:
        yield notice("lines_lost")
    elif r.is_of_list:
        yield from _missing_of_list(r)
    else:
        yield from _missing(r, r.reached if r.truncated else len(load().headings_of(r.edition)))
    if r.found.second_report:
        yield notice("several_reports", where=r.found.second_report)
    if r.truncated:
        lines = r.prose.lines
        end = next((i for i in range(len(lines) - 1, -1, -1) if lines[i].text.strip(" |")), None)
        detail = lines[end].text.strip(" |")[-SHOWN:] if end is not None else ""
        yield notice("truncated", detail, r.prose.place(end) if end is not None else None)
    yield from _repeated(r)
    yield from _unknown(r)


def _missing_of_list(r: Reading) -> Iterator[Notice]:
    """The list that is missing, or rows of it; its headings are free."""
    name = "、".join(shape().tables(r.edition).values())
    if not r.found.rows:
        yield notice("tables_missing" if r.are_tables_lost else "table_missing", name)
        return
    missing = missing_rows(r.found.rows, r.edition)
    if missing and not r.truncated:
        yield notice("row_missing", f"{name}：{'、'.join(row.label for row in missing)}")


def _unknown(r: Reading) -> Iterator[Notice]:
    """Rows that are not the form's, or not the printed edition's."""
    for row in r.found.rows:
        if _is_of_another_edition(r, row):
            yield notice("row_unknown", row.wording[:SHOWN], row.where)
    for slot in r.found.unknown:
        code = "row_unknown" if is_row_of_words(slot.raw) else "cell_unplaced"
        yield notice(code, " ".join(slot.raw.split())[:SHOWN], slot.where)


def _is_of_another_edition(r: Reading, row: FoundRow) -> bool:
    """Whether a row is read that the printed edition does not have; one of a printing belongs to no edition."""
    edition, (_, section, code, *_) = r.form.edition, row.label
    if edition is None or (edition, section, code) in load().measures or is_of_figures(row.label):
        return False
    return row not in r.unread and not any(code in own for own in shape().printings.values())


def _missing(r: Reading, last: int) -> Iterator[Notice]:
    """The tables, headings and rows that are missing."""
    places = ordinals(r.edition)
    printed = {row.label.section for row in r.found.rows}
    yield from _missing_parts(r, last, printed)
    for section in sorted(s for s in printed if s):
        missing = _missing_rows(r, section)
        if missing and not (r.truncated and places.get(section) == last):
            yield notice("row_missing", f"{shape().name(section, r.edition)}：{'、'.join(missing)}")


def _missing_parts(r: Reading, last: int, printed: set[int | None]) -> Iterator[Notice]:
    """The tables and headings that are missing between the first printed part and the last."""
    tables, places = shape().tables(r.edition), ordinals(r.edition)
    missing = [s for s in tables if s not in printed and r.first <= places[s] and (places[s] < last or not r.truncated)]
    bare = [s for s in missing if _is_bare(r, s)]
    lost = bare if r.are_tables_lost or (r.is_copy and len(bare) == len(tables)) else []
    if lost:
        yield notice("tables_missing", "、".join(tables[s] for s in lost))
    for section in missing:
        if section not in lost:
            yield notice("table_missing", tables[section])
    seen = {s.ordinal for s in r.headings}
    for ordinal, heading in enumerate(load().headings_of(r.edition), start=1):
        if ordinal not in seen and r.first <= ordinal <= last:
            yield notice("heading_missing", f"{heading.number}、{heading.label}")


def _is_bare(r: Reading, section: int) -> bool:
    """Whether the heading of a section is printed with nothing below it, so that something may be lost."""
    at = next((s.at for s in r.headings if s.ordinal == ordinals(r.edition)[section]), None)
    if at is None:
        return False
    end = next((s.at for s in r.headings if s.at > at), len(r.prose.lines))
    return not any(_TEXT.search(_PICTURE.sub("", r.prose.squeezed_line(i))) for i in range(at + 1, end))


def _missing_rows(r: Reading, section: int) -> list[str]:
    if section in shape().across or r.edition is None:
        return []
    printed = {row.label.code for row in r.found.rows}
    return [label for item, label in _expected(r.edition, section, r.form.closed_printing) if item not in printed]


@lru_cache(maxsize=64)
def _expected(edition: str, section: int, closed_printing: str | None) -> list[tuple[str, str]]:
    """The rows of a section that an edition requires, in the printing that the report has: item and label."""
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
            name = "" if is_of_figures(row.label) else f"：{form_wording(row.label, r.edition)}"
            yield notice("row_repeated", f"{shape().name(row.label.section or 0, r.edition)}{name}", row.where)


def headers_of(r: Reading) -> Iterator[Notice]:
    """Tables with missing column labels; where rows are side by side, each prints its own."""
    edition = r.edition or r.form.edition
    if edition is None or r.is_of_list or r.has_lost_lines:
        return
    rows = {(row.label.section, row.label.code): row for row in r.found.rows}
    for section, name in shape().tables(edition).items():
        missing = list(dict.fromkeys(_missing_labels(edition, section, rows)))
        cut = cut_labels(r.prose, r.found.rows, missing) if missing and r.is_copy else []
        rest = [label for label in missing if label not in cut]
        for code, labels in (("labels_cut", cut), ("header_damaged", rest)):
            if labels:
                yield notice(code, f"{name}：{'、'.join(labels)}")


def _missing_labels(edition: str, section: int, rows: dict[tuple[int | None, str], FoundRow]) -> Iterator[str]:
    for items, columns in _blocks(edition, section):
        found = [rows[section, item] for item in items if (section, item) in rows]
        headers = {id(row.header): row.header for row in found}.values()
        printed = Counter([h.label.code for header in headers for h in header.labels])
        times = len(items) - 1 if found and is_of_figures(found[0].label) else 1
        yield from (label for measure, label in columns if headers and printed[measure] < times)


@lru_cache(maxsize=64)
def _blocks(edition: str, section: int) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """The blocks of a section: their items, and the one that represents them; measure and label of their columns."""
    rows = load().rows_of(edition, section)
    return [
        (
            [*(row.item for row in rows if row.block == block), block],
            [(c.measure, c.label) for c in load().columns_of(edition, section, block)],
        )
        for block in dict.fromkeys(row.block for row in rows)
    ]
