"""A list that comes back: written, filled in, read; what was altered is refused, and nothing is written twice."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from flows.cli import main
from flows.findings import files
from flows.findings.sheet import FEEDBACK, KEY, STATE
from flows.warehouse import decisions
from flows.warehouse.decided import apply_decisions
from flows.warehouse.history import History
from flows.warehouse.publishing import DATABASE
from tests.papers.made import DAY, Bureaus
from tests.replies.filled import SHEET, List

pytestmark = pytest.mark.slow

ACCEPTED, UNFOUNDED, CONFIRMED = "经说明不作问题处理", "不属实", "属实"


@pytest.fixture
def listed(bureaus: Bureaus) -> List:
    files.write(bureaus.warehouse / "gouji.duckdb", bureaus.warehouse / "findings", day=DAY)
    return List(bureaus.warehouse / "findings" / "findings.xlsx")


@pytest.fixture
def send(bureaus: Bureaus, capsys: pytest.CaptureFixture[str]) -> Callable[[Path], tuple[int, str]]:
    """Reads a list with the command; returns the exit code and what was said."""

    def sent(path: Path) -> tuple[int, str]:
        places = ("--raw", str(bureaus.raw), "--warehouse", str(bureaus.warehouse))
        code = main(["replies", str(path), "--by", "王某", *places])
        out, err = capsys.readouterr()
        return code, out + err

    return sent


def test_a_list_is_refused_where_earlier_decisions_cannot_be_read(
    bureaus: Bureaus, listed: List, send: Callable[[Path], tuple[int, str]]
) -> None:
    path = bureaus.raw / decisions.FILE
    path.write_bytes(b"finding_id\n")
    assert send(listed.save()) == (2, f"gouji: {path}：第1行无法读取，请恢复备份或者联系管理员\n")


def states(bureaus: Bureaus, *findings: str) -> list[tuple[Any, ...]]:
    """What the warehouse says of some findings once decisions are applied."""
    assert apply_decisions(bureaus.raw / "records", bureaus.warehouse, History(bureaus.raw, DAY))
    rows = bureaus.rows("select finding_id, state, state_reason, decided_by from marts.fct_findings where is_latest")
    known = {row[0]: row[1:] for row in rows}
    return [known[finding] for finding in findings]


def resaved(path: Path) -> Path:
    """The same list, opened and saved by LibreOffice."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = path.parent / "again"
    command = ["soffice", f"-env:UserInstallation=file://{path.parent}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=120)
    return folder / path.name


@pytest.mark.parametrize("save_again", [lambda path: path, resaved], ids=["excel", "libreoffice"])
def test_what_was_filled_in_becomes_the_state(
    bureaus: Bureaus, listed: List, send: Callable[[Path], tuple[int, str]], save_again: Callable[[Path], Path]
) -> None:
    one = listed.fill(2, **{STATE: UNFOUNDED, FEEDBACK: "台账与报告一致"})
    two = listed.fill(3, **{STATE: CONFIRMED})
    three = listed.fill(2, "未公布年度报告的机关", **{FEEDBACK: "正在核实"})
    path = save_again(listed.save())
    assert send(path)[0] == 0
    before = (bureaus.raw / "decisions.csv").read_bytes()
    assert len(decisions.read(bureaus.raw)) == 3
    code, said = send(path)
    assert code == 0 and "没有新的处理结果" in said
    assert states(bureaus, one, two, three) == [
        ("unfounded", "台账与报告一致", "王某"), ("confirmed", "", "王某"), ("open", "正在核实", "王某")]  # fmt: skip
    assert send(path)[0] == 0 and (bureaus.raw / "decisions.csv").read_bytes() == before


def test_a_new_list_shows_the_state_and_an_unchanged_one_decides_nothing(
    bureaus: Bureaus, listed: List, send: Callable[[Path], tuple[int, str]]
) -> None:
    one = listed.fill(2, **{STATE: ACCEPTED, FEEDBACK: "=1+1 另有说明"})
    send(listed.save())
    (found,) = states(bureaus, one)
    assert found[:2] == ("accepted", "=1+1 另有说明")
    files.write(bureaus.warehouse / "gouji.duckdb", bureaus.warehouse / "findings", day=DAY)
    again = List(listed.path)
    last = next(row for row in range(2, 99) if again.at(row, KEY).value == one)
    assert (again.at(last, STATE).value, again.at(last, FEEDBACK).value) == (ACCEPTED, "=1+1 另有说明")
    assert again.at(last, FEEDBACK).data_type == "s"
    assert send(again.save()) == (0, f"{bureaus.raw / 'decisions.csv'}：没有新的处理结果，没有写入\n")


@pytest.mark.parametrize(
    ("row", "values", "said"),
    [
        (3, {"具体情况": "没有问题", STATE: CONFIRMED}, "“问题清单”第3行：“状态”“反馈”以外的内容有改动"),
        (4, {"填报数": 7}, "第4行：“状态”“反馈”以外的内容有改动"),
        (3, {KEY: "0" * 16, STATE: CONFIRMED}, "第3行：“状态”“反馈”以外的内容有改动"),
        (3, {KEY: None, STATE: CONFIRMED}, "第3行：没有编号"),
        (3, {STATE: "已办结"}, "第3行：状态“已办结”不能选用，可选：属实、不属实、经说明不作问题处理、待处理"),
        (3, {STATE: "已更正"}, "第3行：状态“已更正”不能选用"),
        (3, {STATE: UNFOUNDED}, "第3行：状态为“不属实”的，必须在“反馈”栏写明理由"),
        (3, {STATE: ACCEPTED, FEEDBACK: "  "}, "必须在“反馈”栏写明理由"),
    ],
    ids=["message", "figure", "number", "no-number", "no-state", "corrected", "no-reason", "blank-reason"],
)
def test_a_row_that_cannot_be_accepted_is_named_and_nothing_is_written(
    bureaus: Bureaus,
    listed: List,
    send: Callable[[Path], tuple[int, str]],
    row: int,
    values: dict[str, object],
    said: str,
) -> None:
    listed.fill(2, **{STATE: CONFIRMED})
    listed.fill(row, **values)
    code, heard = send(listed.save())
    assert code == 2 and "有1行不能接受，没有写入任何一行" in heard and said in heard
    assert not (bureaus.raw / "decisions.csv").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("delete from marts.fct_findings", "清单可能已经过期"),
        ("update marts.fct_findings set message = '另一内容'", "清单生成后该问题的内容已有变化"),
    ],
    ids=["unknown", "changed"],
)
def test_a_list_that_the_warehouse_has_left_behind_is_refused(
    bureaus: Bureaus, listed: List, send: Callable[[Path], tuple[int, str]], change: str, said: str
) -> None:
    with duckdb.connect(bureaus.warehouse / DATABASE) as connection:
        connection.execute(change)
    assert send(listed.path)[0] == 0
    listed.fill(2, **{STATE: CONFIRMED})
    code, heard = send(listed.save())
    assert code == 2 and "第2行" in heard and said in heard


