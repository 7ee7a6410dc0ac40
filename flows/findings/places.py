"""Where something is, in the words of every output: as the form counts, then as the document prints it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from expectations.shape import shape
from flows.reading.records import Locator

_GRID = ("第{}个表格", "第{}行", "第{}列")


def place(line: Mapping[str, Any]) -> str:
    """The place of a finding or a notice, from the columns of its mart: 表四·行政复议·总计，原文第3个表格第4行第15列.

    What is in no table of the form has only the place in the document, and blank where that is unknown too.
    """
    names = (shape().names[line["section"]], line["row_label"], line["column_label"]) if line.get("section") else ()
    where = Locator(*(line[f"{name}_number"] for name in Locator._fields))
    return "，".join(filter(None, ("·".join(filter(None, names)), printed(where))))


def printed(where: Locator) -> str:
    """Where a document prints something: page, table, row, column, line; whatever is known."""
    page = "" if where.page is None else f"第{where.page}页"
    grid = "".join(text.format(n) for text, n in zip(_GRID, where[:3], strict=True) if n is not None)
    line = "" if where.line is None else f"第{where.line}行"
    parts = "，".join(filter(None, (page, grid, line)))
    return f"原文{parts}" if parts else ""
