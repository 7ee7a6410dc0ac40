"""Real documents compared with a reading by eye: no number wrong, hardly any missed."""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest

from flows.reading.document import read
from flows.reading.records import Extraction
from tests.gold_files import SHARED, Gold, Score, differences, gold_files, readings, score, table
from tests.rendering import judging

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real documents ({SHARED}) are not there")

GOLD = {gold.name: gold for gold in gold_files()}
SEEDS = {name[:3]: name for name in GOLD if name[:3].isdigit()}
SEED_CELLS = {"000": 200, "001": 190, "002": 200, "003": 200, "004": 0}

# What is damaged, missing or unusual in the seeds, each judged by eye.
SEED_NOTICES = {
    "000": ["cell_blank", "number_unusual", "injected_text", "heading_damaged", "heading_misnumbered"],
    "001": ["table_missing", "heading_missing"],
    "002": ["label_misprint", "label_misprint"],
    "003": ["title_missing", "labels_cut"],
    "004": ["tables_missing", "edition_from_year"],
}
SEED_DETAILS = {
    ("000", "number_unusual"): ["00"],
    ("001", "heading_missing"): ["三"],
    ("002", "label_misprint"): ["案件", "发件"],
}

every_document = pytest.mark.parametrize("name", GOLD)
every_seed = pytest.mark.parametrize("seed", SEED_CELLS)


@pytest.fixture(scope="module")
def found() -> dict[str, Extraction]:
    return {gold.name: extraction for gold, extraction in readings()}


@every_document
def test_no_number_is_wrong(name: str, found: dict[str, Extraction]) -> None:
    assert not differences(GOLD[name], found[name])
    assert not judging.unsound(found[name])


def test_at_least_99_of_100_printed_numbers_are_read(found: dict[str, Extraction]) -> None:
    sys.stdout.write("\n" + table([(GOLD[name], extraction) for name, extraction in found.items()]) + "\n")
    total = Score()
    for name, extraction in found.items():
        total = total.plus(score(GOLD[name], extraction))
    assert total.right >= 0.99 * (total.right + total.missed)


@every_document
def test_a_document_is_rejected_only_if_it_is_not_a_report(name: str, found: dict[str, Extraction]) -> None:
    assert found[name].status == GOLD[name].says.get("status", "extracted")
    assert bool(found[name].reason) == (found[name].status == "rejected")


@every_seed
def test_the_cells_of_a_seed_are_those_of_the_gold(seed: str, found: dict[str, Extraction]) -> None:
    gold = GOLD[SEEDS[seed]]
    cells = {judging.key(cell): (cell.value, cell.raw) for cell in found[gold.name].cells}
    assert len(found[gold.name].cells) == SEED_CELLS[seed]
    assert cells == gold.cells


@every_seed
def test_the_identity_of_a_seed_is_read(seed: str, found: dict[str, Extraction]) -> None:
    gold, report = GOLD[SEEDS[seed]], found[SEEDS[seed]].report
    assert report is not None
    said = {name: getattr(report, name) for name in ("title", "agency", "year", "edition")}
    assert said == {name: gold.says[name] for name in said}
    published = report.published_on.isoformat() if report.published_on else None
    assert published == gold.says["published_on"]


@every_document
def test_the_identity_of_a_sample_is_read_or_null(name: str, found: dict[str, Extraction]) -> None:
    report, says = found[name].report, GOLD[name].says
    if report is None:
        return
    assert report.edition == says["edition"]
    assert report.year in (None, says["year"])
    published = report.published_on.isoformat() if report.published_on else None
    assert "published_on" not in says or published == says["published_on"]


def test_a_blank_and_a_double_zero_are_distinguished(found: dict[str, Extraction]) -> None:
    cells = {judging.key(cell): cell for cell in found[SEEDS["000"]].cells}
    blank = cells[3, "refused_publication", "other_organisation"]
    zero = cells[3, "processed_total", "enterprise"]
    assert (blank.value, blank.raw, blank.note) == (None, "", "blank")
    assert (zero.value, zero.raw, zero.note) == (Decimal(0), "00", None)


@every_seed
def test_the_damage_of_a_seed_is_noticed(seed: str, found: dict[str, Extraction]) -> None:
    codes = [notice.code for notice in found[SEEDS[seed]].notices]
    for code in set(SEED_NOTICES[seed]):
        assert codes.count(code) >= SEED_NOTICES[seed].count(code), (code, codes)
    for code in ("table_missing",):
        assert codes.count(code) == SEED_NOTICES[seed].count(code), codes


@pytest.mark.parametrize(("seed", "code"), SEED_DETAILS)
def test_a_notice_names_what_it_found(seed: str, code: str, found: dict[str, Extraction]) -> None:
    messages = [notice.message for notice in found[SEEDS[seed]].notices if notice.code == code]
    for detail in SEED_DETAILS[seed, code]:
        assert any(detail in message for message in messages), messages


@every_document
def test_the_name_of_the_file_does_not_matter(name: str, found: dict[str, Extraction]) -> None:
    gold: Gold = GOLD[name]
    renamed = read(gold.data, "folder/another-name")
    assert renamed == found[name]._replace(document="folder/another-name")


@every_seed
def test_a_seed_has_no_false_notice(seed: str, found: dict[str, Extraction]) -> None:
    assert {notice.code for notice in found[SEEDS[seed]].notices} == set(SEED_NOTICES[seed])
