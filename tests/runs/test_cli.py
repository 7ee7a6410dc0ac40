"""The commands: exit codes, what they print where, and one-line errors for bad input."""

from __future__ import annotations

import errno
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from flows.checking.check import check
from flows.cli import main
from flows.reading.records import Cell, Locator, Notice, Report
from tests.conftest import FinishedRun
from tests.shipped import DOCUMENTS, cpu_seconds_of_children, put

GOOD, WRONG = DOCUMENTS / "ruijin_city_2022.txt", DOCUMENTS / "hongze_district_2023.html"
CARRIED = DOCUMENTS / "wuxing_district_office_2024.txt"
NO_REPORT = DOCUMENTS / "list_of_reports.txt"
ROOT = Path(__file__).parents[2]


class Answer(NamedTuple):
    """The outcome of a command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The JSON Lines printed."""
        return [json.loads(line) for line in self.out.splitlines()]


Gouji = Callable[..., Answer]


def option_id(value: object) -> str | None:
    """How options appear in the id of a test."""
    return " ".join(value) or "none" if isinstance(value, list) else None


@pytest.fixture
def gouji(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Gouji:
    """Calls a command in this process."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> Answer:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Answer(code, *capfd.readouterr())

    return call


def is_one_line(answer: Answer) -> bool:
    """One line on standard error, from gouji, without a Python traceback, and nothing on standard output."""
    return answer.out == "" and bool(re.fullmatch(r"gouji: [^\n]+\n", answer.err)) and "Traceback" not in answer.err


@pytest.mark.parametrize("command", ["run", "check", "extract", "decide", "publish", "schedule"])
def test_help_shows_an_example(gouji: Gouji, command: str) -> None:
    answer = gouji(command, "--help")
    assert answer.code == 0
    assert f"example: gouji {command} " in " ".join(answer.out.split())
    assert command in gouji("--help").out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["check"],
        ["run", "--year", "last"],
        ["run", "--fail-on", "all"],
        ["run", "--today", "soon"],
        ["extract", "--bad", "x"],
    ],
    ids=option_id,
)
def test_bad_usage_exits_with_2(gouji: Gouji, arguments: list[str]) -> None:
    answer = gouji(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert "Traceback" not in answer.err


def test_check_of_a_good_report_exits_with_0(gouji: Gouji) -> None:
    answer = gouji("check", GOOD)
    assert (answer.code, answer.err) == (0, "")
    c = check(GOOD).counts
    summary = f"相符 {c['hold']}，不符 {c['fail']}，不适用 {c['not_applicable']}，未能核验 {c['not_assessed']}"
    assert summary in answer.out
    assert "必须更正" not in answer.out


def test_check_of_a_wrong_report_exits_with_3_and_says_what_is_wrong(gouji: Gouji) -> None:
    answer = gouji("check", WRONG)
    assert (answer.code, answer.err) == (3, "")
    for text in ("必须更正", "复议诉讼合计", "行政复议：10 + 1 + 0 + 0 = 11 ≠ 0（总计）", "不符"):
        assert text in answer.out


@pytest.mark.parametrize("path", [NO_REPORT, DOCUMENTS / "nowhere.txt", DOCUMENTS], ids=lambda path: path.name)
def test_check_of_anything_but_a_report_exits_with_2(gouji: Gouji, path: Path) -> None:
    answer = gouji("check", path)
    assert answer.code == 2
    assert is_one_line(answer) and str(path) in answer.err


def test_check_reports_on_every_file_given(gouji: Gouji) -> None:
    answer = gouji("check", "--json", GOOD, WRONG)
    assert answer.code == 3
    assert [found["document"] for found in answer.lines] == [str(GOOD), str(WRONG)]


@pytest.mark.parametrize(("year", "code"), [("2023", 0), ("2021", 2)])
def test_check_with_last_years_report(gouji: Gouji, tmp_path: Path, year: str, code: int) -> None:
    draft, before = tmp_path / "draft.txt", tmp_path / "before.txt"
    # The narrative states 11 for 2 + 8.
    text = CARRIED.read_text("utf-8").replace("部分公开11件", "部分公开10件")
    draft.write_text(text, "utf-8")
    text = text.replace("2024年", f"{year}年").replace("| 102 |", "| 94 |")
    before.write_text(text.replace("继续办理 | 3 | 0 |", "继续办理 | 0 | 3 |"), "utf-8")
    answer = gouji("check", draft, "--previous", before)
    assert answer.code == code
    if code:
        assert is_one_line(answer) and "before.txt" in answer.err
    else:
        assert "必须更正" not in answer.out


def test_last_years_report_is_accepted_with_one_file_only(gouji: Gouji) -> None:
    answer = gouji("check", GOOD, WRONG, "--previous", GOOD)
    assert answer.code == 2 and is_one_line(answer)


def test_check_prints_the_json_of_the_contract(gouji: Gouji) -> None:
    (found,) = gouji("check", "--json", WRONG).lines
    assert {"document", "findings", "counts"} <= set(found)
    assert set(found["counts"]) == {"hold", "fail", "not_applicable", "not_assessed"}
    keys = {"rule", "scope", "status", "severity", "reported", "computed", "difference", "message", "basis", "cells"}
    for finding in found["findings"]:
        assert {*keys, "suspect"} <= set(finding)
        assert finding["status"] in ("fail", "not_assessed") and finding["severity"] in ("must", "should")
        if finding["difference"] is not None:
            assert finding["difference"] == finding["reported"] - finding["computed"]
        assert isinstance(finding["suspect"], bool) and isinstance(finding["message"], str)
        for cell in finding["cells"]:
            assert {"section", "item", "measure", "value", "raw", "where"} <= set(cell)
            assert set(cell["where"]) == set(Locator._fields)
    sums = [finding for finding in found["findings"] if finding["rule"] == "proceedings_sum"]
    assert [finding["scope"] for finding in sums] == ["litigation_after_review", "review"]


def test_check_is_fast_and_loads_no_engine(tmp_path: Path) -> None:
    code = (
        "import sys; from flows.cli import main; code = main(sys.argv[1:]);"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'prefect', 'dbt', 'great_expectations'}),"
        " file=sys.stderr); sys.exit(code)"
    )
    before = cpu_seconds_of_children()
    answer = subprocess.run(
        [sys.executable, "-c", code, "check", str(WRONG)], cwd=tmp_path, capture_output=True, text=True
    )
    # It takes 1.0 where the rules have not been rendered before, else 0.7; twice as long on a busy machine.
    assert cpu_seconds_of_children() - before < 4
    assert (answer.returncode, answer.stderr) == (3, "[]\n")
    assert not list(tmp_path.iterdir())


def test_the_command_is_installed() -> None:
    command = Path(sys.executable).parent / "gouji"
    answer = subprocess.run([command, "check", GOOD], capture_output=True, text=True, cwd=ROOT)
    assert answer.returncode == 0, answer.stderr


def test_extract_prints_the_lines_of_the_contract_in_the_order_given(gouji: Gouji) -> None:
    answer = gouji("extract", WRONG, DOCUMENTS, GOOD)
    assert (answer.code, answer.err) == (0, "")
    below = sorted(str(path) for path in DOCUMENTS.iterdir())
    assert [line["document"] for line in answer.lines] == [str(WRONG), *below, str(GOOD)]
    keys = ["document", "sha256", "media_type", "encoding", "status", "reason", "report", "cells", "statements"]
    for line in answer.lines:
        assert list(line) == [*keys, "notices", "evidence", "origin"]
        assert (line["report"] is not None) == (line["status"] == "extracted") == (line["reason"] is None)
        assert not line["report"] or set(line["report"]) == set(Report._fields)
        for cell in line["cells"]:
            assert set(cell) == set(Cell._fields) and set(cell["where"]) == set(Locator._fields)
            assert (cell["value"] is None) == (cell["note"] is not None)
        assert all(set(notice) == set(Notice._fields) for notice in line["notices"])
    assert {line["status"] for line in answer.lines} == {"extracted", "rejected", "duplicate"}
    assert answer.lines[-1]["reason"] == f"duplicate: {GOOD}"


def test_extract_reports_what_it_cannot_open_and_goes_on(gouji: Gouji, tmp_path: Path) -> None:
    answer = gouji("extract", tmp_path / "nowhere.txt", GOOD)
    assert answer.code == 0
    assert [line["document"] for line in answer.lines] == [str(GOOD)]
    assert re.fullmatch(r"gouji: .*nowhere\.txt: cannot be opened \(No such file or directory\)\n", answer.err)


def test_extract_exits_with_2_if_nothing_can_be_opened(gouji: Gouji, tmp_path: Path) -> None:
    answer = gouji("extract", tmp_path / "nowhere.txt")
    assert answer.code == 2 and is_one_line(answer)


def test_extract_skips_hidden_files_and_descends_into_folders(gouji: Gouji, tmp_path: Path) -> None:
    for name in ("b/deep/2.txt", "a.txt", ".hidden.txt", ".git/x.txt", "b/.x/y.txt"):
        put(tmp_path, name, b"x")
    answer = gouji("extract", tmp_path / "documents")
    assert [Path(line["document"]).name for line in answer.lines] == ["a.txt", "2.txt"]


def test_run_without_documents_exits_with_2(gouji: Gouji, tmp_path: Path) -> None:
    answer = gouji("run", "--raw", tmp_path, "--warehouse", tmp_path / "warehouse")
    assert answer.code == 2
    assert is_one_line(answer) and str(tmp_path / "documents") in answer.err
    (tmp_path / "documents").mkdir()
    empty = gouji("run", "--raw", tmp_path, "--warehouse", tmp_path / "warehouse")
    assert empty.code == 2 and is_one_line(empty)


def test_run_names_a_file_it_may_not_open(gouji: Gouji, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.open

    def refusing(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == GOOD.name:
            raise PermissionError(errno.EACCES, "Permission denied")
        return whole(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refusing)
    answer = gouji("run", "--raw", raw, "--warehouse", raw.parent / "warehouse")
    assert answer.code == 1
    assert is_one_line(answer) and GOOD.name in answer.err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--fail-on", "must"], 3),
        (["--fail-on", "should"], 3),
        (["--fail-on", "must", "--year", "2023"], 3),
        (["--fail-on", "must", "--year", "2022"], 0),
        (["--fail-on", "must", "--region", "瑞金"], 0),
        (["--fail-on", "should", "--region", "瑞金"], 3),
        (["--fail-on", "must", "--region", "洪泽"], 3),
    ],
    ids=option_id,
)
def test_fail_on_counts_the_findings_shown(gouji: Gouji, copied: FinishedRun, options: list[str], code: int) -> None:
    answer = gouji("run", "--raw", copied.raw, "--warehouse", copied.warehouse, *options)
    assert (answer.code, answer.err) == (code, "")


@pytest.mark.parametrize(
    ("options", "agencies"),
    [
        (["--year", "2022"], {"瑞金市人民政府"}),
        (["--region", "洪泽"], {"洪泽区人民政府"}),
        (["--region", "洪泽", "--year", "2022"], set()),
    ],
    ids=option_id,
)
def test_year_and_region_choose_what_is_shown(
    gouji: Gouji, copied: FinishedRun, options: list[str], agencies: set[str]
) -> None:
    everything = copied.warehouse / "findings/findings.xlsx"
    before = everything.read_bytes()
    answer = gouji("run", "--raw", copied.raw, "--warehouse", copied.warehouse, *options)
    assert everything.read_bytes() == before
    (name,) = re.findall(r"(?m)^workbook +.*/(findings-.*\.xlsx)$", answer.out)
    sheet = load_workbook(everything.with_name(name))["文件清单"]
    listed = {row[1:3] for row in sheet.iter_rows(min_row=2, values_only=True)}
    # Documents without a report have no agency, and are always listed.
    assert {agency for status, agency in listed if status != "未采用"} == agencies


@pytest.mark.parametrize("options", [["--region", "红泽"], ["--year", "1999"]], ids=option_id)
def test_a_choice_that_nothing_answers_is_refused_and_leaves_the_workbook(
    gouji: Gouji, copied: FinishedRun, options: list[str]
) -> None:
    workbook = copied.warehouse / "findings/findings.xlsx"
    before = workbook.read_bytes()
    answer = gouji("run", "--raw", copied.raw, "--warehouse", copied.warehouse, *options)
    assert answer.code == 2 and f"{options[0]} " in answer.err and answer.err.count("\n") == 1
    assert "the nearest are " + {"红泽": "洪泽区人民政府", "1999": "20"}[options[1]] in answer.err
    assert workbook.read_bytes() == before
