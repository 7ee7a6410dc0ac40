"""What bodies of a generated country file, and the records that a reader would have made of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import NamedTuple

from flows.reading.records import Evidence, Extraction, Locator, Unread
from tests.country_regions import Region
from tests.record_factory import Figures, extraction, rejected

GOVERNMENT, OFFICE, TOWN, ZONE = "人民政府", "人民政府办公室", "城关镇", "高新技术产业开发区"
VERTICAL = ("海关", "税务局", "气象局")


class Filed(NamedTuple):
    """What one body files on one year.

    `body` is its name within its region, for good; `agency` its name in the year, as printed. `counts` is what it adds
    up: the `region`, its `departments`, a `zone` with its bureau, or the body `itself`. Where a report does not show
    its region, it is not `is_placed`.
    """

    region: Region
    year: int
    body: str
    agency: str
    agency_type: str
    counts: str
    coverage: str | None
    is_read: bool
    is_placed: bool

    @property
    def owner(self) -> tuple[str, str]:
        """The same for all reports of one agency, whatever it and its region are called in the year."""
        return self.region.lineage, self.body

    @property
    def known_as(self) -> tuple[str, str, str]:
        """The region's id and name, and what the body is called there in the year."""
        return self.region.id, self.region.name, "教育体育局" if self.agency.endswith("教育体育局") else self.body

    @property
    def is_outside(self) -> bool:
        """Whether nobody but its superiors adds up its figures."""
        return self.body in VERTICAL

    @property
    def is_counted(self) -> bool:
        """Whether it is a report that belongs to its region, as far as it shows."""
        return self.is_read and self.is_placed and not self.is_outside

    @property
    def report_id(self) -> str:
        """The id of the version that counts."""
        return _sha256(self, 2)[:16]

    @property
    def part(self) -> tuple[str, str]:
        """What it adds to the sum of its region, whichever agency it is filed by."""
        if self.counts in ("region", "departments"):
            return self.region.id, self.counts
        return self.region.id, OFFICE if self.body == GOVERNMENT else self.body

    def changes(self, other: Filed) -> int:
        """In how many ways two reports of one agency show another one: by region, by name, or by an unknown region."""
        is_alike = (
            self.known_as[:2] == other.known_as[:2],
            self.known_as[2] == other.known_as[2],
            self.is_placed == other.is_placed,
        )
        return is_alike.count(False)

    def extracted(self, figures: Figures, month: int = 2) -> Extraction:
        """The records of it, published in this month; the later version counts."""
        published = dt.date(self.year + 1, month, 20)
        edition = "2014" if self.year < 2019 else None
        code = self.region.code if self.is_placed else None
        made = extraction(figures, self.agency, self.year, edition=edition, published_on=published, region_code=code)
        assert made.report is not None
        said = Evidence("coverage", self.coverage, "sentence", "certain", None, Locator(line=4))
        return made._replace(
            document=_document(self, month),
            sha256=_sha256(self, month),
            report=made.report._replace(agency_type=self.agency_type),
            evidence=[said] if self.coverage else [],
        )

    def unread(self) -> Extraction:
        """The record of it where it could not be read."""
        unread = Unread(self.agency, self.agency_type, self.region.code, self.year, "not_a_report")
        made = rejected(_document(self, 2), "not_a_report")
        return made._replace(sha256=_sha256(self, 2), unread=[unread])


def _document(report: Filed, month: int) -> str:
    return f"{report.region.code}/{report.agency}-{report.year}-{month}.html"


def _sha256(report: Filed, month: int) -> str:
    return hashlib.sha256(_document(report, month).encode()).hexdigest()
