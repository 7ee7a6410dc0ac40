"""`gouji check` against the form: one figure changed in a document, and exactly the rules that contain it are named.

Which rules contain a cell is written here by hand, so that the catalogue is not its own judge.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flows.checking.check import Check, CheckError, check
from flows.reading.document import read
from flows.reading.records import Cell, Extraction, to_tables
from flows.warehouse.rules import assess
from tests.gold_files import SHARED
from tests.record_factory import OUTCOMES, THREE_ROWS
from tests.shipped import DOCUMENTS
from tests.warehouse.test_rules import HAND_WRITTEN_SUMS

Key = tuple[int, str, str]
Failed = dict[tuple[str, str], tuple[str, str, Decimal] | None]
"""(rule, scope) of a failed rule -> item, measure and expected value of the suspect cell, if one is named."""

SHIPPED = ["chongyang_data_bureau_2024.txt", "ruijin_city_2022.txt", "wuxing_district_office_2024.txt"]
SEEDS = ["001_45823a3c8b7753e5.txt", "002_4a271a9a9156ab49.txt", "003_a7df7be9d7ff1e60.txt"]
WHERE_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real documents ({SHARED}) are not there")
# 3.要求提供公开出版物, 其他 is printed blank in these two, so two rules stay open whatever else is printed.
WITH_A_BLANK = ["suichang_county_2023.txt", "000_6f81646acbd5a3c6.txt"]
BLANK = {("applicants_sum", "refused_publication"), ("outcomes_sum", "other_organisation")}
GOOD = [
    *(pytest.param(DOCUMENTS / name, id=name) for name in [*SHIPPED, WITH_A_BLANK[0]]),
    *(
        pytest.param(SHARED / "seeds" / name, id=f"seed {name[:3]}", marks=WHERE_SHARED)
        for name in [WITH_A_BLANK[1], *SEEDS]
    ),
]
NUMBER = re.compile(r"\d+")


class Mutant(NamedTuple):
    """A document with one printed cell increased by 1."""

    cell: Cell
    found: Extraction


def containing(cell: Cell) -> set[tuple[str, str]]:
    """The rules of a single report, with their scopes, that contain a cell; (六)其他处理 is printed as three rows."""
    if cell.section == 4:
        return {("proceedings_sum", cell.item)}
    rules = {("applicants_sum", cell.item)}
    if cell.item in {*OUTCOMES, *THREE_ROWS, "processed_total"}:
        rules.add(("outcomes_sum", cell.measure))
    if cell.item in {"received", "carried_in", "processed_total", "carried_out"}:
        rules.add(("requests_balance", cell.measure))
    return rules


def expected_failures(cell: Cell, unassessed: set[tuple[str, str]]) -> Failed:
    """The findings expected when only this cell is wrong: if its row and a column both break, it is the suspect."""
    broken = containing(cell) - unassessed
    crossing = ("applicants_sum", cell.item) in broken and len(broken) > 1
    return dict.fromkeys(broken, (cell.item, cell.measure, cell.value or Decimal(0)) if crossing else None)


def with_one_more(text: str, cell: Cell) -> str:
    """The text with the number of this cell increased by 1: the last numbers of its line, or the line itself."""
    lines = text.split("\n")
    at = (cell.where.line or 0) - 1
    parts = lines[at].split("|")
    numbers = [place for place, part in enumerate(parts) if NUMBER.fullmatch(part.strip())]
    place = numbers[(cell.where.column or 0) - 1] if len(numbers) > 1 else numbers[0]
    assert parts[place].strip() == cell.raw, (cell, lines[at])
    parts[place] = parts[place].replace(cell.raw, str(int(cell.raw) + 1))
    lines[at] = "|".join(parts)
    return "\n".join(lines)


class Mutated(NamedTuple):
    """A document, and a copy for every number of sections 3 and 4 with that number higher by 1."""

    path: Path
    found: Extraction
    mutants: list[Mutant]


@pytest.fixture(scope="module", params=GOOD)
def mutated(request: pytest.FixtureRequest) -> Mutated:
    path: Path = request.param
    text = path.read_text("utf-8")
    found = read(text.encode(), path.name)
    cells = [c for c in found.cells if c.section > 2 and c.value is not None]
    return Mutated(
        path, found, [Mutant(c, read(with_one_more(text, c).encode(), f"{path.name} {c.where}")) for c in cells]
    )


def failed(extractions: list[Extraction]) -> dict[str, Failed]:
    """Per report the rules that fail, as the warehouse and `gouji check` evaluate them, in one batch."""
    suspects: dict[str, Failed] = {found.report_id: {} for found in extractions}
    assert len(suspects) == len(extractions), "two documents are the same"
    lines = assess(to_tables(extractions)).findings.to_pylist()
    for line in (line for line in lines if line["rule"] in HAND_WRITTEN_SUMS):
        suspect = (line["item"], line["measure"], line["expected"]) if line["is_suspect"] else None
        suspects[line["report_id"]][line["rule"], line["scope"]] = suspect
    return suspects


def test_one_changed_cell_breaks_exactly_the_rules_that_contain_it(mutated: Mutated) -> None:
    unassessed = BLANK if mutated.path.name in WITH_A_BLANK else set()
    assert len(mutated.mutants) == 190 - bool(unassessed)
    said = failed([mutant.found for mutant in mutated.mutants])
    expected = {mutant.found.report_id: expected_failures(mutant.cell, unassessed) for mutant in mutated.mutants}
    names = {mutant.found.report_id: mutant.cell for mutant in mutated.mutants}
    assert not {names[key]: said[key] for key in said if said[key] != expected[key]}


def test_changing_a_cell_changes_no_other_cell(mutated: Mutated) -> None:
    before = {(c.section, c.item, c.measure): c.value for c in mutated.found.cells}
    for cell, found in mutated.mutants:
        key = (cell.section, cell.item, cell.measure)
        after = {(c.section, c.item, c.measure): c.value for c in found.cells}
        assert after == {**before, key: (cell.value or 0) + 1}, key


@pytest.mark.parametrize("key", [(3, "granted", "enterprise"), (3, "processed_total", "total"), (4, "review", "other")])
def test_the_command_reports_the_same_for_a_single_file(tmp_path: Path, key: Key) -> None:
    path = DOCUMENTS / "wuxing_district_office_2024.txt"
    (cell,) = [c for c in read(path.read_bytes(), "").cells if (c.section, c.item, c.measure) == key]
    draft = tmp_path / "draft.txt"
    draft.write_text(with_one_more(path.read_text("utf-8"), cell), "utf-8")
    found = check(draft)
    assert {(f["rule"], f["scope"]) for f in sums(found)} == containing(cell)
    for finding in sums(found):
        assert abs(finding["difference"]) == 1
        assert finding["suspect"] == (cell.section == 3)
        if finding["suspect"]:
            assert finding["suspect_cell"] == {"section": 3, "item": cell.item, "measure": cell.measure}
            assert finding["expected"] == cell.value
        assert key in {(c["section"], c["item"], c["measure"]) for c in finding["cells"]}
    assert must(found) == len(containing(cell))


def sums(found: Check) -> list[dict[str, Any]]:
    """The findings of the hand-written sums."""
    return [finding for finding in found.findings if finding["rule"] in HAND_WRITTEN_SUMS]


def must(found: Check) -> int:
    return sum((f["status"], f["severity"]) == ("fail", "must") for f in sums(found))


def statuses(found: Check, *rules: str) -> dict[tuple[str, str], str]:
    """The findings on some rules: (rule, scope) -> fail or not_assessed."""
    return {(f["rule"], f["scope"]): f["status"] for f in found.findings if f["rule"] in rules}


class Years(NamedTuple):
    """A report and the previous year's, made from the same figures."""

    this: Path
    last: Path


