"""What narratives that are alike share: counted, quoted, and found in memory that does not grow with the sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from flows.warehouse.project import DBT_DIR
from flows.warehouse.rendering import render


def test_reports_that_share_all_their_sentences_take_memory_by_pairs_and_not_by_sentences() -> None:
    """100,000 pairs of reports with the same twenty sentences, and nowhere to put what memory cannot hold."""
    with duckdb.connect(config={"memory_limit": "300MB", "temp_directory": "", "threads": 2}) as connection:
        shown = "count(*), min(shared_passages), max(shared_passages), count(distinct excerpt)"
        assert likenesses(connection, PAIRED, shown) == [(200_000, 20, 20, 1)]


def test_what_is_shared_is_counted_in_full_and_quoted_by_its_three_longest_sentences() -> None:
    one = [("短。", 1), ("较长的一句。", 2), ("一样长的甲。", 3), ("最长的一句话在这里。", 4), ("较长的一句。", 5)]
    printed = {"a": one, "b": [*one, ("另一句。", 9)], "c": [("没有共同的。", 1)]}
    lines = [
        f"('{report}', {place}, '{text}', {len(text)}, null, {place + 10})"
        for report, sentences in printed.items()
        for text, place in sentences
    ]
    alike = ((99, "b"), (90, "c"))
    pairs = [f"(2023, 'narrative_shared', 'other_agency', 80, {percent}, 'a', '{other}')" for percent, other in alike]
    made = {
        "int_replaced_years": "select 2023 as year",
        "int_report_agencies": "select *, report_id as place, report_id as plain_name"
        " from (values ('a'), ('b'), ('c')) as t (report_id)",
        "int_narrative_pairs": f"from (values {', '.join(pairs)}) as t"
        " (year, rule, compared_with, percent, similarity, report_id, other_report_id)",
        "stg_passages": f"select *, hash(passage) % 1000 as digest from (values {', '.join(lines)}) as t"
        " (report_id, position, passage, characters, page_number, line_number)",
    }
    shown = "report_id, other_report_id, shared_passages, excerpt, line_number, choice, choices"
    quoted = "“最长的一句话在这里。”；“较长的一句。”；“一样长的甲。”"
    with duckdb.connect() as connection:
        assert likenesses(connection, made, shown) == [
            ("a", "b", 4, quoted, 14, 1, 2),
            ("a", "c", 0, None, None, 2, 2),
            ("b", "a", 4, quoted, 14, 1, 1),
            ("c", "a", 0, None, None, 1, 1),
        ]


def likenesses(connection: duckdb.DuckDBPyConnection, made: Mapping[str, str], shown: str) -> list[tuple[Any, ...]]:
    """Columns of the likenesses of narratives, of these tables."""
    for name, query in made.items():
        connection.execute(f"create table {name} as {query}")
    (model,) = render(("int_narrative_likenesses",), DBT_DIR, set(made)).models
    return connection.execute(f"select {shown} from ({model.query}) order by all").fetchall()


_REPORTS = "select printf('%064d', range) as report_id, range as number from range(1000)"
PAIRED = {
    "int_replaced_years": "select 2023 as year",
    "int_report_agencies": f"select report_id, report_id as place, report_id as plain_name from ({_REPORTS})",
    "int_narrative_pairs": f"""
        select
            2023 as year, 'narrative_shared' as rule, 'other_agency' as compared_with, 80 as percent, 99 as similarity,
            one.report_id, other.report_id as other_report_id
        from ({_REPORTS}) as one, ({_REPORTS}) as other
        where (other.number - one.number + 1000) % 1000 between 1 and 100
    """,
    "stg_passages": f"""
        select
            report_id, position, position as digest, concat('第', position, '句。') as passage, 9 as characters,
            cast(null as integer) as page_number, position as line_number
        from ({_REPORTS}), (select range as position from range(20))
    """,
}
