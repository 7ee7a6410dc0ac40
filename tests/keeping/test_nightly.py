"""Night after night into one folder: what is overwritten stays in it, and a disk that is away is no new beginning."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.cli import main
from flows.keeping.backup import back_up
from flows.keeping.snapshots import snapshots_of
from tests.keeping import test_backup
from tests.keeping.test_backup import DAY, NOW, settled

raw = test_backup.raw


def test_a_document_that_is_overwritten_keeps_the_bytes_it_had(raw: Path, tmp_path: Path) -> None:
    document, backup = raw / "documents/deep/a.html", tmp_path / "backup"
    earlier, size = document.read_bytes(), document.stat().st_size
    settled(raw, backup)
    with document.open("r+b") as file:
        file.write(b"!" * size)
    settled(raw, backup, NOW + DAY)
    for place, options, found in (("then", ["--at", f"{NOW:%Y-%m-%d}"], earlier), ("now", [], b"!" * size)):
        assert main(["restore", str(backup), "--raw", str(tmp_path / place), *options]) == 0
        assert (tmp_path / place / "documents/deep/a.html").read_bytes() == found


def test_a_disk_that_is_not_mounted_is_no_place_for_a_first_backup(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mounted, away = tmp_path / "disk", tmp_path / "away"
    settled(raw, mounted)
    mounted.rename(away)
    for there in (None, "", "snapshots", "objects"):
        if there is not None:
            (mounted / there).mkdir(parents=True)
        assert main(["backup", str(mounted), "--raw", str(raw)]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert f"{mounted}: had a backup of 2026-03-01T19:00:00+00:00 and holds none; is its disk mounted?" in line
        assert line.endswith("use gouji backup --anew") and not list(mounted.rglob("*.*"))
    assert main(["backup", str(mounted), "--raw", str(raw), "--anew"]) == 0
    assert snapshots_of(mounted) and not back_up(raw, mounted, NOW + DAY).is_new


def test_backing_up_anew_leaves_what_there_is(raw: Path, tmp_path: Path) -> None:
    settled(raw, tmp_path / "backup")
    (raw / "documents/deep/a.html").unlink()
    assert back_up(raw, tmp_path / "backup", NOW + DAY, anew=True).copied == 0
    assert len(snapshots_of(tmp_path / "backup")) == 2
