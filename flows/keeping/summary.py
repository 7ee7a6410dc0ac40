"""What a preview found, for the operator who decides whether it becomes current: a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import duckdb

from flows.keeping.difference import CHANGES, CSV_LINES, PARTS

_MOST = 20
_COUNTED = ", ".join(f"count(*) filter (where change = '{change}')" for change in CHANGES)
_BY_RULE = f"select rule, {_COUNTED} from findings group by rule order by count(*) desc, rule"
_BY_LAYOUT = f"""
with changes as (
    select layout, change, 'cells' as what from cells
    union all
    select layout, change, 'findings' from findings)
select layout, what, {_COUNTED} from changes group by layout, what order by count(*) desc, layout, what"""
_CELLS = f"""
select document, section || ' ' || item || ' ' || measure,
    concat_ws(' ', 'table ' || table_number, 'row ' || row_number, 'column ' || column_number,
        'page ' || page_number, 'line ' || line_number),
    raw_before, value_before, raw_after, value_after
from cells where change = 'changed' order by all limit {_MOST}"""
_FINDINGS = f"""
select change, document, rule, severity_after, coalesce(message_after, message_before)
from findings where change <> 'changed' order by severity_after, change, document, rule limit {_MOST}"""


def is_empty(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether nothing differs."""
    return all(connection.table(part.name).limit(1).fetchone() is None for part in PARTS)


def summary(connection: duckdb.DuckDBPyConnection, folder: str) -> str:
    """The page on what `difference.compare` found; its lists are in a folder."""
    rows = {part.name: connection.execute(f"select {_COUNTED} from {part.name}").fetchall()[0] for part in PARTS}
    lines = ["# Preview", "", "What the next run would change. Nothing of it is current.", ""]
    lines += _table(("", *CHANGES), [(name, *counts) for name, counts in rows.items()])
    for title, head, query in (
        ("Findings by rule", ("rule", *CHANGES), _BY_RULE),
        ("By layout", ("layout", "what", *CHANGES), _BY_LAYOUT),
        ("Changed cells", ("document", "cell", "place", "printed before", "value", "after", "value"), _CELLS),
        ("New and gone findings", ("change", "document", "rule", "severity", "message"), _FINDINGS),
    ):
        found = connection.execute(query).fetchmany(_MOST)
        lines += ["", f"## {title}", "", *_table(head, found)] if found else []
    cut = [name for name, counts in rows.items() if sum(counts) > CSV_LINES]
    more = f" The CSV files of {' and '.join(cut)} have the first {CSV_LINES:,} lines." if cut else ""
    return "\n".join([*lines, "", f"All of it: {folder}, as Parquet and CSV.{more}", ""])


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows)]


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(_text, cells))} |"


def _text(value: object) -> str:
    """A value on one line, as text: it may come from a report."""
    shown = "" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    text = " ".join(shown.split())
    return "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text).replace("|", "\\|")
