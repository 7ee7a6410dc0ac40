"""The dbt project on generated records: the contents of each mart."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal

import duckdb
import pytest

from expectations.catalogue import load
from flows.warehouse import build as warehouse
from flows.warehouse import rules
from flows.warehouse.project import DBT_DIR
from tests.built_warehouse import MARTS, Built, parquet_of


def test_the_marts_exist(built: Built) -> None:
    query = "select table_name from information_schema.tables where table_schema = 'marts'"
    assert {name for (name,) in built.rows(query)} == MARTS


@pytest.mark.parametrize("mart", sorted(MARTS))
def test_the_parquet_of_a_mart_is_its_table(built: Built, mart: str) -> None:
    file = f"'{built.folder}/marts/{parquet_of(mart)}'"
    assert built.rows(f"select count(*) from marts.{mart}") == built.rows(f"select count(*) from {file}") != [(0,)]
    for one, other in ((f"marts.{mart}", file), (file, f"marts.{mart}")):
        assert built.rows(f"select * from {one} except all select * from {other}") == []
    types = "select column_name, column_type from (describe select * from"
    assert built.rows(f"{types} marts.{mart})") == built.rows(f"{types} {file})")


def test_results_and_findings_are_those_of_a_check(built: Built) -> None:
    found = rules.assess(built.tables)
    with duckdb.connect(built.folder / warehouse.DATABASE, read_only=True) as connection:
        for name, table in (("fct_rule_results", found.results), ("fct_findings", found.findings)):
            query = f"select * from marts.{name} order by report_id, rule, scope, columns(*)"
            assert connection.execute(query).to_arrow_table().equals(table)


def test_every_document_is_accounted_for(built: Built) -> None:
    assert built.rows("select status, count(*), count(reason) from marts.fct_documents group by all order by 1") == [
        ("extracted", 12, 0),
        ("rejected", 1, 1),
    ]


def test_the_last_version_of_a_report_is_current(built: Built) -> None:
    query = (
        "select published_on, version_number, is_current, notices from marts.fct_reports"
        " where agency = '甲县' and year = 2022 order by 1"
    )
    assert built.rows(query) == [
        (dt.date(2023, 1, 20), 1, False, 0),
        (dt.date(2023, 3, 20), 2, True, 1),
    ]
    assert built.rows("select bool_and(is_current) from marts.fct_reports where agency is null or year is null") == [
        (True,)
    ]


def test_spellings_of_one_agency_are_one_and_its_office_is_only_a_match(built: Built) -> None:
    query = (
        "select name, name_history, region_code, first_year, last_year, is_doubtful from marts.dim_agency"
        " where region_code is not null order by name"
    )
    assert built.rows(query) == [
        ("遂昌县人民政府", "遂昌县（2020–2020）；遂昌县人民政府（2021–2021）", "331123", 2020, 2021, False),
        ("遂昌县人民政府办公室", "遂昌县人民政府办公室（2021–2021）", "331123", 2021, 2021, False),
    ]
    assert built.rows("select name, other_name, reason from marts.mart_agency_matches") == [
        ("遂昌县人民政府", "遂昌县人民政府办公室", "government_office")
    ]
    query = (
        "select results.agency, status, count(*) from marts.fct_rule_results as results"
        " inner join marts.dim_agency as agencies using (agency_id)"
        " where agencies.region_code = '331123' and rule = 'carry_over' and year = 2021 group by all order by 1"
    )
    assert built.rows(query) == [("遂昌县人民政府", "hold", 7), ("遂昌县人民政府办公室", "not_applicable", 7)]


@pytest.mark.parametrize("fact", sorted(name for name in MARTS if name.startswith("fct_") and name != "fct_documents"))
def test_every_fact_of_an_agency_joins_its_dimensions(built: Built, fact: str) -> None:
    query = f"select count(*) from marts.{fact} where agency is not null"
    joined = f"select count(*) from marts.{fact} inner join marts.dim_agency using (agency_id)"
    assert built.rows(query) == built.rows(joined)
    regions = f"select count(*) from marts.{fact} as facts inner join marts.dim_region on region_code = code"
    assert built.rows(regions) == built.rows(f"select count(region_code) from marts.{fact}")


def test_a_region_is_listed_once_with_its_parents(built: Built) -> None:
    columns = "name, level, county_name, prefecture_code, prefecture_name, province_name, first_year, last_code"
    query = f"select {columns} from marts.dim_region where code = "
    assert built.rows(f"{query}'331123'") == [
        ("遂昌县", "county", "遂昌县", "331100", "丽水市", "浙江省", 2000, "331123")
    ]
    assert built.rows(f"{query}'429006'") == [("天门市", "county", "天门市", None, None, "湖北省", 1994, "429006")]
    assert built.rows(f"{query}'542323'") == [
        ("江孜县", "county", "江孜县", "542300", "日喀则地区", "西藏自治区", 1980, "540222")
    ]
    assert built.rows(f"{query}'420600'") == [
        ("襄阳市", "prefecture", None, "420600", "襄阳市", "湖北省", 1980, "420600")
    ]
    assert built.rows("select name_history from marts.dim_region where code = '420600'") == [
        ("襄樊市（1980–2009）；襄阳市（2010–2024）",)
    ]


def test_cells_keep_value_raw_and_place(built: Built) -> None:
    query = (
        "select value, raw, note, table_number, row_number > 0, line_number > 100 from marts.fct_cells"
        " where agency = '丙镇' and item = 'closed_other' and measure = 'research'"
    )
    assert built.rows(query) == [(None, "", "blank", 2, True, True)]
    assert built.rows("select count(*) from marts.fct_cells") == [(built.tables["cells"].num_rows,)]


def test_closed_is_one_item_however_it_is_printed(built: Built) -> None:
    query = (
        "select agency, item, item_group, count(*), count(requests), bool_and(is_derived) from marts.fct_requests"
        " where year = 2022 and item like 'closed%' and agency <> '甲县' group by all order by 1, 2"
    )
    details = ["closed_fee_unpaid", "closed_not_corrected", "closed_other"]
    assert built.rows(query) == [
        ("丙镇", "closed", "closed", 7, 6, True),
        *(("丙镇", item, "closed_detail", 7, 6 if item == "closed_other" else 7, False) for item in details),
        ("乙市", "closed", "closed", 7, 7, False),
        *(("乙市", item, "closed_detail", 7, 7, False) for item in details),
    ]


def test_no_request_is_counted_twice_by_group(built: Built) -> None:
    query = """
        select bool_and(total = outcomes) from (
            select sum(requests) filter (where item_group = 'processed_total') as total,
                sum(requests) filter (where item_group in
                    ('granted', 'partly_granted', 'denied', 'unavailable', 'refused', 'closed')) as outcomes
            from marts.fct_requests where year <> 2022 group by report_id)"""
    assert built.rows(query) == [(True,)]


def test_every_agency_and_year_is_filed_late_or_missing(built: Built) -> None:
    columns = "agency, year, basis, status, reason, published_on, deadline, days_late, report_id is null"
    query = f"select {columns} from marts.mart_filing_status where agency in ('甲县', '戊县') order by 1 desc, 2"
    assert built.rows(query) == [
        ("甲县", 2020, "seen", "filed", None, None, dt.date(2021, 3, 31), None, False),
        ("甲县", 2021, "seen", "filed", None, None, dt.date(2022, 3, 31), None, False),
        ("甲县", 2022, "seen", "filed", None, dt.date(2023, 1, 20), dt.date(2023, 3, 31), 0, False),
        ("戊县", 2021, "roster", "missing", None, None, dt.date(2022, 3, 31), None, True),
    ]
    late = "select days_late from marts.fct_reports where agency = '甲县' and year = 2022"
    assert built.rows(late) == [(0,), (0,)]


def test_a_missing_report_is_a_result_and_a_finding_of_its_agency(built: Built) -> None:
    agency = "agency_id, agency, year, rule, severity"
    results = f"select {agency} from marts.fct_rule_results where report_id is null and status = 'fail'"
    findings = f"select {agency} from marts.fct_findings where report_id is null and document is null"
    assert built.rows(results) == built.rows(findings)
    assert [row[1:] for row in built.rows(findings)] == [("戊县", 2021, "report_filed", "must")]
    repeated = "select count(*) - count(distinct finding_id || coalesce(report_id, '')) from marts.fct_findings"
    assert built.rows(repeated) == [(0,)]
    known = "select name, first_year, is_doubtful from marts.dim_agency where name = '戊县'"
    assert built.rows(known) == [("戊县", None, True)]


def test_amounts_are_converted_only_where_the_unit_is_known(built: Built) -> None:
    query = (
        "select item, unit, bool_and(amount_10k_yuan * factor = value) from marts.fct_disclosures,"
        " (values ('元', 10000), ('万元', 1)) as known (name, factor) where unit = name group by all order by 1"
    )
    assert built.rows(query) == [("fees", "万元", True), ("procurement", "元", True)]
    assert built.rows("select count(amount_10k_yuan) from marts.fct_disclosures where unit is null") == [(0,)]


def test_proceedings_have_their_results(built: Built) -> None:
    query = "select count(*), count(distinct proceeding), count(distinct result) from marts.fct_proceedings"
    assert built.rows(query) == [(12 * 15, 3, 5)]


def test_a_finding_names_the_suspect_cell(built: Built) -> None:
    columns = "rule, scope, severity, item, measure, is_suspect, value - expected, document"
    common = ("must", "granted", "research", True, Decimal(1), "乙市-2022-None.html")
    query = f"select {columns} from marts.fct_findings where agency = '乙市'"
    assert sorted(built.rows(query)) == [
        ("applicants_sum", "granted", *common),
        ("outcomes_sum", "research", *common),
    ]


def test_findings_that_one_wrong_cell_explains_are_one_matter_and_any_other_is_its_own(built: Built) -> None:
    found = "from marts.fct_findings where agency = '乙市'"
    assert built.rows(f"select distinct matter_id {found}") == built.rows(f"select min(finding_id) {found}")
    query = "select count(*) from marts.fct_findings where matter_id <> finding_id and not is_suspect"
    assert built.rows(query) == [(0,)]


def test_a_finding_is_named_by_what_is_wrong(built: Built) -> None:
    query = "select distinct title, failure from marts.{} where rule = 'tables_present'"
    for mart in ("fct_findings", "fct_finding_history"):
        assert built.rows(query.format(mart)) == [("表格齐全", "缺少表格")]


def test_every_rule_of_the_catalogue_is_a_row_with_its_severity(built: Built) -> None:
    form = load()
    rows = built.rows("select rule, title, failure, severity, basis from marts.dim_rule")
    assert sorted(rows) == sorted((r.rule, r.title, r.failure, form.severity_of(r), r.basis) for r in form.rules)


def test_a_rule_counts_each_current_report_once_and_its_findings_by_state(built: Built) -> None:
    query = """
        select rule, year, count(distinct coalesce(report_id, agency_id)),
            count(distinct coalesce(report_id, agency_id)) filter (status = 'fail')
        from marts.fct_rule_results as results
        where status in ('hold', 'fail') and year is not null
            and (report_id is null or report_id in (select report_id from marts.fct_reports where is_current))
        group by all order by all"""
    counts = "select rule, year, assessed, failing from marts.mart_rule_year where assessed > 0 order by all"
    assert built.rows(counts) == built.rows(query)
    query = "select sum(findings_open), count(false_alarm_share) from marts.mart_rule_year"
    found = "select count(*), 0 from marts.fct_findings where is_latest and state = 'open' and year is not null"
    assert built.rows(query) == built.rows(found)


def test_a_finding_not_on_a_sum_has_a_place_but_no_cell(built: Built) -> None:
    columns = "rule, scope, severity, message, section, item, difference, table_number, line_number, is_suspect"
    query = f"select {columns} from marts.fct_findings where agency = '甲县' and rule = 'tables_present'"
    assert built.rows(query) == [
        ("tables_present", "report", "must", "缺少表格", None, None, None, None, 3, False),
    ]


def test_a_figure_in_a_sentence_is_compared_with_its_cell(built: Built) -> None:
    columns = "agency, year, scope, status, reported, computed = received.requests, compared"
    query = (
        f"select {columns} from marts.fct_rule_results as results inner join marts.fct_requests as received"
        " using (report_id, agency, year) where received.item = 'received' and applicant = 'total'"
        " and rule = 'figures_told' and status in ('hold', 'fail')"
    )
    assert built.rows(query) == [
        ("甲县", 2020, "requests_received", "fail", 12000, True, "3.received.total"),
    ]


def test_similar_narratives_are_one_pair_with_their_shared_text(built: Built) -> None:
    columns = "rule, agency, year, other_agency, other_year, similarity, passages = shared_passages, left(excerpt, 1)"
    query = f"select {columns}, document <> other_document from marts.mart_similar_narratives"
    pairs = {("narrative_shared", *two, 100, True, "“", True) for two in (BOTH, (*BOTH[2:], *BOTH[:2]))}
    (pair,) = built.rows(query)
    assert pair in pairs
    shared = "select agency, status, reason from marts.fct_rule_results where rule = 'narrative_shared' and year = 2021"
    assert sorted(built.rows(shared), key=str) == [
        ("乙市", "not_applicable", "not_printed"),
        ("甲县", "fail", None),
        ("遂昌县人民政府", "not_applicable", "not_printed"),
        ("遂昌县人民政府办公室", "fail", None),
    ]


BOTH = ("甲县", 2021, "遂昌县人民政府办公室", 2021)


def test_a_notice_has_its_severity(built: Built) -> None:
    query = "select agency, notice, severity, message, table_number, line_number from marts.fct_notices"
    assert built.rows(query) == [("甲县", "table_missing", "must", "缺少表格", None, 3)]


def test_items_and_measures_span_their_editions(built: Built) -> None:
    items = "select item, label_zh, item_group, from_edition, to_edition from marts.dim_item where item in"
    assert sorted(built.rows(f"{items} ('normative_documents', 'other_services', 'closed_other')")) == [
        ("closed_other", "其他", "closed", "2021", None),
        ("normative_documents", "行政规范性文件", None, "2019", None),
        ("other_services", "其他对外管理服务事项", None, "2019", "2019"),
    ]
    measures = "select measure, label_zh, from_edition, to_edition from marts.dim_measure where section = 2"
    assert sorted(built.rows(f"{measures} and measure in ('decisions', 'made')")) == [
        ("decisions", "本年处理决定数量", "2019", None),
        ("made", "本年新制作数量", "2019", "2019"),
    ]


def test_every_model_states_its_grain_in_one_sentence(built: Built) -> None:
    manifest = json.loads((built.folder / ".dbt" / "build" / "manifest.json").read_text("utf-8"))
    models = [node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")]
    assert [node["name"] for node in models if not node["description"].endswith(".")] == []
    assert [node["name"] for node in models if ". " in node["description"]] == []


def test_the_data_dictionary_is_one_self_contained_page(built: Built) -> None:
    page = (built.folder / "docs/index.html").read_text("utf-8")
    assert "One rule that failed on one scope of one report" in page
    assert re.findall(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//""", page) == []
    # Nothing of the machine on which it was made, whose paths are JSON there.
    assert "read_parquet('raw/records/" in page and ".building" not in page
    assert all(json.dumps(str(place))[1:-1] not in page for place in (built.folder, DBT_DIR))
