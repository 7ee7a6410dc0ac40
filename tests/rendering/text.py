"""Reports as the plain text that crawlers produce, in every layout seen so far.

The number after each layout is the real document that uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import NamedTuple

from tests.rendering.pieces import Document, Key, Line, Piece, Printed, Prose, Table

Row = tuple[Piece, ...]
TableLayout = Callable[[Table], list[Line]]


class Layout(NamedTuple):
    """A way of printing: `shows_blanks` says whether each blank cell leaves a mark of its own."""

    table: TableLayout
    shows_blanks: bool = True
    spaced: bool = False


def _keys(row: Row) -> tuple[Key, ...]:
    return tuple(piece.key for piece in row if piece.key)


def _one_line(piece: Piece) -> str:
    return piece.text.replace("\n", " ")


def _padding(table: Table, index: int) -> int:
    """Pipes a converter adds up to the grid's width; it strips them at the end of the table."""
    return table.width - len(table.rows[index]) if index < len(table.rows) - 1 else 0


def pipes_padded(table: Table) -> list[Line]:
    """`label | 31 | 0 | |||` (001, 003); blanks at the end of a row melt into the padding (r050)."""
    lines = []
    for index, row in enumerate(table.rows):
        printed = [_one_line(piece) for piece in row]
        while len(printed) > 1 and not printed[-1]:
            printed.pop()
        padding = "|" * (_padding(table, index) + len(row) - len(printed))
        text = "".join(f"{cell} | " if cell else "| " for cell in printed) + padding
        lines.append(Line(text.rstrip(), _keys(row)))
    return lines


def pipes(table: Table) -> list[Line]:
    """`label | 31 | | 0 |` without padding (r035, r163)."""
    return [_pipe_row(row, [_one_line(piece) for piece in row]) for row in table.rows]


def pipes_leading(table: Table) -> list[Line]:
    """`| | label | 31 | | 0 |`: a leading pipe for each cell that spans down from above (r044)."""
    lines, open_groups = [], [0, 0]
    for row in table.rows:
        groups = [piece.down for piece in row if piece.kind == "group"]
        held = [down for down in open_groups if down > 0]
        open_groups = [down - 1 for down in held + groups]
        lines.append(_pipe_row(row, [""] * len(held) + [_one_line(piece) for piece in row]))
    return lines


def pipes_markdown(table: Table) -> list[Line]:
    """Pipes on both sides and a rule below the first row, as Markdown converters write."""
    rows = [Line("| " + " | ".join(map(_one_line, row)) + " |", _keys(row)) for row in table.rows]
    return [rows[0], Line("|" + " --- |" * len(table.rows[0])), *rows[1:]]


def _pipe_row(row: Row, printed: list[str]) -> Line:
    return Line("".join(f"{cell} | " if cell else "| " for cell in printed).rstrip(), _keys(row))


def lines_apart(table: Table) -> list[Line]:
    """One cell per line, with an empty line after each; a blank cell is an extra empty line (000, 002, r066)."""
    return list(chain.from_iterable(_cell_lines(piece, Line("")) for piece in chain(*table.rows)))


def lines_apart_vanishing(table: Table) -> list[Line]:
    """The same, but a blank cell leaves no trace (r018)."""
    return list(chain.from_iterable(_cell_lines(p, Line("")) for p in chain(*table.rows) if p.text))


def lines_close(table: Table) -> list[Line]:
    """One cell per line, no empty lines, labels indented; a blank cell leaves no trace (r056)."""
    indented = (
        piece._replace(text="  " + piece.text) if piece.kind == "label" else piece for piece in chain(*table.rows)
    )
    return list(chain.from_iterable(_cell_lines(piece) for piece in indented if piece.text))


def lines_and_pipes(table: Table) -> list[Line]:
    """A cell, then a line that holds only a pipe (r016)."""
    return list(chain.from_iterable(_cell_lines(piece, Line("|")) for piece in chain(*table.rows)))


def _cell_lines(piece: Piece, after: Line | None = None) -> list[Line]:
    keys = (piece.key,) if piece.key else ()
    ending = [after] if after else []
    if not piece.text:
        return [line._replace(keys=keys) for line in ending]
    return [*(Line(text, keys) for text in piece.text.split("\n")), *ending]


def cell_pipes(table: Table) -> list[Line]:
    """`cell |` on a line of its own, a bare pipe for a blank one (r119)."""
    return [_cell_pipe(piece) for piece in chain(*table.rows)]


def cell_pipes_padded(table: Table) -> list[Line]:
    """The same with a line of pipes up to the grid's width after each row (r028, r030, r142)."""
    lines = []
    for index, row in enumerate(table.rows):
        lines += [_cell_pipe(piece) for piece in row]
        padding = _padding(table, index)
        lines += [Line("|" * padding)] if padding else []
    return lines


def _cell_pipe(piece: Piece) -> Line:
    return Line(f"{_one_line(piece)} |".strip(), (piece.key,) if piece.key else ())


def flat(table: Table) -> list[Line]:
    """A whole table on one line, cells separated by spaces (r110)."""
    row = tuple(chain(*table.rows))
    return [Line(" ".join(_one_line(piece) for piece in row if piece.text), _keys(row))]


def glued(table: Table) -> list[Line]:
    """One row per line, its cells not separated at all (r107)."""
    return [Line("    " + "".join(p.text.replace("\n", "") for p in row), _keys(row)) for row in table.rows]


LAYOUTS: Mapping[str, Layout] = {
    "pipes_padded": Layout(pipes_padded, shows_blanks=False),
    "pipes": Layout(pipes),
    "pipes_leading": Layout(pipes_leading),
    "pipes_markdown": Layout(pipes_markdown),
    "lines_apart": Layout(lines_apart, spaced=True),
    "lines_apart_vanishing": Layout(lines_apart_vanishing, shows_blanks=False, spaced=True),
    "lines_close": Layout(lines_close, shows_blanks=False),
    "lines_and_pipes": Layout(lines_and_pipes),
    "cell_pipes": Layout(cell_pipes),
    "cell_pipes_padded": Layout(cell_pipes_padded, shows_blanks=False),
    "flat": Layout(flat, shows_blanks=False),
    "glued": Layout(glued, shows_blanks=False),
}
MIXTURES = (
    {2: "lines_apart", 3: "pipes_padded", 4: "cell_pipes"},
    {2: "flat", 3: "lines_and_pipes", 4: "pipes"},
    {2: "cell_pipes_padded", 3: "lines_close", 4: "lines_apart"},
)


def printed(document: Document, layout: str | Mapping[int, str]) -> Printed:
    """The report in one layout, or each table in the layout given for its section."""
    lines: list[Line] = []
    for block in document:
        if isinstance(block, Prose):
            spaced = not isinstance(layout, str) or LAYOUTS[layout].spaced
            lines += [Line(block.text), *([Line("")] if spaced else [])]
        else:
            name = layout if isinstance(layout, str) else layout[block.section]
            lines += LAYOUTS[name].table(block)
    return Printed(tuple(lines))


def on_one_line(document: Document) -> Printed:
    """The title on its own line, then everything else, headings too, on a single line (r110)."""
    rest = printed(document[1:], "flat").lines
    keys = tuple(key for line in rest for key in line.keys)
    return Printed(
        (
            Line(document[0].text if isinstance(document[0], Prose) else ""),
            Line(" ".join(line.text for line in rest), keys),
        )
    )
