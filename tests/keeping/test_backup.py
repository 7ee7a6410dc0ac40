"""What is backed up and what comes back: every byte, name and time, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import errno
import gzip
import json
import os
import resource
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.cli import main
from flows.keeping import KeepingError, PlaceError
from flows.keeping import store as objects
from flows.keeping.backup import Outcome, back_up
from flows.keeping.restore import restore
from flows.keeping.verify import verify
from flows.landing.backups import object_in
from flows.landing.files import digest_of
from flows.landing.locks import BusyError, only_writer

NOW = dt.datetime(2026, 3, 1, 19, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LONG_AGO = 1_700_000_000_123_456_789
NAMES = [b"a.html", b"with\nnewline.txt", b"\xff\xfe not utf-8", "报告.txt".encode(), b"x" * 255, b"'; drop.csv"]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with all that is kept, under hostile names, and beside it what is not."""
    raw = tmp_path / "raw"
    for name in ("documents/deep/er", "history", "replies", "harvest", "records", "rejected", ".records"):
        (raw / name).mkdir(parents=True)
    for number, name in enumerate(NAMES):
        write(Path(os.fsdecode(os.fsencode(raw / "documents/deep") + b"/" + name)), b"%d" % number)
    for name in ("agencies.csv", "decisions.csv", "history/findings.parquet", "replies/a", "harvest/state.json"):
        write(raw / name, name.encode())
    for name in ("records/r", ".records/r", "rejected/r", "documents/.half.part", "history/.lock"):
        write(raw / name, b"not kept")
    return raw


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o640)
    os.utime(path, ns=(LONG_AGO, LONG_AGO))


def tree(raw: Path) -> dict[str, tuple[bytes, int, int]]:
    """Content, permissions and time of every file that is not hidden."""
    files = {path: path.stat() for path in raw.rglob("*") if path.is_file() and not path.name.startswith(".")}
    return {
        os.path.relpath(path, raw): (path.read_bytes(), stat.S_IMODE(found.st_mode), found.st_mtime_ns)
        for path, found in files.items()
    }


def kept(raw: Path) -> dict[str, tuple[bytes, int, int]]:
    return {path: found for path, found in tree(raw).items() if found[0] != b"not kept"}


def settled(raw: Path, folder: Path, now: dt.datetime = NOW) -> Outcome:
    """A backup of files that are older than a tick of the clock, so that a later change of one would show."""
    time.sleep(0.2)
    return back_up(raw, folder, now)


