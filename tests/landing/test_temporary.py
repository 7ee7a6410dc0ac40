"""Temporary files of a run that was killed go with the next one; those of one that is under way stay."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.shipped import environment

ROOT = Path(__file__).parents[2]
TAKE = """\
from flows.landing import temporary
temporary._YOUNG = 0
held = temporary.own_folder()
print(held.__enter__())
"""


def taken(folder: Path, then: str) -> subprocess.Popen[str]:
    """A process that has taken a folder of its own, and does something then."""
    command = [sys.executable, "-c", TAKE + then]
    started = environment(TMPDIR=str(folder), PYTHONPATH=str(ROOT), PYTHONUNBUFFERED="1")
    return subprocess.Popen(command, env=started, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_what_a_killed_process_left_goes_and_what_another_uses_stays(tmp_path: Path) -> None:
    left = taken(tmp_path, "import os, tempfile; tempfile.mkdtemp(); os.kill(os.getpid(), 9)")
    left.communicate()
    (remains,) = tmp_path.iterdir()
    assert list(remains.glob("tmp*"))
    used = taken(tmp_path, "input()")
    assert used.stdout is not None
    place = Path(used.stdout.readline().strip())
    assert list(tmp_path.iterdir()) == [place] and place != remains
    assert taken(tmp_path, "").wait() == 0
    assert list(tmp_path.iterdir()) == [place]
    used.communicate("\n")
    assert not os.listdir(tmp_path)


def test_temporary_files_are_elsewhere_again_afterwards(tmp_path: Path) -> None:
    then = "import tempfile; held.__exit__(None, None, None); print(tempfile.gettempdir())"
    within, after = taken(tmp_path, then).communicate()[0].split()
    assert Path(within).parent == tmp_path == Path(after)
