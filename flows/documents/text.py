"""Text as crawled: every line with its number; what separates cells is for the layouts to tell."""

from __future__ import annotations

from flows.documents import limits
from flows.documents.folding import clean
from flows.documents.markdown import grid_of, tables_of, unmarked
from flows.documents.model import Document, Line, Unreadable


def read_text(data: bytes, text: str, encoding: str) -> Document:
    """One `Line` per line of the file, empty ones too: in some layouts they stand for blank cells.

    Where it is Markdown, which its tables show, these are grids. Raises Unreadable where they have more cells than
    the limits allow.
    """
    lines = clean(text).split("\n")
    tables = tables_of(lines)
    if not tables:
        new = tuple.__new__
        numbered = [new(Line, (line, n, None, None)) for n, line in enumerate(lines, start=1)]
        return Document("text/plain", encoding, numbered, [])
    if sum(lines[i].count("|") + 1 for table in tables for i in table) > limits.CELLS:
        raise Unreadable("too_many_cells", f"> {limits.CELLS}")
    within = {i: number for number, table in enumerate(tables) for i in table}
    numbered = [Line(unmarked(line), i + 1, within.get(i)) for i, line in enumerate(lines)]
    return Document("text/markdown", encoding, numbered, [grid_of(lines, table) for table in tables])
