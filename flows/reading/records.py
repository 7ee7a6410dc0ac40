"""The landing contract: what is kept from one document, and the Arrow schemas it is stored in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa

from flows.documents.origin import UNKNOWN, Origin
from flows.reading.sketches import digest_of, sketch_of


class Locator(NamedTuple):
    """Where something is printed; every number counts from 1, None where the document has no such place."""

    table: int | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    line: int | None = None


class Cell(NamedTuple):
    """One printed cell of the form. `value` is None exactly when `note` says why.

    `reread` is the outcome of a second reading: `same`, `differs` or `unread`; None where there was none.
    """

    section: int
    item: str
    measure: str
    value: Decimal | None
    raw: str
    unit: str | None
    note: str | None
    reread: str | None
    where: Locator


class Notice(NamedTuple):
    """Something damaged, missing or unknown in a document; `code` is a line of `notices.csv`."""

    code: str
    message: str
    where: Locator


class Statement(NamedTuple):
    """One figure stated in the narrative: `fact` is a line of `facts.csv`, `raw` the figure as printed.

    `word` is what the sentence says was done (收到, 受理, 办理, 答复, 结转 …). `counting` is `new` or
    `with_carried_in` where the sentence says so, `coverage` is `office` or `region` where it names whose.
    """

    fact: str
    value: Decimal
    raw: str
    unit: str | None
    text: str
    word: str
    counting: str | None
    coverage: str | None
    where: Locator


class Evidence(NamedTuple):
    """The evidence for one field of the report's identity.

    `source` names the kind of place it was read from, `confidence` is certain, likely or doubtful; `value` is None
    where the field is left open, and `candidates` then names what it could be.
    """

    field: str
    value: str | None
    source: str
    confidence: str
    candidates: str | None
    where: Locator


class Passage(NamedTuple):
    """One sentence of the narrative: `text` as printed, `plain` as it is compared with those of other reports."""

    text: str
    plain: str
    where: Locator


class Unread(NamedTuple):
    """A report that exists but could not be read, as far as the document says whose it is and on which year.

    `reason` is a code of `reasons.csv`, or `several_reports` for one that follows another report in the same document.
    `published_on` is the date that the document gives for its own publication.
    """

    agency: str | None
    agency_type: str | None
    region_code: str | None
    year: int | None
    reason: str
    published_on: dt.date | None = None


class Report(NamedTuple):
    """Who reports for which year on which form; None where the document does not say.

    `layout` names the way the tables were read (`layouts/rows.py`): reports read by the same code share it.
    """

    title: str | None
    agency: str | None
    agency_type: str | None
    region_code: str | None
    index_number: str | None
    year: int | None
    edition: str | None
    published_on: dt.date | None
    period_start: dt.date | None
    period_end: dt.date | None
    closed_printing: str | None
    layout: str


class Extraction(NamedTuple):
    """Everything that was read from one document. `report` is None unless `status` is `extracted`."""

    document: str
    sha256: str
    media_type: str | None
    encoding: str | None
    status: str
    reason: str | None
    report: Report | None
    cells: Sequence[Cell]
    statements: Sequence[Statement]
    notices: Sequence[Notice]
    evidence: Sequence[Evidence]
    passages: Sequence[Passage] = ()
    unread: Sequence[Unread] = ()
    origin: Origin = UNKNOWN

    @property
    def report_id(self) -> str:
        """Names one version of one report: the first 16 hex digits of the document's SHA-256."""
        return self.sha256[:16]


# Wide enough for every figure seen (149.673874, 32064.23 万元), and exact: sums must not round.
VALUE = pa.decimal128(24, 8)

_LOCATOR_FIELDS = [(f"{name}_number", pa.int32()) for name in Locator._fields]
_TYPES = {
    "year": pa.int16(),
    "published_on": pa.date32(),
    "period_start": pa.date32(),
    "period_end": pa.date32(),
    "fetched_at": pa.timestamp("us"),
    "first_year": pa.int16(),
    "last_year": pa.int16(),
}

