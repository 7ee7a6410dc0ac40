"""The catalogue refuses every kind of inconsistency and says in which file and line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.catalogue import FORMAT_DIR, CatalogueError, load

REFUSED = [
    ("terms.csv", "documents_stock,,,,2,,issued,", "documents_stock,,,,2,,printed,", "has no cell 2.*.printed"),
    ("terms.csv", "requests_balance,,,,3,received,", "requests_balance,,,,3,recieved,", "has no cell 3.recieved"),
    (
        "terms.csv",
        "documents_stock,,,,2,,issued,",
        "documents_stock,2019,2019,,2,,issued,",
        "for no edition of its rule",
    ),
    ("terms.csv", "documents_stock,,,,2,,issued,", "documents_stock,,,,2,,made,", "edition 2021 has no cell 2.*.made"),
    ("terms.csv", "requests_balance,,,,3,carried_in,", "requests_balance,,,,3,received,", "is listed twice"),
    (
        "terms.csv",
        "proceedings_sum,,,,4,,pending,computed,1,0,4",
        "proceedings_sum,,,,4,,pending,computed,1,0,3",
        "position",
    ),
    ("terms.csv", "proceedings_sum,,,,4,,upheld,", "proceedings,,,,4,,upheld,", "not in rules.csv"),
    ("terms.csv", "proceedings_sum,,,,4,,upheld,", "proceedings_sum,,,,4,review,upheld,", "must be blank"),
    ("terms.csv", "proceedings_sum,,,,4,,upheld,computed,1", "proceedings_sum,,,,4,,upheld,computed,0", "weight"),
    (
        "terms.csv",
        "proceedings_sum,,,,4,,upheld,computed,1",
        "proceedings_sum,,,,4,,upheld,computed,one",
        "whole number",
    ),
    ("terms.csv", "proceedings_sum,,,,4,,upheld,computed,", "proceedings_sum,,,,4,,upheld,other,", "side 'other'"),
    ("terms.csv", "carry_over,,,,3,carried_out,,computed,1,-1", "carry_over,,,,3,carried_out,,computed,1,-2", "offset"),
    ("terms.csv", "outcomes_sum,,,one_row,3,closed,", "outcomes_sum,,,two_rows,3,closed,", "printing 'two_rows'"),
    ("rules.csv", "格式表三第（七）项", "", "has no basis"),
    (
        "rules.csv",
        "outcomes_sum,1,sum,active,report,must,",
        "outcomes_sum,1,sum,active,report,shall,",
        "severity 'shall'",
    ),
    ("rules.csv", "outcomes_sum,1,sum,active,report,must,", "outcomes_sum,1,sum,on,report,must,", "state 'on'"),
    (
        "rules.csv",
        "outcomes_sum,1,sum,active,report,must,measure",
        "outcomes_sum,1,sum,active,report,must,cell",
        "scope_by",
    ),
    ("rules.csv", "outcomes_sum,1,", "Outcomes sum,1,", "is not a code"),
    ("rules.csv", "outcomes_sum,1,", "requests_balance,1,", "is listed twice"),
    ("rules.csv", "或说明原因,,,2019,2019", "或说明原因,,,2019,2020", "edition '2020' is not in editions.csv"),
    ("rules.csv", "或说明原因,,,2021,", "或说明原因,,,2021,2019", "span"),
    (
        "rules.csv",
        "rows_once,1,notice,active,report,,report",
        "rows_once,1,guess,active,report,,report",
        "is not one of",
    ),
    ("rules.csv", "rows_once,1,notice,active,report,,report", "rows_once,1,notice,active,report,,item", "no scope_by"),
    ("rules.csv", "rows_once,1,notice,active,report,,", "rows_once,1,notice,active,report,must,", "must be blank"),
    ("rules.csv", "row_repeated", "row_doubled", "notice 'row_doubled' is not in notices.csv"),
    ("rules.csv", "row_repeated,cells", ",cells", "names notices"),
    ("rules.csv", "row_repeated", "row_repeated|row_missing", "they all have"),
    ("rules.csv", "row_repeated,cells", "row_repeated,rows", "needs 'rows'"),
    ("rules.csv", "删去重复的行", "", "has no remedy"),
    ("rows.csv", "3,requests,received,", "3,request,received,", "block 'request'"),
    ("rows.csv", "3,requests,received,", "3,requests,,", "is not a code"),
    ("rows.csv", "3,requests,carried_in,", "3,requests,received,", "is listed twice"),
    ("rows.csv", ",Requests received this year,", ",,", "missing in Chinese or English"),
    ("rows.csv", ",重复申请,", ",信访举报投诉类申请,", "would mean both"),
    ("rows.csv", "Refused: repeated request,refused,", "Refused: repeated request,rejected,", "group 'rejected'"),
    ("rows.csv", "2,fees,fees,70,,", "2,procurement,fees,70,,", "has no column in edition 2021"),
    ("columns.csv", "Upheld,count,", "Upheld,number,", "kind 'number'"),
    ("columns.csv", "3,requests,natural_person,180,", "3,requests,natural_person,180.5,", "must be a whole number"),
    ("columns.csv", "4,proceedings,other,270,其他结果,", "4,proceedings,other,270,结果 纠正,", "would mean both"),
    ("columns.csv", "Natural persons,count,,,2019,", "Natural persons,count,,,,", "no beginning"),
    ("groups.csv", "不予公开,Denied", ",Denied", "the label is empty"),
    ("groups.csv", "refused,4,", "denied,4,", "is listed twice"),
    ("editions.csv", "2019,2019,2020,", "2019,2019,2019,", "years must run on"),
    ("editions.csv", "2019,2019,2020,", "2019,2021,2020,", "before the first"),
    ("editions.csv", "国办公开办函〔2021〕30号", "", "has no basis"),
    ("editions.csv", ",three_rows,", ",four_rows,", "printing 'four_rows'"),
    ("labels.csv", "行政事业收费,misprint", "行政处罚,misprint", "would mean both"),
    ("labels.csv", "行政事业收费,misprint", "行政事业性收费,misprint", "is listed twice"),
    ("labels.csv", "row,2,fees,", "row,3,fees,", "row 'fees' is not in section 3"),
    ("labels.csv", "row,2,fees,", "rows,2,fees,", "kind 'rows'"),
    ("labels.csv", "行政事业收费,misprint", "行政事业收费,typo", "status 'typo'"),
    ("labels.csv", "行政事业收费,misprint", ",misprint", "empty"),
    (
        "labels.csv",
        "row,2,normative_documents,行政规范性档案",
        "row,2,normative_documents,规范性档案",
        "is listed twice",
    ),
    ("labels.csv", "extra,2,other_public_documents,其他主动公开文件", "extra,2,other_public_documents,规章", "both"),
    ("notes.csv", "原文为空白", "", "missing in Chinese or English"),
    ("notices.csv", "title_missing,should,", "title_missing,may,", "severity 'may'"),
    ("result_reasons.csv", "truncated,not_assessed,", "truncated,open,", "status 'open'"),
    ("deadlines.csv", ",department,1,31,", ",office,1,31,", "agency_type 'office'"),
    ("deadlines.csv", ",department,1,31,", ",department,2,29,", "not a day of every year"),
    ("deadlines.csv", ",department,1,31,", "3301,department,1,31,", "not the code of a division"),
    ("deadlines.csv", ",government,3,31,", ",department,3,31,", "the same agencies and years"),
    ("deadlines.csv", "1,31,published_in_time", "1,31,published_after", "not a rule of kind time"),
    ("deadlines.csv", "1,31,published_in_time,条例第四十九条", "1,31,published_in_time,", "has no basis"),
    ("deadlines.csv", "条例第四十九条,2019,", "条例第四十九条,2019,2018", "last year is before the first"),
    ("notices.csv", "year_missing,", "title_missing,", "is listed twice"),
    ("bodies.csv", "海关,vertical,line", "海关,horizontal,line", "body 'horizontal'"),
    ("bodies.csv", "海关,vertical,line", "海关,vertical,territory", "not counted there"),
    ("bodies.csv", "海事处,", "海关,", "is listed twice"),
    ("reasons.csv", "文件为空", "", "missing in Chinese or English"),
    ("marks.csv", "不涉及,", "不适用,", "is listed twice"),
    ("blocks.csv", "down,requests,2019,", "down,requests,2018,", "edition '2018'"),
    ("blocks.csv", "down,requests,2019,", "up,requests,2019,", "'up'"),
    ("blocks.csv", "down,requests,2019,", "down,request,2019,", "'request'"),
    ("columns.csv", "Enterprises,count,,organisations,", "Enterprises,count,,bodies,", "the group 'bodies'"),
    ("indicators.csv", "received,count,", "received,amount,", "'amount' is not a kind of indicator"),
    ("indicators.csv", "件,3:received:total,", "件,,", "a count, and nothing else, has cells"),
    ("indicators.csv", "3:received:total,", "3:received,", "are not sums like"),
    ("indicators.csv", "3:received:total,", "3:recieved:total,", "no edition has the cell 3:recieved:total"),
    ("indicators.csv", ",granted,processed,", ",grant,processed,", "'grant' is not a count"),
    ("indicators.csv", ",granted,processed,", ",granted,received,", "small_below does not say when 'received'"),
    ("indicators.csv", "carried_in,count,", "received,count,", "is listed twice"),
    ("indicators.csv", ",不含上年结转,", ",,", "definition or caveat is missing"),
    ("indicators.csv", "3:received:total,,,,yes,", "3:received:total,,,,no,", "neither yes nor blank"),
    ("likenesses.csv", "narrative_shared,", "narratives_shared,", "is not a rule of kind similar"),
    ("likenesses.csv", "other_agency", "another", "'another' not another report"),
    ("likenesses.csv", "other_agency,60", "other_agency,0", "percent must be above 0"),
    ("likenesses.csv", "other_agency,60,200", "other_agency,60,0", "characters above 0"),
    ("likenesses.csv", "narrative_repeated,previous_year", "narrative_repeated,other_agency", "is listed twice"),
    ("headings.csv", "other_matters,6,六,", "problems,6,六,", "is listed twice"),
    ("headings.csv", "总体情况,,numbered,", "总体情况,,counted,", "blank or numbered"),
    ("headings.csv", "其他需要报告的事项,,", "其他需要报告的事项,5,", "edition 2019 has section 5 in only one of"),
    (
        "watched.csv",
        "parent_covers_children,3,granted,total,,",
        "parent_covers_children,3,granted,total,,2022",
        "edition '2022'",
    ),
    ("groups.csv", "Refused to process,,", "Refused to process,2021,2019", "span of editions is empty"),
    ("watched.csv", "figures_in_proportion,3,granted", "figures_in_proportion,3,received", "is listed twice"),
    (
        "watched.csv",
        "figures_in_proportion,3,granted",
        "figures_in_proportion,3,closed_other",
        "edition 2019 has no cell",
    ),
    ("watched.csv", "figures_in_proportion,3,granted", "carry_over,3,granted", "not a rule of kind change or region"),
    ("thresholds.csv", "figures_shared,not_zero", "figures_shared,peers", "has no threshold 'peers'"),
    ("thresholds.csv", "figures_shared,different", "figures_shared,not_zero", "is listed twice"),
    ("thresholds.csv", "figures_shared,not_zero,5", "figures_shared,not_zero,0", "above 0"),
    (
        "thresholds.csv",
        "the least difference to last year that can be out of proportion",
        "",
        "missing in Chinese or English",
    ),
    ("watched.csv", "figures_shared,3,,", "figures_shared,3,granted,total", "compares a whole section"),
]


NEVER_EVALUATED = [
    ("rules.csv", "（{reported_cells}）,50,", "（{reported_cells}）},50,", "a brace without its counterpart"),
    (
        "rules.csv",
        "将金额换算为格式要求的单位,,,2021,",
        "将金额换算为格式要求的单位,,,2019,",
        "no column has a unit in edition 2019",
    ),
    ("facts.csv", "figures_told", "granted_told", "no fact of rule 'figures_told' has a cell in edition 2019"),
    (
        "terms.csv",
        "closed_sum,,,three_rows,3,closed,",
        "closed_sum,,,,3,closed,",
        "needs terms on both sides",
    ),
    (
        "terms.csv",
        "closed_sum,,,three_rows,3,closed_not_corrected,,computed,1,0,1",
        "closed_sum,,,three_rows,3,closed_other,,reported,1,0,1",
        "is listed twice",
    ),
    (
        "terms.csv",
        "outcomes_sum,,,three_rows,3,closed_other,,computed,1,0,22",
        "outcomes_sum,,,three_rows,3,processed_total,,reported,1,0,22",
        "is listed twice",
    ),
]
"""Faults by which a rule would have no result, or a wrong one, in some edition or printing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FORMAT_DIR, tmp_path / "format"))


