"""A run within its store: it puts what it has made only if it ends well, and two at once wait for nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.landing.bucket import SETTING
from flows.landing.locks import BusyError
from flows.store.kept import in_store
from flows.store.lake import Lake
from flows.store.manifest import numbers_in
from tests.store.conftest import Place
from tests.store.lakes import contents, fill, first, lake_in, taken, write


@pytest.fixture
def lake(place: Place, tmp_path: Path) -> Lake:
    place.put("documents/a.txt", b"a")
    return first(place, tmp_path / "a")


def nobody(told: str) -> None:
    pytest.fail(told)


def test_a_run_that_fails_puts_nothing_and_the_next_one_goes_on_from_it(place: Place, lake: Lake) -> None:
    with pytest.raises(ZeroDivisionError), in_store(lake.raw, lake.warehouse, nobody):
        fill(lake, "2")
        raise ZeroDivisionError
    assert numbers_in(place.bucket) == [1]
    with in_store(lake.raw, lake.warehouse, nobody):
        assert lake.place("warehouse/gouji.duckdb").read_text() == "warehouse/gouji.duckdb 2"
    assert numbers_in(place.bucket) == [1, 2]


def test_a_preview_takes_up_and_puts_nothing(place: Place, lake: Lake, tmp_path: Path) -> None:
    other = lake_in(tmp_path / "b")
    write(other, "raw/documents/new.txt", "new")
    with in_store(other.raw, other.warehouse, nobody, is_preview=True):
        assert contents(other) == contents(lake)
        write(other, "warehouse/marts/a.parquet", "another")
    assert numbers_in(place.bucket) == [1] and place.keys("documents") == ["documents/a.txt"]


def test_what_is_damaged_is_told(place: Place, lake: Lake, tmp_path: Path) -> None:
    key = taken(place, lake).manifest.files["warehouse/gouji.duckdb"].key
    place.put(key, b"something else")
    other, told = lake_in(tmp_path / "b"), list[str]()
    with in_store(other.raw, other.warehouse, told.append):
        pass
    said = "is damaged: its content is not what was put there; it is made again"
    assert told == [f"{place.address}/{key}: {said}"]


def test_two_runs_at_once_on_one_machine_are_one(lake: Lake) -> None:
    with (
        in_store(lake.raw, lake.warehouse, nobody),
        pytest.raises(BusyError),
        in_store(lake.raw, lake.warehouse, nobody),
    ):
        pytest.fail("both run")


def test_without_a_store_nothing_is_done(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING)
    before = contents(lake)
    with in_store(lake.raw, lake.warehouse, nobody):
        assert not lake.is_ahead
    assert contents(lake) == before
