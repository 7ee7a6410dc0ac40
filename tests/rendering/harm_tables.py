"""Damage to tables: too many or too few rows and cells, merged cells, two years in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from tests.rendering.draft import Draft, Harm, in_rows, neighbours, of_section, tables
from tests.rendering.pieces import Key, Row, Table

_EXTRA = {
    2: ("其他主动公开文件", "行政确认", "行政奖励"),
    3: ("4.其他", "9.其他不予公开情形", "6.其他不予处理情形", "(八)其他情况"),
}


def extra_rows(draft: Draft, choice: Random) -> Draft:
    """Rows the form does not have, with figures."""
    added: list[str] = []

    def changed(table: Table) -> Table:
        if table.section == 4:
            return table
        # After a row that no cell spans into from above, so that the surrounding rows keep their shape.
        places = [n for n, row in enumerate(table.rows) if row[0].kind == "label" and row[0].across > 1]
        places = places if table.section == 3 else [n for n, row in enumerate(table.rows) if row[0].kind == "label"]
        if not places:
            return table
        at = choice.choice(places)
        label = choice.choice(_EXTRA[table.section])
        added.append(label)
        figures = tuple(p._replace(text=str(choice.randrange(1000)), key=None) for p in table.rows[at] if p.key)
        row = (table.rows[at][0]._replace(text=label), *figures)
        above = _reaching(table.rows[: at + 1], at + 1, 1)
        return table._replace(rows=(*above, row, *table.rows[at + 1 :]))

    found = tables(draft, changed)
    # 其他 without its group is a label of the form: nothing shows which of the two rows is meant.
    return found.without({k for k in draft.must if k[1] == "closed_other"} if "4.其他" in added else ())


def rows_dropped(draft: Draft, choice: Random) -> Draft:
    """Some rows are not printed."""
    return _dropped(draft, choice, lambda row: row[0].kind == "label" and choice.random() < 0.12)


def _dropped(draft: Draft, choice: Random, wanted: Callable[[Row], bool]) -> Draft:
    gone: set[Key] = set()

    def changed(table: Table) -> Table:
        rows: list[Row] = []
        for row in table.rows:
            if table.section != 4 and wanted(row):
                gone.update(piece.key for piece in row if piece.key)
                # In pages, cells may still span the missing row; editors of office files adjust the spans.
                rows = rows if kept else _reaching(rows, len(rows), -1)
            else:
                rows.append(row)
        return table._replace(rows=tuple(rows))

    kept = draft.format == "html" and choice.random() < 0.5
    found = tables(draft, changed)
    # What is left of 其他处理 may be any of its three rows once one of them is gone.
    closed = (
        {k for k in draft.must if k[1].startswith("closed")} if any(k[1].startswith("closed") for k in gone) else ()
    )
    truth = {key: figure for key, figure in found.truth.items() if key not in gone}
    return found._replace(truth=truth).without(gone).without(closed)


def cells_dropped(draft: Draft, choice: Random) -> Draft:
    """A cell of some rows disappears without a trace, so that the others move up."""
    gone: set[Key] = set()

    def change(row: Row) -> Row:
        places = [n for n, piece in enumerate(row) if piece.key]
        if not places or choice.random() > 0.1:
            return row
        at = choice.choice(places)
        gone.add(row[at].key or (0, "", ""))
        return row[:at] + row[at + 1 :]

    found = in_rows(draft, change)
    truth = {key: figure for key, figure in found.truth.items() if key not in gone}
    return found._replace(truth=truth).without(neighbours(draft, gone))


def cells_glued(draft: Draft, choice: Random) -> Draft:
    """The figures of two cells in one: 10 and 2 as 102."""
    glued: set[Key] = set()

    def change(row: Row) -> Row:
        places = [n for n, (a, b) in enumerate(pairwise(row)) if a.key and b.key]
        if not places or choice.random() > 0.08:
            return row
        at = choice.choice(places)
        one, other = row[at], row[at + 1]
        glued.update(key for key in (one.key, other.key) if key)
        both = one._replace(text=one.text + other.text, across=one.across + other.across)
        return (*row[:at], both, *row[at + 2 :])

    return in_rows(draft, change).without(neighbours(draft, glued))


def side_by_side(draft: Draft, choice: Random) -> Draft:
    """Last year's figures next to this year's in one table."""
    section = choice.choice((2, 3))
    year = draft.report.year
    order = choice.choice(((year - 1, year), (year, year - 1)))

    def changed(table: Table) -> Table:
        if table.section != section:
            return table
        rows: list[Row] = []
        for row in table.rows:
            pieces = []
            for piece in row:
                old = piece._replace(text=str(choice.randrange(500)), key=None)
                if piece.key:
                    pieces += [piece if y == year else old for y in order]
                elif piece.kind == "header" and piece.down == 1 and not piece.text.startswith(("申请人", "法人")):
                    pieces += [piece._replace(text=f"{y}年{piece.text}") for y in order]
                else:
                    pieces.append(piece)
            rows.append(tuple(pieces))
        return table._replace(rows=tuple(rows), width=table.width * 2)

    return tables(draft, changed).without(of_section(draft, section))


def _reaching(rows: Sequence[Row], at: int, more: int) -> list[Row]:
    """The rows, with cells that span row `at` extended by `more` rows."""
    return [
        tuple(p._replace(down=p.down + more) if p.down > 1 and n + p.down > at else p for p in row)
        for n, row in enumerate(rows)
    ]


HARMS: dict[str, Harm] = {
    "extra_rows": extra_rows,
    "rows_dropped": rows_dropped,
    "cells_dropped": cells_dropped,
    "cells_glued": cells_glued,
    "side_by_side": side_by_side,
}
