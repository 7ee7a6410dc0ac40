"""A new edition is a set of lines in the form's files: reader, warehouse and suites follow, older reports stay."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from expectations.catalogue import load
from expectations.form import Catalogue
from tests.edition_2026 import EDITION, GONE_ROW, NEW_COLUMN, NEW_ROW, OLD_COLUMN, of_2026, with_2026
from tests.printed_form import Values, page, text
from tests.record_factory import Figures, figures
from tests.shipped import DOCUMENTS, copy_documents, environment, put

pytestmark = pytest.mark.heavy

Said = dict[str, Any]

OLD = {f"old_{year}.html": year for year in range(2019, 2026)}
SHARED = {"third_2020.html": 2020, "third_2023.html": 2023}
"""Reports of which only table three is there, which the editions of 2019 and 2021 share but for (六)其他处理."""
SHIPPED = [path.name for path in sorted(DOCUMENTS.iterdir())]
RULES = ("requests_balance", "outcomes_sum", "applicants_sum", "proceedings_sum")


def _figures(year: int, edition: str) -> Figures:
    return figures(Random(year), edition, "one_row" if edition == "2019" else "three_rows")


def _new_figures(seed: int) -> Figures:
    return of_2026(_figures(seed, "2021"))


def _old(form: Catalogue) -> dict[str, bytes]:
    """A report for each year in the edition due then; and two with only table three, in the older edition."""
    old = {}
    for agency, (name, year) in zip(_AGENCIES, [*OLD.items(), *SHARED.items()], strict=True):
        edition = "2019" if name in SHARED else form.edition_due(year) or ""
        data = page(form, edition, _figures(year, edition), f"{agency}人民政府", year)
        second, _, fourth = re.findall(r"<table>.*?</table>", data.decode())
        old[name] = data.decode().replace(second, "").replace(fourth, "").encode() if name in SHARED else data
    return old


_AGENCIES = ("遂昌县", "青田县", "缙云县", "庆元县", "景宁畲族自治县", "浦江县", "淳安县", "桐庐县", "建德市")


def _new(form: Catalogue) -> dict[str, bytes]:
    """Reports that need a catalogue with edition 2026: right ones, wrong ones, and ones in the wrong edition."""
    right, wrong = _new_figures(1), _new_figures(2)
    wrong[3, NEW_ROW, "research"] += 1
    wrong[3, NEW_ROW, "total"] += 1

    def made(edition: str, values: Values, agency: str, year: int) -> bytes:
        return page(form, edition, values, f"{agency}人民政府", year)

    return {
        "right.html": made(EDITION, right, "龙泉市", 2026),
        "right.txt": text(form, EDITION, _new_figures(7), "东阳市人民政府", 2026),
        "wrong.html": made(EDITION, wrong, "松阳县", 2026),
        "in_2021.html": made("2021", _figures(3, "2021"), "云和县", 2026),
        "too_early.html": made(EDITION, _new_figures(4), "莲都区", 2025),
        "old_column.html": made(EDITION, _new_figures(5), "武义县", 2026).replace(
            NEW_COLUMN.encode(), OLD_COLUMN.encode()
        ),
        "old_columns_only.html": made("2021", _figures(6, "2021"), "磐安县", 2026).replace(
            OLD_COLUMN.encode(), NEW_COLUMN.encode()
        ),
        "alike_2024.html": _without_what_differs(made(EDITION, _new_figures(8), "义乌市", 2024)),
        "alike_2026.html": _without_what_differs(made(EDITION, _new_figures(9), "永康市", 2026)),
        "alike_2019.html": _without_what_differs(made(EDITION, _new_figures(10), "兰溪市", 2019)),
    }


def _without_what_differs(data: bytes) -> bytes:
    """A page without table three and the documents of table two, which distinguish the last two editions."""
    first, second, *_ = re.findall(r"<table>.*?</table>", data.decode())
    second_block = first.index("<tr><td colspan", len("<table><tr>"))
    return data.decode().replace(second, "").replace(first, f"<table>{first[second_block:]}").encode()


def _run(folder: Path, documents: dict[str, bytes], form: Path | None) -> Said:
    raw = copy_documents(folder / "raw")
    for name, data in documents.items():
        put(raw, name, data)
    more = {"GOUJI_FORMAT": str(form)} if form else {}
    # Run with -c: reader processes would import a main module with everything it imports.
    program = "from tests.with_other_form import main; main()"
    command = [sys.executable, "-c", program, str(raw), str(folder / "warehouse")]
    run = subprocess.run(command, env=environment(**more), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2_000:]
    found = json.loads(run.stdout.splitlines()[-1])
    assert form is None or Path(found["form"]) == form.resolve()
    said: Said = found["said"]
    return said


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What shipped and older reports say under the shipped form."""
    return _run(tmp_path_factory.mktemp("before"), _old(load()), None)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What these and the new reports say under the form with the added edition."""
    folder = tmp_path_factory.mktemp("after")
    form = with_2026(folder / "form")
    return _run(folder, _old(load(form)) | _new(load(form)), form)


@pytest.mark.parametrize("name", [*SHIPPED, *OLD, *SHARED])
def test_adding_an_edition_changes_nothing_in_older_reports(before: Said, after: Said, name: str) -> None:
    assert after[name] == before[name]


@pytest.mark.parametrize(("name", "year"), OLD.items())
def test_older_reports_are_read_whole_and_without_notices(before: Said, name: str, year: int) -> None:
    said = before[name]
    edition = load().edition_due(year) or ""
    assert (said["edition"], said["notices"], said["confidence"]) == (edition, [], ["certain"])
    assert _numbers(said) == {key: str(value) for key, value in _figures(year, edition).items()}


@pytest.mark.parametrize(("name", "year"), SHARED.items())
def test_a_table_shared_by_editions_is_assigned_by_year(before: Said, name: str, year: int) -> None:
    said = before[name]
    assert (said["edition"], said["confidence"]) == (load().edition_due(year), ["likely"])
    assert {code for code, _ in said["notices"]} == {"table_missing"}


def _numbers(said: Said) -> dict[tuple[int, str, str], str]:
    return {(section, item, measure): value for section, item, measure, value, *_ in said["cells"]}


def _results(said: Said, *rules: str) -> list[tuple[str, str]]:
    return [(rule, status) for rule, _, status, *_ in said["results"] if rule in rules]


def _failed(said: Said) -> set[str]:
    """The rules that fail, by the warehouse and by Great Expectations alike."""
    in_warehouse = {(rule, scope) for rule, scope, status, *_ in said["results"] if status == "fail"}
    assert in_warehouse == {(rule, scope) for rule, scope in said["suites"]}
    return {rule for rule, _ in in_warehouse}


def test_a_report_in_the_new_edition_is_read_whole_and_every_sum_is_checked(after: Said) -> None:
    said = after["right.html"]
    assert (said["edition"], said["notices"], said["confidence"]) == (EDITION, [], ["certain"])
    assert _numbers(said) == {key: str(value) for key, value in _new_figures(1).items()}
    assert not _failed(said)
    assert ("edition_due", "hold") in _results(said, "edition_due")
    of_2021 = _results(after["old_2024.html"], *RULES)
    # One row was added and one removed, so the number of sums is unchanged.
    assert sorted(_results(said, *RULES)) == sorted(of_2021)
    scopes = {scope for rule, scope, *_ in said["results"] if rule == "applicants_sum"}
    assert NEW_ROW in scopes
    assert GONE_ROW not in scopes


def test_a_report_in_the_new_edition_is_read_whole_from_text(after: Said) -> None:
    said = after["right.txt"]
    assert (said["edition"], said["notices"]) == (EDITION, [])
    assert _numbers(said) == {key: str(value) for key, value in _new_figures(7).items()}
    assert not _failed(said)


def test_a_wrong_figure_in_the_new_row_breaks_the_sums_that_contain_it(after: Said) -> None:
    said = after["wrong.html"]
    assert said["edition"] == EDITION
    assert _failed(said) == {"outcomes_sum"}
    assert {scope for _, scope in said["suites"]} == {"research", "total"}
    assert all("≠" in message for *_, message in said["findings"])


@pytest.mark.parametrize(("name", "edition"), [("in_2021.html", "2021"), ("too_early.html", EDITION)])
def test_a_report_in_another_edition_than_the_one_due_is_reported(after: Said, name: str, edition: str) -> None:
    said = after[name]
    assert (said["edition"], said["notices"]) == (edition, [])
    assert _failed(said) == {"edition_due"}


def test_a_single_label_of_another_edition_does_not_change_a_reports_edition(after: Said) -> None:
    said = after["old_column.html"]
    assert said["edition"] == EDITION
    assert said["notices"] == [["edition_mixed", "表格混用两个版本的格式：2021、2026"]]
    assert not _failed(said)
    assert ["edition_due", "edition_uncertain"] in [[rule, reason] for rule, _, _, reason, *_ in said["results"]]


def test_rows_of_one_edition_below_a_label_of_another_are_reported(after: Said) -> None:
    said = after["old_columns_only.html"]
    assert said["edition"] == "2021"
    assert [code for code, _ in said["notices"]] == ["edition_mixed"]
    assert not _failed(said)


@pytest.mark.parametrize(("year", "edition"), [(2024, "2021"), (2026, EDITION)])
def test_the_year_decides_between_two_editions_that_fit_equally(after: Said, year: int, edition: str) -> None:
    said = after[f"alike_{year}.html"]
    assert said["edition"] == edition
    assert not {code for code, _ in said["notices"]} & {"edition_close", "edition_mixed", "edition_from_year"}


def test_the_edition_is_doubtful_where_two_fit_equally_and_the_year_requires_neither(after: Said) -> None:
    said = after["alike_2019.html"]
    assert ["edition_close", "表格与几个版本的格式都相近：2021、2026"] in said["notices"]
    assert "edition_due" not in _failed(said)
