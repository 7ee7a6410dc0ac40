"""A made-up file format: a line of JSON for each piece of a report, a text or the rows of a table.

What the guide "A file format" in CONTRIBUTING.md asks for: a reader, the line of the registry, and a printer.
"""

from __future__ import annotations

import json
from random import Random

from flows.documents import Document, Grid, GridCell, Line, Unreadable
from flows.documents.formats import Format, starts_with
from tests.rendering import pieces

MEDIA_TYPE = "application/x-boxes"
_MARK = b'"boxes 1"\n'

FORMAT = Format(MEDIA_TYPE, starts_with(_MARK), f"{__name__}:read_boxes")


def read_boxes(data: bytes) -> Document:
    """The reader. Raises Unreadable where the file is damaged."""
    lines: list[Line] = []
    grids: list[Grid] = []
    try:
        for piece in map(json.loads, data.removeprefix(_MARK).decode().splitlines()):
            if isinstance(piece, str):
                lines.append(Line(piece, None, None))
            else:
                lines += [Line(text, None, len(grids)) for row in piece for text, _, _ in row if text]
                grids.append(Grid([[GridCell(*cell) for cell in row] for row in piece]))
    except (ValueError, TypeError) as error:
        raise Unreadable("damaged_file", "boxes") from error
    return Document(MEDIA_TYPE, "utf-8", lines, grids)


def boxes(document: pieces.Document, choice: Random) -> bytes:
    """The printer."""
    printed = [
        piece.text
        if isinstance(piece, pieces.Prose)
        else [[(cell.text, cell.across, cell.down) for cell in row] for row in piece.rows]
        for piece in document
    ]
    return _MARK + "\n".join(json.dumps(piece, ensure_ascii=False) for piece in printed).encode()
