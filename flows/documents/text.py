"""Text as crawled, every line with its number; Markdown pipe tables, as converters write them, become grids.

In text other than Markdown the layouts find out what separates cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.documents import limits
from flows.documents.folding import clean
from flows.documents.markup import LINE, RAISED, settled
from flows.documents.model import Document, Grid, GridCell, Line, Unreadable

# A cell may hold `-` or `--`: without a colon a rule takes three.
_COLUMN = r"[ \t]*(?::-+:?|-+:|-{3,})[ \t]*"
_RULE = re.compile(rf"\|?{_COLUMN}(?:\|{_COLUMN})+\|?")
_LONGEST_RULE = 4_000
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>])")
_MARKS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|</?(?:b|strong) ?/?>")
_RAISED = re.compile(r"</?sup ?/?>")
_LINE = re.compile(r"<br ?/?>")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_PIPE = re.compile(r"(?<!\\)\|")


def read_text(data: bytes, text: str, encoding: str) -> Document:
    """One `Line` per line of the file, including empty ones, which are blank cells in some layouts.

    The pipe tables of Markdown become grids. Raises Unreadable where they have more cells than the limits allow.
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


def tables_of(lines: Sequence[str]) -> list[range]:
    """The lines of each pipe table: from the line above its rule up to the next empty line."""
    found = []
    end = 0
    for at, line in enumerate(lines):
        if at <= end or "-" not in line or len(line) > _LONGEST_RULE or not lines[at - 1].strip():
            continue
        if _RULE.fullmatch(line.strip()) is None:
            continue
        end = next((i for i in range(at, len(lines)) if not lines[i].strip()), len(lines))
        found.append(range(at - 1, end))
    return found


def grid_of(lines: Sequence[str], table: range) -> Grid:
    """The cells between the pipes of a table; its rule is not a row."""
    numbers = [i for i in table if i != table.start + 1]
    return Grid([_cells(lines[i]) for i in numbers], lines=[i + 1 for i in numbers])


def _cells(line: str) -> list[GridCell]:
    pieces = _PIPE.split(line.strip())
    pieces = pieces[1:] if not pieces[0].strip() else pieces
    pieces = pieces[:-1] if pieces and not pieces[-1].strip() and line.strip().endswith("|") else pieces
    return [GridCell(unmarked(piece).strip(), column=column) for column, piece in enumerate(pieces)]


def unmarked(line: str) -> str:
    """A line without the marks of Markdown."""
    heading = _HEADING.match(line)
    if heading is not None:
        line = line[heading.end() :].rstrip().rstrip("#")
    if "<" in line:
        line = settled(_LINE.sub(LINE, _RAISED.sub(RAISED, line)))
    return _ESCAPED.sub(r"\1", _MARKS.sub("", line))
