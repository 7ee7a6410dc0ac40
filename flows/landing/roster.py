"""The list of agencies that have to file, which a supervisor's office may keep beside the documents."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pyarrow as pa

from expectations.deadline_checks import AGENCY_TYPES
from flows.documents import Unreadable
from flows.documents.decoding import decode
from flows.landing.current import ROSTER
from flows.landing.files import InputError, quoted
from flows.reading.identity.identity import type_of
from flows.reading.records import ROSTER as SCHEMA
from flows.reading.regions import resolve
from flows.reading.regions.table import load

COLUMNS = ("region_code", "agency", "agency_type", "first_year", "last_year")


class RosterError(InputError):
    """A list of agencies that cannot be used; the message says which line and what is wrong there."""


def roster_of(data: bytes) -> pa.Table:
    """The agencies listed in a CSV file with the columns `COLUMNS`, as records of the schema `SCHEMA`.

    All columns but `agency` may be blank: type and region are then derived from the name, and years have no limit. The
    code of a region is the one in force in the last year. Raises RosterError with the line that is wrong.
    """
    try:
        text, _ = decode(data)
    except Unreadable as error:
        raise RosterError("line 1: is not text") from error
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        if tuple(name.strip() for name in next(reader, [])) != COLUMNS:
            raise RosterError(f"line 1: the header must be {','.join(COLUMNS)}")
        lines = [_agency(reader.line_num, [field.strip() for field in fields]) for fields in reader if any(fields)]
    except csv.Error as error:
        raise RosterError(f"line {reader.line_num}: {error}") from error
    return pa.Table.from_pylist(lines, schema=SCHEMA)


def _agency(number: int, fields: list[str]) -> dict[str, object]:
    if len(fields) != len(COLUMNS):
        raise RosterError(f"line {number}: {len(fields)} fields where {len(COLUMNS)} are needed")
    region, agency, kind, first, last = fields
    if not agency:
        raise RosterError(f"line {number}: no agency is named")
    if not re.fullmatch(r"(\d{6})?", region):
        raise RosterError(f"line {number}: region_code {quoted(region)} has not six digits")
    if kind and kind not in AGENCY_TYPES:
        raise RosterError(f"line {number}: agency_type {quoted(kind)} is not one of {', '.join(AGENCY_TYPES)}")
    if not all(re.fullmatch(r"(\d{4})?", year) for year in (first, last)):
        raise RosterError(f"line {number}: a year has four digits, or is blank for no limit")
    if first and last and first > last:
        raise RosterError(f"line {number}: the last year {last} is before the first, {first}")
    last_year = int(last) if last else None
    year = min(last_year or load().years[1], load().years[1])
    if region and not any(division.stood_in(year) for division in load().by_code.get(region, ())):
        raise RosterError(f"line {number}: region_code {region} is not the code of a division in {year}")
    if not region and (region := resolve(agency, year).code or "") == "":
        raise RosterError(
            f"line {number}: the name {quoted(agency)} does not tell one region; give its code in region_code"
        )
    return {
        "roster_id": f"roster-{number}",
        "agency": agency,
        "agency_type": kind or type_of(agency),
        "region_code": region,
        "first_year": int(first) if first else None,
        "last_year": last_year,
    }


def read(raw: Path) -> pa.Table | None:
    """The agencies listed beside the documents; None where there is no list. Raises RosterError with file and line."""
    path = raw / ROSTER
    try:
        return roster_of(path.read_bytes()) if path.is_file() else None
    except RosterError as error:
        raise RosterError(f"{path}: {error}; fix or remove it") from error
