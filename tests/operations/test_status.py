"""`gouji status`: what became of documents, what waits and what runs did, whatever state the lake is in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from flows.landing.land import land
from flows.landing.locks import only_writer
from flows.operations import records
from tests.conftest import FinishedRun
from tests.shipped import put, shipped
from tests.warc_files import Fetched, warc

HONGZE, DIGEST = "hongze_district_2023.html", "5274faf9e3cf7e285a26edb2550b0c34c5139662870e7cde07b9083782738a16"
FINDING = "a55a7a5dc84b3aa7"


class Status:
    """Calls the command on a lake, and keeps what it said."""

    def __init__(self, raw: Path, warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._places, self._capsys = ["--raw", str(raw), "--warehouse", str(warehouse)], capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = main(["status", *arguments, *self._places])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def json(self, *arguments: str) -> Any:
        code, out, _ = self(*arguments, "--json")
        assert code == 0
        return json.loads(out)


@pytest.fixture
def status(finished_run: FinishedRun, capsys: pytest.CaptureFixture[str]) -> Status:
    return Status(finished_run.raw, finished_run.warehouse, capsys)


def states(*folders: Path) -> dict[str, tuple[int, int]]:
    paths = [path for folder in folders for path in folder.rglob("*")]
    return {str(path): (path.lstat().st_ino, path.lstat().st_ctime_ns) for path in paths}


def test_it_counts_every_step_and_writes_nothing(status: Status, finished_run: FinishedRun) -> None:
    before = states(finished_run.raw, finished_run.warehouse)
    told = status.json()
    assert {k: told["documents"][k] for k in ("found", "extracted", "rejected", "duplicate")} == {
        "found": 12, "extracted": 9, "rejected": 2, "duplicate": 1,
    }  # fmt: skip
    assert told["reports"] == {"reports": 9, "current": 9, "cells": 1241}
    assert sum(line["findings"] for line in told["findings"]) == 18
    assert told["waiting"] == {"new": 0, "changed": 0, "perhaps_changed": 0, "gone": 0, "decisions": 0}
    assert (told["locks"], told["problems"]) == ([], []) and told["runs"][-1]["outcome"] == "done"
    assert states(finished_run.raw, finished_run.warehouse) == before


@pytest.mark.parametrize("asked", [HONGZE, "hongze", DIGEST, DIGEST[:16], DIGEST[:8].upper()])
def test_a_document_is_found_by_path_name_digest_or_report(status: Status, asked: str) -> None:
    told = status.json(asked)
    (document,) = told["documents"]
    assert told["found"] == 1 and (document["document"], document["status"]) == (HONGZE, "extracted")
    report = document["report"]
    assert (report["agency"], report["year"], report["is_current"]) == ("洪泽区人民政府", 2023, True)
    assert FINDING in [finding["finding_id"] for finding in document["findings"]] and len(document["findings"]) == 4
    assert document["shown"][0].endswith(f"site/report.html?report={DIGEST[:16]}&agency={report['agency_id']}")


def test_a_path_from_here_is_one_of_the_folder(status: Status, finished_run: FinishedRun) -> None:
    assert status.json(str(finished_run.raw / "documents" / HONGZE))["found"] == 1


def test_a_document_tells_where_it_was_fetched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address, page = "http://reports.example/2023.html", "http://reports.example/list.html"
    put(tmp_path / "raw", "a.warc.gz", warc([Fetched(address, shipped(HONGZE), via=page)], {"site": "county"}))
    land(tmp_path / "raw")
    status = Status(tmp_path / "raw", tmp_path / "warehouse", capsys)
    (document,) = status.json("2023.html")["documents"]
    assert (document["address"], document["page_address"]) == (address, page)
    _, out, _ = status("2023.html")
    assert f"  from       {address} at 2025-02-01 18:30:05, site county, linked from {page}\n" in out


def test_a_document_that_was_rejected_says_why(status: Status) -> None:
    code, out, _ = status("list_of_reports")
    assert code == 0 and "rejected (list_of_reports: 是报告目录页" in out


def test_a_document_that_is_not_there_is_bad_usage(status: Status) -> None:
    code, out, err = status("no such document")
    assert (code, out) == (2, "") and err.count("\n") == 1 and "no such document" in err


def test_what_waits_for_the_next_run_is_told(copied: FinishedRun, capsys: pytest.CaptureFixture[str]) -> None:
    status = Status(copied.raw, copied.warehouse, capsys)
    put(copied.raw, "new.txt", shipped("wuxing_district_office_2024.txt") + b"\n")
    put(copied.raw, HONGZE, shipped(HONGZE) + b"\n")
    (copied.raw / "documents/ruijin_city_2022.txt").unlink()
    places = ["--raw", str(copied.raw), "--warehouse", str(copied.warehouse)]
    assert main(["decide", FINDING, "confirmed", "--by", "王某", *places]) == 0
    waiting = status.json()["waiting"]
    # A copy has other times than its original, so that only their digests could tell whether files have changed.
    assert waiting["changed"] + waiting["perhaps_changed"] >= 1
    assert (waiting["new"], waiting["gone"], waiting["decisions"]) == (1, 1, 1)
    assert status.json("new.txt")["documents"] == [{"document": "new.txt", "status": "not landed yet"}]
    (decision,) = status.json(HONGZE)["documents"][0]["decisions"]
    assert (decision["finding_id"], decision["is_applied"]) == (FINDING, False)


def test_a_lake_that_never_ran_is_no_error(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = Status(raw, tmp_path / "warehouse", capsys)
    code, out, err = status()
    assert (code, err) == (0, "") and "12 new file(s) not landed yet" in out and "none on record" in out
    assert status("hongze")[:2] == (0, f"{HONGZE}\n  found      not landed yet: the next run does\n")
    assert not (tmp_path / "warehouse").exists() and not (raw / "history").exists()


@pytest.mark.parametrize(
    "place", ["gouji.duckdb", "inputs/decisions.parquet", "../raw/records/documents/documents.parquet"]
)
def test_what_is_damaged_is_told_and_the_rest_as_well(
    copied: FinishedRun, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    (copied.warehouse / place).resolve().write_bytes(b"damaged")
    status = Status(copied.raw, copied.warehouse, capsys)
    code, out, err = status()
    assert (code, err) == (1, "") and "12 found" in out
    assert [Path(place).name in line for line in out.splitlines() if line.startswith("problem")] == [True]
    code, _, err = status(HONGZE)
    assert code == 1 and Path(place).name in err and "Traceback" not in err


def test_a_run_that_is_done_says_what_it_did(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = {"documents": {"found": 1_200, "read": 11}, "findings": {"must": 9, "must_new": 7}}
    did: list[records.Line] = [
        {"outcome": "done", "counts": counts},
        {"outcome": "done", "counts": counts, "alarms": ["fewer documents"]},
        {"outcome": "done", "counts": {"documents": 3, "findings": {"must_new": "7"}}},
        {"outcome": "nothing new", "counts": counts},
        {"outcome": "failed", "counts": counts, "error": "no such luck"},
    ]
    for number, line in enumerate(did):
        at = f"2026-01-01T00:00:0{number}.0Z"
        records.append(raw, {"run": str(number), "began": at, "ended": at, "command": "run", **line})
    _, out, _ = Status(raw, tmp_path / "warehouse", capsys)()
    said = [line.partition(" run ")[2] for line in out.splitlines() if " run " in line and "2026-01-01" in line]
    assert said[::-1] == [
        "done (0): 1,200 found, 11 read, 7 new must",
        "done (1): 1,200 found, 11 read, 7 new must, 1 drift alarm(s)",
        "done (2)",
        "nothing new (3)",
        "failed (4): no such luck",
    ]


def test_a_run_that_is_going_on_is_not_disturbed(copied: FinishedRun, capsys: pytest.CaptureFixture[str]) -> None:
    status = Status(copied.raw, copied.warehouse, capsys)
    with only_writer(copied.raw / ".records", ".run.lock"), only_writer(copied.warehouse):
        told = status.json()
    assert [lock["what"] for lock in told["locks"]] == ["a run", "a build"] and told["problems"] == []
    shutil.rmtree(copied.warehouse / "site")
    assert status.json(HONGZE)["documents"][0]["shown"] == []


def test_the_papers_on_an_agency_are_named(copied: FinishedRun, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["notices", "--region", "江苏省", "--year", "2023", "--warehouse", str(copied.warehouse)])
    shown = Status(copied.raw, copied.warehouse, capsys).json(HONGZE)["documents"][0]["shown"]
    assert code == 0 and [place for place in shown if place.endswith("洪泽区人民政府-整改通知.docx")] == shown[2:3]
