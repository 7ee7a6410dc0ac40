"""The form as the pages print it: tables, rows and columns of every edition, from the catalogue."""

from __future__ import annotations

from typing import Any

from expectations.catalogue import load
from expectations.form import Block, in_edition
from expectations.shape import shape


def form() -> dict[str, Any]:
    """Edition -> basis and tables; a table has blocks, a block the codes and labels of its rows and columns."""
    return {
        edition.edition: {"basis": edition.basis, "tables": _tables(edition.edition)} for edition in load().editions
    }


def _tables(edition: str) -> list[dict[str, Any]]:
    names = shape().editions.get(edition, {})
    blocks = [block for block in load().blocks if in_edition(block, edition)]
    return [
        {"section": section, "name": name, "blocks": [_block(b, edition) for b in blocks if b.section == section]}
        for section, name in names.items()
    ]


def _block(block: Block, edition: str) -> dict[str, Any]:
    catalogue = load()
    groups = {(g.section, g.item_group): g for g in catalogue.groups}
    rows = [r for r in catalogue.rows if (r.section, r.block) == block[:2] and in_edition(r, edition)]
    columns = [c for c in catalogue.columns if (c.section, c.block) == block[:2] and in_edition(c, edition)]
    return {
        "clause": block.clause,
        "layout": block.layout,
        "rows": [
            {
                "item": row.item,
                "number": row.number,
                "label": row.label,
                "unit": row.unit,
                "group": _group(groups.get((row.section, row.item_group)), row.item),
            }
            for row in rows
        ],
        "columns": [
            {"measure": c.measure, "label": c.label, "unit": c.unit, "group": c.measure_group} for c in columns
        ],
    }


def _group(group: Any, item: str) -> dict[str, str] | None:
    """The group printed at the left of a row, unless the row is a group of its own."""
    return None if group is None or group.item_group == item else {"number": group.number, "label": group.label}


def cells() -> list[tuple[int, str, str]]:
    """Every cell that any edition has, as section, item and measure, in the order of the form."""
    catalogue = load()
    ordered = sorted(catalogue.rows, key=lambda row: (row.section, row.display_order))
    measures = sorted(catalogue.columns, key=lambda column: (column.section, column.display_order))
    found = [(r.section, r.item, c.measure) for r in ordered for c in measures if (r.section, r.block) == c[:2]]
    return list(dict.fromkeys(found))
