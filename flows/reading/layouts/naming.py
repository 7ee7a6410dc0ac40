"""Names the way the tables of a report were read, so that a fault of ours in one way shows as one."""

from __future__ import annotations

from collections import Counter

from expectations.shape import shape
from flows.reading.layouts.rows import Found, FoundRow


def layout_of(kind: str, found: Found, edition: str | None) -> str:
    """The kind of document, and for each table of its edition how it was read: `text/html table1 table7 table15`.

    `table` and `pipes` come with the number of cells that stand behind most of its row labels; `text` is running text
    without marks between its cells, `none` a table that is not there.
    """
    rows: dict[int, list[FoundRow]] = {}
    for row in found.rows:
        rows.setdefault(row.label.section or 0, []).append(row)
    return " ".join(
        [kind, *(_way(rows.get(section, []), section in found.tabled) for section in shape().tables(edition))]
    )


def _way(rows: list[FoundRow], is_tabled: bool) -> str:
    marked = Counter([len(row.slots) for row in rows if row.slots is not None])
    if not rows:
        return "none"
    if sum(marked.values()) * 2 < len(rows):
        return "text"
    cells = max(marked, key=lambda n: (marked[n], n))
    return f"{'table' if is_tabled else 'pipes'}{cells}"
