"""Whether the cells of a row stand below those of the other rows: cells that take two places move those behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from expectations.shape import shape
from flows.reading.layouts.rows import FoundRow


class Widths:
    """How wide the cells behind the labels of one table are, by row."""

    def __init__(self) -> None:
        self._wide: dict[int, tuple[int, ...]] = {}
        self._reached: set[int] = set()

    def note(self, row: int, spans: Sequence[tuple[int, int]]) -> None:
        """Take in the columns and rows that the cells of a row take, where these are more than one each."""
        self._wide[row] = tuple(width for width, _ in spans)
        self._reached.update(range(row + 1, row + max(height for _, height in spans)))

    def uneven_marked(self, rows: list[FoundRow]) -> list[FoundRow]:
        """The rows, those below one header marked whose cells are moved against the others'."""
        if not self._wide:
            return rows
        usual: dict[int, tuple[int, ...]] = {}
        plain = [row for row in rows if row.label.section in shape().plain]
        for n in {len(row.slots or ()) for row in plain}:
            usual[n] = Counter(self._of(row) for row in plain if len(row.slots or ()) == n).most_common(1)[0][0]
        return [
            row._replace(is_uneven=row.where.row in self._reached or self._of(row) != usual[len(row.slots or ())])
            if row.label.section in shape().plain
            else row
            for row in rows
        ]

    def _of(self, row: FoundRow) -> tuple[int, ...]:
        return self._wide.get(row.where.row or 0, (1,) * len(row.slots or ()))
