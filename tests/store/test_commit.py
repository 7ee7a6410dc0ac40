"""What is in force in a store: one whole result after another, whoever is killed, late or refused, and wherever."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows.landing import bucket as buckets
from flows.landing.bucket import SETTING, StoreError
from flows.store.commit import commit
from flows.store.manifest import key_of, numbers_in, read
from flows.store.take_up import take_up
from tests.shipped import environment
from tests.store.conftest import Place
from tests.store.lakes import FILES, RECORDS, contents, end_run, fill, first, is_whole, lake_in, other, taken, write
from tests.store.s3_server import Server

KILLED_AT = """
import os, signal, sys, threading
from pathlib import Path
from flows.landing.bucket import Bucket, configured
from flows.store.commit import commit
from flows.store.lake import Lake
from flows.store.take_up import take_up
from tests.store.lakes import fill

folder, last = Path(sys.argv[1]), int(sys.argv[2])
lock, done = threading.Lock(), 0

def counted(method):
    def step(*arguments):
        global done
        with lock:
            done += 1
            if done == last:
                os.kill(os.getpid(), signal.SIGKILL)
        return method(*arguments)
    return step

lake = Lake(folder / "raw", folder / "warehouse")
taken = take_up(configured(), lake)
Bucket.put, Bucket.create = counted(Bucket.put), counted(Bucket.create)
lake.mark_ahead(configured().address, taken.manifest)
fill(lake, "2")
commit(configured(), lake, taken.manifest)
"""


def test_another_machine_gets_all_files_with_their_times(place: Place, tmp_path: Path) -> None:
    lake = first(place, tmp_path / "a")
    assert contents(other(place, tmp_path / "b")) == contents(lake)
    assert len(contents(lake)) == len(FILES) + len(RECORDS) + 2
    assert not list((tmp_path / "b").rglob("*.draft"))


def test_nothing_is_put_or_fetched_where_nothing_is_new(place: Place, tmp_path: Path, server: Server) -> None:
    lake = first(place, tmp_path / "a")
    server.requests()
    last = taken(place, lake).manifest
    # What a run tells operators is no reason to put anything.
    write(lake, "raw/history/runs.jsonl", "another run that found nothing")
    assert commit(place.bucket, lake, last) is last
    (asked,) = server.requests()
    assert asked.startswith("GET") and "list-type=2" in asked and "manifests" in asked


def test_only_what_differs_is_put_and_fetched(place: Place, tmp_path: Path, server: Server) -> None:
    lake, second = first(place, tmp_path / "a"), other(place, tmp_path / "b")
    lake.mark_ahead(place.address, last := taken(place, lake).manifest)
    write(lake, "warehouse/marts/a.parquet", "new")
    (lake.warehouse / "marts/b/2023.parquet").unlink()
    server.requests()
    made = commit(place.bucket, lake, last)
    put = [asked for asked in server.requests() if asked.startswith("PUT") and "/files/" in asked]
    assert len(put) == 1 and made.number == 2
    taken(place, second)
    got = [asked for asked in server.requests() if asked.startswith("GET") and "/files/" in asked]
    assert len(got) == 1 and contents(second) == contents(lake)


def test_local_files_that_were_lost_or_changed_come_back(place: Place, tmp_path: Path) -> None:
    lake = first(place, tmp_path / "a")
    before = contents(lake)
    (lake.raw / "records" / RECORDS[0]).unlink()
    (lake.warehouse / "gouji.duckdb").unlink()
    write(lake, "warehouse/marts/a.parquet", "damaged")
    write(lake, "warehouse/marts/c.parquet", "of nobody")
    taken(place, lake)
    assert contents(lake) == before


@pytest.mark.slow
def test_a_run_that_is_killed_anywhere_leaves_what_was_in_force_and_the_next_one_completes(
    place: Place, tmp_path: Path
) -> None:
    puts = len(FILES) + len(RECORDS) + 1
    first(place, tmp_path / "first")
    for step in (1, 2, puts // 2, puts, puts + 1):
        lake = other(place, tmp_path / f"{step}")
        command = [sys.executable, "-c", KILLED_AT, str(tmp_path / f"{step}"), str(step)]
        ended = subprocess.run(command, env=environment(**{SETTING: place.address}), capture_output=True, text=True)
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        assert numbers_in(place.bucket) == [1] and is_whole(place, tmp_path / f"{step}-after", "1")
        # What it has made stays, and the next run puts it.
        last = taken(place, lake)
        assert last.manifest.number == 1 and contents(lake)["warehouse/gouji.duckdb"][0] == b"warehouse/gouji.duckdb 2"
    made = commit(place.bucket, lake, last.manifest)
    assert made.number == 2 and is_whole(place, tmp_path / "completed", "2")


def test_a_manifest_that_was_made_anew_after_going_back_is_taken_up(place: Place, tmp_path: Path) -> None:
    lake = first(place, tmp_path / "a")
    end_run(place, lake, "2")
    second = other(place, tmp_path / "b")
    # People go back, as the guide says.
    place.remove(key_of(2))
    assert end_run(place, lake, "another 2").number == 2
    assert taken(place, second).manifest.run == read(place.bucket, 2).run
    assert second.place("raw/history/findings.parquet").read_text().endswith("another 2")
    assert end_run(place, second, "3").number == 3
    assert is_whole(place, tmp_path / "c", "3")
    assert {entry.key for entry in read(place.bucket, 3).files.values()} <= {*place.keys("files")}


def test_an_answer_that_is_lost_is_no_other_run(place: Place, tmp_path: Path, server: Server) -> None:
    lake = first(place, tmp_path / "a")
    with server.failing("PUT .*/manifests/", times=1, is_done=True):
        assert end_run(place, lake, "2").number == 2
    assert is_whole(place, tmp_path / "b", "2")


def test_a_put_that_fails_leaves_what_was_in_force(
    place: Place, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "_RETRIES", 1)
    lake = first(place, tmp_path / "a")
    for requests in (r"PUT .*/files/marts/b/", r"PUT .*/manifests/"):
        with server.failing(requests), pytest.raises(StoreError, match=r"^s3://\S+: the store refuses \(InternalErr"):
            end_run(place, lake, "2")
        assert is_whole(place, tmp_path / f"during {len(requests)}", "1")
    assert end_run(place, lake, "2").number == 2 and is_whole(place, tmp_path / "after", "2")


def test_the_manifest_before_stays_whole_and_older_ones_go_with_what_only_they_name(
    place: Place, tmp_path: Path
) -> None:
    lake = first(place, tmp_path / "a")
    orphan = "files/marts/a-000000000002-0123456789abcdef.parquet"
    coming = "files/marts/a-000000000009-0123456789abcdef.parquet"
    for key in (orphan, coming, "files/of/somebody/else.txt"):
        place.put(key, b"of a run that was killed, or is about to end")
    for content in "234":
        end_run(place, lake, content)
    assert place.keys("manifests") == [key_of(3), key_of(4)]
    named = {entry.key for number in (3, 4) for entry in read(place.bucket, number).files.values()}
    assert {*place.keys("files")} == {*named, coming, "files/of/somebody/else.txt"}


def test_old_ones_that_may_not_be_removed_fail_nothing(place: Place, tmp_path: Path, server: Server) -> None:
    from flows.store.kept import in_store

    told: list[str] = []
    lake = lake_in(tmp_path)
    place.put("documents/a.txt", b"a")
    for content in "123":
        with (
            server.failing("POST .*delete", "403 Forbidden", "AccessDenied"),
            in_store(lake.raw, lake.warehouse, told.append),
        ):
            fill(lake, content)
    assert numbers_in(place.bucket) == [1, 2, 3]
    assert [line.partition(":")[0] for line in told] == ["what is outdated stays in the store"]


@pytest.mark.parametrize("harm", ["damaged", "missing"])
def test_what_can_be_made_again_is_made_again_where_it_is_damaged(place: Place, tmp_path: Path, harm: str) -> None:
    lake = first(place, tmp_path / "a")
    files = read(place.bucket, 1).files
    harmed = [files[path].key for path in ("raw/records/" + RECORDS[0], "warehouse/gouji.duckdb")]
    for key in harmed:
        place.put(key, b"something else") if harm == "damaged" else place.remove(key)
    second = lake_in(tmp_path / "b")
    found = taken(place, second)
    assert sorted(line.partition(": ")[0] for line in found.damaged) == sorted(f"{place.address}/{k}" for k in harmed)
    assert not (second.warehouse / "built.json").exists() and not (second.raw / "records" / RECORDS[0]).exists()
    # The machine whose files are whole does not fetch them, and puts other ones once it has made them.
    assert end_run(place, second, "2", found.manifest).number == 2
    assert is_whole(place, tmp_path / "c", "2") and taken(place, lake).damaged == ()


@pytest.mark.parametrize("path", ["raw/history/findings.parquet", "raw/decisions.csv"])
def test_what_cannot_be_made_again_stops_the_run_where_it_is_damaged(place: Place, tmp_path: Path, path: str) -> None:
    first(place, tmp_path / "a")
    place.put(read(place.bucket, 1).files[path].key, b"something else")
    with pytest.raises(StoreError, match=r"^s3://\S+: is damaged: .*, and cannot be made again; restore it, or remove"):
        take_up(place.bucket, lake_in(tmp_path / "b"))


def test_a_manifest_that_is_damaged_or_leads_elsewhere_is_refused(place: Place, tmp_path: Path) -> None:
    first(place, tmp_path / "a")
    whole = place.read(key_of(1))
    altered = json.loads(whole)
    altered["files"][0]["size"] += 1
    for content in (whole[:-9], json.dumps(altered).encode()):
        place.put(key_of(1), content)
        with pytest.raises(StoreError, match=r"/manifests/000000000001\.json: is damaged"):
            take_up(place.bucket, lake_in(tmp_path / f"{len(content)}"))
    del altered["check"]
    altered["files"][0]["path"] = "raw/../../elsewhere"
    place.put(key_of(1), json.dumps(altered).encode())
    with pytest.raises(StoreError, match=r"is damaged"):
        take_up(place.bucket, lake_in(tmp_path / "elsewhere"))
    altered["format"] = "gouji store 9"
    place.put(key_of(1), json.dumps(altered).encode())
    with pytest.raises(StoreError, match=r"is 'gouji store 9', which this version of gouji does not know"):
        take_up(place.bucket, lake_in(tmp_path / "newer"))
