"""A run within its store: it puts what it has made only if it ends well, and two at once wait for nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Timer

import pytest

from flows.landing.bucket import SETTING, StoreError
from flows.landing.locks import BusyError, only_writer
from flows.runs import flow
from flows.runs.job import Order
from flows.store import kept
from flows.store.kept import in_store
from flows.store.lake import Lake
from flows.store.manifest import numbers_in
from tests.store.conftest import Place, place_in
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


def test_within_a_run_there_is_no_other(place: Place, lake: Lake) -> None:
    """The terminal keeps a run in the store, and so does the flow, which it calls."""
    with in_store(lake.raw, lake.warehouse, nobody):
        with in_store(lake.raw, lake.warehouse, nobody):
            fill(lake, "2")
        assert numbers_in(place.bucket) == [1]
    assert numbers_in(place.bucket) == [1, 2]


def test_what_a_run_made_for_another_store_is_not_put_into_this_one(
    place: Place, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, another = contents(lake), place_in(place.server)
    another.put("documents/a.txt", b"a")
    monkeypatch.setenv(SETTING, another.address)
    with pytest.raises(ZeroDivisionError), in_store(lake.raw, lake.warehouse, nobody):
        fill(lake, "for the other one")
        raise ZeroDivisionError
    monkeypatch.setenv(SETTING, place.address)
    with in_store(lake.raw, lake.warehouse, nobody):
        runs = "raw/history/runs.jsonl"
        assert {**contents(lake), runs: before[runs]} == before
    assert numbers_in(place.bucket) == [1]


def test_a_lake_with_a_history_goes_into_an_empty_place(
    place: Place, lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, empty = contents(lake), place_in(place.server)
    # As one that was restored, of which nothing is known.
    (lake.raw / ".records/store.json").unlink()
    write(lake, "raw/documents/a.txt", "a")
    monkeypatch.setenv(SETTING, empty.address)
    with in_store(lake.raw, lake.warehouse, nobody):
        pass
    assert empty.keys("documents") == ["documents/a.txt"]
    taken(empty, other := lake_in(tmp_path / "b"))
    assert contents(other) == before


def test_a_run_with_nothing_new_writes_no_note(lake: Lake) -> None:
    note = lake.raw / ".records/store.json"
    before = note.stat()
    with in_store(lake.raw, lake.warehouse, nobody):
        pass
    assert (note.stat().st_mtime_ns, note.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_run_waits_for_another_one_to_put_its_results(place: Place, lake: Lake) -> None:
    held = ExitStack()
    with in_store(lake.raw, lake.warehouse, nobody):
        fill(lake, "2")
        held.enter_context(only_writer(lake.raw / ".records", ".run.lock"))
        freed = Timer(0.3, held.close)
        freed.start()
    freed.join()
    assert numbers_in(place.bucket) == [1, 2]


def test_a_run_that_waited_too_long_says_that_its_results_are_not_put(
    place: Place, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_PATIENCE", 0.2)
    said = "the results are made and not yet put into the store; the next run puts them"
    with ExitStack() as held, pytest.raises(StoreError, match=said), in_store(lake.raw, lake.warehouse, nobody):
        fill(lake, "2")
        held.enter_context(only_writer(lake.raw / ".records", ".run.lock"))
    assert numbers_in(place.bucket) == [1]
    with in_store(lake.raw, lake.warehouse, nobody):
        pass
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
    def run() -> None:
        with in_store(lake.raw, lake.warehouse, nobody):
            pytest.fail("both run")

    with in_store(lake.raw, lake.warehouse, nobody), ThreadPoolExecutor(1) as another, pytest.raises(BusyError):
        another.submit(run).result()


def test_a_flow_that_a_program_calls_is_kept_in_the_store(
    place: Place, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def landed_and_built(order: Order, _: object) -> str:
        fill(lake, "2")
        return "done"

    monkeypatch.setattr(flow.run, "run", landed_and_built)
    assert flow._run_alone(Order(lake.raw, lake.warehouse), False) == "done"
    assert numbers_in(place.bucket) == [1, 2]


def test_without_a_store_nothing_is_done(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING)
    before = contents(lake)
    with in_store(lake.raw, lake.warehouse, nobody):
        assert not (lake.raw / ".records/.store.ahead").exists()
    assert contents(lake) == before
