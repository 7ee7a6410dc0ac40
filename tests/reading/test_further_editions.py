"""Editions with one more column, one table fewer and one more table: each is lines in the files of the form alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from expectations.catalogue import FORMAT_DIR, load
from expectations.form import Catalogue
from tests.edition_2026 import EDITION
from tests.further_editions import CHANGED, NEW_COLUMN, of_edition, with_edition
from tests.printed_form import page, text
from tests.record_factory import Figures, figures
from tests.shipped import environment

Said = dict[str, Any]
Key = tuple[int, str, str]

PRINTERS = {"html": page, "txt": text}
OLD = {"2019": 2020, "2021": 2024}
AGENCY = "龙泉市人民政府"
NEW_NUMBERS = {
    "column": ("四", "五", "六"),
    "without_four": ("四", "五"),
    "with_five": ("四", "五", "六", "七"),
}
"""By edition: the numbers of the headings from the fourth on."""


def _old_figures(edition: str) -> Figures:
    return figures(Random(5), edition, "one_row" if edition == "2019" else "three_rows")


def _wrong(name: str) -> Figures:
    """Figures of which one in table three is wrong: in the new column, or where there is none, in the total."""
    values = of_edition(name, 4)
    values[3, "granted", NEW_COLUMN if name == "column" else "total"] += 1
    return values


def _documents(form: Catalogue, name: str | None) -> dict[str, bytes]:
    documents = {
        f"old_{edition}.{ending}": print_(form, edition, _old_figures(edition), AGENCY, year)
        for edition, year in OLD.items()
        for ending, print_ in PRINTERS.items()
    }
    if name is None:
        return documents
    for ending, print_ in PRINTERS.items():
        documents[f"right.{ending}"] = print_(form, EDITION, of_edition(name, 3), AGENCY, 2026)
        documents[f"wrong.{ending}"] = print_(form, EDITION, _wrong(name), AGENCY, 2026)
    last = form.headings_of(EDITION)[-2]
    documents["no_heading.html"] = documents["right.html"].replace(f"{last.number}、{last.label}".encode(), b"")
    return documents


def _run(folder: Path, name: str | None) -> Said:
    """What these documents say by the form with one of the editions, or as it is shipped."""
    form = with_edition(name, folder / "form") if name else FORMAT_DIR
    (folder / "documents").mkdir()
    for file, data in _documents(load(form), name).items():
        (folder / "documents" / file).write_bytes(data)
    command = [sys.executable, "-c", "from tests.further_editions import main; main()", str(folder / "documents")]
    run = subprocess.run(command, env=environment(GOUJI_FORMAT=str(form)), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2_000:]
    found = json.loads(run.stdout)
    assert Path(found["form"]) == form.resolve()
    said: Said = found["said"]
    return said


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What older reports say by the form as it is shipped."""
    return _run(tmp_path_factory.mktemp("before"), None)


@pytest.fixture(scope="module", params=CHANGED)
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Said]:
    """The name of an edition, and what older and new reports say where the form has it."""
    name: str = request.param
    return name, _run(tmp_path_factory.mktemp(name), name)


def _numbers(said: Said) -> dict[Key, str]:
    return {(section, item, measure): value for section, item, measure, value in said["numbers"]}


def _failed(said: Said) -> set[str]:
    return {rule for rule, _, status, *_ in said["results"] if status == "fail"}


@pytest.mark.slow
def test_older_reports_are_read_and_judged_as_before(before: Said, edition: tuple[str, Said]) -> None:
    _, after = edition
    assert {name: after[name] for name in before} == before
    for year in OLD:
        said = before[f"old_{year}.html"]
        assert (said["edition"], said["notices"]) == (year, [])


@pytest.mark.parametrize("ending", PRINTERS)
def test_a_new_report_is_read_whole_and_nothing_fails(edition: tuple[str, Said], ending: str) -> None:
    name, after = edition
    said = after[f"right.{ending}"]
    assert (said["edition"], said["notices"], _failed(said)) == (EDITION, [], set())
    assert _numbers(said) == {key: f"{value:f}" for key, value in of_edition(name, 3).items()}


@pytest.mark.parametrize("ending", PRINTERS)
def test_sums_have_the_columns_of_the_edition(edition: tuple[str, Said], ending: str) -> None:
    name, after = edition
    failed = {(rule, scope) for rule, scope, status, *_ in after[f"wrong.{ending}"]["results"] if status == "fail"}
    sums = {("applicants_sum", "granted"), ("outcomes_sum", NEW_COLUMN if name == "column" else "total")}
    assert failed == sums


def test_a_heading_is_missed_by_its_number_in_the_edition(edition: tuple[str, Said]) -> None:
    name, after = edition
    assert after["no_heading.html"]["notices"] == [
        ["heading_missing", f"缺少一级标题：{NEW_NUMBERS[name][-2]}、存在的主要问题及改进情况"]
    ]


def test_a_cell_is_compared_only_in_editions_that_have_it(edition: tuple[str, Said]) -> None:
    name, after = edition
    compared = {
        file: {scope for rule, scope, *_ in said["results"] if rule == "figures_in_proportion"}
        for file, said in after.items()
    }
    of_four = {"review", "litigation_direct", "litigation_after_review"}
    assert of_four <= compared["old_2021.html"]
    assert (compared["right.html"] & of_four == set()) == (name == "without_four")
    assert "received" in compared["right.html"]
