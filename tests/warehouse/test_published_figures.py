"""Figures that two cities have published: where they hold across years, and what they must not be taken for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import duckdb
import pytest

from flows.reading.records import Extraction, to_tables
from flows.warehouse.rules import assess
from tests.made_models import Models
from tests.record_factory import OUTCOMES, Figures, extraction

Outcome = tuple[str, Decimal | None, Decimal | None]
"""Status of a rule, and the two numbers compared."""

SUQIAN = {
    2023: {(2, "regulations", "in_force"): 11, (2, "normative_documents", "in_force"): 597},
    2024: {
        (2, "regulations", "issued"): 2,
        (2, "regulations", "repealed"): 1,
        (2, "regulations", "in_force"): 12,
        (2, "normative_documents", "issued"): 50,
        (2, "normative_documents", "repealed"): 227,
        (2, "normative_documents", "in_force"): 420,
    },
    2025: {
        (2, "regulations", "issued"): 3,
        (2, "regulations", "repealed"): 0,
        (2, "regulations", "in_force"): 15,
        (2, "normative_documents", "issued"): 61,
        (2, "normative_documents", "repealed"): 59,
        (2, "normative_documents", "in_force"): 422,
    },
}


def decimals(figures: dict[tuple[int, str, str], int]) -> Figures:
    return {cell: Decimal(value) for cell, value in figures.items()}


def judged(reports: Sequence[Extraction], rule: str, scope: str) -> list[Outcome]:
    """What a rule on one scope says of each report, in order of years; where it does not apply it says nothing."""
    rows = {
        row["report_id"]: row
        for row in assess(to_tables(reports)).results.to_pylist()
        if row["rule"] == rule and row["scope"] == scope
    }
    found = [rows[report.report_id] for report in reports if report.report_id in rows]
    return [(row["status"], row["reported"], row["computed"]) for row in found if row["status"] in ("hold", "fail")]


@pytest.mark.parametrize(("item", "stocks"), [("regulations", [12, 15]), ("normative_documents", [420, 422])])
def test_documents_in_force_follow_from_those_of_last_year(item: str, stocks: list[int]) -> None:
    """Suqian: 11 + 2 - 1 = 12 and 12 + 3 = 15 regulations; 597 + 50 - 227 = 420 and 420 + 61 - 59 = 422 documents."""
    reports = [extraction(decimals(v), "宿迁市人民政府", year, region_code="321300") for year, v in SUQIAN.items()]
    assert judged(reports, "documents_stock", item) == [("hold", Decimal(n), Decimal(n)) for n in stocks]


@pytest.mark.parametrize("repealed", [226, 228])
def test_one_document_more_or_less_would_be_a_finding(repealed: int) -> None:
    wrong = SUQIAN[2024] | {(2, "normative_documents", "repealed"): repealed}
    reports = [
        extraction(decimals(values), "宿迁市人民政府", year, region_code="321300")
        for year, values in ((2023, SUQIAN[2023]), (2024, wrong))
    ]
    assert [status for status, _, _ in judged(reports, "documents_stock", "normative_documents")] == ["fail"]


@pytest.mark.parametrize(
    ("agency", "code", "year", "carried_out", "carried_in", "status"),
    [
        ("宿迁市人民政府", "321300", 2023, 121, 121, "hold"),
        ("淮安市人民政府", "320800", 2024, 103, 77, "fail"),
    ],
)
def test_what_is_carried_in_is_what_was_carried_out(
    agency: str, code: str, year: int, carried_out: int, carried_in: int, status: str
) -> None:
    """Suqian's 121 requests are there in the next year; 26 of Huai'an's 103 are not, which is a finding."""
    last = decimals({(3, "carried_out", "total"): carried_out})
    now = decimals({(3, "carried_in", "total"): carried_in})
    reports = [
        extraction(last, agency, year, region_code=code),
        extraction(now, agency, year + 1, region_code=code),
    ]
    ((found, *numbers),) = judged(reports, "carry_over", "total")
    assert (found, set(numbers)) == (status, {Decimal(carried_out), Decimal(carried_in)})


def test_administrative_inquiries_are_among_what_is_denied() -> None:
    """Huai'an denied 178 requests on 2024; 105 of them were inquiries, and without those it would seem to be 73."""
    denied = dict.fromkeys((item for item in OUTCOMES if item.startswith("denied_")), 0)
    denied |= {"denied_third_party_rights": 73, "denied_administrative_inquiry": 105}
    values = decimals({(3, item, "total"): value for item, value in denied.items()})
    report = extraction(values, "淮安市人民政府", 2024, region_code="320800")
    with duckdb.connect() as connection:
        requests = Models(connection, to_tables([report])).ref("fct_requests")
        query = f"select sum(requests) from {requests} where item_group = 'denied' and applicant = 'total'"
        assert connection.execute(query).fetchall() == [(Decimal(178),)]
