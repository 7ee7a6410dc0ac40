"""Drawn reports of every format, layout and damage: no wrong value, few gaps, and a reason for each gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from flows.landing.sources import sources_in
from flows.reading.document import read
from tests.corpus import Sample, archive, corpus, sample
from tests.rendering.harm import HARMS, suits
from tests.rendering.printing import FORMATS
from tests.rendering.scoring import Verdict, judge

UNDAMAGED, DAMAGED = 0.995, 0.97
QUICK, MANY = 36, 1_000
every_format = pytest.mark.parametrize("format", FORMATS)


def _judged(format: str, count: int, damage: Sequence[str] | None, seed: int = 77) -> list[tuple[Sample, Verdict]]:
    return [(one, judge(one, read(one.data, one.name))) for one in corpus(seed, count, (format,), damage)]


def _faults(judged: list[tuple[Sample, Verdict]]) -> list[str]:
    """Wrong values, printed numbers reported as blank, and readings that contradict themselves."""
    return [
        f"{one.name} {one.layout} {'+'.join(one.damages)}: {fault}"
        for one, verdict in judged
        for fault in (*verdict.wrong, *verdict.unsound, *(line for line in verdict.noted if line.endswith("blank")))
    ]


def _recall(judged: list[tuple[Sample, Verdict]]) -> float:
    counts = sum((verdict.counts for _, verdict in judged), Counter[str]())
    return counts["right"] / counts["numbers"]


def _misnamed(judged: list[tuple[Sample, Verdict]]) -> list[str]:
    return [f"{one.name}: {fault}" for one, verdict in judged for fault in verdict.identity]


@every_format
def test_undamaged_reports_are_read(format: str) -> None:
    judged = _judged(format, QUICK, ())
    assert not _faults(judged)
    assert not _misnamed(judged)
    assert _recall(judged) >= UNDAMAGED


@every_format
def test_damaged_reports_give_no_wrong_value_and_few_gaps(format: str) -> None:
    judged = _judged(format, QUICK, None)
    assert not _faults(judged)
    assert _recall(judged) >= DAMAGED


@pytest.mark.heavy
@every_format
@pytest.mark.parametrize("damage", [(), None], ids=["undamaged", "damaged"])
def test_many_reports(format: str, damage: Sequence[str] | None) -> None:
    judged = _judged(format, MANY, damage, seed=78)
    assert not _faults(judged)
    assert _recall(judged) >= (UNDAMAGED if damage == () else DAMAGED)


@pytest.mark.heavy
@pytest.mark.parametrize("damage", HARMS)
def test_each_kind_of_damage_alone(damage: str) -> None:
    formats = [format for format in FORMATS if any(suits(damage, format, layout) for layout in FORMATS[format])]
    for format in formats:
        judged = _judged(format, 100, (damage,), seed=79)
        assert not _faults(judged)


@pytest.mark.parametrize("format", ["html", "text"])
def test_figures_read_from_sentences_are_those_stated(format: str) -> None:
    assert [fault for _, verdict in _judged(format, QUICK, ()) for fault in verdict.stated] == []


def test_an_archive_holds_the_documents_put_into_it(tmp_path: Path) -> None:
    samples = list(corpus(80, 6, ("html", "text", "docx"), ()))
    path = tmp_path / "reports.zip"
    path.write_bytes(archive(samples))
    opened = list(sources_in(path, path.name))
    assert sorted(source.data for source in opened) == sorted(one.data for one in samples)


@every_format
def test_a_seed_draws_the_same_document_again(format: str) -> None:
    assert sample("81.0", (format,), tuple(HARMS)) == sample("81.0", (format,), tuple(HARMS))


def test_every_layout_and_damage_is_drawn() -> None:
    drawn = list(corpus(82, 600, ("html", "text", "markdown")))
    for format in ("html", "text", "markdown"):
        assert {one.layout for one in drawn if one.format == format} == set(FORMATS[format])
    assert {damage for one in drawn for damage in one.damages} == set(HARMS)


def test_what_counts_as_printed_is_a_number() -> None:
    for one in corpus(83, 100, ("html", "text", "docx")):
        assert all(one.cells[key].value is not None for key in one.printed)
