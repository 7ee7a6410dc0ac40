"""The figures of narratives in the marts."""

from __future__ import annotations

from decimal import Decimal

from tests.built_warehouse import Built


def test_a_statement_is_listed_with_its_report_and_the_name_of_its_fact(built: Built) -> None:
    columns = "agency, year, fact, fact_label_zh, value, raw, unit, sentence, word, counting, coverage, line_number"
    row = ("甲县", 2020, "requests_received", "收到的申请", Decimal(12000), "1.2万件", "件", "新收申请1.2万件")
    assert built.rows(f"select {columns} from marts.fct_statements") == [(*row, "新收", "new", "region", 9)]
