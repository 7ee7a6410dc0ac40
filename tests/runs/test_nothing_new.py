"""A run that finds nothing new writes nothing and loads nothing; what was lost is written again."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from flows.landing.locks import only_writer
from flows.operations import records
from flows.runs import job, report, terminal
from tests.conftest import FinishedRun
from tests.runs.again import run_again
from tests.shipped import DOCUMENTS, environment


def everything(finished_run: FinishedRun) -> dict[str, tuple[int, int]]:
    """Every file and folder next to the documents and of the warehouse, with inode and time of change.

    All but the records of runs, to which each run adds a line.
    """
    roots = [finished_run.raw, finished_run.warehouse]
    paths = [path for root in roots for path in (root, *root.rglob("*")) if path.name != "runs.jsonl"]
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


@pytest.mark.parametrize("left", ["nothing", "a draft", "an earlier one"])
def test_the_page_of_runs_is_written_again_where_a_run_was_killed_before_it_could(
    copied: FinishedRun, left: str
) -> None:
    page = copied.warehouse / "operations/index.html"
    if left == "nothing":
        page.unlink()
    elif left == "a draft":
        page.with_name("index.html.draft").write_text("<html>")
    else:
        page.write_text("earlier")
        os.utime(page, (0, 0))
    assert run_again(copied) == 0
    assert [path.name for path in page.parent.iterdir() if not path.name.startswith(".")] == ["index.html"]
    (last, *_) = [run for run in records.read(copied.raw) if run.outcome == records.DONE]
    assert last.run in page.read_text("utf-8")


SITE, WORKBOOK = "site/index.html", "findings/findings.xlsx"


def written(copied: FinishedRun, *options: str) -> set[str]:
    """Which of site and workbooks a run writes."""

    def states() -> set[tuple[str, int]]:
        found = [copied.warehouse / SITE, *copied.warehouse.glob("findings/*.xlsx")]
        return {(path.relative_to(copied.warehouse).as_posix(), path.stat().st_ino) for path in found if path.exists()}

    before = states()
    assert run_again(copied, *options) == 0
    return {name for name, _ in states() - before}


@pytest.mark.parametrize("name", [SITE, WORKBOOK, "site/data/meta.js"])
def test_what_is_lost_or_changed_is_written_again(copied: FinishedRun, name: str) -> None:
    path = copied.warehouse / name
    content, one = path.read_bytes(), {WORKBOOK} if name == WORKBOOK else {SITE}
    path.unlink()
    assert written(copied) == one
    path.write_bytes(b"changed")
    assert written(copied) == one
    assert abs(len(path.read_bytes()) - len(content)) < 100
    assert written(copied) == set()


def test_another_question_has_written_what_answers_it(copied: FinishedRun) -> None:
    # The site and the first workbook show every year and region.
    for options, names in (
        (["--year", "2022"], {"findings/findings-2022.xlsx"}),
        (["--year", "2023", "--region", "洪泽"], {"findings/findings-2023-洪泽.xlsx"}),
        (["--region", "洪泽"], {"findings/findings-洪泽.xlsx"}),
        (["--year", "2022"], set()),
        (["--today", "2026-06-01"], {SITE, WORKBOOK}),
    ):
        assert written(copied, *options) == names, options
        assert written(copied, *options) == set(), options


def test_choices_are_few_and_none_that_somebody_works_on_is_removed(
    copied: FinishedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "_MOST_CHOICES", 2)
    edited, one, other = (f"findings/findings-{name}.xlsx" for name in ("2022", "2023", "洪泽"))
    assert written(copied, "--year", "2022") == {edited}
    (copied.warehouse / edited).write_bytes(b"filled in")
    (copied.warehouse / "findings/findings-mine.xlsx").write_bytes(b"somebody else's")
    assert written(copied, "--year", "2023") == {one}
    assert written(copied, "--region", "洪泽") == {other}
    assert written(copied, "--region", "瑞金") == {"findings/findings-瑞金.xlsx"}
    assert {path.name for path in copied.warehouse.glob("findings/*.xlsx")} == {
        "findings.xlsx", "findings-2022.xlsx", "findings-mine.xlsx", "findings-洪泽.xlsx", "findings-瑞金.xlsx",
    }  # fmt: skip
    assert written(copied) == set()


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


@pytest.mark.parametrize("place", ["site", "findings"])
def test_two_runs_do_not_write_site_or_workbook_at_once(
    copied: FinishedRun, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    with only_writer(copied.warehouse / place):
        assert run_again(copied, "--today", "2026-06-01") == 1
    assert "another run is writing there" in capsys.readouterr().err
    assert run_again(copied, "--today", "2026-06-01") == 0


@pytest.mark.parametrize("name", ["gouji.duckdb", "marts/fct_reports.parquet", "marts/fct_cells/2023.parquet"])
def test_marts_that_someone_wrote_to_are_built_again(copied: FinishedRun, name: str) -> None:
    assert job.nothing_new(copied.raw, copied.warehouse) is not None
    (copied.warehouse / name).touch()
    assert job.nothing_new(copied.raw, copied.warehouse) is None