@pytest.fixture
def years(tmp_path: Path) -> Years:
    """Last year's carry-out equals this year's carry-in, and the documents in force continue."""
    text = (DOCUMENTS / "wuxing_district_office_2024.txt").read_text("utf-8")
    last = text.replace("2024年", "2023年").replace("| 10 | 2 | 102 |", "| 10 | 2 | 94 |")
    carried_in = "二、上年结转政府信息公开申请数量 | 0 | 3 | 0 | 0 | 0 | 0 | 3 |"
    assert carried_in in last
    last = last.replace(
        "四、结转下年度继续办理 | 3 | 0 | 0 | 0 | 0 | 0 | 3 |", "四、结转下年度继续办理 | 0 | 3 | 0 | 0 | 0 | 0 | 3 |"
    )
    (tmp_path / "2024.txt").write_text(text, "utf-8")
    (tmp_path / "2023.txt").write_text(last, "utf-8")
    return Years(tmp_path / "2024.txt", tmp_path / "2023.txt")


def test_cross_year_rules_hold_against_last_years_report(years: Years) -> None:
    alone, both = check(years.this), check(years.this, years.last)
    assert not sums(both)
    # 7 columns of carry_over, 2 stocks, continued reporting by the agency, 6 changes, and own figures.
    assert both.counts["hold"] == alone.counts["hold"] + 7 + 2 + 1 + 6 + 1
    assert sum(both.counts.values()) == sum(alone.counts.values())