def no_reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from here on."""
    read: list[str] = []
    read_through = objects.read_through

    def noted(path: Path, write: Callable[[bytes], object]) -> tuple[os.stat_result, os.stat_result]:
        read.append(path.name)
        return read_through(path, write)

    monkeypatch.setattr(objects, "read_through", noted)
    return read


def test_all_that_is_kept_comes_back_with_permissions_and_times(raw: Path, tmp_path: Path) -> None:
    raw.chmod(0o750)
    made = back_up(raw, tmp_path / "backup", NOW)
    restore(tmp_path / "backup", tmp_path / "again")
    assert tree(tmp_path / "again") == kept(raw) and made.files == len(NAMES) + 5
    assert stat.S_IMODE((tmp_path / "again").stat().st_mode) == 0o750
    assert not list(tmp_path.glob(".again*"))


def test_a_backup_is_readable_by_its_owner_only(raw: Path, tmp_path: Path) -> None:
    back_up(raw, tmp_path / "backup", NOW)
    modes = {path: path.stat().st_mode for path in (tmp_path / "backup").rglob("[!.]*")}
    assert all(stat.S_IMODE(mode) & 0o077 == 0 for mode in modes.values())
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o700


def test_the_same_content_is_kept_once_and_never_linked(raw: Path, tmp_path: Path) -> None:
    write(raw / "documents/copy", b"0")
    made = back_up(raw, tmp_path / "backup", NOW)
    object_ = object_in(tmp_path / "backup", digest_of(raw / "documents/copy")[0])
    assert made.copied == made.files - 1 and object_.stat().st_nlink == 1
    (raw / "documents/copy").write_bytes(b"changed")
    assert object_.read_bytes() == b"0"


def test_what_is_unchanged_is_not_read_again(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(raw, tmp_path / "backup")
    write(raw / "documents/new", b"new")
    read = no_reading(monkeypatch)
    made = back_up(raw, tmp_path / "backup", NOW)
    assert read == ["new"] and (made.copied, made.files, made.is_new) == (1, len(NAMES) + 6, True)


def test_a_change_that_leaves_size_and_time_is_seen(raw: Path, tmp_path: Path) -> None:
    settled(raw, tmp_path / "backup")
    write(raw / "documents/deep/a.html", b"9")
    back_up(raw, tmp_path / "backup", NOW)
    restore(tmp_path / "backup", tmp_path / "again")
    assert (tmp_path / "again/documents/deep/a.html").read_bytes() == b"9"


def test_where_nothing_is_new_there_is_no_other_snapshot(raw: Path, tmp_path: Path) -> None:
    first = settled(raw, tmp_path / "backup")
    again = back_up(raw, tmp_path / "backup", NOW + DAY)
    assert again.snapshot == first.snapshot and not again.is_new
    (raw / "documents/deep/a.html").unlink()
    assert back_up(raw, tmp_path / "backup", NOW + DAY).is_new


def test_each_time_comes_back_as_it_was(raw: Path, tmp_path: Path) -> None:
    before, backup = kept(raw), tmp_path / "backup"
    back_up(raw, backup, NOW)
    write(raw / "decisions.csv", b"later")
    (raw / "agencies.csv").unlink()
    # The clock was set back.
    later = back_up(raw, backup, NOW - DAY)
    restore(backup, tmp_path / "newest")
    restore(backup, tmp_path / "then", NOW)
    assert tree(tmp_path / "newest") == kept(raw) and tree(tmp_path / "then") == before
    assert later.snapshot.taken > NOW
    with pytest.raises(PlaceError, match="no backup until 2026-02-28T19:00:00Z; the first one is 20260301T190000Z"):
        restore(backup, tmp_path / "never", NOW - DAY)


def test_links_and_pipes_are_told_and_left_out(raw: Path, tmp_path: Path) -> None:
    (raw / "documents/link").symlink_to(raw / "decisions.csv")
    (raw / "documents/folder").symlink_to(raw / "history")
    os.mkfifo(raw / "documents/pipe")
    made = back_up(raw, tmp_path / "backup", NOW)
    assert str(made.left_out) == (
        "documents/folder: a link; documents/link: a link; documents/pipe: a named pipe"
    ) and made.files == len(NAMES) + 5  # fmt: skip


def test_a_file_that_changes_while_it_is_copied_is_told(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_through = objects.read_through

    def disturbed(path: Path, write: Callable[[bytes], object]) -> tuple[os.stat_result, os.stat_result]:
        if path.name == "a.html":
            before, _ = read_through(path, write)
            path.write_bytes(path.read_bytes() + b"!")
            return before, path.stat()
        return read_through(path, write)

    monkeypatch.setattr(objects, "read_through", disturbed)
    made = back_up(raw, tmp_path / "backup", NOW)
    assert str(made.lost) == "documents/deep/a.html: it changes while it is copied"
    assert made.files == len(NAMES) + 4


def test_documents_may_arrive_but_decisions_wait(raw: Path, tmp_path: Path) -> None:
    with only_writer(raw), pytest.raises(BusyError):
        back_up(raw, tmp_path / "backup", NOW)
    with only_writer(raw / "history"), pytest.raises(BusyError):
        back_up(raw, tmp_path / "backup", NOW)
    with only_writer(raw / ".records", ".run.lock"):
        assert back_up(raw, tmp_path / "backup", NOW).is_new


@pytest.mark.parametrize("wrong", ["damaged", "missing"])
def test_nothing_comes_back_by_half(raw: Path, tmp_path: Path, wrong: str) -> None:
    back_up(raw, tmp_path / "backup", NOW)
    spoil(object_in(tmp_path / "backup", digest_of(raw / "agencies.csv")[0]), wrong)
    with pytest.raises(KeepingError, match=r"nothing was restored, as 1 of 11 files .* cannot be: agencies\.csv: "):
        restore(tmp_path / "backup", tmp_path / "again")
    assert {path.name for path in tmp_path.iterdir()} == {"raw", "backup"}


def spoil(path: Path, wrong: str) -> None:
    path.chmod(0o600)
    if wrong == "missing":
        path.unlink()
    else:
        path.write_bytes(b"!" * path.stat().st_size)


@pytest.mark.parametrize("wrong", ["damaged", "missing"])
def test_what_is_damaged_is_found_and_the_next_backup_mends_it(raw: Path, tmp_path: Path, wrong: str) -> None:
    settled(raw, tmp_path / "backup")
    assert not verify(tmp_path / "backup").wrong.number
    spoil(object_in(tmp_path / "backup", digest_of(raw / "agencies.csv")[0]), wrong)
    assert "agencies.csv: of 20260301T190000Z has no object" in str(verify(tmp_path / "backup").wrong)
    assert back_up(raw, tmp_path / "backup", NOW).copied == 1
    assert not verify(tmp_path / "backup").wrong.number


@pytest.mark.parametrize("keep", [0.5, 0.97])
def test_a_snapshot_cut_short_is_none(raw: Path, tmp_path: Path, keep: float) -> None:
    made = back_up(raw, tmp_path / "backup", NOW)
    data = made.snapshot.path.read_bytes()
    made.snapshot.path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(KeepingError, match="is damaged"):
        restore(tmp_path / "backup", tmp_path / "again")
    assert verify(tmp_path / "backup").wrong.number
    # The next backup does not depend on it.
    assert back_up(raw, tmp_path / "backup", NOW + DAY).is_new
    restore(tmp_path / "backup", tmp_path / "again")
    assert tree(tmp_path / "again") == kept(raw)


@pytest.mark.parametrize("path", ["documents/../../escaped", "/etc/escaped", "documents//x", "records/x"])
def test_a_snapshot_leads_nowhere_else(raw: Path, tmp_path: Path, path: str) -> None:
    made = back_up(raw, tmp_path / "backup", NOW)
    lines = gzip.decompress(made.snapshot.path.read_bytes()).splitlines()
    forged = {**json.loads(lines[1]), "path": path}
    with gzip.open(made.snapshot.path, "wb") as file:
        file.write(b"\n".join([lines[0], json.dumps(forged).encode(), b'{"files": 1, "bytes": 0}']))
    with pytest.raises(KeepingError, match="is damaged"):
        restore(tmp_path / "backup", tmp_path / "again")


def test_what_a_newer_version_left_is_told(raw: Path, tmp_path: Path) -> None:
    made = back_up(raw, tmp_path / "backup", NOW)
    with gzip.open(made.snapshot.path, "wb") as file:
        file.write(b'{"format": "gouji backup 2"}\n')
    with pytest.raises(KeepingError, match="is 'gouji backup 2', which this version of gouji does not know"):
        restore(tmp_path / "backup", tmp_path / "again")


def test_a_full_disk_leaves_the_backup_before(raw: Path, tmp_path: Path) -> None:
    settled(raw, tmp_path / "backup")
    before = kept(raw)
    write(raw / "documents/large", b"x" * 1_000_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OSError) as full:
            back_up(raw, tmp_path / "backup", NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (full.value.errno, full.value.filename) == (errno.EFBIG, str(tmp_path / "backup"))
    restore(tmp_path / "backup", tmp_path / "again")
    assert tree(tmp_path / "again") == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["backup", "{raw}/documents"], "has to be outside of it"),
        (["backup", "{other}"], "holds theirs and is no backup"),
        (["backup", "{new}", "--raw", "{empty}"], "there is nothing to back up"),
        (["backup", "{other}", "--verify"], "there is no backup in it"),
        (["restore", "{other}", "--raw", "{new}"], "there is no backup in it"),
        (["restore", "{backup}", "--raw", "{other}"], "holds theirs; restore into an empty folder"),
        (["restore", "{backup}", "--raw", "{other}/theirs"], "is no empty folder"),
        (["restore", "{backup}", "--raw", "{new}", "--at", "2020-01-01"], "no backup until 2020-01-01"),
    ],
)
def test_a_wrong_place_is_named(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/theirs").touch()
    back_up(raw, tmp_path / "backup", NOW)
    places = {name: tmp_path / name for name in ("raw", "other", "new", "backup", "empty")}
    options = [each.format(**places) for each in arguments]
    if "--raw" not in options and options[0] == "backup":
        options += ["--raw", str(raw)]
    assert main(options) == 2
    assert message in capsys.readouterr().err
    assert not places["new"].exists()


def test_what_the_commands_say(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup, again = str(tmp_path / "backup"), str(tmp_path / "again")
    assert main(["backup", backup, "--raw", str(raw)]) == 0
    assert main(["backup", backup, "--verify"]) == 0
    assert main(["restore", backup, "--raw", again]) == 0
    said = capsys.readouterr()
    assert ": 11 files, 82 bytes; 11 new, 82 bytes\n" in said.out and not said.err
    assert "backup whole: 1 snapshots, 11 objects, 82 bytes read\n" in said.out
    assert f"next: gouji run --raw {again}\n" in said.out
