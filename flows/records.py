"""The landing contract: what is kept of one document, and the Arrow schemas it lands in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa


class Locator(NamedTuple):
    """Where something is printed; every number counts from 1, None where the document has no such thing."""

    table: int | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    line: int | None = None


class Cell(NamedTuple):
    """One printed cell of the form. `value` is None exactly when `note` says why."""

    section: int
    item: str
    measure: str
    value: Decimal | None
    raw: str
    unit: str | None
    note: str | None
    where: Locator


class Notice(NamedTuple):
    """Something damaged, missing or unknown in a document; `code` is a line of `notices.csv`."""

    code: str
    message: str
    where: Locator


class Report(NamedTuple):
    """Who reports for which year on which form; None where the document does not say."""

    title: str | None
    agency: str | None
    agency_type: str | None
    region_code: str | None
    year: int | None
    edition: str | None
    published_on: dt.date | None
    period_start: dt.date | None
    period_end: dt.date | None
    closed_printing: str | None


class Extraction(NamedTuple):
    """All that was read of one document. `report` is None unless `status` is `extracted`."""

    document: str
    sha256: str
    media_type: str | None
    encoding: str | None
    status: str
    reason: str | None
    report: Report | None
    cells: Sequence[Cell]
    notices: Sequence[Notice]

    @property
    def report_id(self) -> str:
        """Names one version of one report: the first 16 hex digits of the document's SHA-256."""
        return self.sha256[:16]


# Wide enough for every figure seen (149.673874, 32064.23 万元), and exact: sums must not round.
VALUE = pa.decimal128(24, 8)

_LOCATOR_FIELDS = [(f"{name}_number", pa.int32()) for name in Locator._fields]
_REPORT_TYPES = {
    "year": pa.int16(),
    "published_on": pa.date32(),
    "period_start": pa.date32(),
    "period_end": pa.date32(),
}

DOCUMENTS = pa.schema(
    [
        ("document", pa.string()),
        ("sha256", pa.string()),
        ("report_id", pa.string()),
        ("media_type", pa.string()),
        ("encoding", pa.string()),
        ("status", pa.string()),
        ("reason", pa.string()),
    ]
)
REPORTS = pa.schema(
    [("report_id", pa.string()), ("document", pa.string()), ("sha256", pa.string())]
    + [(name, _REPORT_TYPES.get(name, pa.string())) for name in Report._fields]
)
CELLS = pa.schema(
    [
        ("report_id", pa.string()),
        ("year", pa.int16()),
        ("section", pa.int8()),
        ("item", pa.string()),
        ("measure", pa.string()),
        ("value", VALUE),
        ("raw", pa.string()),
        ("unit", pa.string()),
        ("note", pa.string()),
        *_LOCATOR_FIELDS,
    ]
)
NOTICES = pa.schema(
    [
        ("report_id", pa.string()),
        ("year", pa.int16()),
        ("notice", pa.string()),
        ("message", pa.string()),
        *_LOCATOR_FIELDS,
    ]
)
SCHEMAS = {"documents": DOCUMENTS, "reports": REPORTS, "cells": CELLS, "notices": NOTICES}


def to_tables(extractions: Iterable[Extraction]) -> dict[str, pa.Table]:
    """Turn a batch of extractions into one Arrow table per name in `SCHEMAS`.

    Every document has a row in `documents`; only extracted ones have rows elsewhere.
    """
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in SCHEMAS}
    for found in extractions:
        identity = (found.document, found.sha256, found.report_id)
        rows["documents"].append((*identity, found.media_type, found.encoding, found.status, found.reason))
        if found.report is None:
            continue
        rows["reports"].append((found.report_id, found.document, found.sha256, *found.report))
        key = (found.report_id, found.report.year)
        rows["cells"].extend((*key, *cell[:-1], *cell.where) for cell in found.cells)
        rows["notices"].extend((*key, *notice[:-1], *notice.where) for notice in found.notices)
    return {name: _table(rows[name], schema) for name, schema in SCHEMAS.items()}


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
