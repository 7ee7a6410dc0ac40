"""The memory of a build is asked by `GOUJI_MEMORY`, understood before any document is read, and enough for it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.cli import main
from flows.warehouse import build, kept, marts, memory
from flows.warehouse.dbt_runs import WarehouseError
from flows.warehouse.project import DBT_DIR
from flows.warehouse.rendering import render
from tests import fresh_builds
from tests.built_warehouse import Built


def test_without_a_wish_a_build_has_what_eight_gigabytes_of_a_machine_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(memory.VARIABLE, raising=False)
    assert memory.for_a_build() == "3GB"


def test_a_build_has_what_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[object] = []
    monkeypatch.setenv(memory.VARIABLE, "12GB")
    monkeypatch.setattr(build, "_run_dbt", lambda command, settings, target: used.append(settings["MEMORY"]))
    monkeypatch.setattr(kept, "take_up", lambda *_: False)
    monkeypatch.setattr(marts, "export", lambda *places: used.append(places[-1]))
    assert not build._make(build._places(tmp_path), tmp_path, tmp_path, anew=False)
    assert used == ["12GB", "12GB"]


def test_duckdb_takes_what_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, "1500MB")
    with duckdb.connect(config={"memory_limit": memory.for_a_build()}) as connection:
        found = connection.execute("select current_setting('memory_limit')").fetchone()
    assert found == ("1.3 GiB",)


@pytest.mark.parametrize("asked", ["much", "12", "80%"])
def test_what_is_no_amount_is_told_before_anything_is_read(
    asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw" / "documents").mkdir(parents=True)
    (tmp_path / "raw" / "documents" / "report.txt").write_text("2023年政府信息公开工作年度报告", "utf-8")
    monkeypatch.setenv(memory.VARIABLE, asked)
    code = main(["run", "--raw", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "warehouse")])
    assert code == 2
    assert f"GOUJI_MEMORY: '{asked}' is not an amount of memory, such as 12GB" in capsys.readouterr().err
    assert not (tmp_path / "raw" / "records").exists()


@pytest.mark.slow
def test_a_build_that_has_not_enough_says_how_it_is_given_more(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(memory.VARIABLE, "20MB")
    said = r"^a build may use 20MB of memory, which is not enough for \w+(, \w+)*; let it have more, as with "
    with pytest.raises(WarehouseError, match=said):
        fresh_builds.build(built.records, tmp_path)
    assert not (tmp_path / "gouji.duckdb").exists()


def test_reports_that_share_all_their_sentences_take_memory_by_pairs_and_not_by_sentences() -> None:
    """100,000 pairs of reports with the same twenty sentences, and nowhere to put what memory cannot hold."""
    with duckdb.connect(config={"memory_limit": "300MB", "temp_directory": "", "threads": 2}) as connection:
        for name, query in PAIRED.items():
            connection.execute(f"create table {name} as {query}")
        (model,) = render(("int_narrative_likenesses",), DBT_DIR, set(PAIRED)).models
        connection.execute(f"create table found as {model.query}")
        query = "select count(*), min(shared_passages), max(shared_passages), count(distinct excerpt) from found"
        assert connection.execute(query).fetchall() == [(200_000, 20, 20, 1)]


_REPORTS = "select printf('%064d', range) as report_id, range as number from range(1000)"
PAIRED = {
    "int_replaced_years": "select 2023 as year",
    "int_report_agencies": f"select report_id, report_id as place, report_id as plain_name from ({_REPORTS})",
    "int_narrative_pairs": f"""
        select
            2023 as year, 'narrative_shared' as rule, 'other_agency' as compared_with, 80 as percent, 99 as similarity,
            one.report_id, other.report_id as other_report_id
        from ({_REPORTS}) as one, ({_REPORTS}) as other
        where (other.number - one.number + 1000) % 1000 between 1 and 100
    """,
    "stg_passages": f"""
        select
            report_id, position, position as digest, concat('第', position, '句。') as passage, 9 as characters,
            cast(null as integer) as page_number, position as line_number
        from ({_REPORTS}), (select range as position from range(20))
    """,
}
