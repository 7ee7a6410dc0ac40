"""When a report was published, and whether it was filed at all: rules of the kinds time and filing, and days late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from expectations import catalogue
from expectations.rule import Deadline
from flows.reading.records import ROSTER, Cell, Evidence, Extraction, Locator, to_tables
from flows.warehouse.history import NOTHING, day_table
from flows.warehouse.rules import Assessment, assess
from tests.record_factory import Figures, agency_years, extraction

FIGURES: Figures = agency_years(7, [2022])[0]
OF_2019: Figures = agency_years(7, [2019])[0]
DUE = {"government": dt.date(2023, 3, 31), "department": dt.date(2023, 1, 31)}
DAY = dt.timedelta(days=1)


def partly(found: Extraction, **known: Any) -> Extraction:
    assert found.report is not None
    return found._replace(report=found.report._replace(**known))


def report(name: str, year: int, published_on: dt.date | None = None, **changed: Any) -> Extraction:
    return partly(extraction(FIGURES if year > 2020 else OF_2019, name, year, published_on=published_on), **changed)


TODAY = dt.date(2023, 4, 1)
"""The first day on which every report on 2022 is due."""


def judged(
    reports: Sequence[Extraction], roster: Sequence[dict[str, Any]] = (), today: dt.date | None = TODAY
) -> Assessment:
    days = day_table(today) if today else NOTHING["days"]
    return assess({**to_tables(reports), "roster": pa.Table.from_pylist(list(roster), schema=ROSTER), "days": days})


def result(reports: Sequence[Extraction], rule: str, of: int = -1) -> tuple[str, str | None]:
    rows = judged(reports).results.to_pylist()
    (row,) = (r for r in rows if (r["report_id"], r["rule"]) == (reports[of].report_id, rule))
    return row["status"], row["reason"]


def messages(found: Assessment, rule: str) -> list[str]:
    return [f["message"] for f in found.findings.to_pylist() if f["rule"] == rule]


def seen(day: dt.date, confidence: str) -> list[Evidence]:
    return [Evidence("published_on", day.isoformat(), "label", confidence, None, Locator(page=2, line=7))]


@pytest.fixture
def deadlines(monkeypatch: pytest.MonkeyPatch) -> Any:
    form = catalogue.load()

    def add(*lines: Deadline) -> None:
        more = replace(form, deadlines=[*form.deadlines, *lines])
        monkeypatch.setattr(catalogue, "load", lambda: more)

    return add


@pytest.mark.parametrize("kind", DUE)
def test_the_legal_deadline_is_january_for_departments_and_march_for_governments(kind: str) -> None:
    in_time = report("甲县", 2022, DUE[kind], agency_type=kind)
    late = report("甲县", 2022, DUE[kind] + DAY, agency_type=kind)
    assert result([in_time], "published_in_time") == ("hold", None)
    assert result([late], "published_in_time") == ("fail", None)


@pytest.mark.parametrize("changed", [{"agency_type": "town"}, {"agency_type": "other"}, {"year": None}])
def test_towns_and_others_have_no_legal_deadline(changed: dict[str, Any]) -> None:
    found = partly(report("甲镇", 2022, dt.date(2023, 12, 1)), **changed)
    assert result([found], "published_in_time") == ("not_applicable", "no_deadline")


def test_a_late_report_is_found_with_date_deadline_days_and_place() -> None:
    day = dt.date(2023, 4, 2)
    (found,) = judged([report("甲县", 2022, day)._replace(evidence=seen(day, "certain"))]).findings.to_pylist()
    assert found["message"] == "2023年4月2日公布，条例第四十九条规定的期限为2023年3月31日，迟2天"
    assert (found["rule"], found["severity"], found["page_number"], found["line_number"]) == (
        *("published_in_time", "should"),
        *(2, 7),
    )


def test_a_republished_report_is_on_time_if_its_first_version_was() -> None:
    first, republished = report("甲县", 2022, DUE["government"]), report("甲县", 2022, dt.date(2023, 9, 1))
    assert result([first, republished], "published_in_time") == ("hold", None)
    assert result([republished, first], "published_in_time") == ("not_applicable", "superseded")


def test_a_version_without_a_date_may_have_been_on_time() -> None:
    undated, late = report("甲县", 2022), report("甲县", 2022, dt.date(2023, 9, 1))
    assert result([undated, late], "published_in_time") == ("not_assessed", "date_missing")
    in_time = report("甲县", 2022, dt.date(2023, 3, 1))
    assert result([undated, in_time], "published_in_time") == ("hold", None)


def test_a_deadline_is_binding_only_where_a_jurisdiction_has_set_one(deadlines: Any) -> None:
    late = [report("遂昌县", 2022, dt.date(2023, 9, 1), region_code="331123")]
    assert result(late, "published_by_deadline") == ("not_applicable", "no_deadline")
    deadlines(Deadline("331123", "government", 3, 10, "published_by_deadline", "县办法", 2022, 2022))
    assert result(late, "published_by_deadline") == ("fail", None)
    assert messages(judged(late), "published_by_deadline") == [
        "2023年9月1日公布，县办法规定的期限为2023年3月10日，迟175天"
    ]
    assert result([report("遂昌县", 2023, dt.date(2024, 9, 1), region_code="331123")], "published_by_deadline") == (
        *("not_applicable", "no_deadline"),
    )


@pytest.mark.parametrize(
    ("region", "day"),
    [("331123", 4), ("331121", 3), ("330106", 2), ("320106", 1), (None, 1)],
    ids=["county", "prefecture", "province", "country", "unknown"],
)
def test_the_deadline_of_the_smallest_division_applies(deadlines: Any, region: str | None, day: int) -> None:
    rule = "published_by_deadline"
    divisions = enumerate(("", "330000", "331100", "331123"), start=1)
    deadlines(*(Deadline(code, "government", 2, number, rule, "办法", 2019, None) for number, code in divisions))
    on_day = report("某县", 2022, dt.date(2023, 2, day), region_code=region)
    after = report("某县", 2022, dt.date(2023, 2, day + 1), region_code=region)
    assert (result([on_day], rule), result([after], rule)) == (("hold", None), ("fail", None))


def test_an_uncertain_date_breaks_no_binding_rule(deadlines: Any) -> None:
    deadlines(Deadline("", "government", 3, 10, "published_by_deadline", "办法", 2019, None))
    day = dt.date(2023, 9, 1)
    likely = report("甲县", 2022, day)._replace(evidence=seen(day, "likely"))
    assert result([likely], "published_by_deadline") == ("not_assessed", "date_uncertain")
    assert result([likely], "published_in_time") == ("fail", None)


def test_a_report_signed_before_its_year_ended_is_found() -> None:
    def signed(day: dt.date, published: dt.date | None) -> Extraction:
        evidence = [Evidence("written_on", day.isoformat(), "signature", "likely", None, Locator(page=3, line=9))]
        return report("甲县", 2022, published)._replace(evidence=evidence)

    rule, early, after = "published_after_year", dt.date(2022, 12, 28), dt.date(2023, 1, 20)
    for published in (None, after):
        (found,) = (f for f in judged([signed(early, published)]).findings.to_pylist() if f["rule"] == rule)
        assert (found["message"], found["page_number"]) == ("2022年12月28日落款，2022年度尚未结束", 3)
        assert result([signed(after, published)], rule) == ("hold", None)
    assert messages(judged([signed(early, early)]), rule) == ["2022年12月28日公布，2022年度尚未结束"]
    assert result([signed(after, None)], "published_in_time") == ("not_assessed", "date_missing")


def test_a_doubtful_year_or_a_date_within_the_year_leaves_lateness_open() -> None:
    doubt = Evidence("year", "2022", "title", "doubtful", "2021", Locator())
    doubtful = report("甲县", 2022, dt.date(2023, 9, 1))._replace(evidence=[doubt])
    early = report("甲县", 2022, dt.date(2022, 12, 31))
    for found in ([doubtful], [early]):
        assert result(found, "published_in_time") == ("not_assessed", "date_uncertain")
    assert result([doubtful], "published_after_year") == ("not_assessed", "date_uncertain")
    assert result([early], "published_after_year") == ("fail", None)
    assert messages(judged([early]), "published_after_year") == ["2022年12月31日公布，2022年度尚未结束"]


def fees(unit: str | None, raw: str, value: Decimal | None = Decimal(8), note: str | None = None) -> list[Extraction]:
    found = report("甲县", 2022)
    others = [cell for cell in found.cells if cell[:3] != (2, "fees", "amount")]
    return [found._replace(cells=[*others, Cell(2, "fees", "amount", value, raw, unit, note, None, Locator(1, 6, 2))])]


def test_an_amount_in_another_unit_is_quoted_as_printed() -> None:
    assert messages(judged(fees("元", "8元")), "units_as_form")[0].endswith("8元")
    assert messages(judged(fees("元", "8")), "units_as_form")[0].endswith("8（元）")
    assert result(fees("元", "", None, "blank"), "units_as_form") == ("not_applicable", "not_printed")
