"""The main job: what a run produces, the next one skips, and a failing step leaves untouched."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from expectations import checkpoint
from expectations.checkpoint import Validation, ValidationError
from flows.cli import main
from flows.runs import job
from flows.warehouse import build as warehouse
from flows.warehouse.dictionary import Entry, entry
from tests import metricflow
from tests.built_warehouse import parquet_of
from tests.conftest import FinishedRun
from tests.runs.again import DUCKDB, published, run_again
from tests.shipped import DOCUMENTS, environment, put, shipped

STEPS = ["check", "build", "validate"]


class Stub(NamedTuple):
    """The steps of the flow replaced by functions that only record their calls."""

    calls: list[tuple[str, Any]]

    def names(self) -> list[str]:
        return [name for name, _ in self.calls]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    """Checking, building and validating take long, and are tested elsewhere."""
    calls: list[tuple[str, Any]] = []

    def noting(name: str, result: Any = None) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            calls.append((name, options or arguments))
            return result

        return call

    def building(*arguments: Any, validate: Callable[[Path, None], None], **_: bool) -> None:
        calls.append(("build", arguments))
        validate(Path(), None)

    monkeypatch.setattr(checkpoint, "check_records", noting("check", []))
    monkeypatch.setattr(checkpoint, "check_results", noting("validate", Validation([], [], 1, Path())))
    monkeypatch.setattr(warehouse, "build", building)
    return Stub(calls)


def test_a_run_succeeds_and_prints_a_summary(finished_run: FinishedRun) -> None:
    assert (finished_run.code, finished_run.err) == (0, "")
    assert "12 found = 9 extracted + 2 rejected + 1 duplicate; 11 read now" in finished_run.out
    assert re.search(r"findings   \d+ must, \d+ should; \d+ rules not assessed", finished_run.out)
    for name in (
        "site/index.html",
        "findings/findings.xlsx",
        DUCKDB,
        "marts",
        "data_docs/index.html",
        "docs/index.html",
    ):
        assert name in finished_run.out


def rows_of(file: Path) -> int:
    return pq.read_metadata(file).num_rows


def test_a_run_fills_the_marts(finished_run: FinishedRun) -> None:
    with duckdb.connect(finished_run.warehouse / DUCKDB, read_only=True) as connection:
        query = "select table_name from information_schema.tables where table_schema = 'marts' order by all"
        tables = [name for (name,) in connection.execute(query).fetchall()]
        counts = {name: connection.table(f"marts.{name}").count("*").fetchone()[0] for name in tables}
    marts = finished_run.warehouse / "marts"
    assert counts == {name: sum(map(rows_of, marts.glob(parquet_of(name)))) for name in tables}
    assert (counts["fct_documents"], counts["fct_reports"], counts["fct_statements"] > 9) == (12, 9, True)
    empty = ["fct_revisions", "mart_agency_matches", "mart_similar_narratives"]
    assert [name for name, rows in counts.items() if not rows] == empty


def test_a_run_leaves_site_workbook_data_docs_and_dictionary(finished_run: FinishedRun) -> None:
    reports = "".join(path.read_text("utf-8") for path in (finished_run.warehouse / "site/data/reports").rglob("*.js"))
    assert (finished_run.warehouse / "site/index.html").exists()
    assert "洪泽区人民政府" in reports and "10 + 1 + 0 + 0 = 11 ≠ 0" in reports
    sheet = load_workbook(finished_run.warehouse / "findings/findings.xlsx")["问题清单"]
    cells = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"洪泽区人民政府", "行政复议：10 + 1 + 0 + 0 = 11 ≠ 0（总计）"} <= cells
    with duckdb.connect(finished_run.warehouse / DUCKDB, read_only=True) as connection:
        (found,) = connection.execute("select count(*) from marts.fct_findings").fetchone() or (0,)
    assert sheet.max_row == found + 1
    assert "读取记录" in (finished_run.warehouse / "data_docs/index.html").read_text("utf-8")
    assert "fct_rule_results" in (finished_run.warehouse / "docs/index.html").read_text("utf-8")
    assert not list(finished_run.warehouse.glob(".building")) and not list(finished_run.warehouse.rglob("*.draft"))


def test_the_dictionary_is_in_the_database_and_its_examples_are_true(finished_run: FinishedRun) -> None:
    """True of some mart that the entry is about; where none of them has a value, one of the right type."""
    days = {"first_seen", "last_seen"}
    examples: dict[Entry, tuple[Any, set[Any]]] = {}
    with duckdb.connect(str(finished_run.warehouse / "gouji.duckdb"), read_only=True) as connection:
        known = "select table_name, column_name, data_type, comment from duckdb_columns() where schema_name = 'marts'"
        for mart, column, kind, comment in connection.execute(known).fetchall():
            line = entry(mart, column)
            assert comment == line.text
            ((example,),) = connection.execute(f"select cast(? as {kind})", [line.example]).fetchall()
            found = connection.execute(f"select distinct {column} from marts.{mart}").fetchall()
            examples.setdefault(line, (example, set()))[1].update(value for (value,) in found if value is not None)
    untrue = [line for line, (example, found) in examples.items() if found and example not in found]
    assert [(line.column, line.marts, line.example) for line in untrue if line.column not in days] == []


@pytest.mark.slow
@metricflow.needed
def test_the_documented_metrics_are_those_of_a_run(finished_run: FinishedRun, tmp_path: Path) -> None:
    page = (DOCUMENTS.parents[1] / "docs" / "metrics.md").read_text("utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", page, re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.startswith(("dbt ", "mf "))]
    printed = metricflow.printed(finished_run.warehouse / "gouji.duckdb", tmp_path, *commands)
    lines = [line.rstrip() for line in printed.splitlines()]
    (answer,) = re.findall(r"<!-- answer -->\n```\n(.*?)```", page, re.DOTALL)
    assert "\n".join(answer.splitlines()) in "\n".join(lines)


def test_a_new_document_a_changed_rule_or_a_lost_warehouse_causes_a_build(
    copied: FinishedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert job.nothing_new(copied.raw, copied.warehouse) is not None
    assert job.nothing_new(copied.raw, copied.warehouse.with_name("other")) is None
    with monkeypatch.context() as patch:
        patch.setattr(job, "fingerprint", lambda _: "another rule")
        assert job.nothing_new(copied.raw, copied.warehouse) is None
    put(copied.raw, "new.txt", b"new")
    assert job.nothing_new(copied.raw, copied.warehouse) is None
    (copied.raw / "documents/new.txt").unlink()
    assert job.nothing_new(copied.raw, copied.warehouse) is not None
    (copied.warehouse / DUCKDB).unlink()
    assert job.nothing_new(copied.raw, copied.warehouse) is None


def decided_in(copied: FinishedRun, *sections: int) -> int:
    """Accept the findings of a rule on these tables, and return their number."""
    with duckdb.connect(copied.warehouse / DUCKDB, read_only=True) as connection:
        query = "select distinct finding_id from marts.fct_findings where severity = 'must' and section in ?"
        found = connection.execute(query, [list(sections)]).fetchall()
    places = ["--raw", str(copied.raw), "--warehouse", str(copied.warehouse)]
    for (finding,) in found:
        assert main(["decide", finding, "accepted", "--by", "王某", "--reason", "另行更正", *places]) == 0
    return len(found)


@pytest.mark.slow
def test_accepted_findings_cause_a_build_and_no_longer_count(
    copied: FinishedRun, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = re.compile(r"findings   (\d+) must, (\d+) should(?:; (\d+) unfounded, accepted or corrected)?;")
    must, should, _ = (int(number or 0) for number in re.findall(counted, copied.out)[0])
    accepted = decided_in(copied, 4)
    assert accepted == 2
    assert run_again(copied, "--fail-on", "must", "--region", "洪泽") == 0
    assert run_again(copied) == 0
    said = re.findall(counted, capsys.readouterr().out)
    assert said == [("0", "2", "2"), (str(must - 2), str(should), "2")]
    header, *lines = load_workbook(copied.warehouse / "findings/findings.xlsx")["问题清单"].iter_rows(values_only=True)
    at = header.index("处理情况")
    assert sum("王某" in (line[at] or "") for line in lines) == accepted
    pieces = (copied.warehouse / "site/data/reports").rglob("*.js")
    assert any("王某" in path.read_text("utf-8") for path in pieces)


def test_a_full_refresh_reads_and_builds_everything(
    copied: FinishedRun, stub: Stub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_again(copied, "--full-refresh") == 0
    assert stub.names() == STEPS
    assert "11 read now" in capsys.readouterr().out


def test_a_new_document_is_built_and_remembered(copied: FinishedRun, stub: Stub) -> None:
    put(copied.raw, "new.txt", b"new")
    assert run_again(copied) == 0
    assert stub.names() == STEPS
    assert job.nothing_new(copied.raw, copied.warehouse) is not None


def failing(error: Exception, times: int, function: Callable[..., Any]) -> tuple[list[int], Callable[..., Any]]:
    """The function, failing at first, and the list in which it records its calls."""
    calls: list[int] = []

    def call(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) <= times:
            raise error
        return function(*arguments, **options)

    return calls, call


def test_records_that_break_the_contract_stop_the_run(
    copied: FinishedRun, stub: Stub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = published(copied.warehouse)
    monkeypatch.setattr(checkpoint, "check_records", lambda *_: ["每份报告有编号（1 份：abc）"])
    assert run_again(copied, "--full-refresh") == 1
    assert not stub.calls
    assert "每份报告有编号（1 份：abc）" in capsys.readouterr().err
    assert published(copied.warehouse) == before


def test_a_warehouse_that_could_not_be_validated_is_built_and_validated_again(
    copied: FinishedRun, stub: Stub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(copied.raw, "new.txt", shipped("wuxing_district_office_2024.txt") + b"\n")
    with monkeypatch.context() as patch:
        _, failing_once = failing(ValidationError("报告·规则: Great Expectations failed"), 1, lambda *_: None)
        patch.setattr(checkpoint, "check_results", failing_once)
        assert run_again(copied) == 1
    said = capsys.readouterr().err
    assert re.fullmatch(r"gouji: 报告·规则: Great Expectations failed; log: \S+/logs/\S+\.jsonl\n", said)
    assert job.nothing_new(copied.raw, copied.warehouse) is None
    stub.calls.clear()
    assert run_again(copied) == 0
    assert stub.names() == STEPS
    assert job.nothing_new(copied.raw, copied.warehouse) is not None


FAILING_BUILD = """
import sys
from pathlib import Path
from flows import cli, settings
settings.apply(Path(sys.argv[2]))
from expectations import checkpoint
from flows.warehouse import build as warehouse
from flows.warehouse.dictionary import Entry, entry
from flows.warehouse.build import WarehouseError
checkpoint.check_records = lambda *_: []
def build(*_, **__):
    raise WarehouseError("dbt build failed: fct_cells: Runtime Error\\n  it is broken")
warehouse.build = build
sys.exit(cli.main(["run", "--raw", sys.argv[1], "--warehouse", sys.argv[2], *sys.argv[3:]]))
"""


def run_with_a_failing_build(copied: FinishedRun, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", FAILING_BUILD, str(copied.raw), str(copied.warehouse), *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=DOCUMENTS.parents[1], env=environment())


def test_a_full_refresh_that_fails_is_not_forgotten(copied: FinishedRun) -> None:
    assert run_with_a_failing_build(copied, "--full-refresh").returncode == 1
    assert job.nothing_new(copied.raw, copied.warehouse) is None


def test_a_failing_step_is_reported_in_one_line_and_published_files_stay(copied: FinishedRun) -> None:
    before = published(copied.warehouse)
    put(copied.raw, "new.txt", shipped("wuxing_district_office_2024.txt") + b"\n")
    answer = run_with_a_failing_build(copied)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert published(copied.warehouse) == before
    said = re.fullmatch(r"gouji: dbt build failed: fct_cells: Runtime Error it is broken; log: (.+)\n", answer.stderr)
    assert said and "WarehouseError" in Path(said[1]).read_text("utf-8")
