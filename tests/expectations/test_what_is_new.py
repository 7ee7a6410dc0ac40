"""Where little is new, only that is looked at: nothing wrong in it is missed, and what is said is said of it alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations.checked import Checked
from expectations.checkpoint import Validation, ValidationError, check_records, check_results
from expectations.runner import Runner
from flows.reading.records import Extraction, Locator, Notice
from tests.expectations.test_checkpoint import parsed
from tests.record_factory import agency_years, extraction, write_records
from tests.validation import EVERY, write_marts

ROOT = Path(__file__).parents[2]
FIGURES = agency_years(7, [2022])[0]
UNHEARD_OF = Notice("unheard_of", "", Locator())


def report(agency: str, *notices: Notice) -> Extraction:
    return extraction(FIGURES, agency, 2022, notices=notices)


def add(records: Path, part: str, *reports: Extraction) -> None:
    """Land reports as another part beside those that are there."""
    other = records.with_name(part)
    write_records(other, reports)
    for path in other.glob("*/report_year=*/part.parquet"):
        target = records / path.relative_to(other).with_name(f"{part}.parquet")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """The records of one report that breaks the contract, as a note says that it does not: so nobody looks again."""
    write_records(tmp_path / "records", [report("甲县", UNHEARD_OF)])
    Checked(tmp_path / "note.json").remember(tmp_path / "records")
    return tmp_path / "records"


def refused(records: Path) -> list[str]:
    """What breaks the contract, and where, by a run that reads the note and perhaps replaces it."""
    return check_records(records, Runner(records.parent / "docs"), records.parent / "note.json")


@pytest.mark.heavy
def test_a_part_that_has_been_checked_is_not_looked_at_again(records: Path) -> None:
    assert refused(records) == []
    add(records, "new", report("乙县"))
    assert refused(records) == []
    hard_links = records.with_name("next")
    shutil.copytree(records, hard_links, copy_function=lambda source, target: Path(target).hardlink_to(source))
    assert refused(hard_links) == []


@pytest.mark.slow
def test_what_is_wrong_in_a_new_part_is_found_until_it_is_mended(records: Path) -> None:
    wrong = report("乙县", UNHEARD_OF)
    add(records, "new", wrong)
    for _ in range(2):
        (defect,) = refused(records)
        assert defect.startswith("提示均在格式目录") and defect.endswith(f"（1 处；见报告 {wrong.report_id}）")
    for path in records.rglob("new.parquet"):
        path.unlink()
    add(records, "new", report("乙县"))
    assert refused(records) == []


@pytest.mark.heavy
def test_a_report_that_is_in_a_checked_part_must_not_be_in_a_new_one(records: Path) -> None:
    twice = report("甲县")
    add(records, "new", twice)
    (defect,) = refused(records)
    assert "不得重复" in defect and defect.endswith(f"（2 处；见报告 {twice.report_id}）")


@pytest.mark.heavy
@pytest.mark.parametrize("note", [None, "{", "[]", {"contract": "of yesterday"}], ids=str)
def test_without_a_note_on_the_contract_as_it_is_all_is_looked_at(records: Path, note: str | dict | None) -> None:
    path = records.parent / "note.json"
    if isinstance(note, dict):
        note = json.dumps({**json.loads(path.read_text("utf-8")), **note})
    path.write_text(note, "utf-8") if note else path.unlink()
    (defect,) = refused(records)
    assert "提示" in defect


@pytest.mark.heavy
def test_a_copy_of_the_records_is_looked_at(records: Path) -> None:
    shutil.copytree(records, records.with_name("copied"))
    assert len(refused(records.with_name("copied"))) == 1


WRONG = {**FIGURES, (3, "received", "total"): Decimal(10**6)}
REPORTS = [extraction(FIGURES, "甲县", 2022), extraction(WRONG, "乙县", 2022), extraction(WRONG, "丙县", 2022)]


class Lake:
    """Records and marts of three reports; the requests of two do not balance."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.marts = folder, folder / "marts"

    def check(self, touched: Collection[int] | None) -> Validation:
        """The outcome of a run that has touched the reports with these numbers, and results of no report."""
        runner, path = Runner(self.folder / "docs", EVERY), self.folder / "touched.parquet"
        assert check_records(self.folder / "records", runner) == []
        if touched is None:
            return check_results(self.marts, runner)
        ids = [*(REPORTS[number].report_id for number in touched), None]
        pq.write_table(pa.table({"report_id": pa.array(ids, pa.string())}), path)
        return check_results(self.marts, runner, path)

    def change(self, number: int, rule: str) -> None:
        """Let all results of a rule on a report be held in the marts."""
        path = self.marts / "fct_rule_results.parquet"
        results = pq.read_table(path).to_pylist()
        for line in results:
            if (line["report_id"], line["rule"]) == (REPORTS[number].report_id, rule):
                line["status"] = "hold"
        pq.write_table(pa.Table.from_pylist(results, pq.read_schema(path)), path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Not to be changed."""
    folder = tmp_path_factory.mktemp("lake")
    write_marts(folder / "marts", write_records(folder / "records", REPORTS))
    return Lake(folder)


@pytest.fixture(scope="module")
def every(whole: Lake) -> Validation:
    """The outcome where all reports are looked at."""
    found = whole.check(None)
    assert "本次只核验" not in parsed(found.docs).text_content()
    return found


@pytest.fixture
def lake(whole: Lake, tmp_path: Path) -> Lake:
    shutil.copytree(whole.folder, tmp_path, dirs_exist_ok=True)
    return Lake(tmp_path)


@pytest.mark.heavy
def test_only_touched_reports_are_looked_at_and_the_same_is_found_in_them(whole: Lake, every: Validation) -> None:
    touched = {REPORTS[number].report_id for number in (0, 1)}
    few = whole.check([0, 1])
    assert few.failures == {failure for failure in every.failures if failure[0] in touched}
    assert few.evaluated == every.evaluated and few.doubtful == every.doubtful
    assert [(one.rule, 3 * one.assessed) for one in few.outcomes] == [
        (one.rule, 2 * one.assessed) for one in every.outcomes
    ]


@pytest.mark.heavy
def test_data_docs_say_how_many_were_looked_at_and_give_no_alarm_for_so_few(whole: Lake) -> None:
    page = parsed(whole.check([1]).docs)
    assert "本次只核验结果有更新的 1 份报告（共有报告 3 份）" in page.text_content()
    (row,) = page.xpath("//tr[contains(., '申请收支平衡（必须更正）')]")
    assert [cell.text for cell in row.iter("td")][1:] == ["7", "1", "已逐份列出"]
    assert "警戒线，为未达标" not in page.text_content() and "均未超过警戒线" not in page.text_content()


@pytest.mark.heavy
def test_where_no_report_was_touched_nothing_is_assessed(whole: Lake) -> None:
    assert {one.assessed for one in whole.check([]).outcomes} == {0}


@pytest.mark.heavy
def test_a_touched_report_on_which_no_rule_can_be_evaluated_stops_nothing(tmp_path: Path) -> None:
    read = REPORTS[0]
    assert read.report is not None
    unknown = read._replace(report=read.report._replace(year=None, edition=None))
    write_marts(tmp_path / "marts", write_records(tmp_path / "records", [unknown, *REPORTS[1:]]))
    assert {one.assessed for one in Lake(tmp_path).check([0]).outcomes} == {0}


@pytest.mark.slow
def test_marts_that_contradict_the_records_on_a_touched_report_stop_the_run(lake: Lake) -> None:
    lake.change(1, "requests_balance")
    with pytest.raises(ValidationError, match=rf"^{lake.marts}: of requests_balance, .* results fail by the records"):
        lake.check([1, 2])
    assert {report_id for report_id, *_ in lake.check([0, 2]).failures} == {REPORTS[2].report_id}


@pytest.mark.heavy
@pytest.mark.parametrize("touched", [None, [0, 1, 2]], ids=["all", "touched"])
def test_marts_by_year_are_read_like_those_in_one_file(
    lake: Lake, every: Validation, touched: list[int] | None
) -> None:
    file = lake.marts / "fct_rule_results.parquet"
    folder, results = file.with_suffix(""), pq.read_table(file)
    file.unlink()
    folder.mkdir()
    # Cut anywhere, as there is one year only.
    pq.write_table(results.slice(0, 100), folder / "2022.parquet")
    pq.write_table(results.slice(100), folder / "unknown.parquet")
    found = lake.check(touched)
    assert (found.outcomes, found.doubtful) == (every.outcomes, every.doubtful)


@pytest.mark.heavy
def test_what_no_expectation_needs_is_loaded_when_it_is_asked_for() -> None:
    code = (
        "import sys, expectations.runner; before = len([n for n in sys.modules if n.startswith('scipy.stats.')]);"
        "from scipy import stats; print(before, stats.norm.cdf(0))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True) == "0 0.5\n"
