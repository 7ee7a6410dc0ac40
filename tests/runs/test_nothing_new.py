"""A run that finds nothing new writes nothing and loads nothing; what was lost is written again."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flows.landing.locks import only_writer
from flows.runs import job, terminal
from tests.conftest import FinishedRun
from tests.runs.again import run_again
from tests.shipped import DOCUMENTS, environment


def everything(finished_run: FinishedRun) -> dict[str, tuple[int, int]]:
    """Every file and folder next to the documents and of the warehouse, with inode and time of change."""
    roots = [finished_run.raw, finished_run.warehouse]
    paths = [path for root in roots for path in (root, *root.rglob("*"))]
    return {str(path): (path.lstat().st_ino, path.lstat().st_ctime_ns) for path in paths}


def test_if_nothing_is_new_nothing_is_written_and_the_job_is_not_started(
    finished_run: FinishedRun, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(finished_run)
    monkeypatch.setattr(terminal, "_run_with_progress", lambda *_: pytest.fail("the job was started"))
    assert run_again(finished_run) == 0
    said = capsys.readouterr().out
    assert "0 read now" in said and "nothing new" in said
    assert said.splitlines()[-9:] == finished_run.out.splitlines()[-9:]
    assert everything(finished_run) == before


def test_if_nothing_is_new_no_library_is_loaded(finished_run: FinishedRun) -> None:
    code = (
        "import sys; from flows.cli import main; code = main(sys.argv[1:]);"
        "print(sorted({name.split('.')[0] for name in sys.modules} & set(sys.argv[-1].split())), file=sys.stderr)"
    )
    heavy = "prefect dbt great_expectations duckdb pyarrow pandas numpy polars jinja2"
    places = ["--raw", str(finished_run.raw), "--warehouse", str(finished_run.warehouse)]
    code = code.replace("main(sys.argv[1:])", "main(sys.argv[1:-1])")
    command = [sys.executable, "-c", code, "run", *places, heavy]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=DOCUMENTS.parents[1], env=environment())
    assert (answer.returncode, answer.stderr) == (0, "[]\n")


def test_the_page_is_written_again_if_it_is_lost_or_changed_or_asked_for_otherwise(copied: FinishedRun) -> None:
    page = copied.warehouse / "findings/index.html"
    run_again(copied)
    page.unlink()
    run_again(copied)
    written = page.read_bytes()
    page.write_bytes(b"changed")
    run_again(copied)
    assert len(page.read_bytes()) == len(written)
    before = page.stat().st_mtime_ns
    for options in (["--year", "2022"], ["--year", "2023"], ["--region", "洪泽"], ["--today", "2026-06-01"]):
        run_again(copied, *options)
        assert page.stat().st_mtime_ns != before, options
        before = page.stat().st_mtime_ns
        run_again(copied, *options)
        assert page.stat().st_mtime_ns == before, options


def test_the_list_of_the_rejected_is_written_again_if_it_is_lost(
    copied: FinishedRun, capsys: pytest.CaptureFixture[str]
) -> None:
    (copied.raw / "rejected/rejected.csv").unlink()
    assert run_again(copied) == 0
    assert "explanation" in (copied.raw / "rejected/rejected.csv").read_text("utf-8")
    assert "nothing new" in capsys.readouterr().out


@pytest.mark.parametrize("note", ["", "{}", "[]", '{"generation": "another", "expectations": 1}'])
def test_a_damaged_note_of_what_was_built_causes_a_build(copied: FinishedRun, note: str) -> None:
    (copied.warehouse / "built.json").write_text(note, "utf-8")
    assert job.nothing_new(copied.raw, copied.warehouse) is None


@pytest.mark.parametrize("place", ["marts", "inputs", "docs", "data_docs", "gouji.duckdb"])
def test_a_result_that_is_lost_causes_a_build(copied: FinishedRun, place: str) -> None:
    assert job.nothing_new(copied.raw, copied.warehouse) is not None
    (copied.warehouse / place).rename(copied.warehouse / "lost")
    assert job.nothing_new(copied.raw, copied.warehouse) is None


def test_two_runs_do_not_write_the_page_at_once(copied: FinishedRun, capsys: pytest.CaptureFixture[str]) -> None:
    with only_writer(copied.warehouse / "findings"):
        assert run_again(copied, "--year", "2022") == 1
    assert "another run is writing there" in capsys.readouterr().err
    assert run_again(copied, "--year", "2022") == 0


@pytest.mark.parametrize("name", ["gouji.duckdb", "marts/fct_reports.parquet", "marts/fct_cells/2023.parquet"])
def test_marts_that_someone_wrote_to_are_built_again(copied: FinishedRun, name: str) -> None:
    assert job.nothing_new(copied.raw, copied.warehouse) is not None
    (copied.warehouse / name).touch()
    assert job.nothing_new(copied.raw, copied.warehouse) is None
