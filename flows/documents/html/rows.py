"""Single table rows as in a browser's tree, for pages that were read without building one."""

from __future__ import annotations

from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.documents.html.cells import text_within
from flows.documents.markup import Irregular

_CELLS = ("td", "th")


def rows_by_tree(text: str, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
    """The texts of the cells of some rows of a page, by table and row, both counted from 1.

    Tables that contain another table do not count. Only for pages whose tags are regular, so that nothing in a cell is
    hidden except by its own tags; other rows are left out.
    """
    page = LexborHTMLParser(text)
    rows = [table.css("tr") for table in _innermost(page)]
    found = {}
    for table, row in places:
        if table <= len(rows) and row <= len(rows[table - 1]):
            try:
                found[table, row] = _texts(rows[table - 1][row - 1])
            except Irregular:
                continue
    return found


def _innermost(page: LexborHTMLParser) -> list[LexborNode]:
    tables = page.css("table")
    outer = set()
    for table in tables:
        above = table.parent
        while above is not None and above.tag != "body":
            if above.tag == "table":
                outer.add(above.mem_id)
            above = above.parent
    return [table for table in tables if table.mem_id not in outer]


def _texts(row: LexborNode) -> list[str]:
    cells = [cell for cell in row.iter() if cell.tag in _CELLS]
    return [text_within((cell.html or "").encode()) for cell in cells]
