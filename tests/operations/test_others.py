"""Harvests, backups and publishing are on record, and told with what they have locked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from flows.harvest.results import Result, counts_of
from flows.landing.locks import only_writer
from flows.operations import page, records
from flows.operations.recording import recorded
from tests.conftest import FinishedRun
from tests.shipped import copy_documents

REPORT = "ruijin_city_2022.txt"


def status(raw: Path, warehouse: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    capsys.readouterr()
    main(["status", "--raw", str(raw), "--warehouse", str(warehouse), *options])
    return capsys.readouterr().out


def harvested(raw: Path, *results: Result) -> None:
    with recorded(raw, None, {"sites": "sites.csv"}, "harvest") as recording:
        recording.count(counts_of(results))


def site(name: str, found: int, **more: Any) -> Result:
    result = Result(name, found, **more)
    result.documents.update(new=found)
    return result


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return copy_documents(tmp_path / "raw", REPORT)


@pytest.mark.slow
def test_a_backup_and_a_publish_are_recorded(copied: FinishedRun, tmp_path: Path) -> None:
    places = ["--raw", str(copied.raw)]
    assert main(["backup", str(tmp_path / "backup"), *places]) == 0
    published = ["--to", str(tmp_path / "export"), "--format", "csv", "--warehouse", str(copied.warehouse)]
    assert main(["publish", *published, *places]) == 0
    backup, publish = records.read(copied.raw)[-2:]
    assert (backup.command, backup.outcome, backup.log) == ("backup", records.DONE, "")
    assert backup.counts["files"] > 12 and backup.asked == {"folder": str(tmp_path / "backup")}
    assert (publish.command, publish.outcome) == ("publish", records.DONE) and publish.counts["marts"] > 10


def test_one_that_is_refused_is_recorded_with_why(lake: Path) -> None:
    with only_writer(lake):
        assert main(["backup", str(lake.parent / "backup"), "--raw", str(lake)]) == 1
    (run,) = records.read(lake)
    assert (run.command, run.outcome) == ("backup", records.FAILED) and "another run is writing" in run.error


def test_a_mistyped_folder_is_not_made_into_a_lake(tmp_path: Path) -> None:
    (tmp_path / "mistyped").mkdir()
    assert main(["backup", str(tmp_path / "backup"), "--raw", str(tmp_path / "mistyped")]) == 2
    assert not list((tmp_path / "mistyped").iterdir())


def test_a_backup_does_not_say_of_itself_that_it_never_ended(lake: Path) -> None:
    backup, again = str(lake.parent / "backup"), lake.parent / "again"
    assert main(["backup", backup, "--raw", str(lake)]) == 0
    assert main(["restore", backup, "--raw", str(again)]) == 0
    assert records.read(again) == [] and [run.outcome for run in records.read(lake)] == [records.DONE]


def test_the_last_harvest_of_every_site_is_told(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harvested(lake, site("city", 3), site("county", 2, fewer=True))
    harvested(lake, site("city", 1, failing=True))
    told = json.loads(status(lake, lake.parent / "warehouse", capsys, "--json"))
    assert told["runs"] == [] and told["others"]["harvest"]["counts"]["found"] == 1
    assert {name: (each["found"], each["failing"], each["fewer"]) for name, each in told["sites"].items()} == {
        "city": (1, True, False),
        "county": (2, False, True),
    }
    said = status(lake, lake.parent / "warehouse", capsys)
    (line,) = (line for line in said.splitlines() if line.startswith("harvest"))
    assert told["others"]["harvest"]["run"] in line and "1 of sites, 1 found, 1 new" in line
    assert "city" in said and "could not be fetched in full; 1 found" in said and "has fewer reports" in said


def test_locks_of_a_harvest_and_of_a_backup_are_told(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup = lake.parent / "backup"
    assert main(["backup", str(backup), "--raw", str(lake)]) == 0
    with only_writer(lake / "harvest"), only_writer(backup):
        told = json.loads(status(lake, lake.parent / "warehouse", capsys, "--json"))
    assert [lock["what"] for lock in told["locks"]] == ["a harvest", f"a backup to {backup}"]
    assert list(told["backups"]) == [str(backup)]


def test_the_page_has_them_beside_the_runs(lake: Path) -> None:
    harvested(lake, site("<b>", 2, fewer=True))
    with recorded(lake, None, {}, "backup") as recording:
        recording.count({"files": 1_234})
    with pytest.raises(RuntimeError), recorded(lake, lake.parent / "warehouse", {}):
        raise RuntimeError("failed")
    text = (lake.parent / "warehouse" / page.FOLDER / "index.html").read_text("utf-8")
    assert "1,234 files" in text and "&lt;b&gt;" in text and "has fewer reports than before" in text
    assert text.count('class="outcome done"') == 2 and "failed" in text


def test_many_sites_do_not_fill_the_record() -> None:
    counts = counts_of([site(f"s{number:04}", 1, failing=number == 999) for number in range(1_000)])
    assert counts["of sites"] == counts["found"] == 1_000 and len(counts["sites"]) == 300
    assert next(iter(counts["sites"])) == "s0999"


@pytest.mark.parametrize("place", ["raw/history/runs.jsonl", "raw/decisions.csv", "warehouse/gouji.duckdb"])
def test_a_folder_in_the_place_of_a_file_is_told_in_plain_words(
    copied: FinishedRun, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    path = copied.raw.parent / place if place.startswith("raw") else copied.warehouse / Path(place).name
    shutil.rmtree(path, ignore_errors=True)
    path.unlink(missing_ok=True)
    path.mkdir()
    said = status(copied.raw, copied.warehouse, capsys) + status(copied.raw, copied.warehouse, capsys, "hongze")
    assert "Errno" not in said and "Traceback" not in said
