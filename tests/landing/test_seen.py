"""Files that are as they were when they were last hashed are not opened again; any other is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from flows.landing import originals, seen
from flows.landing.current import current_landing
from flows.landing.land import land
from flows.landing.seen import digest_of_all, find, unchanged
from tests.shipped import copy_documents, put

SEEN = ".records/seen.json"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Three files that have been found once; one name is not valid text."""
    for name in ("a.txt", "b/c.txt"):
        put(tmp_path, name, b"123")
    with open(os.fsencode(tmp_path / "documents") + b"/\xb9\xab.txt", "wb") as file:
        file.write(b"456")
    find(tmp_path)
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are hashed from here on."""
    names: list[str] = []
    whole = originals.digest_of

    def noting(path: Path) -> tuple[str, int]:
        names.append(path.name)
        return whole(path)

    monkeypatch.setattr(originals, "digest_of", noting)
    return names


def test_files_that_did_not_change_are_not_opened(raw: Path, opened: list[str]) -> None:
    digest = unchanged(raw)
    assert digest == digest_of_all(find(raw)) and digest is not None
    assert not opened


def test_a_file_of_the_same_size_with_its_time_set_back_is_found(raw: Path, opened: list[str]) -> None:
    path, before = raw / "documents/a.txt", (raw / "documents/a.txt").stat()
    path.write_bytes(b"321")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert unchanged(raw) is None
    assert [file.size for file in find(raw)] == [3, 3, 3]
    assert opened == ["a.txt"]


def test_a_file_replaced_by_another_is_found(raw: Path, opened: list[str]) -> None:
    other = raw / "other"
    other.write_bytes(b"321")
    os.replace(other, raw / "documents/b/c.txt")
    assert unchanged(raw) is None and find(raw)
    assert opened == ["c.txt"]


@pytest.mark.parametrize("change", ["added", "removed", "renamed"])
def test_files_that_come_and_go_are_noticed(raw: Path, change: str) -> None:
    before = unchanged(raw)
    if change == "added":
        put(raw, "new.txt", b"")
    elif change == "removed":
        (raw / "documents/a.txt").unlink()
    else:
        os.rename(raw / "documents/a.txt", raw / "documents/z.txt")
    assert unchanged(raw) is None
    assert digest_of_all(find(raw)) == unchanged(raw) != before


def test_a_file_that_changed_a_moment_ago_is_not_trusted(
    raw: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(raw, "young.txt", b"123")
    with monkeypatch.context() as patch:
        # The clock stands still, so that another change would leave the same time behind.
        patch.setattr(seen.time, "time_ns", lambda: path.stat().st_ctime_ns + 1)
        patch.setattr(seen.time, "sleep", lambda _: None)
        find(raw)
    assert opened == ["young.txt"] and unchanged(raw) is None
    find(raw)
    assert opened == ["young.txt", "young.txt"] and unchanged(raw) is not None


def test_a_clock_that_is_ahead_costs_no_waiting(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(seen.time, "sleep", waited.append)
    monkeypatch.setattr(seen.time, "time_ns", lambda: 1)
    put(raw, "from the future.txt", b"")
    find(raw)
    assert waited == [0] and unchanged(raw) is None


@pytest.mark.parametrize("damage", [None, b"", b"[1", b'["a", "b"]\n[1]\n', b"\xff\n", b'["a", "b"]\n{"a.txt": 1}\n'])
def test_what_was_seen_may_be_lost_or_damaged(tmp_path: Path, damage: bytes | None) -> None:
    raw = copy_documents(tmp_path / "raw", "ruijin_city_2022.txt")
    first = land(raw)
    if damage is None:
        (raw / SEEN).unlink()
    else:
        (raw / SEEN).write_bytes(damage)
    assert current_landing(raw) == land(raw) == first._replace(read=0)
    assert unchanged(raw) is not None


def contents(raw: Path) -> dict[str, bytes]:
    records = (raw / "records").resolve()
    # The times at which they were written are noted in a file of their own.
    files = (path for path in records.rglob("*") if path.is_file() and path.name != "files.json")
    return {str(path.relative_to(records)): path.read_bytes() for path in files}


def test_records_do_not_depend_on_the_times_of_files(tmp_path: Path) -> None:
    names: Any = ("ruijin_city_2022.txt", "list_of_reports.txt")
    first, second = (copy_documents(tmp_path / name, *names) for name in ("first", "second"))
    for path in (second / "documents").iterdir():
        os.utime(path, (10**9, 10**9))
    assert land(first) == land(second)
    assert contents(first) == contents(second)
