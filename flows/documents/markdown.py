"""Markdown as converters write it: pipe tables become grids, marks of emphasis and headings fall away."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.documents.markup import LINE, RAISED, settled
from flows.documents.model import Grid, GridCell

# A cell may hold `-` or `--`: without a colon it takes three to make a rule.
_COLUMN = r"[ \t]*(?::-+:?|-+:|-{3,})[ \t]*"
_RULE = re.compile(rf"\|?{_COLUMN}(?:\|{_COLUMN})+\|?")
_LONGEST_RULE = 4_000
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>])")
_MARKS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|</?(?:b|strong) ?/?>")
_RAISED = re.compile(r"</?sup ?/?>")
_LINE = re.compile(r"<br ?/?>")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_PIPE = re.compile(r"(?<!\\)\|")


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
    """The cells between the pipes of a table; its rule is no row."""
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
