"""Findings over real builds of real documents: republished, decided on, corrected, killed in between, removed."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from flows.cli import main
from flows.landing.land import land
from flows.landing.locks import BusyError, only_writer
from flows.runs import job
from flows.warehouse.history import MART, History
from tests.fresh_builds import build
from tests.shipped import copy_documents, put, shipped

NAME = "hongze_district_2023.html"
DAYS = [dt.date(2026, month, 1) for month in range(1, 5)]
PAGE = shipped(NAME).decode("utf-8")
REVIEW = "<tr><td>10</td><td>1</td><td>0</td><td>0</td><td>0</td>"
AFTER_REVIEW = "<td>5</td><td>0</td><td>0</td><td>0</td><td>0</td></tr>\n</table>"
SUMS = ("review", "litigation_after_review")


class Office:
    """A folder of documents and its warehouse."""

    def __init__(self, folder: Path) -> None:
        self.raw, self.warehouse = copy_documents(folder / "raw", NAME), folder / "warehouse"
        self.log = self.raw / "history" / "findings.parquet"

    def run(self, day: dt.date) -> dict[str, dict[str, Any]]:
        """Land and build as a run on that day does, and return the findings on sums of table four."""
        made = job.made_of(self.raw, land(self.raw))
        build(self.raw / "records", self.warehouse, History(self.raw, day))
        # As validating does, which is left out here.
        (self.warehouse / "data_docs").mkdir(exist_ok=True)
        (self.warehouse / "data_docs" / "index.html").touch()
        job.remember(self.warehouse, made, 1)
        return self.findings_in("fct_findings")

    def findings_in(self, mart: str) -> dict[str, dict[str, Any]]:
        with duckdb.connect(str(self.warehouse / "gouji.duckdb"), read_only=True) as connection:
            query = f"from marts.{mart} where rule = 'proceedings_sum' order by document"
            return {row["scope"]: row for row in connection.execute(query).to_arrow_table().to_pylist()}

    def put(self, name: str, text: str, encoding: str = "utf-8") -> None:
        put(self.raw, name, text.replace('charset="utf-8"', f'charset="{encoding}"').encode(encoding))


KILLED_BEFORE_PUBLISHING = """
import datetime as dt, os, sys
from pathlib import Path
from flows.warehouse import build as warehouse
from flows.warehouse.history import History
raw, folder, day = Path(sys.argv[1]), Path(sys.argv[2]), dt.date.fromisoformat(sys.argv[3])
warehouse.publish = lambda *_: os.kill(os.getpid(), 9)
warehouse.build(raw / "records", folder, History(raw, day))
"""


@pytest.mark.heavy
def test_findings_persist_from_build_to_build(tmp_path: Path) -> None:
    office = Office(tmp_path)
    first = office.run(DAYS[0])
    assert set(first) == set(SUMS)
    assert {(row["state"], row["first_seen"]) for row in first.values()} == {("open", DAYS[0])}
    assert job.nothing_new(office.raw, office.warehouse) is not None

    places = ["--raw", str(office.raw), "--warehouse", str(office.warehouse)]
    review = first["review"]["finding_id"]
    assert main(["decide", review, "accepted", "--by", "王某", "--reason", "另行更正", *places]) == 0
    assert job.nothing_new(office.raw, office.warehouse) is None

    # Under another name and in another encoding, with one of the two errors corrected.
    assert REVIEW in PAGE and AFTER_REVIEW in PAGE
    corrected = PAGE.replace(AFTER_REVIEW, AFTER_REVIEW.replace("<td>0</td></tr>", "<td>5</td></tr>"))
    office.put("hongze_district_2023_again.html", corrected, "gb18030")
    second = office.run(DAYS[1])
    assert {row["finding_id"] for row in second.values()} == {row["finding_id"] for row in first.values()}
    assert {(row["first_seen"], row["last_seen"]) for row in second.values()} == {(DAYS[0], DAYS[1])}
    assert {scope: row["state"] for scope, row in second.items()} == dict(
        zip(SUMS, ("accepted", "corrected"), strict=True)
    )
    assert second["litigation_after_review"]["corrected_in"] == "hongze_district_2023_again.html"

    # A build that dies before publishing has reported nothing, but its findings are not forgotten.
    (office.raw / "documents" / NAME).unlink()
    office.put("hongze_district_2023_again.html", corrected.replace(REVIEW, REVIEW.replace("<td>1</td>", "<td>4</td>")))
    land(office.raw)
    before = (office.warehouse / "gouji.duckdb").stat()
    command = [sys.executable, "-c", KILLED_BEFORE_PUBLISHING, office.raw, office.warehouse, DAYS[2].isoformat()]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert (office.warehouse / "gouji.duckdb").stat() == before
    assert job.nothing_new(office.raw, office.warehouse) is None
    third = office.run(DAYS[3])
    assert set(third) == {"review"}
    row = third["review"]
    assert (row["state"], row["is_lapsed"], row["first_seen"]) == ("open", True, DAYS[0])
    gone = office.findings_in(MART)["litigation_after_review"]
    assert [gone[name] for name in ("last_seen", "gone_since", "gone_because")] == [DAYS[1], DAYS[2], "corrected"]
    assert pq.read_table(office.log).equals(pq.read_table(office.warehouse / "marts" / f"{MART}.parquet"))


def test_a_log_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history, marts = History(tmp_path, DAYS[0]), tmp_path / "marts"
    marts.mkdir()
    history.folder.mkdir()
    old, new = (
        history.recall()["findings"].schema.with_metadata({"is": name}).empty_table() for name in ("old", "new")
    )
    pq.write_table(old, marts / f"{MART}.parquet")
    history.keep(marts)
    kept = (history.folder / "findings.parquet").read_bytes()
    pq.write_table(new, marts / f"{MART}.parquet")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            history.keep(marts)
    assert (history.folder / "findings.parquet").read_bytes() == kept
    history.keep(marts)
    assert (history.folder / "findings.parquet").read_bytes() != kept
    assert [path.name for path in history.folder.iterdir()] == ["findings.parquet"]


def test_two_builds_do_not_write_the_same_history(tmp_path: Path) -> None:
    history = History(tmp_path, DAYS[0])
    with only_writer(history.folder), pytest.raises(BusyError, match="another run is writing there"):
        build(tmp_path / "records", tmp_path / "warehouse", history)


def test_a_deadline_passed_since_the_last_run_triggers_a_new_build(tmp_path: Path) -> None:
    raw = copy_documents(tmp_path / "raw", NAME)
    landing = land(raw)
    due, passed, later = (job.made_of(raw, landing, dt.date(2024, *day)) for day in ((3, 31), (4, 1), (12, 31)))
    assert due != passed == later != job.made_of(raw, landing, dt.date(2025, 1, 1))
