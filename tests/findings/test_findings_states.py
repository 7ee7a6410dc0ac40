"""What becomes of findings from one build to the next: the models run on the same records and history as in a build."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.landing.locks import only_writer
from flows.reading.records import Extraction, Locator, Notice, to_tables
from flows.warehouse.decisions import Decision, append
from flows.warehouse.history import FINDINGS, MART, History, HistoryError
from tests.made_models import Models
from tests.record_factory import Figures, agency_years, extraction

Row = dict[str, Any]
DAYS = [dt.date(2026, month, 1) for month in range(1, 7)]
JANUARY, FEBRUARY, MARCH = (dt.date(2023, month, 20) for month in (1, 2, 3))
RIGHT = agency_years(1, [2022])[0]
REVIEW = (4, "review", "total")
TOTAL = RIGHT[REVIEW]


class Office:
    """A supervising office with successive builds in one folder."""

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        self.log = raw / "history" / "findings.parquet"

    def build(self, day: dt.date, *reports: Extraction, also: str = "fct_finding_history") -> tuple[list[Row], ...]:
        """The findings of a build, and the rows of another mart."""
        history = History(self.raw, day)
        with duckdb.connect() as connection, only_writer(history.folder):
            models = Models(connection, {**to_tables(reports), **history.recall()})
            tables = [
                connection.execute(f"from {models.ref(mart)}").to_arrow_table() for mart in ("fct_findings", also)
            ]
            pq.write_table(
                connection.execute(f"from {models.ref(MART)}").to_arrow_table(), self.raw / f"{MART}.parquet"
            )
            history.keep(self.raw)
        return tuple(table.to_pylist() for table in tables)

    def review(self, day: dt.date, *reports: Extraction) -> list[Row]:
        """The findings on the total of 行政复议, by version."""
        found, _ = self.build(day, *reports)
        return sorted((row for row in found if row["scope"] == "review"), key=lambda row: row["document"])

    def gone(self, day: dt.date, *reports: Extraction) -> dict[str, tuple[Any, ...]]:
        """By agency, when findings on 行政复议 were seen, and since when and why they are gone."""
        _, history = self.build(day, *reports)
        seen = ("first_seen", "last_seen", "gone_since", "gone_because")
        return {row["agency"]: tuple(row[name] for name in seen) for row in history if row["scope"] == "review"}

    def decide(self, finding: Row, state: str, on: dt.date = DAYS[1]) -> None:
        basis = (finding["reported"], finding["computed"], finding["message"])
        append(self.raw, Decision(finding["finding_id"], state, "另有说明", "王某", on, *basis))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def reviewed(total: Decimal | None, on: dt.date | None = JANUARY, agency: str = "甲县", **more: Any) -> Extraction:
    """A report with this total of 行政复议 and everything else right."""
    values: dict[tuple[int, str, str], Decimal | None] = {**RIGHT, REVIEW: total}
    return extraction(values, agency, 2022, published_on=on, **more)


def test_the_same_error_republished_is_the_same_finding_seen_since_the_first_day(office: Office) -> None:
    (first,) = office.review(DAYS[0], reviewed(TOTAL + 1))
    assert (first["first_seen"], first["last_seen"], first["state"]) == (DAYS[0], DAYS[0], "open")
    both = office.review(DAYS[1], reviewed(TOTAL + 1), reviewed(TOTAL + 2, MARCH))
    assert len({row["report_id"] for row in both}) == 2
    for row in both:
        assert (row["finding_id"], row["first_seen"], row["last_seen"]) == (first["finding_id"], DAYS[0], DAYS[1])
    (republished,) = office.review(DAYS[2], reviewed(TOTAL + 1, MARCH))
    assert (republished["finding_id"], republished["first_seen"]) == (first["finding_id"], DAYS[0])
    assert republished["report_id"] != first["report_id"]


def test_other_agencies_or_years_and_reports_without_either_are_separate_findings(office: Office) -> None:
    wrong: Figures = {**RIGHT, REVIEW: TOTAL + 1}
    reports = [extraction(wrong, agency, year) for agency, year in [("甲县", 2022), ("甲县", 2023), ("乙县", 2022)]]
    reports += [extraction(wrong, None, 2022), extraction(wrong, "甲县", None), extraction(wrong, None, None)]
    found = office.review(DAYS[0], *reports)
    assert len({row["finding_id"] for row in found}) == len(found) == 6


def test_a_finding_is_corrected_if_the_last_assessable_version_holds(office: Office) -> None:
    wrong, corrected = reviewed(TOTAL + 1, JANUARY), reviewed(TOTAL, FEBRUARY)
    (row,) = office.review(DAYS[0], wrong, corrected)
    assert (row["state"], row["corrected_by"], row["corrected_in"]) == (
        "corrected",
        corrected.report_id,
        corrected.document,
    )
    (row,) = office.review(DAYS[0], wrong, corrected, reviewed(None, MARCH))
    assert (row["state"], row["corrected_in"]) == ("corrected", corrected.document)
    (row,) = office.review(DAYS[0], wrong, reviewed(None, MARCH))
    assert row["state"] == "open"
    both = office.review(DAYS[0], wrong, corrected, reviewed(TOTAL + 1, MARCH))
    assert [(row["state"], row["corrected_by"]) for row in both] == [("open", None)] * 2


def test_a_finding_counts_for_the_last_version_that_has_it(office: Office) -> None:
    reports = [reviewed(TOTAL + 1, JANUARY), reviewed(TOTAL + 2, FEBRUARY), reviewed(TOTAL, MARCH)]
    found = office.review(DAYS[0], *reports)
    assert {row["report_id"]: row["is_latest"] for row in found} == {
        reports[0].report_id: False, reports[1].report_id: True}  # fmt: skip


def test_republishing_does_not_correct_a_late_date(office: Office) -> None:
    found, reports = office.build(
        DAYS[0], reviewed(TOTAL, dt.date(2022, 12, 31)), reviewed(TOTAL, JANUARY), also="fct_reports"
    )
    (row,) = (row for row in found if row["rule"] == "published_after_year")
    assert (row["state"], row["corrected_by"], row["is_latest"]) == ("open", None, True)
    assert {row["findings_mended"] for row in reports if row["is_current"]} == {0}


def test_a_decision_holds_while_the_figures_do_and_lapses_with_them(office: Office) -> None:
    (found,) = office.review(DAYS[0], reviewed(TOTAL + 1))
    office.decide(found, "confirmed")
    office.decide(found, "accepted")
    (row,) = office.review(DAYS[1], reviewed(TOTAL + 1))
    columns = ("state", "is_lapsed", "decision", "state_reason", "decided_by", "decided_on")
    assert tuple(row[name] for name in columns) == ("accepted", False, "accepted", "另有说明", "王某", DAYS[1])
    republished = office.review(DAYS[2], reviewed(TOTAL + 1), reviewed(TOTAL + 1, MARCH))
    assert [row["state"] for row in republished] == ["accepted"] * 2
    # The last version counts, and it no longer says what was accepted.
    changed = office.review(DAYS[2], reviewed(TOTAL + 1), reviewed(TOTAL + 7, MARCH))
    assert [(row["state"], row["is_lapsed"], row["decided_by"]) for row in changed] == [("open", True, "王某")] * 2
    assert [row["decision"] for row in changed] == ["accepted"] * 2
    office.decide(changed[1], "confirmed", DAYS[2])
    (row,) = office.review(DAYS[3], reviewed(TOTAL + 7, MARCH))
    assert (row["state"], row["is_lapsed"]) == ("confirmed", False)
    office.decide(changed[1], "open", DAYS[2])
    (row,) = office.review(DAYS[3], reviewed(TOTAL + 7, MARCH))
    assert (row["state"], row["is_lapsed"], row["decided_by"]) == ("open", False, "王某")


def test_a_decision_on_a_finding_without_figures_lapses_when_its_message_changes(office: Office) -> None:
    def noticed(*messages: str) -> list[Row]:
        notices = [Notice("cell_blank", message, Locator(line=3)) for message in messages]
        found, _ = office.build(DAYS[0], reviewed(TOTAL, notices=notices))
        return [row for row in found if row["rule"] == "cells_filled"]

    (found,) = noticed("空白单元格：甲")
    office.decide(found, "accepted")
    assert [row["state"] for row in noticed("空白单元格：甲")] == ["accepted"]
    office.decide(found, "unfounded")
    assert [row["state"] for row in noticed("空白单元格：甲")] == ["unfounded"]
    assert [(row["state"], row["is_lapsed"]) for row in noticed("空白单元格：甲", "空白单元格：乙")] == [("open", True)]


def test_a_gone_finding_is_kept_with_the_reason_and_keeps_its_identity_when_it_returns(office: Office) -> None:
    names = ("甲县", "乙县", "丙县", "丁县", "戊县")
    assert set(office.gone(DAYS[0], *(reviewed(TOTAL + 1, agency=name) for name in names))) == set(names)
    log = pq.ParquetFile(office.log).read()
    old = log.filter(pa.compute.equal(log["agency"], "戊县"))
    unknown = pa.array(["a_rule_of_old"] * len(old), pa.string())
    rest = log.filter(pa.compute.not_equal(log["agency"], "戊县"))
    pq.write_table(pa.concat_tables([rest, old.set_column(7, "rule", unknown)]), office.log)
    later = [reviewed(TOTAL, MARCH), reviewed(TOTAL, agency="丙县"), reviewed(None, MARCH, "丁县")]
    reasons = ["corrected", "report_gone", "judged_anew", "not_assessed", "rule_withdrawn"]
    gone = {name: (DAYS[0], DAYS[0], DAYS[1], reason) for name, reason in zip(names, reasons, strict=True)}
    assert office.gone(DAYS[1], *later) == gone
    back = {**gone, "甲县": (DAYS[0], DAYS[2], None, None), "乙县": gone["乙县"]}
    assert office.gone(DAYS[2], reviewed(TOTAL + 1, MARCH), *later[1:]) == back
    # Without any document, the last known reason stays.
    assert office.gone(DAYS[3])["丙县"] == gone["丙县"]


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        ([reviewed(TOTAL, agency="甲县")], "corrected"),
        ([extraction(RIGHT, None, 2022)], "not_assessed"),
        (None, "not_applicable"),
    ],
    ids=["filed", "unidentified", "not_expected"],
)
def test_a_missing_report_finding_never_goes_because_a_document_was_removed(
    office: Office, later: list[Extraction] | None, reason: str
) -> None:
    peers = [
        extraction(RIGHT, name, year, published_on=dt.date(year + 1, 4, 1))
        for name in ("邻县", "远县")
        for year in (2021, 2022)
    ]
    own = extraction(RIGHT, "甲县", 2021)
    _, history = office.build(DAYS[0], *peers, own)
    assert [row["gone_because"] for row in history if row["rule"] == "report_expected"] == [None]
    _, history = office.build(DAYS[1], *peers, *([] if later is None else [own, *later]))
    assert [row["gone_because"] for row in history if row["rule"] == "report_expected"] == [reason]


def test_without_a_log_findings_count_as_new(office: Office) -> None:
    office.review(DAYS[0], reviewed(TOTAL + 1))
    office.log.unlink()
    (row,) = office.review(DAYS[1], reviewed(TOTAL + 1))
    assert row["first_seen"] == DAYS[1]
    office.log.write_bytes(b"PAR1 half")
    with pytest.raises(HistoryError, match=r"findings\.parquet: is not what a build left"):
        office.review(DAYS[2], reviewed(TOTAL + 1))


def test_the_log_equals_the_mart(office: Office) -> None:
    office.review(DAYS[0], reviewed(TOTAL + 1))
    left = pq.read_schema(office.log)
    # What is wrong is called as the catalogue calls it now.
    assert left.remove(left.get_field_index("failure")).equals(FINDINGS)


def test_changes_between_versions_are_kept_cell_by_cell(office: Office) -> None:
    before = {**RIGHT, REVIEW: TOTAL + 1}
    after: dict[tuple[int, str, str], Decimal | None] = {
        **RIGHT,
        (2, "fees", "amount"): None,
        (4, "litigation_direct", "total"): RIGHT[4, "litigation_direct", "total"] + 1,
    }
    del after[2, "coercion", "decisions"]
    after[2, "other_services", "decisions"] = Decimal(4)
    one = extraction(before, "甲县", 2022, published_on=JANUARY)
    two = extraction(after, "甲县", 2022, published_on=FEBRUARY)
    three = extraction(after, "甲县", 2022, published_on=MARCH)
    _, revised = office.build(DAYS[0], one, two, three, also="fct_revisions")
    assert {row["report_id"] for row in revised} == {two.report_id}
    assert {row["earlier_report_id"] for row in revised} == {one.report_id}
    changes = {
        row["item"]: (row["change"], row["raw_before"], row["raw"], row["value_before"], row["value"])
        for row in revised
    }
    fees, direct = RIGHT[2, "fees", "amount"], RIGHT[4, "litigation_direct", "total"]
    assert changes == {
        "review": ("changed", f"{TOTAL + 1}", f"{TOTAL}", TOTAL + 1, TOTAL),
        "litigation_direct": ("changed", f"{direct}", f"{direct + 1}", direct, direct + 1),
        "fees": ("changed", f"{fees:f}", "", fees, None),
        "coercion": ("removed", f"{RIGHT[2, 'coercion', 'decisions']}", None, RIGHT[2, "coercion", "decisions"], None),
        "other_services": ("added", None, "4", None, Decimal(4)),
    }
    _, reports = office.build(DAYS[0], one, two, three, also="fct_reports")
    counts = {row["version_number"]: tuple(row[name] for name in COUNTED) for row in reports}
    assert counts == {1: (0, 0, 0), 2: (5, 1, 1), 3: (0, 0, 0)}


COUNTED = ("cells_revised", "findings_mended", "findings_brought")