def test_a_repeated_row_is_named(listed: List, send: Callable[[Path], tuple[int, str]]) -> None:
    sheet = listed._book[SHEET]
    sheet.append([cell.value for cell in sheet[2]])
    code, said = send(listed.save())
    assert code == 2 and f"第{sheet.max_row}行：与“{SHEET}”第2行重复" in said


def test_what_was_decided_otherwise_since_is_not_overwritten(
    bureaus: Bureaus, listed: List, send: Callable[[Path], tuple[int, str]]
) -> None:
    one = listed.fill(2, **{STATE: CONFIRMED})
    places = ("--raw", str(bureaus.raw), "--warehouse", str(bureaus.warehouse))
    assert main(["decide", one, "accepted", "--by", "李某", "--reason", "已有说明", *places]) == 0
    code, said = send(listed.save())
    assert code == 2 and "清单生成后该问题已另行处理（经说明不作问题处理）" in said
    assert len(decisions.read(bureaus.raw)) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"<html>"])
def test_another_file_is_refused(tmp_path: Path, send: Callable[[Path], tuple[int, str]], content: bytes) -> None:
    (tmp_path / "other.xlsx").write_bytes(content)
    code, said = send(tmp_path / "other.xlsx")
    assert code == 2 and "无法打开" in said


def test_another_workbook_is_refused(tmp_path: Path, listed: List, send: Callable[[Path], tuple[int, str]]) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    code, said = send(tmp_path / "other.xlsx")
    assert code == 2 and "不是本系统生成的问题清单" in said
    listed.at(1, STATE).value = "办理情况"
    code, said = send(listed.save())
    assert code == 2 and "工作表“问题清单”缺少“状态”栏" in said


def test_rows_can_be_sorted_and_left_out(listed: List, send: Callable[[Path], tuple[int, str]]) -> None:
    listed.fill(4, **{STATE: CONFIRMED})
    sheet = listed._book[SHEET]
    last = [cell.value for cell in sheet[sheet.max_row]]
    for cell, value in zip(sheet[2], last, strict=True):
        cell.value = value
    sheet.delete_rows(sheet.max_row)
    code, said = send(listed.save())
    assert code == 0 and "写入1条" in said


def test_decisions_bear_the_day(bureaus: Bureaus, listed: List, send: Callable[[Path], tuple[int, str]]) -> None:
    listed.fill(2, **{STATE: CONFIRMED})
    send(listed.save())
    ((_, decision),) = decisions.read(bureaus.raw)
    assert decision.decided_by == "王某" and abs(decision.decided_on - dt.date.today()) <= dt.timedelta(days=1)
