"""A draft is checked in a process of its own: whatever happens there is an error of this draft and leaves nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import anyio
import pytest

from flows.checking.check import check
from flows.desk import readers
from flows.desk.readers import BusyError, ReadError, Readers
from flows.desk.worker import Upload
from flows.documents import limits
from tests.desk.faults import serve_faulty
from tests.shipped import DOCUMENTS, environment, shipped


def checked(name: str) -> dict[str, object]:
    answer = anyio.run(Readers().check, Upload(name, shipped(name)), None)
    found: dict[str, object] = json.loads(answer)
    return found


def test_the_findings_are_those_of_gouji_check() -> None:
    name = "hongze_district_2023.html"
    found, expected = checked(name), check(DOCUMENTS / name)
    report = found["report"]
    assert isinstance(report, dict) and found["counts"] == expected.counts
    messages = [f["message"] for f in expected.findings if f["status"] == "fail"]
    assert sorted(f["message"] for f in report["findings"]) == sorted(messages)
    assert (report["agency"], report["year"], len(report["cells"])) == ("洪泽区人民政府", 2023, 186)


def test_a_cell_says_what_is_printed_and_where() -> None:
    report = checked("hongze_district_2023.html")["report"]
    assert isinstance(report, dict)
    cell = next(c for c in report["cells"] if c[:3] == [4, "litigation_after_review", "total"])
    assert cell == [4, "litigation_after_review", "total", 0, "0", None, 3, 4, 15, None, None, None]


def test_a_finding_names_the_cells_it_adds_up() -> None:
    report = checked("hongze_district_2023.html")["report"]
    assert isinstance(report, dict)
    found = next(f for f in report["findings"] if "10 + 1 + 0 + 0 = 11 ≠ 0" in f["message"])
    measures = ["upheld", "corrected", "other", "pending", "total"]
    assert found["terms"] == [[4, "review", measure] for measure in measures]
    assert (found["severity"], found["state"], found["reported"], found["computed"]) == ("must", "open", 0, 11)


AFTER_A_LANDING = """
import sys
import anyio
from pathlib import Path
from flows.desk.readers import Readers
from flows.desk.worker import Upload
from flows.landing.sources import Source
from flows.landing.workers import read_all

if __name__ == "__main__":
    data = Path(sys.argv[1]).read_bytes()
    assert len([*read_all([Source("a.html", "1", data)], len, processes=1)]) == 1
    assert b'"findings"' in anyio.run(Readers().check, Upload("hongze.html", data), None)
"""


@pytest.mark.slow
def test_a_draft_is_checked_beside_documents_that_are_landed(tmp_path: Path) -> None:
    # Python has one server for all processes that it forks: what it was started for has it as it is.
    script = tmp_path / "both.py"
    script.write_text(AFTER_A_LANDING, "utf-8")
    command = [sys.executable, str(script), str(DOCUMENTS / "hongze_district_2023.html")]
    places = environment(PYTHONPATH=str(DOCUMENTS.parents[1]))
    ended = subprocess.run(command, capture_output=True, text=True, env=places, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(readers, "serve", serve_faulty)
    monkeypatch.setattr(limits, "SECONDS", 2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("fault", "message"),
    [(b"segfault", "读取时程序出错：SIGSEGV"), (b"exit", "读取时程序出错：exit 3"), (b"hang", "读取超时：> 2 s")],
)
def test_a_process_that_ends_is_an_error_of_its_draft(faulty: Path, fault: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        anyio.run(Readers().check, Upload("draft.doc", fault), None)
    assert not list(faulty.glob("gouji-desk-*"))


def test_a_list_whose_reading_does_not_end_is_an_error_of_its_own(faulty: Path) -> None:
    with pytest.raises(ReadError, match="读取超时：> 2 s"):
        anyio.run(Readers().rows, Upload("list.xlsx", b"hang"))
    assert not list(faulty.glob("gouji-desk-*"))


def test_the_next_draft_is_checked(faulty: Path) -> None:
    handed_in = Readers()
    with pytest.raises(ReadError):
        anyio.run(handed_in.check, Upload("draft.doc", b"exit"), None)
    assert anyio.run(handed_in.check, Upload("draft.doc", b"fine"), None) == b"{}"
    assert not list(faulty.glob("gouji-desk-*"))


def test_drafts_are_checked_side_by_side_and_no_more_than_may_wait_are_taken(faulty: Path) -> None:
    handed_in = Readers()

    async def both() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(2):
                group.start_soon(handed_in.check, Upload("draft.doc", b"fine"), None)

    started = time.monotonic()
    anyio.run(both)
    assert time.monotonic() - started < 30
    places = []
    with pytest.raises(BusyError):
        while True:
            places.append(handed_in.__enter__())
    assert len(places) > 8
