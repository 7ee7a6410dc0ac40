"""The guides "A kind of rule" and "A mart" in CONTRIBUTING.md, followed on a copy of the models and the form."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from expectations import catalogue
from expectations.catalogue import FORMAT_DIR
from flows.warehouse.project import DBT_DIR
from tests.printed_form import page
from tests.record_factory import figures
from tests.shipped import environment, put

pytestmark = pytest.mark.heavy

RULE = (
    "figures_not_all_zero,1,all_zero,active,report,should,report,,数字不全为零,数字全部为零,报告的数字不全为零,"
    "Some figure is not zero,格式,核对全部数字,,,2019,,{figures} 个数字全部为零,,"
)
KIND = """\
{{ config(materialized='view') }}

with figures as (
    select
        report_id,
        count(value) as figures,
        max(value) as largest
    from {{ ref('int_cells') }}
    group by report_id
),

outcomes as (
    select
        figures.report_id,
        rules.rule,
        figures.figures,
        case
            when figures.largest is null then 'not_printed'
            when figures.largest = 0 then 'fail'
            else 'hold'
        end as outcome
    from {{ ref('int_evaluated_reports') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'all_zero'
            and {{ in_edition('rules', 'reports.edition') }}
    inner join figures
        on reports.report_id = figures.report_id
)

select
    {{ result({
        'report_id': 'report_id', 'rule': 'rule', 'scope': "'report'", 'outcome': 'outcome',
        'texts': texts_of_failure('outcome', {'figures': 'cast(figures as string)'}),
    }) }}
from outcomes
"""
LAST_KIND = "    select * from {{ ref('int_results_time') }}\n"
UNITED = LAST_KIND + "    union all\n    select * from {{ ref('int_results_all_zero') }}\n"
MART = """\
select
    report_id,
    cast(count(*) as integer) as zeros
from {{ ref('fct_cells') }}
where value = 0
group by report_id
"""
CONTRACT = """
  - name: mart_zeros
    description: One report with its cells that are zero.
    constraints:
      - type: primary_key
        columns: [report_id]
      - type: foreign_key
        columns: [report_id]
        to: ref('fct_reports')
        to_columns: [report_id]
    data_tests: [keys_hold]
    columns:
      - name: report_id
        data_type: string
        description: "{{ doc('report_id') }}"
        constraints:
          - type: not_null
      - name: zeros
        data_type: integer
        description: Number of cells in which 0 is printed.
"""

Said = dict[str, Any]


def _add(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(text)


def _models(folder: Path) -> Path:
    """The models with the new ones: two files, a line in the union of results, and the contract of the mart."""
    shutil.copytree(DBT_DIR, folder, ignore=shutil.ignore_patterns("target", "logs"))
    results = folder / "models/intermediate/results"
    (results / "int_results_all_zero.sql").write_text(KIND, "utf-8")
    united = (results / "int_results.sql").read_text("utf-8")
    assert LAST_KIND in united
    (results / "int_results.sql").write_text(united.replace(LAST_KIND, UNITED), "utf-8")
    (folder / "models/marts/mart_zeros.sql").write_text(MART, "utf-8")
    _add(folder / "models/marts/_figures__models.yml", CONTRACT)
    return folder


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What is said of a report of zeros and of another one, and what the new mart has of them."""
    folder = tmp_path_factory.mktemp("extended")
    shutil.copytree(FORMAT_DIR, folder / "format")
    _add(folder / "format/rules.csv", f"{RULE}\n")
    form, values = catalogue.load(), figures(Random(1), "2021", "three_rows")
    for name, shown in (("zeros", dict.fromkeys(values, 0)), ("figures", values)):
        put(folder / "raw", f"{name}.html", page(form, "2021", shown, "遂昌县人民政府", 2023))
    before = _content(folder / "format")
    run = subprocess.run(
        [sys.executable, "-c", "from tests.guides.extended_models import main; main()",
         str(_models(folder / "dbt")), str(folder / "raw"), str(folder / "built")],
        env=environment(GOUJI_FORMAT=str(folder / "format")),
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2_000:]
    return {**json.loads(run.stdout), "form": _content(folder / "format"), "form_before": before}


def _results(found: Said, document: str, what: str) -> list[list[Any]]:
    return [line for line in found["said"][document][what] if line[0] == "figures_not_all_zero"]


def test_a_kind_of_rule_fails_in_warehouse_suites_and_message(found: Said) -> None:
    (failed,), (held,) = _results(found, "zeros.html", "results"), _results(found, "figures.html", "results")
    assert (failed[2], held[2]) == ("fail", "hold")
    assert _results(found, "zeros.html", "suites") == [["figures_not_all_zero", "report"]]
    zeros = len(found["said"]["zeros.html"]["cells"])
    assert _results(found, "zeros.html", "findings") == [["figures_not_all_zero", "report", f"{zeros} 个数字全部为零"]]
    assert not _results(found, "figures.html", "findings") and not _results(found, "figures.html", "suites")


def test_a_mart_is_published_exported_and_documented(found: Said) -> None:
    zeros = [sum(not float(cell[3]) for cell in said["cells"]) for said in found["said"].values()]
    assert sorted(count for _, count in found["published"]) == sorted(zeros)
    assert found["exported"] == found["published"] and found["documented"]


def test_a_build_leaves_the_files_of_the_form_as_they_are(found: Said) -> None:
    assert found["form"] == found["form_before"]
