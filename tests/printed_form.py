"""Prints a report by the catalogue, as a page or as text: the tables of any edition, as the catalogue defines them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from expectations.form import Block, Catalogue, Column, Row, in_edition

Values = Mapping[tuple[int, str, str], Decimal | None]
_Cell = tuple[str, int]
"""A text, and how many columns it takes."""


def page(form: Catalogue, edition: str, values: Values, agency: str, year: int | None) -> bytes:
    """The report of an agency for a year with these figures; cells without one are blank."""
    parts = []
    for part in _report(form, edition, values, agency, year):
        rows = [f"<tr>{''.join(map(_cell, line))}</tr>" for line in part if not isinstance(line, str)]
        parts.append(f"<table>{''.join(rows)}</table>" if rows else f"<p>{part}</p>")
    return f"<html><body>{''.join(parts)}</body></html>".encode()


def text(form: Catalogue, edition: str, values: Values, agency: str, year: int | None) -> bytes:
    """The same as text with pipes between cells, where a label that spans columns is followed by blank ones."""
    lines: list[str] = []
    for part in _report(form, edition, values, agency, year):
        rows = [line for line in part if not isinstance(line, str)]
        lines += ["|" + "|".join(text + "|" * (n - 1) for text, n in line) + "|" for line in rows]
        lines += [part] if isinstance(part, str) else []
    return "\n".join(lines).encode()


def _report(
    form: Catalogue, edition: str, values: Values, agency: str, year: int | None
) -> Iterator[str | list[Sequence[_Cell]]]:
    """Paragraphs and tables from top to bottom."""
    yield f"{agency}{f'{year}年' if year else ''}政府信息公开工作年度报告"
    yield f"{agency}根据条例编制本报告{f'，统计期限为{year}年1月1日至12月31日' if year else ''}。"
    for heading in form.headings_of(edition):
        yield f"{heading.number}、{heading.label}"
        yield _table(form, edition, values, heading.section) if heading.section else "情况如下。"


def _table(form: Catalogue, edition: str, values: Values, section: int) -> list[Sequence[_Cell]]:
    lines: list[Sequence[_Cell]] = []
    for block in (b for b in form.blocks_of(edition) if b.section == section):
        rows = [row for row in _rows(form, edition, section) if row.block == block.block]
        columns = form.columns_of(edition, section, block.block)
        lines += (_across if block.layout == "across" else _down)(block, rows, columns, values, form, edition)
    return lines


def _rows(form: Catalogue, edition: str, section: int) -> list[Row]:
    printing = next(e.closed_printing for e in form.editions if e.edition == edition)
    return [row for row in form.rows_of(edition, section) if row.printing in ("", printing)]


def _down(
    block: Block, rows: Sequence[Row], columns: Sequence[Column], values: Values, form: Catalogue, edition: str
) -> list[Sequence[_Cell]]:
    lines: list[Sequence[_Cell]] = [[(block.clause, len(columns) + 1)]] if block.clause else []
    # The first label without a code is printed in the corner.
    corner = next(x.label for x in form.labels if (x.kind, x.section, x.code) == ("fragment", block.section, ""))
    if not any(column.measure_group for column in columns):
        lines.append([(corner, 1), *((column.label, 1) for column in columns)])
    else:
        lines += _heads(corner, columns, form)
    groups = {g.item_group: g for g in form.groups if in_edition(g, edition)}
    before = ""
    for row in rows:
        group = groups.get(row.item_group) if row.item_group != before else None
        before = row.item_group
        number = f"{row.number}." if row.number.isdigit() else row.number
        label = [(f"{group.number}{group.label}", 1)] if group else []
        figures = [_figure(values, row, column) for column in columns]
        lines.append([*label, (f"{number}{row.label}", 1), *((figure, 1) for figure in figures)])
    return lines


def _heads(corner: str, columns: Sequence[Column], form: Catalogue) -> list[Sequence[_Cell]]:
    """Labels in two lines, where some columns share a label above them."""
    above: list[_Cell] = [(corner, 1)]
    below: list[_Cell] = []
    for code, members in groupby(columns, key=lambda column: column.measure_group):
        of_group = [column.label for column in members]
        label = next((x.label for x in form.labels if x.kind == "fragment" and x.code == code and code), None)
        above += [(label, len(of_group))] if label else [(text, 1) for text in of_group]
        below += [(text, 1) for text in of_group] if label else []
    return [above, below]


def _across(
    _: Block, rows: Sequence[Row], columns: Sequence[Column], values: Values, *__: object
) -> list[Sequence[_Cell]]:
    return [
        [(row.label, len(columns)) for row in rows],
        [(column.label, 1) for _ in rows for column in columns],
        [(_figure(values, row, column), 1) for row in rows for column in columns],
    ]


def _figure(values: Values, row: Row, column: Column) -> str:
    value = values.get((row.section, row.item, column.measure))
    return "" if value is None else f"{value:f}"


def _cell(cell: _Cell) -> str:
    text, columns = cell
    return f"<td colspan='{columns}'>{text}</td>" if columns > 1 else f"<td>{text}</td>"