_OF_DOCUMENT = (
    *("document", "sha256", "report_id", "media_type", "encoding", "status", "reason"),
    *("address", "fetched_at", "site", "page_address", "origin"),
)
DOCUMENTS = pa.schema([(name, _TYPES.get(name, pa.string())) for name in _OF_DOCUMENT])
"""The documents found; `fetched_at` is in UTC, `origin` the digest of all that is known of where one was fetched."""
REPORTS = pa.schema(
    [("report_id", pa.string()), ("document", pa.string()), ("sha256", pa.string())]
    + [(name, _TYPES.get(name, pa.string())) for name in Report._fields]
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
        ("reread", pa.string()),
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
STATEMENTS = pa.schema(
    [
        ("report_id", pa.string()),
        ("year", pa.int16()),
        ("fact", pa.string()),
        ("value", VALUE),
        ("raw", pa.string()),
        ("unit", pa.string()),
        ("text", pa.string()),
        ("word", pa.string()),
        ("counting", pa.string()),
        ("coverage", pa.string()),
        *_LOCATOR_FIELDS,
    ]
)
EVIDENCE = pa.schema(
    [
        ("report_id", pa.string()),
        ("year", pa.int16()),
        ("field", pa.string()),
        ("value", pa.string()),
        ("source", pa.string()),
        ("confidence", pa.string()),
        ("candidates", pa.string()),
        *_LOCATOR_FIELDS,
    ]
)
PASSAGES = pa.schema(
    [
        ("report_id", pa.string()),
        ("year", pa.int16()),
        ("position", pa.int16()),
        ("text", pa.string()),
        ("characters", pa.int16()),
        ("digest", pa.int64()),
        *_LOCATOR_FIELDS,
    ]
)
_OF_UNREAD = (
    *("report_id", "year", "unread_id", "document", "agency", "agency_type", "region_code", "reason"),
    "published_on",
)
UNREAD = pa.schema([(name, _TYPES.get(name, pa.string())) for name in _OF_UNREAD])
"""Reports that exist but could not be read; `report_id` is that of the document."""
NARRATIVES = pa.schema(
    [
        ("report_id", pa.string()),
        ("year", pa.int16()),
        ("passages", pa.int16()),
        ("characters", pa.int32()),
        ("sketch", pa.list_(pa.int32())),
    ]
)
_OF_ROSTER = ("roster_id", "agency", "agency_type", "region_code", "first_year", "last_year")
ROSTER = pa.schema([(name, _TYPES.get(name, pa.string())) for name in _OF_ROSTER])
"""The agencies that have to file, as the user lists them."""

SCHEMAS = {
    "documents": DOCUMENTS,
    "reports": REPORTS,
    "cells": CELLS,
    "statements": STATEMENTS,
    "notices": NOTICES,
    "evidence": EVIDENCE,
    "passages": PASSAGES,
    "narratives": NARRATIVES,
    "unread": UNREAD,
}


def to_tables(extractions: Iterable[Extraction]) -> dict[str, pa.Table]:
    """Turn a batch of extractions into one Arrow table per name in `SCHEMAS`.

    Every document has a row in `documents`; only extracted ones have rows elsewhere, except in `unread`.
    """
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in SCHEMAS}
    for found in extractions:
        identity = (found.document, found.sha256, found.report_id)
        fate = (found.media_type, found.encoding, found.status, found.reason)
        rows["documents"].append((*identity, *fate, *found.origin[:4], found.origin.digest))
        for number, (agency, kind, region, year, *rest) in enumerate(found.unread, start=1):
            unread_id = f"{found.report_id}-{number}"
            rows["unread"].append((found.report_id, year, unread_id, found.document, agency, kind, region, *rest))
        if found.report is None:
            continue
        rows["reports"].append((found.report_id, found.document, found.sha256, *found.report))
        key = (found.report_id, found.report.year)
        for name in ("cells", "statements", "notices", "evidence"):
            rows[name].extend((*key, *line[:-1], *line[-1]) for line in getattr(found, name))
        plains = [passage.plain for passage in found.passages]
        rows["narratives"].append((*key, len(plains), sum(map(len, plains)), sketch_of(plains)))
        for position, (text, plain, where) in enumerate(found.passages, start=1):
            rows["passages"].append((*key, position, text, len(plain), digest_of(plain), *where))
    return {name: _table(rows[name], schema) for name, schema in SCHEMAS.items()}


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
