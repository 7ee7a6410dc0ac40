"""Files that a disk or a person damages: the next run makes them again, or says which to restore; nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.damage import PRECIOUS, REPAIRED, WAYS, damage, flip
from bench.outcome import Outcome, differences, outcome
from flows.landing.current import current_landing
from flows.landing.land import land
from flows.warehouse.history import FINDINGS, History, HistoryError
from tests.conftest import FinishedRun
from tests.runs.again import run_again
from tests.shipped import copy_documents, landed_rows, put

HISTORY, DECISIONS, ROSTER = PRECIOUS
BUILT_AGAIN = ("gouji.duckdb", "marts/", "built.json")
Way = Callable[[bytes, Random], bytes]


@pytest.fixture(scope="module")
def undisturbed(finished_run: FinishedRun) -> Outcome:
    return outcome(finished_run.raw, finished_run.warehouse)


def without_builds() -> list[tuple[str, Way]]:
    """Each file that is made again without a build, with one way to damage it."""
    quick = [place for place in REPAIRED if not any(part in place for part in BUILT_AGAIN)]
    return [(place, WAYS[number % len(WAYS)]) for number, place in enumerate(quick)]


@pytest.mark.slow
@pytest.mark.parametrize(("place", "way"), without_builds(), ids=lambda value: getattr(value, "__name__", value))
def test_a_damaged_file_is_made_again(copied: FinishedRun, undisturbed: Outcome, place: str, way: Way) -> None:
    assert damage(copied.raw.parent, place, way, Random(place))
    assert run_again(copied) == 0
    assert differences(undisturbed, outcome(copied.raw, copied.warehouse)) == []


@pytest.mark.heavy
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", REPAIRED)
def test_whatever_is_damaged_the_next_build_repairs_it(copied: FinishedRun, place: str, way: Way) -> None:
    put(copied.raw, "new.txt", b"new")
    other = copied._replace(
        raw=copied.raw.parent / "other" / "raw", warehouse=copied.raw.parent / "other" / "warehouse"
    )
    copy_documents(other.raw)
    put(other.raw, "new.txt", b"new")
    assert damage(copied.raw.parent, place, way, Random(place))
    assert (run_again(copied), run_again(other)) == (0, 0)
    found, expected = outcome(copied.raw, copied.warehouse), outcome(other.raw, other.warehouse)
    assert differences(found, expected) == []


@pytest.mark.parametrize("way", WAYS)
def test_damaged_records_are_read_again_from_the_documents(tmp_path: Path, way: Way) -> None:
    raw = copy_documents(tmp_path / "raw", "hantai_agriculture_bureau_2025.txt", "list_of_reports.txt")
    first = land(raw)
    rows = landed_rows(raw)
    assert damage(tmp_path, "raw/records/cells/*/[!e]*.parquet", way, Random(1))
    assert current_landing(raw) is None
    assert land(raw) == first
    assert landed_rows(raw) == rows and current_landing(raw) == first._replace(read=0)


def test_damage_that_leaves_the_time_of_a_file_is_noticed_before_anything_is_built_of_it(tmp_path: Path) -> None:
    raw = copy_documents(tmp_path / "raw", "hantai_agriculture_bureau_2025.txt")
    land(raw)
    rows = landed_rows(raw)
    (path,) = (raw / "records").glob("cells/report_year=2*/*.parquet")
    before = path.stat()
    path.write_bytes(flip(path.read_bytes(), Random(3)))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    put(raw, "new.txt", b"new")
    land(raw)
    assert {name: landed_rows(raw)[name] for name in ("cells", "reports")} == {n: rows[n] for n in ("cells", "reports")}


def test_records_copied_without_their_times_are_not_read_again(tmp_path: Path) -> None:
    raw = copy_documents(tmp_path / "raw", "hantai_agriculture_bureau_2025.txt", "list_of_reports.txt")
    land(raw)
    for path in (raw / "records").rglob("*.parquet"):
        path.touch()
    assert current_landing(raw) is None
    assert land(raw).read == 0
    assert current_landing(raw) is not None


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """The history of three hundred findings, as a build keeps it."""
    rows = [{"finding_id": f"{number:016x}", "message": f"{number} ≠ {number + 1}"} for number in range(300)]
    (tmp_path / "marts").mkdir()
    pq.write_table(pa.Table.from_pylist(rows, FINDINGS), tmp_path / "marts" / "fct_finding_history.parquet")
    kept = History(tmp_path, None)  # type: ignore[arg-type]
    kept.folder.mkdir()
    kept.keep(tmp_path / "marts")
    return tmp_path / HISTORY.removeprefix("raw/")


def test_a_changed_bit_of_the_history_is_noticed_or_changes_nothing(history: Path) -> None:
    data, choice = history.read_bytes(), Random(1)
    kept = History(history.parents[1], None)  # type: ignore[arg-type]
    before, noticed = kept._findings(), 0
    for _ in range(200):
        history.write_bytes(flip(data, choice))
        try:
            assert kept._findings().equals(before)
        except HistoryError as error:
            noticed += str(history) in str(error) and "restore a copy" in str(error)
    assert noticed > 100


@pytest.mark.slow
@pytest.mark.parametrize("place", PRECIOUS)
def test_damage_to_what_cannot_be_made_again_stops_the_run_in_one_line(
    copied: FinishedRun, undisturbed: Outcome, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copied.raw.parent / place
    before = path.read_bytes() if path.exists() else None
    put(copied.raw, "new.txt", b"new")
    path.write_bytes(b"\xff\x00 not what it was")
    assert run_again(copied) == (1 if place == HISTORY else 2)
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and path.name in said and "Traceback" not in said
    (copied.raw / "documents" / "new.txt").unlink()
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)
    assert run_again(copied) == 0
    assert differences(undisturbed, outcome(copied.raw, copied.warehouse)) == []
