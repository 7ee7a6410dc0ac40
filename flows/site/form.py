"""The form as the pages print it: tables, rows and columns of every edition, from the catalogue."""

from __future__ import annotations

from typing import Any

from expectations.catalogue import load
from expectations.form import Block, Edition, Group, Row, in_edition
from expectations.shape import shape

_PLAIN = 3
"""The depth of a row without a number."""


def form() -> dict[str, Any]:
    """Edition -> basis, printing and tables; a table has blocks, a block the codes and labels of rows and columns."""
    return {
        edition.edition: {
            "basis": edition.basis,
            "printing": edition.closed_printing,
            "tables": _tables(edition),
        }
        for edition in load().editions
    }


def facts() -> dict[str, list[list[tuple[int, str, str]]]]:
    """Fact of a narrative -> the sums of cells that it can tell, each as section, item and measure of its cells."""
    return {
        fact.fact: [[_cell(cell) for cell in option.split("+")] for option in fact.cells.split()]
        for fact in load().facts
        if fact.cells
    }


def _cell(text: str) -> tuple[int, str, str]:
    section, item, measure = text.split(":")
    return int(section), item, measure


def _tables(edition: Edition) -> list[dict[str, Any]]:
    blocks = [block for block in load().blocks if in_edition(block, edition.edition)]
    headings = {h.section: h.label for h in load().headings if h.section and in_edition(h, edition.edition)}
    return [
        {
            "section": section,
            "name": name,
            "heading": headings.get(section, ""),
            **_heads(section),
            "blocks": _joined([_block(b, edition.edition) for b in blocks if b.section == section]),
        }
        for section, name in shape().editions.get(edition.edition, {}).items()
    ]


def _heads(section: int) -> dict[str, str]:
    """What is printed above the labels of the rows, above all columns, and above the units.

    Of the fragments that belong to no column a form prints the first above the labels; where one is in brackets, that
    one, and the first above all columns.
    """
    fragments = [label for label in load().labels if (label.kind, label.section) == ("fragment", section)]
    plain = [fragment.label for fragment in fragments if fragment.code in ("", "head_label")] or [""]
    note = next((text for text in plain if text.startswith("(")), "")
    unit = next((fragment.label for fragment in fragments if fragment.code == "head_unit"), "")
    return {"head": note or plain[0], "over": plain[0] if note else "", "unit_head": unit}


def _joined(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts of a list are printed as one, its rows in the order of the form, each below the row it is a part of."""
    if not blocks or blocks[0]["layout"] != "list":
        return blocks
    rows = [{**row, "columns": block["columns"]} for block in blocks for row in block["rows"]]
    rows.sort(key=lambda row: row["order"])
    depths: dict[str, int] = {"": 0}
    for row in rows:
        depths[row["item"]] = depths[row["part_of"]] + 1 if row["depth"] == _PLAIN else row["depth"]
    return [{**blocks[0], "rows": [{**row, "depth": depths[row["item"]]} for row in rows]}]


def _block(block: Block, edition: str) -> dict[str, Any]:
    catalogue = load()
    groups = [g for g in catalogue.groups if g.section == block.section and in_edition(g, edition)]
    rows = [r for r in catalogue.rows if (r.section, r.block) == block[:2] and in_edition(r, edition)]
    columns = [c for c in catalogue.columns if (c.section, c.block) == block[:2] and in_edition(c, edition)]
    return {
        "clause": block.clause,
        "layout": block.layout,
        "rows": [_row(row, groups) for row in rows],
        "columns": [
            {"measure": c.measure, "label": c.label, "unit": c.unit, "group": _fragment(c.section, c.measure_group)}
            for c in columns
        ],
    }


def _row(row: Row, groups: list[Group]) -> dict[str, Any]:
    return {
        "item": row.item,
        "label": _numbered(row.number, row.label),
        "depth": _depth(row.number),
        "part_of": row.item_group,
        "unit": row.unit,
        "order": row.display_order,
        "printing": row.printing,
        "groups": [_numbered(group.number, group.label) for group in _around(row, groups)],
        "above": next((_fragment(row.section, code) for code in _codes(row.section) if row.item.startswith(code)), ""),
    }


def _around(row: Row, groups: list[Group]) -> list[Group]:
    """The groups printed at the left of a row, the outermost first, unless the row is a group of its own.

    A group that no row names holds all rows that are numbered below it.
    """
    own = [group for group in groups if group.item_group == row.item_group and group.item_group != row.item]
    named = {other.item_group for other in load().rows if other.section == row.section}
    number = own[0].number if own else row.number
    outer = [g for g in groups if g.item_group not in named and _depth(g.number) < _depth(number)]
    return [*outer, *own]


def _depth(number: str) -> int:
    """How deep a number is: 一, (一), 1, and none."""
    return _PLAIN if not number else 2 if number.isascii() and number.isdigit() else 1 if number.startswith("(") else 0


def _numbered(number: str, label: str) -> str:
    return f"{number}{('、', '', '.', '')[_depth(number)]}{label}"


def _codes(section: int) -> list[str]:
    return [
        label.code for label in load().labels if (label.kind, label.section) == ("fragment", section) and label.code
    ]


def _fragment(section: int, code: str) -> str:
    """What the form prints above columns of a group, or nothing."""
    found = (label for label in load().labels if (label.kind, label.section, label.code) == ("fragment", section, code))
    return next((label.label for label in found), "") if code else ""


def cells() -> list[tuple[int, str, str]]:
    """Every cell that any edition has, as section, item and measure, in the order of the form."""
    catalogue = load()
    ordered = sorted(catalogue.rows, key=lambda row: (row.section, row.display_order))
    measures = sorted(catalogue.columns, key=lambda column: (column.section, column.display_order))
    found = [(r.section, r.item, c.measure) for r in ordered for c in measures if (r.section, r.block) == c[:2]]
    return list(dict.fromkeys(found))
