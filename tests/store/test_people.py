"""What people wrote on two machines: nobody's is lost, and what belongs to another lake is not replaced."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from threading import Timer

import pytest

from flows.cli import main
from flows.keeping.backup import back_up
from flows.landing.bucket import SETTING, StoreError
from flows.landing.locks import BusyError, only_writer
from flows.store import people
from flows.store.commit import commit
from flows.store.lake import Lake
from flows.store.manifest import Entry, read
from flows.store.people import ConflictError, settle
from tests.store.conftest import Place
from tests.store.lakes import DECIDED, contents, end_run, first, lake_in, taken, write

REPLY = "raw/replies/a.xlsx"


@pytest.fixture
def lakes(place: Place, tmp_path: Path) -> tuple[Lake, Lake]:
    """Two machines with the same lake."""
    lake, other = first(place, tmp_path / "a"), lake_in(tmp_path / "b")
    taken(place, other)
    return lake, other


def text(lake: Lake, path: str) -> str:
    return lake.place(path).read_text()


def put(place: Place, lake: Lake) -> None:
    """A run that finds nothing new but what people wrote."""
    commit(place.bucket, lake, taken(place, lake).manifest)


def test_what_was_written_here_goes_up_and_what_was_written_there_comes(place: Place, lakes: tuple[Lake, Lake]) -> None:
    lake, other = lakes
    write(lake, DECIDED, "decided here")
    write(other, REPLY, "replied there")
    put(place, lake)
    put(place, other)
    taken(place, lake)
    assert [text(one, DECIDED) for one in lakes] == ["decided here"] * 2
    assert [text(one, REPLY) for one in lakes] == ["replied there"] * 2
    lake.place(REPLY).unlink()
    put(place, lake)
    taken(place, other)
    assert not other.place(REPLY).exists()


def test_what_was_written_on_both_is_for_people_to_join(place: Place, lakes: tuple[Lake, Lake]) -> None:
    lake, other = lakes
    write(lake, DECIDED, "decided here")
    write(other, DECIDED, "decided there")
    put(place, lake)
    beside = other.place(f"{DECIDED}.of-store")
    # Until they have joined them.
    for _ in range(2):
        with pytest.raises(
            ConflictError, match=r"decisions\.csv: was changed here and on another machine; join .*of-st"
        ):
            taken(place, other)
        assert (text(other, DECIDED), beside.read_text()) == ("decided there", "decided here")
    write(other, DECIDED, "decided here and there")
    beside.unlink()
    put(place, other)
    taken(place, lake)
    assert text(lake, DECIDED) == "decided here and there"


def test_what_is_written_while_the_other_one_comes_is_not_lost(place: Place, lakes: tuple[Lake, Lake]) -> None:
    lake, other = lakes
    write(lake, DECIDED, "decided here")
    put(place, lake)
    known, newest = other.recall(place.address), read(place.bucket, 2)
    assert known is not None

    def fetch(entry: Entry, to: Path) -> None:
        to.write_bytes(place.bucket.read(entry.key))
        write(other, DECIDED, "decided at the desk")

    found = settle(other, known, newest, fetch)
    assert found.files[DECIDED] == newest.files[DECIDED]
    assert text(other, DECIDED) == "decided at the desk" and text(other, f"{DECIDED}.of-store") == "decided here"
    assert not list(other.raw.glob("*.draft"))


def test_what_comes_waits_for_who_writes_at_the_desk(
    place: Place, lakes: tuple[Lake, Lake], monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, other = lakes
    write(lake, DECIDED, "decided here")
    put(place, lake)
    with monkeypatch.context() as patch, only_writer(other.raw), pytest.raises(BusyError):
        patch.setattr(people, "_PATIENCE", 0.1)
        taken(place, other)
    assert text(other, DECIDED) == "decided"
    held = ExitStack()
    held.enter_context(only_writer(other.raw))
    freed = Timer(0.3, held.close)
    freed.start()
    taken(place, other)
    freed.join()
    assert text(other, DECIDED) == "decided here"


def test_an_edit_outlives_that_the_file_was_removed_elsewhere(place: Place, lakes: tuple[Lake, Lake]) -> None:
    lake, other = lakes
    lake.place(DECIDED).unlink()
    put(place, lake)
    write(other, DECIDED, "decided there")
    put(place, other)
    taken(place, lake)
    assert text(lake, DECIDED) == "decided there"


def test_another_lake_is_not_replaced(place: Place, lakes: tuple[Lake, Lake], tmp_path: Path) -> None:
    other = lake_in(tmp_path / "another")
    write(other, "raw/history/findings.parquet", "of another lake")
    before = contents(other)
    with pytest.raises(
        StoreError, match=r"findings\.parquet: is not what the store has; name an empty folder as --raw"
    ):
        taken(place, other)
    assert contents(other) == before


def test_a_lake_whose_notes_were_lost_is_known_by_its_history(place: Place, lakes: tuple[Lake, Lake]) -> None:
    lake, _ = lakes
    before = contents(lake)
    (lake.raw / ".records/store.json").unlink()
    assert taken(place, lake).manifest.number == 1 and contents(lake) == before


def test_a_store_that_was_emptied_is_filled_again(place: Place, lakes: tuple[Lake, Lake]) -> None:
    lake, _ = lakes
    for folder in ("manifests", "files"):
        for key in place.keys(folder):
            place.remove(key)
    assert end_run(place, lake, "2").number == 1


def test_a_backup_says_that_it_has_no_documents_of_the_store(
    place: Place, lakes: tuple[Lake, Lake], tmp_path: Path
) -> None:
    made = back_up(lakes[0].raw, tmp_path / "backup", dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    assert str(made.left_out) == f"documents: those in {place.address} are for the store to keep"
    assert made.files == 3


def test_a_backup_needs_no_store_that_can_be_used(
    lakes: tuple[Lake, Lake], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SETTING, "s3://key:word@bucket/x")
    assert main(["backup", str(tmp_path / "backup"), "--raw", str(lakes[0].raw)]) == 0
    said = capsys.readouterr()
    assert ": 3 files, " in said.out
    assert said.err == "gouji: 1 left out: documents: those in s3://***@bucket/x are for the store to keep\n"