def refusal(folder: Path) -> str:
    with pytest.raises(CatalogueError) as raised:
        load(folder)
    return str(raised.value)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_shipped_catalogue_is_accepted(folder: Path) -> None:
    assert load(folder) == load()


@pytest.mark.parametrize(("name", "right", "wrong", "message"), NEVER_EVALUATED)
def test_a_rule_without_a_sound_result_is_refused(
    folder: Path, name: str, right: str, wrong: str, message: str
) -> None:
    text = (folder / name).read_text("utf-8")
    assert right in text, "the test's own data are out of date"
    (folder / name).write_text(text.replace(right, wrong), "utf-8")
    assert message in refusal(folder)


@pytest.mark.parametrize(("name", "right", "wrong", "message"), REFUSED)
def test_a_fault_is_refused_with_file_and_line(folder: Path, name: str, right: str, wrong: str, message: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert right in text, "the test's own data are out of date"
    (folder / name).write_text(text.replace(right, wrong, 1), "utf-8")
    said = refusal(folder)
    assert message in said
    assert said.startswith(f"{name}:{line_of(text, right)}: ")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text.replace("notice,", "code,", 1), "notices.csv:1: the header must be"),
        (lambda text: "", "notices.csv:1: the header must be"),
        (lambda text: text.replace("the document ends inside the form", "the document ends, alas", 1), "5 fields"),
        (lambda text: text.replace("\nyear_missing", "\n\nyear_missing", 1), "notices.csv:3: 0 fields where"),
        (lambda text: text + 'more,should,"open,x\n', "unexpected end of data"),
    ],
    ids=["header", "empty", "a field too many", "blank line", "open quotation"],
)
def test_a_malformed_file_is_refused_with_file_and_line(
    folder: Path, spoil: Callable[[str], str], message: str
) -> None:
    text = (folder / "notices.csv").read_text("utf-8")
    (folder / "notices.csv").write_text(spoil(text), "utf-8")
    said = refusal(folder)
    assert message in said
    assert re.match(r"notices\.csv:\d+: ", said)


