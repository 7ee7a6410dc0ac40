"""Drift: told when reading changes, once; not told when nothing changes or where a few reports are too few."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from flows.landing.current import Landing
from flows.operations import snapshots
from flows.operations.drift import alarms, limits, to_tell
from flows.operations.measures import measure
from flows.operations.snapshots import Snapshot
from tests.conftest import FinishedRun

LAYOUT, OTHER = "text/html table1 table2 table3", "application/pdf table1"
BEFORE = Snapshot(
    *("reader", 1_100, 100, 50, 1_000, 190_000, 100_000, 10_000),
    {"blank": 1_900},
    {LAYOUT: [400, 76_000, 75_000], OTHER: [30, 5_700, 5_600]},
)


def keys(now: Snapshot, *earlier: Snapshot) -> set[str]:
    return {alarm.key for alarm in alarms(now, earlier or [BEFORE])}


def with_layout(reports: int, printed: int, valued: int, before: Snapshot = BEFORE) -> Snapshot:
    return before._replace(layouts={**before.layouts, LAYOUT: [reports, printed, valued]})


def test_nothing_is_told_where_nothing_changes() -> None:
    assert keys(BEFORE) == keys(BEFORE, *[BEFORE] * 20) == set() == keys(with_layout(402, 76_400, 75_300))


def test_there_is_nothing_to_tell_of_a_first_build() -> None:
    assert alarms(BEFORE, []) == []


def test_half_of_the_cells_of_a_layout_without_a_value_are_told_with_figures() -> None:
    (alarm,) = alarms(with_layout(400, 76_000, 37_500), [BEFORE])
    assert to_tell([alarm]) == [f"layout {LAYOUT}: 49.3 % of the printed cells have a value, 98.7 % before"]


def test_the_same_is_told_once() -> None:
    worse = with_layout(400, 76_000, 37_500)
    again = alarms(worse, [BEFORE, worse._replace(alarms=(f"layout_valued {LAYOUT}",))])
    assert len(again) == 1 and to_tell(again) == []


def test_new_reports_that_are_read_badly_show_among_many_old_ones() -> None:
    worse = with_layout(412, 76_000 + 12 * 190, 75_000 + 12 * 90)
    assert keys(worse) == {f"new_valued {LAYOUT}"}
    assert keys(with_layout(405, 76_000 + 5 * 190, 75_000 + 5 * 90)) == set()
    # All have been read again: what is new is not what came.
    assert keys(worse._replace(reader="another")) == set()


@pytest.mark.parametrize(
    ("now", "key"),
    [
        (with_layout(400, 50_000, 49_500), f"layout_cells {LAYOUT}"),
        (BEFORE._replace(layouts={OTHER: BEFORE.layouts[OTHER]}), f"layout_reports {LAYOUT}"),
        (BEFORE._replace(nulls={"blank": 6_000}), "nulls blank"),
        (BEFORE._replace(nulls={"blank": 1_900, "not_a_number": 5_000}), "nulls not_a_number"),
        (BEFORE._replace(not_assessed=16_000), "not_assessed"),
        (BEFORE._replace(rejected=200), "rejected"),
        (BEFORE._replace(found=1_140, rejected=125), "new_rejected"),
        (BEFORE._replace(found=900), "documents"),
    ],
)
def test_each_measure_is_compared(now: Snapshot, key: str) -> None:
    assert key in keys(now) and len(keys(now)) == 1


def test_a_batch_is_compared_with_several_only() -> None:
    huge = BEFORE._replace(read=1_000)
    assert keys(huge, *[BEFORE] * 4) == set() and keys(huge, *[BEFORE] * 5) == {"batch"}


def test_every_limit_is_of_a_measure_that_is_compared() -> None:
    assert len(limits()) == 11 and all(limit.by > 0 and limit.least > 0 for limit in limits().values())


def test_snapshots_are_bounded_and_what_is_damaged_is_passed_over(tmp_path: Path) -> None:
    for number in range(40):
        snapshots.remember(tmp_path, BEFORE._replace(read=number))
    file = tmp_path / "history/measures.jsonl"
    file.write_bytes(b'null\n{}\n{"reader": 1\n\xff\n' + file.read_bytes())
    assert [one.read for one in snapshots.recall(tmp_path)] == list(range(10, 40))


@pytest.fixture
def many(finished_run: FinishedRun, tmp_path: Path) -> Path:
    """The warehouse of the shipped documents with one report of them forty times, in `marts.fct_reports` alone."""
    (tmp_path / "inputs").mkdir()
    for name in ("gouji.duckdb", "inputs/findings.parquet"):
        shutil.copyfile(finished_run.warehouse / name, tmp_path / name)
    with duckdb.connect(str(tmp_path / "gouji.duckdb")) as connection:
        connection.execute(
            f"""insert into marts.fct_reports
            select reports.* replace (report_id || n as report_id, '{LAYOUT}' as layout)
            from (from marts.fct_reports order by cells_printed desc limit 1) as reports, range(40) as numbers(n)"""
        )
    return tmp_path


@pytest.mark.slow
def test_marts_are_measured_and_compared(many: Path) -> None:
    landing = Landing("generation", 12, 9, 2, 1, 11)
    first = measure(many, landing, "reader")
    assert first.counts["documents"] == {
        "found": 12,
        "extracted": 9,
        "rejected": 2,
        "duplicate": 1,
        "read": 11,
        "gone": 0,
        "unusable": 0,
    }
    assert first.counts["rejected"] == {"explanation": 1, "list_of_reports": 1}
    assert first.counts["findings"] == {
        "must": 7, "must_new": 7, "must_gone": 0, "should": 11, "should_new": 11, "should_gone": 0,
    }  # fmt: skip
    assert alarms(measure(many, landing, "reader").snapshot, [first.snapshot]) == []
    with duckdb.connect(str(many / "gouji.duckdb")) as connection:
        connection.execute(f"update marts.fct_reports set cells_valued = cells_printed // 2 where layout = '{LAYOUT}'")
    found = alarms(measure(many, landing, "another reader").snapshot, [first.snapshot])
    assert [alarm.key for alarm in found] == [f"layout_valued {LAYOUT}"]