def test_requests_carried_out_but_not_carried_in_are_found(years: Years) -> None:
    text = years.last.read_text("utf-8")
    years.last.write_text(text.replace("继续办理 | 0 | 3 |", "继续办理 | 0 | 4 |"), "utf-8")
    found = check(years.this, years.last)
    assert statuses(found, "carry_over", "documents_stock") == {("carry_over", "enterprise"): "fail"}
    (finding,) = sums(found)
    assert (finding["reported"], finding["computed"], finding["difference"]) == (3, 4, -1)
    assert [(c["item"], c["year_offset"], c["value"]) for c in finding["cells"]] == [
        ("carried_out", -1, 4),
        ("carried_in", 0, 3),
    ]
    assert must(found) == 1


def test_a_break_in_documents_in_force_is_flagged_for_review(years: Years) -> None:
    text = years.last.read_text("utf-8")
    years.last.write_text(text.replace("| 10 | 2 | 94 |", "| 10 | 2 | 95 |"), "utf-8")
    found = check(years.this, years.last)
    assert statuses(found, "carry_over", "documents_stock") == {("documents_stock", "normative_documents"): "fail"}
    (finding,) = sums(found)
    assert (finding["severity"], finding["reported"], finding["computed"]) == ("should", 102, 103)
    assert must(found) == 0


def test_a_blank_in_last_years_report_is_not_assessed_rather_than_taken_as_zero(years: Years) -> None:
    text = years.last.read_text("utf-8")
    years.last.write_text(text.replace("继续办理 | 0 | 3 |", "继续办理 | / | 3 |"), "utf-8")
    found = check(years.this, years.last)
    assert statuses(found, "carry_over", "documents_stock") == {("carry_over", "natural_person"): "not_assessed"}


def test_a_report_two_years_back_is_not_last_years_report(years: Years) -> None:
    text = years.last.read_text("utf-8").replace("2023年", "2022年")
    years.last.write_text(text, "utf-8")
    with pytest.raises(CheckError, match=r"2023\.txt：是2022年度的报告；应给出2023年度的报告"):
        check(years.this, years.last)
    with pytest.raises(CheckError, match="内容相同"):
        check(years.this, years.this)


@pytest.mark.parametrize("name", SHIPPED)
def test_good_reports_have_no_findings(name: str) -> None:
    found = check(DOCUMENTS / name)
    assert not sums(found)
    rows = assess(to_tables([found.extraction])).results.to_pylist()
    assert Counter(r["status"] for r in rows) == {k: n for k, n in found.counts.items() if n}
    assert Counter(r["status"] for r in rows if r["rule"] in HAND_WRITTEN_SUMS) == {"hold": 42, "not_applicable": 16}


def arithmetic(found: Check) -> set[tuple[str, str, str, Any, Any]]:
    return {(f["rule"], f["scope"], f["status"], f["reported"], f["computed"]) for f in sums(found)}


def gold_failures(path: Path) -> set[tuple[str, str, str, Any, Any]]:
    """The rules that fail according to the gold file."""
    says = json.loads((SHARED / "gold" / f"{path.stem}.json").read_text("utf-8"))
    return {(rule, scope, "fail", *numbers) for rule, scope, *numbers in says.get("expected_failures", [])}


@WHERE_SHARED
@pytest.mark.parametrize("name", ["001", "002", "003"])
def test_the_seeds_have_no_findings(name: str) -> None:
    (path,) = (SHARED / "seeds").glob(f"{name}_*.txt")
    assert arithmetic(check(path)) == gold_failures(path) == set()


@pytest.mark.parametrize("path", [case for case in GOOD if case.values[0].name in WITH_A_BLANK])
def test_a_blank_cell_leaves_its_two_rules_unassessed(path: Path) -> None:
    assert arithmetic(check(path)) == {(rule, scope, "not_assessed", None, None) for rule, scope in BLANK}


def test_hongze_omits_the_totals_of_two_proceedings() -> None:
    found = check(DOCUMENTS / "hongze_district_2023.html")
    expected = {
        ("proceedings_sum", "review", "fail", 0, 11),
        ("proceedings_sum", "litigation_after_review", "fail", 0, 5),
    }
    assert arithmetic(found) == expected
    assert not any(finding["suspect"] for finding in sums(found))


@WHERE_SHARED
def test_the_gold_of_hongze_says_the_same() -> None:
    assert arithmetic(check(DOCUMENTS / "hongze_district_2023.html")) == gold_failures(Path("hongze_2023.pdf"))


def test_a_stated_figure_that_contradicts_the_table_is_found_with_its_cells() -> None:
    found = check(DOCUMENTS / "wuxing_district_office_2024.txt")
    (finding,) = (f for f in found.findings if f["rule"] == "granted_told")
    assert (finding["reported"], finding["computed"], finding["severity"]) == (11, 10, "must")
    assert [(c["item"], c["measure"], c["value"]) for c in finding["cells"]] == [
        ("granted", "total", 2),
        ("partly_granted", "total", 8),
    ]
    assert finding["where"]["line"] == 10 and "同意公开或部分公开11件" in finding["message"]
