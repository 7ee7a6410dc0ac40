"""The evidence for the identity of reports, in the marts."""

from __future__ import annotations

from tests.built_warehouse import INDEX_NUMBER, SEEN, Built


def test_evidence_is_listed_with_its_report(built: Built) -> None:
    columns = "agency, year, field, value, source, confidence, candidates, line_number"
    rows = built.rows(f"select {columns} from marts.fct_evidence")
    assert rows == [("甲县", 2020, *SEEN[:5], SEEN.where.line)]


def test_the_index_number_is_that_of_its_report(built: Built) -> None:
    query = "select agency, year from marts.fct_reports where index_number = ?"
    assert built.rows(query.replace("?", f"'{INDEX_NUMBER}'")) == [("甲县", 2020)]
