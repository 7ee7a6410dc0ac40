"""How many results of rules a report has, in the marts."""

from __future__ import annotations

import pyarrow.parquet as pq

from tests.built_warehouse import Built
from tests.warehouse.test_rules import HAND_WRITTEN_SUMS


def test_a_report_counts_its_cells_and_its_results(built: Built) -> None:
    cells = "select agency, cells_printed, cells_valued from marts.fct_reports where year = 2022 and agency <> '甲县'"
    assert built.rows(f"{cells} order by agency") == [("丙镇", 200, 199), ("乙市", 207, 207)]
    stored = "rules_hold, rules_fail, rules_not_applicable, rules_not_assessed"
    counted = ", ".join(
        f"count(*) filter (status = '{name.strip().removeprefix('rules_')}')" for name in stored.split(",")
    )
    assert built.rows(f"select report_id, {stored} from marts.fct_reports order by all") == built.rows(
        f"select report_id, {counted} from marts.fct_rule_results where report_id is not null group by all order by all"
    )


def test_a_report_has_as_many_sums_as_its_rows_and_columns_require(built: Built) -> None:
    results = (
        "select agency, status, count(*) from marts.fct_rule_results"
        f" where year = 2022 and agency <> '甲县' and rule in {tuple(sorted(HAND_WRITTEN_SUMS))}"
        " group by all order by all"
    )
    # 丙镇: 25 rows, 3 proceedings, 14 columns; its blank is in one row and one column. No report of 2021 in its name.
    # 乙市 prints (六) both ways: 26 rows, 3 proceedings, 21 columns, 7 of carry_over, 2 stocks; 2 of them all fail.
    assert built.rows(results) == [
        ("丙镇", "hold", 25 + 3 + 14 - 2),
        ("丙镇", "not_applicable", 7 + 7 + 2),
        ("丙镇", "not_assessed", 2),
        ("乙市", "fail", 2),
        ("乙市", "hold", 26 + 3 + 21 + 7 + 2 - 2),
    ]


def test_the_results_of_a_report_are_together_in_their_files(built: Built) -> None:
    for file in (built.folder / "marts" / "fct_rule_results").iterdir():
        rows = [tuple(row.values()) for row in pq.read_table(file, columns=["report_id", "rule", "scope"]).to_pylist()]
        # A report that is missing has no number: it comes last.
        assert rows == sorted(rows, key=lambda row: (row[0] is None, row))
