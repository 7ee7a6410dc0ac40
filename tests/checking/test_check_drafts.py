"""How drafters use `gouji check`: several files, last year's report, files that are not reports, and the output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from expectations.catalogue import load
from flows.checking.check import Check, CheckError, check, check_each, to_json
from flows.checking.check_table import table_of
from flows.checking.drafts import read_report
from flows.checking.gaps import gap_of
from flows.documents import limits
from flows.findings.queries import Result
from tests.record_factory import extraction, figures
from tests.shipped import DOCUMENTS

GOOD, WRONG = DOCUMENTS / "ruijin_city_2022.txt", DOCUMENTS / "hongze_district_2023.html"
CARRIED, CUT = DOCUMENTS / "wuxing_district_office_2024.txt", DOCUMENTS / "shixing_veterans_bureau_2020.txt"
BLANK = DOCUMENTS / "suichang_county_2023.txt"
ROOT = Path(__file__).parents[2]
ACROSS_YEARS = {rule.rule for rule in load().rules if rule.level == "agency"}
Draft = Callable[..., Path]


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """Writes the report for 2024 with some texts replaced."""

    def written(name: str, *replaced: tuple[str, str]) -> Path:
        text = CARRIED.read_text("utf-8")
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    return written


def refused(path: Path, previous: Path | None = None) -> str:
    with pytest.raises(CheckError) as error:
        check(path, previous)
    return str(error.value)


def shown(found: Check, monkeypatch: pytest.MonkeyPatch, width: int = 200) -> str:
    """The table without the white space that depends on its width."""
    monkeypatch.setenv("COLUMNS", str(width))
    return table_of(found)


def carried_over(found: Check) -> set[tuple[str, Any]]:
    return {(f["scope"], f["difference"]) for f in found.findings if f["rule"] == "carry_over"}


def test_files_given_together_are_judged_separately(draft: Draft) -> None:
    paths = [draft("2024.txt"), draft("2023.txt", ("2024年", "2023年")), draft("copy.txt"), WRONG, draft("2024.txt")]
    together = [to_json([found]) for found in check_each(paths, None, pytest.fail)]
    assert together == [to_json([check(path)]) for path in paths]


def test_a_file_that_is_not_a_report_is_named_and_the_others_are_checked(tmp_path: Path) -> None:
    messages: list[str] = []
    paths = [GOOD, tmp_path / "nowhere.txt", DOCUMENTS / "list_of_reports.txt", WRONG]
    found = list(check_each(paths, None, messages.append))
    assert [one.document for one in found] == [str(GOOD), str(WRONG)]
    assert [line.split("：", 1)[1] for line in messages] == [
        "打不开（没有这个文件或者文件夹）",
        "是报告目录页，不是报告本身",
    ]


def test_last_years_report_affects_only_cross_year_rules(draft: Draft) -> None:
    this, last = draft("2024.txt"), draft("2023.txt", ("2024年", "2023年"), ("湖州市吴兴区", "吴兴区"))
    alone, both = check(this), check(this, last)
    assert both.doubt is None
    assert {f["rule"] for f in both.findings} - {f["rule"] for f in alone.findings} <= ACROSS_YEARS
    assert [f for f in both.findings if f["rule"] not in ACROSS_YEARS] == alone.findings
    assert both.extraction == alone.extraction == read_report(this)


def test_a_draft_without_a_year_is_taken_to_follow_the_previous_report(draft: Draft) -> None:
    this, last = draft("draft.txt", ("2024年", "本年")), draft("2023.txt", ("2024年", "2023年"))
    assert check(this).extraction.report.year is None  # type: ignore[union-attr]
    found, dated = check(this, last), check(draft("2024.txt"), last)
    assert found.extraction.report.year == 2024  # type: ignore[union-attr]
    assert carried_over(found) == carried_over(dated) != set()


def test_two_reports_without_a_year_cannot_be_compared(draft: Draft) -> None:
    this, last = draft("draft.txt", ("2024年", "本年")), draft("last.txt", ("2024年", "去年"))
    assert refused(this, last) == f"{last}：与所查的文件都没有写明年度，不知是哪两年，无法核对上下年"


def test_a_region_whose_code_changed_between_the_years_is_one_region(draft: Draft) -> None:
    """三元区 had code 350403 until 2020 and has had 350404 since."""
    there = ("湖州市吴兴区", "三明市三元区"), ("吴兴区", "三元区"), ("330502", "350404")
    this, last = draft("2021.txt", *there, ("2024年", "2021年")), draft("2020.txt", *there, ("2024年", "2020年"))
    assert check(this).extraction.report.region_code == "350404"  # type: ignore[union-attr]
    assert check(last).extraction.report.region_code == "350403"  # type: ignore[union-attr]
    elsewhere = check(draft("2024.txt"), draft("2023.txt", ("2024年", "2023年")))
    assert carried_over(check(this, last)) == carried_over(elsewhere) != set()


def test_a_previous_report_of_another_agency_is_compared_and_pointed_out(draft: Draft) -> None:
    last = draft("2023.txt", ("2024年", "2023年"), ("吴兴区", "南浔区"))
    found = check(draft("2024.txt"), last)
    assert found.doubt is not None and str(last) in found.doubt
    assert "南浔区人民政府办公室" in found.doubt and "吴兴区人民政府办公室" in found.doubt
    assert carried_over(found)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "打不开（没有这个文件或者文件夹）"),
        (lambda path: path.mkdir(), "打不开（是文件夹，请写明其中的文件）"),
        (lambda path: path.touch(), "文件为空"),
        (lambda path: path.touch() or os.truncate(path, 50_000_000), "文件过大：50000000 > 32000000"),
        (lambda path: path.symlink_to("/dev/zero"), f"文件过大：{limits.BYTES + 1} > {limits.BYTES}"),
    ],
    ids=["missing", "folder", "empty", "large", "endless"],
)
def test_what_cannot_be_checked_is_reported_with_the_reason(tmp_path: Path, make: Any, why: str) -> None:
    make(tmp_path / "draft")
    assert refused(tmp_path / "draft") == refused(GOOD, tmp_path / "draft") == f"{tmp_path / 'draft'}：{why}"


@pytest.mark.parametrize("width", [60, 200])
def test_the_table_says_what_is_wrong_where_and_what_to_do(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = check(WRONG)
    text = shown(found, monkeypatch, width)
    table = [line for line in text.splitlines() if line[0] in "┏┃┡│├└"]
    assert max(sum(2 if ord(c) > 0x2FFF else 1 for c in line) for line in table) <= width
    joined = "".join(text.replace("│", " ").split())
    for finding in (finding for finding in found.findings if finding["status"] == "fail"):
        assert all("".join(finding[key].split()) in joined for key in ("failure", "message", "remedy", "basis"))
    assert found.findings[0]["place"].startswith("表四·") and "原文第3个表格第4行第15列" in joined
    assert text.rindex("必须更正") < text.index("建议核对")


def test_a_finding_is_not_repeated_as_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    found = check(BLANK)
    assert {notice.code for notice in found.extraction.notices} == {
        "injected_text", "heading_misnumbered", "heading_damaged", "cell_blank", "number_unusual"
    }  # fmt: skip
    assert "提示" not in shown(found, monkeypatch)


def test_what_no_rule_covers_is_shown_as_a_notice_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for line in shown(check(CUT), monkeypatch).splitlines() if line.startswith("提示")]
    assert len(lines) == 1 and "文件在此处中断" in lines[0] and lines[0].endswith("（原文第96行）")


def test_unassessed_rules_are_shown_with_the_missing_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    found = check(BLANK)
    lines = [line for line in shown(found, monkeypatch).splitlines() if line.startswith("未能核验")]
    assert lines == [
        "未能核验 申请人合计：要求提供公开出版物（行）：缺 其他",
        "未能核验 办理结果合计：其他（列）：缺 要求提供公开出版物",
    ]
    messages = {f["rule"]: f["message"] for f in found.findings if f["status"] == "not_assessed"}
    assert messages["applicants_sum"] == "未能核验：要求提供公开出版物（行）：缺 其他"


def test_rules_that_miss_the_same_cells_share_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(check(CUT), monkeypatch)
    assert text.count("文件不完整，中断之后或开头之前的内容未能核验") == 1
    assert "件数不为负 2 项" in text


def test_the_suspect_is_shown_with_the_figure_it_should_hold(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    found = check(draft("2024.txt", ("四、结转下年度继续办理 | 3 | 0 |", "四、结转下年度继续办理 | 4 | 0 |")))
    assert {f["expected"] for f in found.findings if f["suspect"]} == {Decimal(3)}
    assert shown(found, monkeypatch).count("疑为此格有误：改为3后，行、列合计均相符") == 2


def test_a_report_that_no_rule_applies_to_is_not_called_good(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = check_each([draft("2024.txt")], None, pytest.fail)
    nothing = found._replace(findings=[], counts=dict.fromkeys(found.counts, 0))
    assert "没有适用的规则" in shown(nothing, monkeypatch) and "没有适用的规则" not in shown(found, monkeypatch)


def test_document_text_cannot_send_control_sequences_to_the_terminal(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = check(draft("2024.txt", ("无法提供24件,", "无法提供24件,\x1b[2J[red]")))
    assert any("\x1b[2J[red]" in f["message"] for f in found.findings)
    text = shown(found, monkeypatch)
    assert "\x1b" not in text and "[2J[red]" in "".join(text.replace("│", " ").split())


def gouji(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.cli", "check", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, text=True, stderr=subprocess.PIPE, timeout=120, check=False, **options)


def test_the_exit_code_survives_a_reader_that_closes_the_pipe() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        answer = gouji(GOOD, WRONG, stdout=closed)
    assert (answer.returncode, answer.stderr) == (3, "")


def test_output_that_cannot_be_written_is_a_one_line_error() -> None:
    with Path("/dev/full").open("w") as full:
        answer = gouji(GOOD, stdout=full)
    assert (answer.returncode, answer.stderr) == (
        1,
        "gouji: 磁盘已满\n",
    )


def test_json_output_is_valid_in_any_locale() -> None:
    answer = gouji("--json", WRONG, stdout=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (answer.returncode, answer.stderr) == (3, "")
    assert json.loads(answer.stdout)["findings"] == json.loads(to_json([check(WRONG)]))["findings"]


def test_pandas_is_not_loaded_and_can_be_loaded_afterwards() -> None:
    code = (
        "import sys; from flows.cli import main; code = main(['check', sys.argv[1]]);"
        "assert 'pandas' not in sys.modules; import pandas, pyarrow;"
        "assert pyarrow.table({'a': [1]}).to_pandas().shape == (1, 1); sys.exit(code)"
    )
    answer = subprocess.run([sys.executable, "-c", code, WRONG], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (3, "")


@pytest.mark.parametrize(("edition", "printed"), [("2019", "处理决定数量"), ("2021", "本年处理决定数量")])
def test_what_is_missing_is_named_as_the_edition_of_the_report_prints_it(edition: str, printed: str) -> None:
    report = extraction(figures(Random(1), edition, "one_row"), "甲县", int(edition))
    row = dict.fromkeys(Result._fields) | {
        "rule": "items_stock",
        "status": "not_assessed",
        "reason": "missing_terms",
        "missing_terms": "2.licensing.decisions",
        "scope": "licensing",
    }
    assert gap_of(report, row) == f"未能核验：行政许可（行）：缺 {printed}"
