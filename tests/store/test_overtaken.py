"""Two runs at once: one is in force as a whole, and the other goes on from it, unless its lake is another one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.landing.bucket import StoreError
from flows.store.commit import OvertakenError, commit
from tests.store.conftest import Place
from tests.store.lakes import contents, end_run, fill, first, is_whole, lake_in, other, taken, write


def test_of_two_runs_that_end_at_once_one_is_in_force(place: Place, tmp_path: Path) -> None:
    first(place, tmp_path / "0")
    lakes = {name: other(place, tmp_path / name) for name in "abcd"}
    last = {name: taken(place, lake).manifest for name, lake in lakes.items()}

    def ends(name: str) -> bool:
        lakes[name].mark_ahead(place.address, last[name])
        fill(lakes[name], name)
        try:
            commit(place.bucket, lakes[name], last[name])
        except OvertakenError as error:
            assert "another run has ended first" in str(error)
            return False
        return True

    with ThreadPoolExecutor(len(lakes)) as pool:
        won = [name for name, has_won in zip(lakes, pool.map(ends, lakes), strict=True) if has_won]
    assert len(won) == 1 and is_whole(place, tmp_path / "e", won[0])
    # Those that were late go on from what is in force.
    (late, *_) = {*lakes} - {*won}
    assert end_run(place, lakes[late], "later").number == 3
    assert is_whole(place, tmp_path / "f", "later")


def test_a_run_that_was_overtaken_takes_up_what_is_in_force(place: Place, tmp_path: Path) -> None:
    lake, late = first(place, tmp_path / "a"), other(place, tmp_path / "b")
    last = taken(place, late).manifest
    late.mark_ahead(place.address, last)
    fill(late, "late")
    end_run(place, lake, "2")
    with pytest.raises(OvertakenError):
        commit(place.bucket, late, last)
    taken(place, late)
    kept = {path: found for path, found in contents(late).items() if not path.endswith("runs.jsonl")}
    assert kept == {path: found for path, found in contents(lake).items() if not path.endswith("runs.jsonl")}


def test_the_history_of_a_run_that_was_overtaken_is_in_no_later_manifest(place: Place, tmp_path: Path) -> None:
    lake, late = first(place, tmp_path / "a"), other(place, tmp_path / "b")
    late.mark_ahead(place.address, last := taken(place, late).manifest)
    fill(late, "late")
    write(late, "raw/history/2024.parquet", "of the late one")
    end_run(place, lake, "2")
    with pytest.raises(OvertakenError):
        commit(place.bucket, late, last)
    made = end_run(place, late, "later")
    assert made.number == 3 and "raw/history/2024.parquet" not in made.files
    assert not late.place("raw/history/2024.parquet").exists() and late.place("raw/history/runs.jsonl").exists()


def test_of_two_first_runs_the_late_one_goes_on_from_the_other(place: Place, tmp_path: Path) -> None:
    lakes = lake_in(tmp_path / "a"), lake_in(tmp_path / "b")
    last = [taken(place, lake).manifest for lake in lakes]
    assert end_run(place, lakes[0], "1", last[0]).number == 1
    with pytest.raises(OvertakenError):
        end_run(place, lakes[1], "late", last[1])
    taken(place, lakes[1])
    assert lakes[1].place("raw/history/findings.parquet").read_text().endswith(" 1")
    assert end_run(place, lakes[1], "2").number == 2 and is_whole(place, tmp_path / "c", "2")


def test_of_two_first_runs_the_late_one_stops_where_its_lake_is_another_one(place: Place, tmp_path: Path) -> None:
    lakes = lake_in(tmp_path / "a"), lake_in(tmp_path / "b")
    fill(lakes[1], "of years without a store")
    last = [taken(place, lake).manifest for lake in lakes]
    end_run(place, lakes[0], "1", last[0])
    with pytest.raises(OvertakenError):
        end_run(place, lakes[1], "late", last[1])
    before = contents(lakes[1])
    with pytest.raises(StoreError, match=r"findings\.parquet: is not what the store has"):
        taken(place, lakes[1])
    assert contents(lakes[1]) == before
