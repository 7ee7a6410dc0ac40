"""Markdown is recognised by the rules below its headers, and read in bounded time."""

from __future__ import annotations

import time

from flows.documents import open_document
from flows.documents.text import tables_of, unmarked


def test_a_cell_of_dashes_is_not_a_table_rule() -> None:
    assert tables_of(["本年制发件数 |", "-- |", "--- |", "0 |"]) == []
    assert tables_of(["规章 | 1 | 2", "---|---|---", "行政许可 | 3", "", "正文"]) == [range(3)]


def test_the_cells_of_a_table_are_those_between_its_pipes() -> None:
    text = "# 标题 #\n\n| **规章** | 1\\.5 |  | a\\|b |\n| --- | :-: | --: | --- |\n| 行政许可 |  |  | 3 |\n"
    opened = open_document(text.encode())
    assert opened.media_type == "text/markdown"
    assert [grid.texts for grid in opened.grids] == [[["规章", "1.5", "", "a|b"], ["行政许可", "", "", "3"]]]
    assert [grid.lines for grid in opened.grids] == [[3, 5]]
    assert [line.text for line in opened.outside({0}) if line.text] == ["标题 "]


def test_endless_lines_are_read_in_bounded_time() -> None:
    start = time.process_time()
    for line in (
        " " * 500_000 + "-|",
        "#" * 500_000,
        "# " + " #" * 250_000,
        "*" * 500_000,
        "|" * 500_000,
        "\\" * 500_000,
    ):
        unmarked(line)
        tables_of(["a|b", line, line.strip()])
    assert time.process_time() - start < 20
