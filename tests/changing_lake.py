"""A lake that changes at random: documents come, go and are published again, and so do lists, decisions and days."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.documents.origin import Origin
from flows.landing.generations import ROSTER_FILE
from flows.reading.records import ROSTER, Evidence, Extraction, Locator, Notice, Statement, Unread
from flows.warehouse.decisions import Decision, append
from tests.narratives import narrative, passages
from tests.record_factory import edition_of, extraction, figures, rejected, write_records

AGENCIES = [
    ("缙云县", "331122"),
    ("宁波市", "330200"),
    ("丙县司法局", "331123"),
    ("遂昌县", "331123"),
    ("遂昌县人民政府办公室", "331123"),
    ("丽水市", "331100"),
    ("莲都区", "331102"),
    ("青田县", "331121"),
    (None, None),
    ("丁局", None),
]
YEARS = [2020, 2021, 2022, 2022, 2023, None]
NARRATIVES = [narrative(Random(seed), "甲县") for seed in range(3)]
FACT = Statement("requests_received", Decimal(12), "12件", "件", "新收申请12件", "新收", "new", None, Locator(line=9))
DOUBT = Evidence("year", "2022", "title", "doubtful", None, Locator(line=2))
UNREAD = Unread("己县", "government", None, 2021, "not_a_report", dt.date(2022, 1, 20))
PAGE = "https://www.qingxi.example/0"


class Lake:
    """Records, list and decisions below `raw`, and the day of the next build."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.raw, self.day = folder / "raw", dt.date(2023, 3, 20)
        self._choice, self._places, self._made = Random(seed), Random(seed), 0
        self._reports = [self._report() for _ in range(14)]
        self._roster: list[dict[str, Any]] = []
        self.land()

    def land(self) -> None:
        """Write the records of what is there, and nothing else."""
        shutil.rmtree(self.raw / "records", ignore_errors=True)
        unread = rejected("notes.txt", "no table of the form")._replace(unread=[UNREAD], origin=Origin(PAGE))
        write_records(self.raw / "records", [*self._reports, unread])
        if self._roster:
            pq.write_table(pa.Table.from_pylist(self._roster, ROSTER), self.raw / "records" / ROSTER_FILE)

    def change(self, database: Path) -> list[str]:
        """Change up to three things, and name them; decisions are on findings of a warehouse."""
        changes: list[Callable[[], None]] = [self.add, self.add, self.remove, self.replace, self.list, self.wait]
        made = [self._choice.choice(changes) for _ in range(self._choice.randint(0, 3))]
        for change in made:
            change()
        self.land()
        if self._choice.random() < 0.5:
            self.decide(database)
        return [change.__name__ for change in made]

    def add(self) -> None:
        self._reports.append(self._report())

    def remove(self, at: int | None = None) -> None:
        self._reports.pop(self._choice.randrange(len(self._reports)) if at is None else at)

    def replace(self) -> None:
        self._reports[self._choice.randrange(len(self._reports))] = self._report()

    def list(self) -> None:
        self._roster = [
            {"roster_id": f"roster-{number}", "agency": agency, "agency_type": "government", "region_code": region}
            | {"first_year": self._choice.choice([None, 2020, 2021])}
            for number, (agency, region) in enumerate(AGENCIES)
            if agency and self._choice.random() < 0.5
        ]

    def wait(self) -> None:
        self.day += dt.timedelta(days=self._choice.choice([1, 30, 400]))

    def decide(self, database: Path) -> None:
        with duckdb.connect(database, read_only=True) as connection:
            query = (
                "select finding_id, reported, computed, message from marts.fct_findings where is_latest order by all"
            )
            finding, *figures_found = self._choice.choice(connection.execute(query).fetchall())
        append(self.raw, Decision(finding, "confirmed", "属实", "张三", self.day, *figures_found))

    def _report(self) -> Extraction:
        choice = self._choice
        self._made += 1
        (agency, region), year = choice.choice(AGENCIES), choice.choice(YEARS)
        values: Any = figures(
            Random(choice.randint(1, 5)), edition_of(year or 2021), choice.choice(["one_row", "both"])
        )
        for change in (lambda value: value + 500, lambda value: None):
            if choice.random() < 0.4:
                cell = choice.choice([cell for cell, value in values.items() if value is not None])
                values = {**values, cell: change(values[cell])}
        published = dt.date((year or 2021) + 1, choice.randint(1, 6), choice.randint(1, 28))
        kinds = ["truncated", "table_missing"]
        notices = [Notice(choice.choice(kinds), "缺少表格", Locator(line=3))] if choice.random() < 0.3 else []
        origin = self._origin()
        day = None if origin.page else published
        read = extraction(values, agency, year, published_on=day, notices=notices, region_code=region)
        return read._replace(
            document=f"{self._made}.html",
            sha256=hashlib.sha256(str(self._made).encode()).hexdigest(),
            passages=passages(choice.choice(NARRATIVES), agency) if choice.random() < 0.5 else (),
            statements=[FACT] if choice.random() < 0.5 else [],
            evidence=[DOUBT] if choice.random() < 0.2 else [],
            origin=origin,
        )

    def _origin(self) -> Origin:
        """Half of the reports were fetched, and some of these are attachments: of what was not read, or of another."""
        if self._places.random() < 0.5:
            return Origin()
        address, page = (f"https://www.qingxi.example/{self._places.randrange(9)}" for _ in range(2))
        moment = dt.datetime(2024, 2, self._places.randint(1, 28), 18)
        return Origin(address, moment, "qingxi", self._places.choice([None, None, page, PAGE]))
