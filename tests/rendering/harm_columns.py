"""Columns that are left out of the table of requests, with or without their label."""

from __future__ import annotations

from random import Random

from tests.rendering.draft import Draft, Harm, of_section, tables
from tests.rendering.pieces import Row, Table

_COLUMNS = {
    "natural_person": "自然人",
    "enterprise": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_organisation": "其他",
    "total": "总计",
}


def left_out_column(draft: Draft, choice: Random) -> Draft:
    """A column of the table of requests is missing, with or without its label; the others move up."""
    measure = choice.choice(tuple(_COLUMNS))
    is_label_kept = choice.random() < 0.4

    def kept(row: Row) -> Row:
        pieces = [piece for piece in row if piece.key is None or piece.key[2] != measure]
        if is_label_kept:
            return tuple(pieces)
        around = {"申请人情况"} | ({"法人或其他组织"} if measure not in ("natural_person", "total") else set())
        narrower = [p._replace(across=max(p.across - 1, 1)) if p.text in around else p for p in pieces]
        return tuple(p for p in narrower if p.kind != "header" or p.text != _COLUMNS[measure])

    def changed(table: Table) -> Table:
        if table.section != 3:
            return table
        return table._replace(rows=tuple(map(kept, table.rows)), width=table.width - (not is_label_kept))

    found = tables(draft, changed)
    truth = {key: figure for key, figure in draft.truth.items() if key[0] != 3 or key[2] != measure}
    return found._replace(truth=truth).without(of_section(draft, 3))


HARMS: dict[str, Harm] = {"left_out_column": left_out_column}
