"""Removes one thing from a report at a time, so that the remainder is known exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.rendering.pieces import Document, Line, Printed, Prose, Table

TABLE_TAGS = ("<table", "</tbody")


def pieces_dropped(document: Document) -> Iterator[tuple[str, Document]]:
    """The report once without each cell of its tables: headers, labels, figures and blanks in turn."""
    for number, block in enumerate(document):
        if isinstance(block, Prose):
            continue
        for line, row in enumerate(block.rows):
            for place, piece in enumerate(row):
                rows = (*block.rows[:line], row[:place] + row[place + 1 :], *block.rows[line + 1 :])
                damaged: Table = block._replace(rows=tuple(left for left in rows if left))
                name = f"{piece.kind} {piece.key or ''} {piece.text!r} of table {block.section} row {line + 1}"
                yield name, (*document[:number], damaged, *document[number + 1 :])


def rows_dropped(document: Document) -> Iterator[tuple[str, Document]]:
    """The report once without each row of figures not covered by a cell from above."""
    for number, block in enumerate(document):
        if isinstance(block, Prose):
            continue
        for line, row in enumerate(block.rows):
            if row[0].kind == "label":
                left = block._replace(rows=block.rows[:line] + block.rows[line + 1 :])
                yield row[0].text, (*document[:number], left, *document[number + 1 :])


def tables_dropped(document: Document) -> Iterator[tuple[int, Document]]:
    """The report once without each of its tables."""
    for number, block in enumerate(document):
        if isinstance(block, Table):
            yield block.section, document[:number] + document[number + 1 :]


def lines_dropped(printed: Printed) -> Iterator[tuple[str, Printed]]:
    """The rendered report once without each of its lines, tags of tables excepted."""
    return _without(printed, lambda line: not line.text.startswith(TABLE_TAGS))


def table_tags_dropped(printed: Printed) -> Iterator[tuple[str, Printed]]:
    """The page once without the start or the end of each table."""
    return _without(printed, lambda line: line.text.startswith(TABLE_TAGS))


def _without(printed: Printed, wanted: Callable[[Line], bool]) -> Iterator[tuple[str, Printed]]:
    for number, line in enumerate(printed.lines):
        if wanted(line):
            left = printed.lines[:number] + printed.lines[number + 1 :]
            yield f"line {number + 1} {line.text[:40]!r}", Printed(left)
