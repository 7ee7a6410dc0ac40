"""Damage to the words of tables: row labels and column labels cut, whole lines of column labels lost."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.rendering.draft import Draft, Harm, in_rows, of_section, tables
from tests.rendering.pieces import Key, Piece, Row, Table


def cut_labels(draft: Draft, choice: Random) -> Draft:
    """Some row labels lose their beginning or their end."""
    lost: set[Key] = set()

    def change(row: Row) -> Row:
        if not any(piece.kind == "label" for piece in row) or choice.random() > 0.12:
            return row
        lost.update(piece.key for piece in row if piece.key)
        return tuple(_cut(piece, choice) if piece.kind == "label" else piece for piece in row)

    return in_rows(draft, change).without(lost)


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
    """Whole lines of column labels are gone; rows of table three can still be proven by label, count and sums."""
    hit: set[tuple[int, int]] = set()

    def changed(table: Table) -> Table:
        numbers = [n for n, row in enumerate(table.rows) if row[0].kind == "header"]
        gone = {n for n in numbers if choice.random() < 0.4} if table.section == 2 else set()
        if table.section == 3 and choice.random() < 0.6:
            # Its three lines are joined by spans: they are lost together.
            gone = set(numbers)
        if table.section == 4 and choice.random() < 0.5:
            gone = set(numbers)
        hit.update((table.section, number) for number in gone)
        return table._replace(rows=tuple(row for n, row in enumerate(table.rows) if n not in gone))

    found = tables(draft, changed)
    return found.without(_below(draft, hit))


def _below(draft: Draft, headers: set[tuple[int, int]]) -> set[Key]:
    """The cells that lose their proof with these lines of labels: the rest of a clause, all of table four."""
    lost = {section for section, _ in headers}
    unsure = of_section(draft, 4) if 4 in lost else set()
    if len([number for section, number in headers if section == 3]) > 2 and not _sums_hold(draft):
        unsure |= of_section(draft, 3)
    second = next(block for block in draft.report.document if isinstance(block, Table) and block.section == 2)
    for number in (number for section, number in headers if section == 2):
        for row in second.rows[number + 1 :]:
            if row[0].kind == "clause":
                break
            unsure |= {piece.key for piece in row if piece.key}
    return unsure


def _sums_hold(draft: Draft) -> bool:
    """Whether the figures of every row of table three add up to its total."""
    rows: dict[str, list[Decimal]] = {}
    for (section, item, measure), figure in draft.report.figures.items():
        if section == 3 and figure.value is not None:
            rows.setdefault(item, []).append(-figure.value if measure == "total" else figure.value)
    return not any(sum(row) for row in rows.values())


def _cut(piece: Piece, choice: Random) -> Piece:
    if len(piece.text) < 4:
        return piece
    at = choice.randrange(1, len(piece.text) // 2 + 1)
    return piece._replace(text=choice.choice((piece.text[at:], piece.text[:-at])))


HARMS: dict[str, Harm] = {
    "cut_labels": cut_labels,
    "cut_headers": cut_headers,
    "lost_headers": lost_headers,
}
