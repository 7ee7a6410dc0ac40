"""An upgrade of what released versions left: nothing is lost, everything is made again as if from nothing."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench.outcome import differences, outcome
from flows.cli import main
from flows.landing.current import GONE as LIST_OF_GONE
from flows.landing.current import READER
from flows.landing.fingerprint import fingerprint
from flows.landing.mark import in_force
from flows.warehouse import decisions
from tests.conftest import FinishedRun
from tests.runs.again import published, run_again
from tests.upgrades.left import DAY, NEWEST, REMOVED, VERSIONS, WHOLE, rows, run_on, unpack
from tests.upgrades.make import FIRST, GONE, LAST

ROOT = Path(__file__).parents[2]
HISTORY = "select finding_id, first_seen from marts.fct_finding_history where gone_since is null"
Upgrade = Callable[[str], FinishedRun]

# An upgrade takes half a minute: only that from the last version is one of the faster tests.
_of_each = [pytest.param(one, marks=pytest.mark.slow if one == NEWEST else pytest.mark.heavy) for one in VERSIONS]
of_each_version = pytest.mark.parametrize("version", _of_each)
of_each_whole_version = pytest.mark.parametrize("version", WHOLE)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_what_each_released_version_left_is_there() -> None:
    released = re.findall(r"^## (\d\S*) \(", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert released and {*released} <= {*VERSIONS}


@of_each_whole_version
def test_a_warehouse_is_as_it_was_left(version: str, tmp_path: Path) -> None:
    """Else it would be built again whoever comes, and nothing would show that this version knows it as another's."""
    unpack(version, tmp_path)
    files = json.loads((tmp_path / "warehouse/built.json").read_bytes())["files"]
    states = {name: (tmp_path / "warehouse" / name).stat() for name in files}
    assert "gouji.duckdb" in files
    assert files == {name: [state.st_size, state.st_mtime_ns] for name, state in states.items()}


@of_each_version
def test_what_a_version_left_goes_on(upgrade: Upgrade, version: str, tmp_path: Path) -> None:
    upgraded, left = upgrade(version), unpack(version, tmp_path)
    assert (upgraded.code, upgraded.err) == (0, "")
    current = in_force(left)
    read = 0 if current and current.mark.reader == fingerprint(READER) else 2
    assert f"2 found = 2 extracted + 0 rejected + 0 duplicate; {read} read now" in upgraded.out
    before = pq.read_table(left / "history/findings.parquet").to_pylist()
    assert {found["first_seen"] for found in before} == {day(FIRST)}
    now: dict[object, object] = dict(rows(upgraded.warehouse, HISTORY))  # type: ignore[arg-type]
    there = [found for found in before if found["gone_since"] is None and found["document"] != REMOVED]
    seen = {found["finding_id"]: found["first_seen"] for found in there}
    assert seen and now == now | seen


@of_each_version
def test_only_what_was_removed_is_told_as_gone(upgrade: Upgrade, version: str) -> None:
    upgraded = upgrade(version)
    assert "1 documents landed before are gone or changed" in upgraded.out
    with (upgraded.raw / LIST_OF_GONE).open(encoding="utf-8-sig", newline="") as file:
        *_, last = csv.DictReader(file)
    assert (last["document"], last["what"]) == (REMOVED, "gone")
    gone = (
        "select distinct document, gone_since, gone_because from marts.fct_finding_history"
        " where gone_since is not null order by gone_since"
    )
    assert rows(upgraded.warehouse, gone) == [(GONE, day(LAST), "report_gone"), (REMOVED, day(DAY), "report_gone")]


@of_each_version
def test_what_was_decided_stays(upgrade: Upgrade, version: str) -> None:
    upgraded = upgrade(version)
    ((_, decided),) = decisions.read(upgraded.raw)
    state = f"select state, decided_by, state_reason from marts.fct_findings where finding_id = '{decided.finding_id}'"
    assert set(rows(upgraded.warehouse, state)) == {("accepted", "王某", "两处口径不同")}


@of_each_version
def test_a_second_run_finds_nothing_new(upgrade: Upgrade, version: str) -> None:
    upgraded = upgrade(version)
    before = published(upgraded.warehouse)
    again = run_on(upgraded.raw, upgraded.warehouse)
    assert (again.code, again.err) == (0, "")
    assert "0 read now (nothing new:" in " ".join(again.out.split()) and "gone" not in again.out
    assert published(upgraded.warehouse) == before


@pytest.mark.slow
@of_each_whole_version
def test_all_is_as_built_from_nothing_on_a_restored_backup(upgrade: Upgrade, version: str, tmp_path: Path) -> None:
    """Of the same documents, decisions and history: records, history, every mart, each page of the site, workbook."""
    upgraded, restored = upgrade(version), tmp_path / "restored/raw"
    left = unpack(version, tmp_path)
    backup = str(tmp_path / "backup")
    assert main(["backup", backup, "--verify"]) == 0
    assert main(["restore", backup, "--raw", str(restored)]) == 0
    for name in ("decisions.csv", "history/findings.parquet", f"documents/{REMOVED}"):
        assert (restored / name).read_bytes() == (left / name).read_bytes()
    (restored / "documents" / REMOVED).unlink()
    new = run_on(restored, tmp_path / "restored/warehouse")
    assert (new.code, new.err) == (0, "")
    found, expected = outcome(upgraded.raw, upgraded.warehouse), outcome(new.raw, new.warehouse)
    assert sum(name.startswith("mart ") for name in expected) > 40
    assert differences(found, expected) == []


@of_each_whole_version
def test_status_reads_what_a_version_left(version: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = unpack(version, tmp_path)
    assert main(["status", "--json", "--raw", str(raw), "--warehouse", str(tmp_path / "warehouse")]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["problems"] == [] and status["waiting"]["decisions"] == 0
    assert (status["documents"]["found"], status["reports"]["current"]) == (3, 3)
    assert [(run["version"], run["outcome"], run["asked"]) for run in status["runs"]] == [
        (version, "done", {"day": LAST}),
        (version, "done", {"day": FIRST}),
    ]
    assert {"severity": "must", "state": "accepted", "findings": 1} in status["findings"]


@pytest.mark.heavy
@of_each_whole_version
def test_a_preview_compares_with_what_a_version_left(
    version: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = FinishedRun(unpack(version, tmp_path), tmp_path / "warehouse", 0, "", "")
    (run.raw / "documents" / REMOVED).unlink()
    before = published(run.warehouse)
    assert run_again(run, "--preview", "--today", DAY) == 0
    assert "| documents | 0 | 1 | 0 |\n| reports | 0 | 1 | 0 |\n" in capsys.readouterr().out
    assert published(run.warehouse) == before
