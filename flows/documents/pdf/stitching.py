"""Rejoins tables cut by the end of a page: repeated labels, spanning cells, rows cut in two."""

from __future__ import annotations

import re
from itertools import dropwhile

from flows.documents.folding import CUT
from flows.documents.pdf.tables import Cell, Table

_NUMBERED = re.compile(r"[(（]?(?:[一二三四五六七八九十]+|\d{1,2})[)）、.．]")
_OPENED, _CLOSED = re.compile("[(（][^()（）]*$"), re.compile("[^()（）]*[)）]")
_WORD = re.compile(r"[\u3400-\u9fff]")


def goes_on(table: Table, below: Table) -> bool:
    """Whether a table that ends a page is as wide as the one that begins the next."""
    return bool(table.rows and below.rows) and abs(table.width - below.width) < 0.5 * table.em


def stitched(table: Table, below: Table) -> Table:
    """Both tables as one, without repeated labels."""
    again = _repeated(table.rows, below.rows)
    rows, pages = below.rows[again:], below.pages[again:]
    is_open = (table.open_bottom or below.open_top) and not again
    whole = [list(row) for row in table.rows]
    hanging = [(i, j) for i, row in enumerate(whole) for j, cell in enumerate(row) if cell.hangs]
    for i, j in hanging:
        whole[i][j] = whole[i][j]._replace(hangs=False)
    if rows:
        first = _without_spans(table.rows, whole, hanging, rows[0], is_open)
        pairs = _pairs(whole[-1], first)
        if not first:
            rows, pages = rows[1:], pages[1:]
        elif _is_cut(pairs, is_open) or _are_halves(pairs):
            whole[-1] = [_united(one, other) for one, other in pairs]
            rows, pages = rows[1:], pages[1:]
        else:
            if _is_one_without_label(pairs):
                whole[-1], first = _doubted(pairs), _doubted([(other, one) for one, other in pairs])
            rows = [first, *rows[1:]]
    return table._replace(rows=whole + rows, pages=table.pages + pages, open_bottom=below.open_bottom)


def _repeated(rows: list[list[Cell]], below: list[list[Cell]]) -> int:
    """How many rows of column labels are repeated at the top of the next page."""
    count = 0
    for one, other in zip(rows, below, strict=False):
        texts = [cell.text for cell in one]
        if texts != [cell.text for cell in other] or not any(texts):
            break
        count += 1
    return count


def _without_spans(
    rows: list[list[Cell]], whole: list[list[Cell]], hanging: list[tuple[int, int]], first: list[Cell], is_open: bool
) -> list[Cell]:
    """The first row of a page without the rest of cells that span into it, which joins their start in `whole`."""
    kept = []
    for cell in first:
        at = next(((i, j) for i, j in hanging if _same_place(rows[i][j], cell)), None)
        if at is None or not _completes(rows[at[0]][at[1]], cell, is_open):
            kept.append(cell)
        else:
            one = whole[at[0]][at[1]]
            whole[at[0]][at[1]] = _united(one, cell)._replace(hangs=cell.at_end)
    return kept


def _completes(cell: Cell, rest: Cell, is_open: bool) -> bool:
    """Whether the text of a cell can continue with the text of another."""
    if not rest.rows or not cell.rows:
        return True
    if _OPENED.search(cell.text) and _CLOSED.match(rest.text):
        return True
    if _NUMBERED.match(rest.text) or cell.text[-1].isdigit() or rest.text[0].isdigit():
        return False
    return is_open or cell.is_full


def _pairs(row: list[Cell], rest: list[Cell]) -> list[tuple[Cell, Cell]]:
    """The cells of two rows in pairs, one below the other; none where their columns differ."""
    is_alike = len(row) == len(rest) and all(map(_same_place, row, rest))
    return list(zip(row, rest, strict=True)) if is_alike else []


def _is_cut(pairs: list[tuple[Cell, Cell]], is_open: bool) -> bool:
    """Whether a row continues on the next page: the lower part completes the upper one and adds nothing else."""
    both = [(one, other) for one, other in pairs if one.rows and other.rows]
    if not both or not all(_completes(one, other, is_open) for one, other in both):
        return False
    return is_open or any(bool(one.rows) != bool(other.rows) for one, other in pairs)


def _printed(pairs: list[tuple[Cell, Cell]]) -> list[tuple[bool, bool]]:
    """Which of the cells of two rows hold text, from the first that does in either."""
    filled = [(bool(one.rows), bool(other.rows)) for one, other in pairs]
    return list(dropwhile(lambda pair: not any(pair), filled))


def _are_halves(pairs: list[tuple[Cell, Cell]]) -> bool:
    """Whether each of two rows holds exactly the cells that the other lacks: a label here, its figures there."""
    return {*_printed(pairs)} == {(True, False), (False, True)}


def _is_one_without_label(pairs: list[tuple[Cell, Cell]]) -> bool:
    """Whether only one of two rows with text has words in its cells, so that they may be one row cut in two."""
    printed = _printed(pairs)
    if not printed or all(printed[0]) or not all(map(any, zip(*printed, strict=True))):
        return False
    return not any(_WORD.search(one.text) and _WORD.search(other.text) for one, other in pairs)


def _doubted(pairs: list[tuple[Cell, Cell]]) -> list[Cell]:
    """The first of each pair; U+FFFD in place of its text where the other has text that may belong to it."""
    return [one._replace(rows=[x._replace(text=CUT) for x in other.rows[:1]] or one.rows) for one, other in pairs]


def _same_place(cell: Cell, other: Cell) -> bool:
    return abs(cell.left - other.left) < 4 and abs(cell.right - other.right) < 4


def _united(cell: Cell, rest: Cell) -> Cell:
    return cell._replace(rows=cell.rows + rest.rows, broken=cell.broken or rest.broken)
