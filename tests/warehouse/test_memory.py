"""The memory of a build is asked by `GOUJI_MEMORY`, understood before any document is read, and enough for it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.cli import main
from flows.warehouse import build, kept, marts, memory
from flows.warehouse.dbt_runs import WarehouseError
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
    said = "^GOUJI_MEMORY can give this build more memory than 20MB, which was not enough: dbt build ran out of "
    with pytest.raises(WarehouseError, match=said):
        fresh_builds.build(built.records, tmp_path)
    assert not (tmp_path / "gouji.duckdb").exists()
