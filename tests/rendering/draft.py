"""A report being prepared for printing: its pieces, its ground truth, and which numbers stay provable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from tests.rendering.figures import one_row
from tests.rendering.pieces import Document, Figures, Key, Piece, Row, Table
from tests.rendering.reports import Report


class Draft(NamedTuple):
    """`truth` is what each cell still printed says; `must` are the cells whose number a reader can prove.

    `units` are the units of amounts not printed in any cell or header.
    """

    report: Report
    format: str
    layout: str
    title: str
    document: Document
    truth: Figures
    must: frozenset[Key]
    units: Mapping[Key, str] = MappingProxyType({})

    def without(self, keys: Iterable[Key]) -> Draft:
        """The same draft, with these cells no longer provable."""
        return self._replace(must=self.must - frozenset(keys))


Harm = Callable[[Draft, Random], Draft]


def start(report: Report, format: str, layout: str) -> Draft:
    must = frozenset(key for key, figure in report.figures.items() if figure.value is not None)
    return Draft(report, format, layout, report.title, report.document, dict(report.figures), must)


def texts(draft: Draft, change: Callable[[str], str], kinds: Iterable[str]) -> Draft:
    """Change the text of prose and pieces of these kinds."""
    wanted = frozenset(kinds)

    def changed(piece: Piece) -> Piece:
        return piece._replace(text=change(piece.text)) if piece.kind in wanted else piece

    document = tuple(
        block._replace(rows=tuple(tuple(map(changed, row)) for row in block.rows))
        if isinstance(block, Table)
        else block._replace(text=change(block.text))
        if block.kind in wanted
        else block
        for block in draft.document
    )
    return draft._replace(document=document)


def values(draft: Draft, new: Figures) -> Draft:
    """Print other texts in these cells; `new` gives their values."""

    def changed(piece: Piece) -> Piece:
        return piece._replace(text=new[piece.key].text) if piece.key in new else piece

    must = draft.must - {key for key, figure in new.items() if figure.value is None}
    return tables(draft, lambda t: t._replace(rows=tuple(tuple(map(changed, r)) for r in t.rows)))._replace(
        truth=draft.truth | new, must=must
    )


def tables(draft: Draft, change: Callable[[Table], Table]) -> Draft:
    """Change every table."""
    document = tuple(change(block) if isinstance(block, Table) else block for block in draft.document)
    return draft._replace(document=document)


def in_rows(draft: Draft, change: Callable[[Row], Row]) -> Draft:
    """Change every row; a row without pieces left is not printed."""
    return tables(draft, lambda table: table._replace(rows=tuple(row for row in map(change, table.rows) if row)))


def neighbours(draft: Draft, keys: Iterable[Key]) -> set[Key]:
    """All cells printed in the rows of these cells."""
    return {other for key in keys for other in one_row(draft.report.figures, key)}


def of_section(draft: Draft, section: int) -> set[Key]:
    return {key for key in draft.report.figures if key[0] == section}
