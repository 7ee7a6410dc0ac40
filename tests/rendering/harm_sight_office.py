"""Figures of Word and Excel files beside characters that are raised, struck out or not seen; columns left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from tests.rendering.draft import Draft, Harm, neighbours, of_section, tables, values
from tests.rendering.pieces import Figure, Figures, Row, Table

RAISED, STRUCK, HIDDEN = "\ue002", "\ue003", "\ue004"
"""Stand on both sides of such characters until the format is known."""

_MARKED = re.compile(f"([{RAISED}{STRUCK}{HIDDEN}])(.*?)\\1")
_RATE = 0.08
_COLUMNS = {
    "natural_person": "自然人",
    "enterprise": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_organisation": "其他",
    "total": "总计",
}


def pieces_of(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of a text, each with what marks it, blank for what is plainly seen."""
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            yield "", text[at : found.start()]
        yield found[1], found[2]
        at = found.end()
    if at < len(text):
        yield "", text[at:]


def raised(draft: Draft, choice: Random) -> Draft:
    """15 with a note mark: it is no digit; nor need the figure be read."""
    marked = _marked(draft, choice, RAISED, behind=True)
    return marked.without(neighbours(draft, {k for k in draft.truth if marked.truth[k] != draft.truth[k]}))


def struck(draft: Draft, choice: Random) -> Draft:
    """The figure before it was corrected, struck out, and the one that holds."""
    return _marked(draft, choice, STRUCK, behind=choice.random() < 0.3)


def hidden(draft: Draft, choice: Random) -> Draft:
    """Digits that nobody sees, before or behind the figure."""
    return _marked(draft, choice, HIDDEN, behind=choice.random() < 0.7)


def _marked(draft: Draft, choice: Random, mark: str, *, behind: bool) -> Draft:
    new: Figures = {}
    for key, figure in draft.truth.items():
        if figure.value is not None and figure.text.isdigit() and choice.random() < _RATE:
            other = f"{mark}{choice.randrange(1, 30)}{mark}"
            new[key] = Figure(figure.text + other if behind else other + figure.text, figure.value)
    return values(draft, new)


def left_out_column(draft: Draft, choice: Random) -> Draft:
    """A column of the table of requests is not there, with or without its label; the others move up."""
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


MARKED: dict[str, Harm] = {"raised": raised, "struck": struck, "hidden": hidden}
HARMS: dict[str, Harm] = {"left_out_column": left_out_column, **MARKED}
