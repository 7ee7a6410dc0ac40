"""Compares what was read with what is known to be printed.

Works on anything shaped like an extraction, so that the reader is not imported here.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.rendering.pieces import Figures, Key, Printed

FORMAT = Path(__file__).parents[2] / "expectations" / "format"


@cache
def codes(name: str) -> frozenset[str]:
    """The first column of one of the catalogue's files."""
    with (FORMAT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(line[0] for line in list(csv.reader(file))[1:])


def values(extraction: Any) -> dict[Key, Any]:
    """The numbers read, by cell; cells without a number are left out."""
    return {key(cell): cell.value for cell in extraction.cells if cell.value is not None}


def key(cell: Any) -> Key:
    return (cell.section, cell.item, cell.measure)


def wrong(extraction: Any, truth: Figures) -> list[str]:
    """Every number read that differs from the one printed in its cell."""
    return [
        f"{name}: read {value}, printed {truth[name].text if name in truth else 'nowhere'!r}"
        for name, value in values(extraction).items()
        if name not in truth or truth[name].value != value
    ]


def wrong_units(extraction: Any, units: Mapping[Key, str]) -> list[str]:
    """Every amount read with a unit other than the stated one; a missing unit is not wrong."""
    return [
        f"{key(cell)}: in {cell.unit}, stated in {units[key(cell)]}"
        for cell in extraction.cells
        if cell.value is not None and cell.unit is not None and cell.unit != units.get(key(cell), cell.unit)
    ]


def missed(extraction: Any, truth: Figures) -> list[str]:
    """Every printed number that was not read, with the note given instead."""
    read = values(extraction)
    notes = {key(cell): cell.note for cell in extraction.cells}
    return [
        f"{name}: printed {figure.text!r}, note {notes.get(name, 'not listed')}"
        for name, figure in truth.items()
        if figure.value is not None and name not in read
    ]


def unsound(extraction: Any) -> list[str]:
    """What no extraction may contain, whatever the document: contradictions and unexplained nulls."""
    twice = [str(name) for name, count in Counter(map(key, extraction.cells)).items() if count > 1]
    unexplained = [
        f"{key(cell)} value {cell.value} note {cell.note}"
        for cell in extraction.cells
        if (cell.value is None) != (cell.note in codes("notes"))
    ]
    unknown = [notice.code for notice in extraction.notices if notice.code not in codes("notices")]
    rejected = extraction.status == "rejected"
    unexpected_status = [] if rejected or extraction.status == "extracted" else [f"status {extraction.status}"]
    if rejected != bool(extraction.reason) or rejected != (extraction.report is None):
        unexpected_status.append(f"{extraction.status} with reason {extraction.reason} and report {extraction.report}")
    if rejected and extraction.cells:
        unexpected_status.append("cells of a rejected document")
    return [*twice, *unexplained, *unknown, *unexpected_status]


def misplaced(extraction: Any, printed: Printed) -> list[str]:
    """Every cell of a text document whose line number differs from that of the line it is printed on."""
    found = []
    for cell in extraction.cells:
        line = cell.where.line
        inside = line is not None and 0 < line <= len(printed.lines)
        if cell.raw and not (inside and _holds(printed, line, cell)):
            found.append(f"{key(cell)} {cell.raw!r} said to be on line {line}")
    return found


def _holds(printed: Printed, line: int, cell: Any) -> bool:
    text, keys = printed.lines[line - 1]
    return cell.raw in text and key(cell) in keys


def misquoted(extraction: Any, truth: Figures) -> list[str]:
    """Every number whose raw text differs from the printed one."""
    return [
        f"{key(cell)}: raw {cell.raw!r}, printed {truth[key(cell)].text!r}"
        for cell in extraction.cells
        if cell.value is not None and key(cell) in truth and cell.raw != truth[key(cell)].text
    ]
