"""What happens to tables: labels cut, headers lost, rows and cells too many or too few, two years in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from tests.rendering.draft import Draft, Harm, neighbours, of_section, tables
from tests.rendering.pieces import Key, Piece, Table

Row = tuple[Piece, ...]
_EXTRA = {
    2: ("其他主动公开文件", "行政确认", "行政奖励"),
    3: ("4.其他", "9.其他不予公开情形", "6.其他不予处理情形", "(八)其他情况"),
}


def cut_labels(draft: Draft, choice: Random) -> Draft:
    """Some row labels lose their beginning or their end."""
    lost: set[Key] = set()

    def change(row: Row) -> Row:
        if not any(piece.kind == "label" for piece in row) or choice.random() > 0.12:
            return row
        lost.update(piece.key for piece in row if piece.key)
        return tuple(_cut(piece, choice) if piece.kind == "label" else piece for piece in row)

    return _rows(draft, change).without(lost)


def cut_headers(draft: Draft, choice: Random) -> Draft:
    """Some column labels lose their beginning or their end."""
    hit: set[tuple[int, int]] = set()

    def changed(table: Table) -> Table:
        rows = []
        for number, row in enumerate(table.rows):
            cut = tuple(_cut(p, choice) if p.kind == "header" and choice.random() < 0.15 else p for p in row)
            if cut != row:
                hit.add((table.section, number))
            rows.append(cut)
        return table._replace(rows=tuple(rows))

    found = tables(draft, changed)
    return found.without(_below(draft, hit))


def lost_headers(draft: Draft, choice: Random) -> Draft:
    """Whole lines of column labels are gone; rows of table three still prove themselves by label and count."""
    hit: set[tuple[int, int]] = set()

    def changed(table: Table) -> Table:
        numbers = [n for n, row in enumerate(table.rows) if row[0].kind == "header"]
        gone = {n for n in numbers if choice.random() < 0.4} if table.section == 2 else set()
        if table.section == 3 and choice.random() < 0.6:
            # Its three lines hang together by spans: they are lost together.
            gone = set(numbers)
        if table.section == 4 and choice.random() < 0.5:
            gone = set(numbers)
        hit.update((table.section, number) for number in gone)
        return table._replace(rows=tuple(row for n, row in enumerate(table.rows) if n not in gone))

    found = tables(draft, changed)
    return found.without(_below(draft, hit))


def _below(draft: Draft, headers: set[tuple[int, int]]) -> set[Key]:
    """The cells that lose their proof with these lines of labels: the rest of a clause, all of table four."""
    unsure = of_section(draft, 4) if any(section == 4 for section, _ in headers) else set()
    second = next(block for block in draft.report.document if isinstance(block, Table) and block.section == 2)
    for number in (number for section, number in headers if section == 2):
        for row in second.rows[number + 1 :]:
            if row[0].kind == "clause":
                break
            unsure |= {piece.key for piece in row if piece.key}
    return unsure


def extra_rows(draft: Draft, choice: Random) -> Draft:
    """Rows the form does not have, with figures."""
    added: list[str] = []

    def changed(table: Table) -> Table:
        if table.section == 4:
            return table
        # Behind a row that no cell spans into from above, so that the rows around keep their shape.
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
    # 其他 without its group is a label of the form: nothing tells which of the two rows is its.
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
                # Cells of a page may go on spanning the row that is gone; editors of files see to it.
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
    """A cell of some rows leaves nothing behind, so that the others move up."""
    gone: set[Key] = set()

    def change(row: Row) -> Row:
        places = [n for n, piece in enumerate(row) if piece.key]
        if not places or choice.random() > 0.1:
            return row
        at = choice.choice(places)
        gone.add(row[at].key or (0, "", ""))
        return row[:at] + row[at + 1 :]

    found = _rows(draft, change)
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

    return _rows(draft, change).without(neighbours(draft, glued))


def side_by_side(draft: Draft, choice: Random) -> Draft:
    """Last year's figures beside this year's in one table."""
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


def _rows(draft: Draft, change: Callable[[Row], Row]) -> Draft:
    return tables(draft, lambda table: table._replace(rows=tuple(row for row in map(change, table.rows) if row)))


def _reaching(rows: Sequence[Row], at: int, more: int) -> list[Row]:
    """Rows whose cells that reach down over row `at` reach so many rows further."""
    return [
        tuple(p._replace(down=p.down + more) if p.down > 1 and n + p.down > at else p for p in row)
        for n, row in enumerate(rows)
    ]


def _cut(piece: Piece, choice: Random) -> Piece:
    if len(piece.text) < 4:
        return piece
    at = choice.randrange(1, len(piece.text) // 2 + 1)
    return piece._replace(text=choice.choice((piece.text[at:], piece.text[:-at])))


HARMS: dict[str, Harm] = {
    "cut_labels": cut_labels,
    "cut_headers": cut_headers,
    "lost_headers": lost_headers,
    "extra_rows": extra_rows,
    "rows_dropped": rows_dropped,
    "cells_dropped": cells_dropped,
    "cells_glued": cells_glued,
    "side_by_side": side_by_side,
}
