"""A rule that almost no report of one layout meets is our fault: the batch is doubtful, and the run goes on."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from expectations import catalogue
from expectations.checkpoint import Doubtful
from flows.reading import document as reading
from flows.reading.records import Cell, Extraction
from tests.record_factory import agency_years, extraction, figures
from tests.rendering import form
from tests.rendering.markup import page
from tests.rendering.pieces import Document, Figure
from tests.rendering.word_file import docx
from tests.validation import validated


def reports(layout: str, right: int, wrong: int) -> list[Extraction]:
    """Reports of one layout; in the wrong ones one cell breaks the sum of a proceeding."""
    made: list[Extraction] = []
    for number in range(right + wrong):
        values = figures(Random(f"{layout}{number}"), "2021", "three_rows")
        if number >= right:
            values[4, "review", "total"] += Decimal(1)
        made.append(extraction(values, f"{layout}{number}", 2022, layout=layout))
    return made


def test_a_layout_is_doubted_at_the_threshold_of_the_rule(tmp_path: Path) -> None:
    (rule,) = (rule for rule in catalogue.load().rules if rule.rule == "proceedings_sum")
    assert rule.mostly == 50
    too_few, at_it, below, right = (
        reports("few", 0, 19),
        reports("half", 10, 10),
        reports("broken", 9, 11),
        reports("sound", 25, 1),
    )
    validation = validated(tmp_path, [*too_few, *at_it, *below, *right])
    assert validation.doubtful == [Doubtful("proceedings_sum", "broken", 20, 11)]
    assert len(validation.failures) == 19 + 10 + 11 + 1
    text = (tmp_path / "docs/index.html").read_text("utf-8").partition("读取方式")[2]
    assert "疑为本系统读取有误" in text and "broken 复议诉讼合计" in text and "sound" not in text


def test_a_rule_without_a_threshold_never_alarms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = catalogue.load()
    rules = [rule._replace(mostly=None) if rule.rule == "proceedings_sum" else rule for rule in whole.rules]
    monkeypatch.setattr(catalogue, "load", lambda: dataclasses.replace(whole, rules=rules))
    validation = validated(tmp_path, reports("broken", 0, 30))
    assert validation.doubtful == []
    assert len(validation.failures) == 30


def documents(n: int) -> list[Document]:
    """Reports whose sums hold, ready to be printed in any format."""
    return [
        form.compose("2021", "three_rows", {key: Figure(f"{value:f}", value) for key, value in values.items()}, 2022)
        for values in (agency_years(number, [2022])[0] for number in range(n))
    ]


def exchanged(cells: Sequence[Cell]) -> list[Cell]:
    """The cells as placed by a reader that confuses two columns of table three."""
    other = {"natural_person": "total", "total": "natural_person"}
    return [c._replace(measure=other.get(c.measure, c.measure)) if c.section == 3 else c for c in cells]


def test_only_a_layout_that_is_misread_is_doubted(tmp_path: Path) -> None:
    html = [reading.read(page(printed, "clean").data, "a page") for printed in documents(24)]
    word = [reading.read(docx(printed, Random(0), "plain"), "a document") for printed in documents(24)]
    # Both readings confuse the columns, or the second would show the first to be wrong.
    # Figures that all of them state in the same sentences are not their own.
    word = [found._replace(cells=exchanged(found.cells)) for found in word]
    html, word = ([found._replace(statements=()) for found in made] for made in (html, word))
    validation = validated(tmp_path, [*html, *word])
    (report,) = {found.report for found in word[:1]}
    assert report is not None
    assert {(found.rule, found.layout) for found in validation.doubtful} == {("applicants_sum", report.layout)}
