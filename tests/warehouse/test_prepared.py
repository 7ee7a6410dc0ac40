"""What the rules keep between two checks: it is used again, never outlives a change, and nothing depends on it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from flows.reading.records import ROSTER, to_tables
from flows.warehouse import history, prepared, rules
from tests.record_factory import agency_years, extraction

# Half a minute as a whole.
pytestmark = pytest.mark.heavy


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "gouji"


@contextmanager
def not_made() -> Iterator[None]:
    """While this holds, what is not kept cannot be made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepared, "_fill", None)
        yield


def results() -> list[dict[str, Any]]:
    (figures,) = agency_years(1, [2022])
    figures[3, "granted", "research"] += 1
    found = rules.assess(to_tables([extraction(figures, "甲县", 2022)]))
    return found.results.to_pylist() + found.findings.to_pylist() + found.cells.to_pylist()


def test_a_later_check_makes_nothing_again(cache: Path) -> None:
    first = results()
    assert any(row.get("status") == "fail" for row in first)
    with not_made():
        assert results() == first
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("left", [b"", b"not a database", None])
def test_a_file_that_was_cut_off_is_made_again(cache: Path, left: bytes | None) -> None:
    first = results()
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:5_000] if left is None else left)
    assert results() == first
    with not_made():
        assert results() == first


def test_without_a_cache_the_results_are_the_same(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = results()
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    assert results() == first


def test_without_a_home_nothing_is_kept_in_a_folder_named_like_its_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.chdir(tmp_path)
    rules.Rules().__exit__()
    assert not list(tmp_path.iterdir())


def test_a_changed_model_is_used_at_once(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = results()
    models = shutil.copytree(rules.DBT_DIR, tmp_path / "dbt")
    monkeypatch.setattr(rules, "DBT_DIR", models)
    with not_made():
        assert results() == first
    (path,) = (models / "models").rglob("int_findings.sql")
    path.write_text(path.read_text("utf-8").replace("rules.remedy,", "'另有处理' as remedy,"), "utf-8")
    assert {row["remedy"] for row in results() if "remedy" in row} == {"另有处理"}


def test_few_files_are_kept(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = shutil.copytree(rules.DBT_DIR, tmp_path / "dbt")
    monkeypatch.setattr(rules, "DBT_DIR", models)
    cache.mkdir(exist_ok=True)
    (cache / "rules-killed.duckdb.1").write_bytes(b"half of it")
    os.utime(cache / "rules-killed.duckdb.1", (0, 0))
    for number in range(prepared._KEPT + 2):
        (models / "macros/more.sql").write_text(f"-- {number}\n", "utf-8")
        rules.Rules().__exit__()
    assert len(list(cache.iterdir())) == prepared._KEPT
    with not_made():
        rules.Rules().__exit__()


def test_no_batch_sees_another(cache: Path) -> None:
    (figures,) = agency_years(1, [2022])
    report = to_tables([extraction(figures, "甲县", 2022)])
    missing = {"roster_id": "1", "agency": "乙县", "agency_type": "government", "first_year": 2022, "last_year": 2022}
    known = {"roster": pa.Table.from_pylist([missing], ROSTER), "days": history.day_table(dt.date(2024, 1, 1))}
    with rules.Rules() as set_up:
        alone = set_up.assess(report)
        others = set_up.assess(report | known)
        assert others.results.num_rows > alone.results.num_rows
        assert set_up.assess(report).results.equals(alone.results)
