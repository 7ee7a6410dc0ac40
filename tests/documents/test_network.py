"""No document makes gouji reach out, nor does a library that reads one: tried where there is no network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.documents.word import legacy
from tests.shipped import environment

ROOT = Path(__file__).parents[2]
RECOGNISES = """
import numpy as np
from flows.documents.scans.text import find_lines
page = np.full((300, 500), 255, np.uint8)
page[100:130, 50:400:7] = 0
find_lines(page)
"""
BY_MACHINE = ("CI", "BUILDKITE", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TF_BUILD", "ORT_DISABLE_TELEMETRY")
"""Where one of these is set, the recogniser's runtime sends nothing of its own accord."""
CONVERTS = r"""
from bench import confined
from flows.documents.word.legacy import read_legacy
before = confined.sent()
field = r'{\field{\*\fldinst %s "http://192.0.2.1/a.%s"}{\fldrslt x}}'
fields = field % ("INCLUDEPICTURE", "png") + field % ("INCLUDETEXT", "docx")
read_legacy((r"{\rtf1\ansi{\*\template http://192.0.2.1/a.dotm}" + fields + r"\par}").encode())
print(confined.sent() - before)
"""
REACHES = """
import socket
from bench import confined
before = confined.sent()
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except OSError:
    print(confined.sent() - before)
"""


def attempts(script: str) -> int:
    """How often a script tries to reach another machine."""
    alone = ["unshare", "--net"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("the system does not permit a process to be without a network")
    command = [*alone, sys.executable, "-c", script]
    return int(said(command, environment(PYTHONPATH=str(ROOT))))


def said(command: list[str], variables: dict[str, str]) -> str:
    ended = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_an_attempt_is_noticed() -> None:
    assert attempts(REACHES) > 0


@pytest.mark.slow
def test_the_recogniser_of_scans_tells_nobody(tmp_path: Path) -> None:
    """What it would send, some seconds later, it sends with an identifier that it leaves behind at once."""
    variables = {name: value for name, value in environment().items() if name not in BY_MACHINE}
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    said([sys.executable, "-c", RECOGNISES], variables | home)
    assert [path for path in tmp_path.rglob("*") if "microsoft" in path.name.lower()] == []


@pytest.mark.slow
@pytest.mark.skipif(legacy.program() is None, reason="LibreOffice is not installed")
def test_an_old_word_file_makes_libreoffice_fetch_nothing() -> None:
    assert attempts(CONVERTS) == 0
