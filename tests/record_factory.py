"""Makes records of reports whose figures are right by construction; knows the form independently of the catalogue.

Figures are built from the applicants up and summed here, so that a mistake in the catalogue or in the rules cannot
make its own test data fit. The same seed makes the same reports.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.reading.records import Cell, Extraction, Locator, Notice, Report, to_tables

Figures = dict[tuple[int, str, str], Decimal]
"""(section, item, measure) -> value, in printed order."""

APPLICANTS = ["natural_person", "enterprise", "research", "public_interest", "legal_service", "other_organisation"]
RESULTS = ["upheld", "corrected", "other", "pending"]
PROCEEDINGS = ["review", "litigation_direct", "litigation_after_review"]
OUTCOMES = [
    "granted",
    "partly_granted",
    *(
        f"denied_{reason}"
        for reason in (
            "state_secret",
            "prohibited_by_law",
            "security_stability",
            "third_party_rights",
            "internal_affairs",
            "process_information",
            "enforcement_files",
            "administrative_inquiry",
        )
    ),
    *(f"unavailable_{reason}" for reason in ("not_held", "needs_creation", "unclear_request")),
    *(f"refused_{reason}" for reason in ("petition", "repeated", "publication", "excessive", "reconfirmation")),
]
THREE_ROWS = ["closed_not_corrected", "closed_fee_unpaid", "closed_other"]
CLOSED = {"one_row": ["closed"], "three_rows": THREE_ROWS, "both": ["closed", *THREE_ROWS]}
DOCUMENTS = ["regulations", "normative_documents"]
SERVICES = ["licensing", "other_services", "penalties", "coercion"]
UNITS = {"fees": "万元", "procurement": "元", "request_fees": "万元", "budget": "万元"}


def figures(rng: Random, edition: str, printing: str, before: Figures | None = None) -> Figures:
    """The figures of one report; `before` are the same agency's figures for the previous year, which they continue."""
    before = before or {}
    make_disclosures = _disclosures_2019 if edition == "2019" else _disclosures_2021
    found = make_disclosures(rng, before)
    columns = [_applicant(rng, printing, before.get((3, "carried_out", name))) for name in APPLICANTS]
    for item in columns[0]:
        values = [column[item] for column in columns]
        found |= {(3, item, name): value for name, value in zip(APPLICANTS, values, strict=True)}
        found[3, item, "total"] = sum(values, Decimal())
    for item in PROCEEDINGS:
        values = [Decimal(rng.randint(0, 30)) for _ in RESULTS]
        found |= {(4, item, name): value for name, value in zip(RESULTS, values, strict=True)}
        found[4, item, "total"] = sum(values, Decimal())
    return found


def _applicant(rng: Random, printing: str, carried_in: Decimal | None) -> dict[str, Decimal]:
    carried_in = Decimal(rng.randint(0, 20)) if carried_in is None else carried_in
    outcomes = {item: Decimal(rng.choice((0, 0, 1, 2, 15))) for item in OUTCOMES}
    closed = {item: Decimal(rng.randint(0, 9)) for item in THREE_ROWS}
    processed = sum(outcomes.values(), Decimal()) + sum(closed.values(), Decimal())
    carried_out = max(Decimal(), carried_in - processed) + rng.randint(0, 9)
    rows = closed | {"closed": sum(closed.values(), Decimal())}
    return {
        "received": processed + carried_out - carried_in,
        "carried_in": carried_in,
        **outcomes,
        **{item: rows[item] for item in CLOSED[printing]},
        "processed_total": processed,
        "carried_out": carried_out,
    }


def _disclosures_2021(rng: Random, before: Figures) -> Figures:
    found: Figures = {}
    for item in DOCUMENTS:
        stock = before.get((2, item, "in_force"), Decimal(rng.randint(20, 40)))
        issued, repealed = Decimal(rng.randint(0, 9)), Decimal(rng.randint(0, 5))
        found[2, item, "issued"] = issued
        found[2, item, "repealed"] = min(repealed, stock)
        found[2, item, "in_force"] = stock + issued - min(repealed, stock)
    for item in ("licensing", "penalties", "coercion"):
        found[2, item, "decisions"] = Decimal(rng.randint(0, 90000))
    found[2, "fees", "amount"] = Decimal(rng.randint(0, 10**9)) / 10**6
    return found


