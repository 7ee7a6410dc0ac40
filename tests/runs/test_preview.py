"""A preview says what a run would change, which is what it then does change, and changes nothing itself."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from expectations.catalogue import FORMAT_DIR
from flows.cli import main
from flows.keeping.difference import PARTS, compare
from flows.landing.locks import only_writer
from tests.conftest import FinishedRun
from tests.runs.again import run_again
from tests.shipped import put, shipped

ROOT = Path(__file__).parents[2]
EDITED, MISPRINTED = "suichang_county_2023.txt", "hongze_district_2023.html"
_CACHES = ("seen.json", ".lock", ".run.lock", ".seen.lock")


def digests(*folders: Path) -> dict[str, str]:
    """All files but those of the preview itself, and what only remembers digests."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.name not in _CACHES]
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if "preview" not in path.parts
    }  # fmt: skip


def lines(run: FinishedRun, name: str) -> list[dict[str, str]]:
    with (run.warehouse / "preview" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.heavy
def test_new_and_edited_documents(copied: FinishedRun, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_again(copied, "--preview") == 0
    assert capsys.readouterr().out == "nothing to preview: a run would change nothing\n"
    put(copied.raw, EDITED, shipped(EDITED).replace(b"10", b"11"))
    put(copied.raw, "new.txt", shipped("wuxing_district_office_2024.txt") + "另".encode())
    before = digests(copied.raw, copied.warehouse)
    assert run_again(copied, "--preview") == 0
    assert digests(copied.raw, copied.warehouse) == before
    said = capsys.readouterr().out
    assert "| documents | 1 | 0 | 1 |\n| reports | 1 | 0 | 1 |\n" in said and "| outcomes_sum | 2 | 0 | 0 |" in said
    assert said == (copied.warehouse / "preview/summary.md").read_text("utf-8")
    changed = [line for line in lines(copied, "cells") if line["change"] == "changed"]
    assert {line["document"] for line in changed} == {EDITED} and all(line["line_number"] for line in changed)
    assert not [*copied.raw.glob(".preview*"), *copied.warehouse.glob(".preview*")]
    assert_is_what_a_run_changes(copied)


def assert_is_what_a_run_changes(run: FinishedRun) -> None:
    old, folder = run.warehouse.with_name("old.duckdb"), run.warehouse.with_name("differences")
    shutil.copyfile(run.warehouse / "gouji.duckdb", old)
    assert run_again(run) == 0
    folder.mkdir()
    with compare(old, run.warehouse / "gouji.duckdb", folder) as connection:
        for part in PARTS:
            foreseen = connection.read_parquet(str(run.warehouse / "preview" / f"{part.name}.parquet"))
            assert sorted(map(str, foreseen.fetchall())) == sorted(map(str, connection.table(part.name).fetchall()))


@pytest.mark.heavy
def test_another_form(copied: FinishedRun, tmp_path: Path) -> None:
    """A misprint that is not known any more, and a rule that became a recommendation."""
    form = tmp_path / "form"
    shutil.copytree(FORMAT_DIR, form)
    labels = (form / "labels.csv").read_text("utf-8").splitlines(keepends=True)
    (form / "labels.csv").write_text("".join(line for line in labels if "其他法律行政止公开" not in line), "utf-8")
    rules = (form / "rules.csv").read_text("utf-8").splitlines(keepends=True)
    less = [line.replace(",must,", ",should,") if line.startswith("proceedings_sum,") else line for line in rules]
    (form / "rules.csv").write_text("".join(less), "utf-8")
    before = digests(copied.raw, copied.warehouse)
    places = ["--raw", str(copied.raw), "--warehouse", str(copied.warehouse)]
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "run", "--preview", *places],
        env={**os.environ, "GOUJI_FORMAT": str(form), "PYTHONPATH": str(ROOT)},
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert digests(copied.raw, copied.warehouse) == before
    cells = lines(copied, "cells")
    assert {line["document"] for line in cells} == {MISPRINTED}
    severities = {line["rule"]: (line["severity_before"], line["severity_after"]) for line in lines(copied, "findings")
                  if line["change"] == "changed"}  # fmt: skip
    assert severities["proceedings_sum"] == ("must", "should")
    assert "| documents | 0 | 0 | 0 |" in done.stdout and "## By layout" in done.stdout


def test_without_a_warehouse_there_is_nothing_to_compare(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--raw", str(raw), "--warehouse", str(raw.parent / "none"), "--preview"]) == 2
    assert "is not there to be compared with; run gouji run first" in capsys.readouterr().err


@pytest.mark.heavy
@pytest.mark.parametrize("option", ["--year=2023", "--region=浙江省", "--fail-on=must"])
def test_an_option_that_a_preview_does_not_heed_is_refused(
    copied: FinishedRun, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert run_again(copied, "--preview", option) == 2
    assert capsys.readouterr().err.startswith("gouji: --preview: leave --year, --region and --fail-on out")


@pytest.mark.heavy
def test_what_a_killed_preview_left_goes_with_the_next_run(copied: FinishedRun) -> None:
    left = [copied.raw / ".preview", copied.warehouse / ".preview", copied.warehouse / ".preview.draft"]
    for folder in left:
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / "file").write_bytes(b"left")
    (copied.raw / ".preview/documents").symlink_to(copied.raw / "documents")
    put(copied.raw, "new.txt", b"no report")
    assert run_again(copied) == 0
    assert not any(folder.exists() for folder in left) and (copied.raw / "documents" / MISPRINTED).exists()


def test_a_preview_waits_for_no_run(copied: FinishedRun, capsys: pytest.CaptureFixture[str]) -> None:
    with only_writer(copied.raw / ".records", ".run.lock"):
        assert run_again(copied, "--preview") == 1
    assert "another run is writing there" in capsys.readouterr().err


def test_a_list_is_no_formula_and_its_figures_are_short(tmp_path: Path) -> None:
    folder = tmp_path / "preview"
    folder.mkdir()
    for name, document in (("before", "a"), ("after", "=1+1")):
        with duckdb.connect(tmp_path / f"{name}.duckdb") as connection:
            connection.execute("create schema marts")
            for part in PARTS:
                mart = "fct_" + part.name
                columns = {*part.key, *part.compared, *part.told, "report_id"}
                kinds = {"value": "decimal(38, 8)", "is_current": "boolean"}
                typed = ", ".join(f"{column} {kinds.get(column, 'varchar')}" for column in sorted(columns))
                if part.name in ("cells", "findings"):
                    typed = typed.replace("document varchar, ", "").replace("layout varchar, ", "")
                extra = ", is_latest boolean, document varchar" if part.name == "findings" else ""
                connection.execute(f"create table marts.{mart} ({typed}{extra})")
            connection.execute("insert into marts.fct_reports (report_id, document) values ('r', $1)", [document])
            connection.execute("insert into marts.fct_cells (report_id, section, item, measure, value) values "
                               "('r', '2', 'i', 'm', 20.5)")  # fmt: skip
    with compare(tmp_path / "before.duckdb", tmp_path / "after.duckdb", folder):
        written = (folder / "cells.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in written[1:]] == [["gone", "a"], ["new", "'=1+1"]]
    assert ",20.5," in written[1]