def test_a_file_that_is_missing_or_not_utf_8_is_named(folder: Path) -> None:
    (folder / "notes.csv").write_bytes("note,text_zh,text_en\nblank,原文为空白,x\n".encode("gb18030"))
    assert refusal(folder).startswith("notes.csv:1: cannot be read")
    (folder / "notes.csv").unlink()
    load.cache_clear()
    assert refusal(folder).startswith("notes.csv:1: cannot be read")


@pytest.mark.parametrize(
    ("name", "rule", "message"),
    [("thresholds", "figures_shared", "no not_zero"), ("watched", "parent_covers_children", "no cell in watched.csv")],
)
def test_a_rule_that_compares_reports_is_refused_without_cells_and_thresholds(
    folder: Path, name: str, rule: str, message: str
) -> None:
    lines = (folder / f"{name}.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / f"{name}.csv").write_text("".join(line for line in lines if not line.startswith(rule)), "utf-8")
    assert f"rule {rule!r} has {message}" in refusal(folder)


@pytest.mark.parametrize(
    ("dropped", "message"),
    [("proceedings_sum,", "rule 'proceedings_sum' has no term"), ("closed_sum,,,three_rows,3,closed,", "both sides")],
)
def test_a_rule_without_its_terms_is_refused_at_its_own_line(folder: Path, dropped: str, message: str) -> None:
    terms = (folder / "terms.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "terms.csv").write_text("".join(line for line in terms if not line.startswith(dropped)), "utf-8")
    said = refusal(folder)
    rules = (folder / "rules.csv").read_text("utf-8")
    assert message in said
    assert said.startswith(f"rules.csv:{line_of(rules, dropped.split(',')[0])}: ")
