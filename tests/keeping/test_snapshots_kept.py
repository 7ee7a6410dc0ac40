"""When a backup gets another snapshot, and which of the older ones go."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from flows.keeping import KeepingError
from flows.keeping import store as objects
from flows.keeping.backup import back_up
from flows.keeping.outdated import remove_outdated
from flows.keeping.restore import restore
from flows.keeping.snapshots import snapshots_of
from flows.keeping.store import objects_of
from flows.keeping.verify import verify
from flows.landing.backups import object_in
from flows.landing.locks import only_writer
from tests.keeping import test_backup
from tests.keeping.test_backup import DAY, NAMES, NOW, kept, settled, tree, write

raw = test_backup.raw


def test_what_runs_tell_makes_no_other_backup(raw: Path, tmp_path: Path) -> None:
    write(raw / "history/runs.jsonl", b"{}\n")
    first = settled(raw, tmp_path / "backup")
    for name in ("runs.jsonl", "runs.1.jsonl", "measures.jsonl", "told.json"):
        write(raw / "history" / name, b"another run")
    before = tree(tmp_path / "backup")
    again = back_up(raw, tmp_path / "backup", NOW + DAY)
    assert (again.is_new, again.files, again.copied) == (False, first.files, 0)
    assert tree(tmp_path / "backup") == before
    # They go with what is new.
    write(raw / "documents/new", b"new")
    assert back_up(raw, tmp_path / "backup", NOW + DAY).is_new
    restore(tmp_path / "backup", tmp_path / "again")
    assert tree(tmp_path / "again") == kept(raw)


def test_a_document_that_is_gone_makes_another_backup_before_what_runs_tell(raw: Path, tmp_path: Path) -> None:
    write(raw / "documents/z", b"the last one")
    write(raw / "history/runs.jsonl", b"{}\n")
    back_up(raw, tmp_path / "backup", NOW)
    (raw / "documents/z").unlink()
    assert back_up(raw, tmp_path / "backup", NOW + DAY).is_new


def test_older_snapshots_go_with_what_only_they_name(raw: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    for number in range(4):
        write(raw / "decisions.csv", b"%d decisions" % number)
        made = back_up(raw, backup, NOW + number * DAY, keep=2)
    assert made.removed == 1 and [one.taken for one in snapshots_of(backup)] == [NOW + 2 * DAY, NOW + 3 * DAY]
    assert len(list(objects_of(backup))) == made.files + 1 and not verify(backup).wrong.number
    restore(backup, tmp_path / "then", NOW + 2 * DAY)
    assert (tmp_path / "then/decisions.csv").read_bytes() == b"2 decisions"


def test_nothing_is_removed_where_a_snapshot_is_damaged(raw: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    first = back_up(raw, backup, NOW)
    write(raw / "decisions.csv", b"1")
    newest = back_up(raw, backup, NOW + DAY).snapshot.path
    before = len(list(objects_of(backup)))
    newest.write_bytes(newest.read_bytes()[:-20])
    with pytest.raises(KeepingError, match="is damaged"):
        remove_outdated(backup, 1)
    assert first.snapshot in snapshots_of(backup) and len(list(objects_of(backup))) == before


def test_nothing_is_removed_where_a_file_could_not_be_read(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = back_up(raw, tmp_path / "backup", NOW)
    write(raw / "decisions.csv", b"1")

    read_through = objects.read_through

    def unreadable(path: Path, write: Callable[[bytes], object]) -> Any:
        if path.name == "decisions.csv":
            raise OSError(errno.EIO, "Input/output error", str(path))
        return read_through(path, write)

    monkeypatch.setattr(objects, "read_through", unreadable)
    made = back_up(raw, tmp_path / "backup", NOW + DAY, keep=1)
    assert "decisions.csv: Input/output error" in str(made.lost) and made.removed == 0
    assert first.snapshot in snapshots_of(tmp_path / "backup")


def test_objects_left_by_one_that_was_killed_go_the_next_time(raw: Path, tmp_path: Path) -> None:
    made = back_up(raw, tmp_path / "backup", NOW)
    left = object_in(tmp_path / "backup", "ab" * 32)
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"of a snapshot that has gone")
    assert back_up(raw, tmp_path / "backup", NOW, keep=5).removed == 0 and not left.exists()
    assert len(list(objects_of(tmp_path / "backup"))) == made.files


def test_what_a_harvest_is_writing_is_left_out_and_told(raw: Path, tmp_path: Path) -> None:
    with only_writer(raw / "harvest"):
        made = back_up(raw, tmp_path / "backup", NOW)
    assert str(made.left_out).startswith("harvest: a harvest is under way") and made.files == len(NAMES) + 4
    assert back_up(raw, tmp_path / "backup", NOW + DAY).files == len(NAMES) + 5


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5"])
def test_a_number_of_snapshots_is_one_or_more(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["backup", "folder", f"--keep={number}"])
    assert stopped.value.code == 2 and "no number of snapshots" in capsys.readouterr().err
