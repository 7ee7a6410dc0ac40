"""The catalogue refuses every kind of inconsistency and says in which file and line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.catalogue import FORMAT_DIR, CatalogueError, load
from tests.refused_lines import REFUSED

NEVER_EVALUATED = [
    ("rules.csv", "（{reported_cells}）,50,", "（{reported_cells}）},50,", "a brace without its counterpart"),
    (
        "rules.csv",
        "将金额换算为格式要求的单位,,,2021,",
        "将金额换算为格式要求的单位,,,2019,",
        "no column has a unit in edition 2019",
    ),
    ("facts.csv", "figures_told", "granted_told", "no fact of rule 'figures_told' has a cell in edition 2019"),
    (
        "terms.csv",
        "closed_sum,,,three_rows,3,closed,",
        "closed_sum,,,,3,closed,",
        "needs terms on both sides",
    ),
    (
        "terms.csv",
        "closed_sum,,,three_rows,3,closed_not_corrected,,computed,1,0,1",
        "closed_sum,,,three_rows,3,closed_other,,reported,1,0,1",
        "is listed twice",
    ),
    (
        "terms.csv",
        "outcomes_sum,,,three_rows,3,closed_other,,computed,1,0,22",
        "outcomes_sum,,,three_rows,3,processed_total,,reported,1,0,22",
        "is listed twice",
    ),
]
"""Faults by which a rule would have no result, or a wrong one, in some edition or printing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FORMAT_DIR, tmp_path / "format"))


def refusal(folder: Path) -> str:
    with pytest.raises(CatalogueError) as raised:
        load(folder)
    return str(raised.value)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_shipped_catalogue_is_accepted(folder: Path) -> None:
    assert load(folder) == load()


@pytest.mark.parametrize(("name", "right", "wrong", "message"), NEVER_EVALUATED)
def test_a_rule_without_a_sound_result_is_refused(
    folder: Path, name: str, right: str, wrong: str, message: str
) -> None:
    text = (folder / name).read_text("utf-8")
    assert right in text, "the test's own data are out of date"
    (folder / name).write_text(text.replace(right, wrong), "utf-8")
    assert message in refusal(folder)


@pytest.mark.parametrize(("name", "right", "wrong", "message"), REFUSED)
def test_a_fault_is_refused_with_file_and_line(folder: Path, name: str, right: str, wrong: str, message: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert right in text, "the test's own data are out of date"
    (folder / name).write_text(text.replace(right, wrong, 1), "utf-8")
    said = refusal(folder)
    assert message in said
    assert said.startswith(f"{name}:{line_of(text, right)}: ")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text.replace("notice,", "code,", 1), "notices.csv:1: the header must be"),
        (lambda text: "", "notices.csv:1: the header must be"),
        (lambda text: text.replace("the document ends inside the form", "the document ends, alas", 1), "5 fields"),
        (lambda text: text.replace("\nyear_missing", "\n\nyear_missing", 1), "notices.csv:3: 0 fields where"),
        (lambda text: text + 'more,should,"open,x\n', "unexpected end of data"),
    ],
    ids=["header", "empty", "a field too many", "blank line", "open quotation"],
)
def test_a_malformed_file_is_refused_with_file_and_line(
    folder: Path, spoil: Callable[[str], str], message: str
) -> None:
    text = (folder / "notices.csv").read_text("utf-8")
    (folder / "notices.csv").write_text(spoil(text), "utf-8")
    said = refusal(folder)
    assert message in said
    assert re.match(r"notices\.csv:\d+: ", said)


def test_a_file_that_is_missing_or_not_utf_8_is_named(folder: Path) -> None:
    (folder / "notes.csv").write_bytes("note,text_zh,text_en\nblank,原文为空白,x\n".encode("gb18030"))
    assert refusal(folder).startswith("notes.csv:1: cannot be read")
    (folder / "notes.csv").unlink()
    load.cache_clear()
    assert refusal(folder).startswith("notes.csv:1: cannot be read")


@pytest.mark.parametrize(
    ("name", "rule", "message"),
    [("thresholds", "figures_shared", "no not_zero"), ("watched", "parent_covers_children", "no cell in watched.csv")],
)
def test_a_rule_that_compares_reports_is_refused_without_cells_and_thresholds(
    folder: Path, name: str, rule: str, message: str
) -> None:
    lines = (folder / f"{name}.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / f"{name}.csv").write_text("".join(line for line in lines if not line.startswith(rule)), "utf-8")
    assert f"rule {rule!r} has {message}" in refusal(folder)


@pytest.mark.parametrize(
    ("dropped", "message"),
    [("proceedings_sum,", "rule 'proceedings_sum' has no term"), ("closed_sum,,,three_rows,3,closed,", "both sides")],
)
def test_a_rule_without_its_terms_is_refused_at_its_own_line(folder: Path, dropped: str, message: str) -> None:
    terms = (folder / "terms.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "terms.csv").write_text("".join(line for line in terms if not line.startswith(dropped)), "utf-8")
    said = refusal(folder)
    rules = (folder / "rules.csv").read_text("utf-8")
    assert message in said
    assert said.startswith(f"rules.csv:{line_of(rules, dropped.split(',')[0])}: ")