def _disclosures_2019(rng: Random, before: Figures) -> Figures:
    found: Figures = {}
    for item in DOCUMENTS:
        for measure in ("made", "published", "public_total"):
            found[2, item, measure] = Decimal(rng.randint(0, 50))
    for item in [*SERVICES, "fees"]:
        stock = before.get((2, item, "items_last_year"), Decimal(rng.randint(50, 90)))
        found[2, item, "items_last_year"] = stock + before.get((2, item, "items_change"), 0)
        found[2, item, "items_change"] = Decimal(rng.randint(-20, 20))
        if item != "fees":
            found[2, item, "decisions"] = Decimal(rng.randint(0, 90000))
    found[2, "procurement", "projects"] = Decimal(rng.randint(0, 500))
    found[2, "procurement", "amount"] = Decimal(rng.randint(0, 10**11)) / 100
    return found


def agency_years(seed: int, years: Iterable[int], printing: str = "three_rows") -> list[Figures]:
    """The figures of one agency over consecutive years, each continuing the previous one."""
    rng = Random(seed)
    found: list[Figures] = []
    for year in years:
        edition = edition_of(year)
        closed = "one_row" if edition == "2019" else printing
        found.append(figures(rng, edition, closed, found[-1] if found else None))
    return found


def edition_of(year: int) -> str:
    """The form due for a year."""
    return "2019" if year < 2021 else "2021"


def extraction(
    values: Mapping[tuple[int, str, str], Decimal | None],
    agency: str | None,
    year: int | None,
    *,
    edition: str | None = None,
    published_on: dt.date | None = None,
    notices: Sequence[Notice] = (),
    region_code: str | None = None,
    layout: str = "text/html table1 table7 table15",
) -> Extraction:
    """One report as it would have been read; a value of None is a blank cell, a cell not in `values` not printed."""
    document = f"{agency}-{year}-{published_on or region_code}.html"
    items = {item for section, item, _ in values if section == 3}
    printing = "three_rows" if items & set(THREE_ROWS) else "one_row" if "closed" in items else None
    report = Report(
        f"{agency}{year}年政府信息公开工作年度报告",
        agency,
        "government",
        region_code,
        None,
        year,
        edition or edition_of(year or 2021),
        published_on,
        dt.date(year, 1, 1) if year else None,
        dt.date(year, 12, 31) if year else None,
        printing,
        layout,
    )
    cells = [_cell(number, key, value) for number, (key, value) in enumerate(values.items(), start=1)]
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    return Extraction(document, sha256, "text/html", "utf-8", "extracted", None, report, cells, (), notices, ())


def _cell(number: int, key: tuple[int, str, str], value: Decimal | None) -> Cell:
    section, item, measure = key
    unit = UNITS[item] if measure == "amount" else None
    raw, note = ("", "blank") if value is None else (f"{value:f}", None)
    where = Locator(section - 1, number, 2, None, 100 + number)
    return Cell(section, item, measure, value, raw, unit, note, None, where)


def rejected(document: str, reason: str) -> Extraction:
    """A document that is not a report."""
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    return Extraction(document, sha256, "text/plain", "utf-8", "rejected", reason, None, (), (), (), ())


def write_records(folder: Path, extractions: Iterable[Extraction], part: str = "part") -> dict[str, pa.Table]:
    """Land records below `folder` the way the landing step does, and return them; further ones as another part."""
    tables = to_tables(extractions)
    for name, table in tables.items():
        if name == "documents":
            _write(table, folder / name / f"{part}.parquet")
            continue
        _write(table.filter(pc.is_null(table["year"])), folder / name / "report_year=unknown" / f"{part}.parquet")
        for year in pc.unique(table["year"].drop_null()).to_pylist():
            _write(
                table.filter(pc.equal(table["year"], year)), folder / name / f"report_year={year}" / f"{part}.parquet"
            )
    return tables


def _write(table: pa.Table, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, file)
