"""Sets the figures of a report for 2014 to 2018 into its statistics table, in the variations of local prints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from random import Random
from typing import NamedTuple

from tests.rendering.pieces import Figure, Figures, Key, Piece, Row, Table
from tests.rendering.statistics_form import LINES, Line

SECTION = 14
_BLANK = Figure("", None)


class Look(NamedTuple):
    """How one office prints the table.

    `columns` are those from left to right: code, label, unit, number, remark. `unit_at` says where the unit is if it
    has no column: `label`, `figure` or `nowhere`. `merged` where it is printed once for all rows in a line that share
    it; `numbering` is that of the form, levels such as 1.2, or none.
    """

    columns: tuple[str, ...]
    heads: Mapping[str, str]
    unit_at: str
    merged: bool
    numbering: str
    dash: str
    variants: bool


_COLUMNS = (
    ("label", "unit", "number"),
    ("label", "unit", "number"),
    ("label", "unit", "number"),
    ("code", "label", "unit", "number"),
    ("label", "code", "unit", "number"),
    ("label", "number"),
    ("label", "unit", "number", "remark"),
)
_HEADS = {
    "code": ("代码", "序号", "行次"),
    "label": ("统计指标", "统计指标", "指标名称", "项目"),
    "unit": ("单位", "单位", "计量单位"),
    "number": ("统计数", "统计数", "数量"),
    "remark": ("备注",),
}


def look(choice: Random) -> Look:
    """A randomly drawn way to print the table."""
    columns = choice.choice(_COLUMNS)
    return Look(
        columns=columns,
        heads={name: choice.choice(words) for name, words in _HEADS.items()},
        unit_at="column" if "unit" in columns else choice.choice(("label", "figure", "nowhere")),
        merged=columns == _COLUMNS[0] and choice.random() < 0.2,
        numbering=choice.choice(("form", "form", "form", "levels", "none")),
        dash=choice.choice(("——", "", "across")),
        variants=choice.random() < 0.3,
    )


def cells() -> list[Key]:
    """The cells of the table, in printed order."""
    return [(SECTION, line.item, "amount" if line.unit == "万元" else "number") for line in LINES if line.item]


def table(figures: Figures, chosen: Look, choice: Random) -> Table:
    """The table of one office."""
    width = len(chosen.columns)
    rows: list[Row] = [tuple(Piece("header", chosen.heads[name]) for name in chosen.columns)]
    numbers = _levels() if chosen.numbering == "levels" else [line.number for line in LINES]
    held = _held() if chosen.merged else [1] * len(LINES)
    for place, line in enumerate(LINES):
        number = "" if chosen.numbering == "none" else numbers[place]
        label = choice.choice((line.label, *line.variants)) if chosen.variants else line.label
        if not line.item:
            rows.append(_part(number + label, chosen, width))
            continue
        text = _label(number, line, label, chosen)
        rows.append(_row(place, line, text, figures, chosen, held[place]))
    return Table(SECTION, width, tuple(rows))


def _part(text: str, chosen: Look, width: int) -> Row:
    """A line that heads the rows below it."""
    if chosen.dash == "across":
        return (Piece("clause", text, across=width),)
    return tuple(
        Piece("clause", text) if name == "label" else Piece("part", chosen.dash if name in ("unit", "number") else "")
        for name in chosen.columns
    )


def _label(number: str, line: Line, label: str, chosen: Look) -> str:
    unit = f"({line.unit})" if chosen.unit_at == "label" and not label.endswith(")") else ""
    return f"{number}{line.lead}{label}{unit}"


def _row(place: int, line: Line, text: str, figures: Figures, chosen: Look, held: int) -> Row:
    key: Key = (SECTION, line.item, "amount" if line.unit == "万元" else "number")
    pieces = {
        "code": Piece("code", f"{place + 1:02}"),
        "label": Piece("label", text),
        "unit": Piece("unit", line.unit, down=max(held, 1)),
        "number": Piece("value", figures.get(key, _BLANK).text, key),
        "remark": Piece("remark", ""),
    }
    return tuple(pieces[name] for name in chosen.columns if name != "unit" or held)


def _held() -> list[int]:
    """For each line how many rows its unit spans: 0 where it is printed in a row above."""
    found: list[int] = []
    for unit, lines in groupby(LINES, key=lambda line: line.unit if line.item else ""):
        n = len(list(lines))
        found += [n, *[0] * (n - 1)] if unit else [1] * n
    return found


def _levels() -> list[str]:
    """The numbers of all lines by their level: 3.1.2, none for parts of a row."""
    at, found = [0, 0, 0], []
    for line in LINES:
        level = 0 if line.number.endswith("、") else 1 if line.number.startswith("(") else 2
        if line.number:
            at = [n + (i == level) if i <= level else 0 for i, n in enumerate(at)]
        found.append(".".join(str(n) for n in at[: level + 1] if n) if line.number else "")
    return found


def with_units(figures: Figures, chosen: Look) -> Figures:
    """The figures with their unit beside them, where the office prints it there."""
    units = {line.item: line.unit for line in LINES}
    if chosen.unit_at != "figure":
        return figures
    return {k: f._replace(text=f.text + units[k[1]]) if re.search(r"\d$", f.text) else f for k, f in figures.items()}


def summed(drawn: dict[Key, int]) -> dict[Key, int]:
    """The same with the sums that the table requires."""
    found = dict(drawn)
    for line in reversed(LINES):
        parts = [part.item for part in LINES if part.summed_in == line.item and line.item]
        if parts:
            found[SECTION, line.item, "number"] = sum(found[SECTION, part, "number"] for part in parts)
    for whole, part in (("press_conferences", "press_conferences_by_head"), ("interviews", "interviews_by_head")):
        one, other = (SECTION, whole, "number"), (SECTION, part, "number")
        found[one], found[other] = max(found[one], found[other]), min(found[one], found[other])
    return found


def extra_rows() -> Sequence[tuple[str, str]]:
    """Rows that some offices add, with their unit."""
    return (
        ("6.政务公开栏公开政府信息数", "条"),
        ("主动公开财政预决算信息数", "条"),
        ("(四)网上咨询数", "次"),
        ("(五)接受现场咨询人数", "人次"),
        ("重点领域信息公开数", "条"),
    )
