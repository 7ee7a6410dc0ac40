"""Who may read and change what a run leaves: nobody beyond whom the operator lets, and no stranger may ever write."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import settings
from flows.cli import main
from flows.landing.replacing import replace
from flows.warehouse.decisions import FILE
from tests.shipped import copy_documents, environment


def modes(folder: Path) -> Iterator[tuple[Path, int]]:
    """Everything below a folder with its permissions, but for links, whose own say nothing."""
    paths = [path for path in folder.rglob("*") if not path.is_symlink()]
    return ((path, stat.S_IMODE(path.stat().st_mode)) for path in paths)


@pytest.mark.heavy
def test_nothing_of_a_run_is_open_to_others_where_the_operator_says_so(tmp_path: Path) -> None:
    copy_documents(tmp_path / "raw", "hongze_district_2023.html")
    for path, _ in list(modes(tmp_path)):
        path.chmod(0o700)
    places = ("--raw", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "warehouse"))
    command = [sys.executable, "-m", "flows.cli", "run", *places]
    subprocess.run(command, umask=0o077, env=environment(), check=True, capture_output=True)
    found = dict(modes(tmp_path))
    assert len(found) > 100
    assert not [path for path, mode in found.items() if mode & 0o077]


def test_a_stranger_may_write_nothing_whatever_is_usual_on_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    before = os.umask(0)
    try:
        with pytest.raises(SystemExit):
            main(["--version"])
        assert os.umask(0) & 0o002
    finally:
        os.umask(before)
        capsys.readouterr()


def test_who_may_read_a_file_that_people_keep_stays_as_they_set_it(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text("before")
    path.chmod(0o600)
    replace(path, b"after")
    assert path.read_text() == "after" and stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_its_owner_looks_into_the_folder_of_prefect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "warehouse/.prefect"))
    settings.make_prefect_home()
    assert stat.S_IMODE((tmp_path / "warehouse/.prefect").stat().st_mode) == 0o700
