"""What may be in a folder beside documents is told, not opened, and stops nothing; any number of files has an end."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from flows.cli import main
from flows.landing.current import current_landing
from flows.landing.files import passed_over
from flows.landing.land import land
from tests.landing.test_land_killed import leftovers
from tests.shipped import DOCUMENTS, cpu_seconds_of_children, put, shipped

ROOT = Path(__file__).parents[2]
REPORT = shipped("hantai_agriculture_bureau_2025.txt")


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """One document among a pipe, a socket, a device where one may be made, and links to all sorts."""
    folder = put(tmp_path, "report.txt", REPORT).parent
    os.mkfifo(folder / "pipe.html")
    with closing(socket.socket(socket.AF_UNIX)) as bound:
        here = Path.cwd()
        # The name of a socket may be short only.
        os.chdir(folder)
        bound.bind("socket.pdf")
        os.chdir(here)
    with suppress(PermissionError):
        os.mknod(folder / "device.docx", 0o600 | 0o020000, os.makedev(1, 5))
    (folder / "to a pipe").symlink_to("pipe.html")
    (folder / "to nothing").symlink_to("nowhere")
    (folder / "inside").mkdir()
    (folder / "inside" / "circle").symlink_to("..")
    (folder / "itself").symlink_to("itself")
    (folder / "line\nbreak\u202e\x1b[31m").symlink_to("report.txt")
    return tmp_path


def test_what_is_no_file_is_told_and_not_opened(strange: Path) -> None:
    told = passed_over(strange / "documents") or ""
    for named in ("pipe.html' is a pipe", "socket.pdf' is a socket", "to a pipe' is a link", "circle' is a link"):
        assert named in told
    assert "a device" in told or not (strange / "documents/device.docx").exists()
    assert told.isprintable() and "line\\nbreak\\u202e\\x1b[31m" in told
    landing = land(strange)
    assert (landing.found, landing.extracted) == (1, 1)
    assert current_landing(strange) == landing._replace(read=0)


def test_a_run_tells_it_in_one_line_and_goes_on(strange: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (strange / "documents" / "report.txt").unlink()
    assert main(["run", "--raw", str(strange), "--warehouse", str(strange / "warehouse")]) == 2
    told, end = capsys.readouterr().err.splitlines()
    assert told.startswith("gouji: ") and "pipe.html' is a pipe" in told and "there is no document in it yet" in end


def test_many_are_counted_and_the_first_named(tmp_path: Path) -> None:
    folder = put(tmp_path, "report.txt", REPORT).parent
    for number in range(30):
        (folder / f"{number:02}").symlink_to("report.txt")
    told = passed_over(folder) or ""
    assert "09' is a link" in told
    assert "10' is" not in told and told.endswith(", and 20 more")
    assert passed_over(DOCUMENTS) is None


def test_a_folder_that_is_too_deep_to_be_opened_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = put(tmp_path, "report.txt", REPORT).parent
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        for _ in range(300):
            os.mkdir("a folder with a long name")
            os.chdir("a folder with a long name")
        Path("too deep.txt").write_bytes(REPORT)
    finally:
        os.chdir(here)
        os.close(here)
    assert (passed_over(folder) or "").endswith("is in too many folders")
    assert land(tmp_path).found == 1
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.mark.heavy
def test_twenty_thousand_tiny_files_and_a_thousand_folders_in_one_another_come_to_an_end(tmp_path: Path) -> None:
    for number in range(20_000):
        put(tmp_path, f"{number % 100}/{number}.txt", b"%d" % number)
    deep = tmp_path / "documents"
    for _ in range(1_000):
        deep = deep / "d"
        deep.mkdir()
        (deep / "f").write_bytes(b"deep" + bytes(deep)[-9:] + b"%d" % len(bytes(deep)))
    program = (
        "import sys; from pathlib import Path; from flows.landing.land import land; print(land(Path(sys.argv[1])))"
    )
    before = cpu_seconds_of_children()
    command = [sys.executable, "-c", program, str(tmp_path)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    used = cpu_seconds_of_children() - before
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(f"{used:.0f} CPU s, {memory:,.0f} MB: {printed}")
    assert "found=21000" in printed and "rejected=21000" in printed
    assert used < 300 and memory < 1_000
    assert leftovers(tmp_path) == set()
