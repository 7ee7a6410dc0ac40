"""Markdown as converters write it: pipe tables become grids, marks of emphasis and headings fall away."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.documents.model import Grid, GridCell

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>])")
_MARKS = re.compile(
    r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|^\s{0,3}#{1,6}\s+|\s+#+\s*$|</?(?:br|b|strong|sup)\s*/?>"
)
_PIPE = re.compile(r"(?<!\\)\|")


def tables_of(lines: Sequence[str]) -> list[range]:
    """The lines of each pipe table: from the line above its rule up to the next empty line."""
    found = []
    end = 0
    for at, line in enumerate(lines):
        if at <= end or "-" not in line or "|" not in line or not _RULE.match(line) or not lines[at - 1].strip():
            continue
        end = next((i for i in range(at, len(lines)) if not lines[i].strip()), len(lines))
        found.append(range(at - 1, end))
    return found


def grid_of(lines: Sequence[str], table: range) -> Grid:
    """The cells between the pipes of a table; its rule is no row."""
    numbers = [i for i in table if i != table.start + 1]
    return Grid([_cells(lines[i]) for i in numbers], lines=[i + 1 for i in numbers])


def _cells(line: str) -> list[GridCell]:
    pieces = _PIPE.split(line.strip())
    pieces = pieces[1:] if not pieces[0].strip() else pieces
    pieces = pieces[:-1] if pieces and not pieces[-1].strip() and line.strip().endswith("|") else pieces
    return [GridCell(unmarked(piece).strip(), column, 1) for column, piece in enumerate(pieces)]


def unmarked(line: str) -> str:
    """A line without the marks of Markdown."""
    return _ESCAPED.sub(r"\1", _MARKS.sub("", line))
