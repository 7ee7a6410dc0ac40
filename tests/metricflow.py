"""MetricFlow as its users run it: the project and its metrics, asked by `mf query` of a published database."""

from __future__ import annotations

import csv
import importlib.util
import os
import shutil
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from flows.warehouse import dbt_runs
from flows.warehouse.project import DBT_DIR

needed = pytest.mark.skipif(
    importlib.util.find_spec("dbt_metricflow") is None, reason="MetricFlow is not installed: the extra `metrics`"
)

PROGRAM = """
import shlex, sys
from dbt.cli.main import dbtRunner
from dbt_metricflow.cli.main import cli
for line in sys.stdin.read().splitlines():
    command, *arguments = shlex.split(line)
    if command == "dbt":
        assert dbtRunner().invoke([*arguments, "--quiet", "--warn-error"]).success
    else:
        cli.main(arguments, standalone_mode=False)
"""


def printed(database: Path, folder: Path, *commands: str) -> str:
    """What `dbt` and `mf` print for these commands, in a copy of the project made in the folder."""
    project = dbt_runs._project(folder)
    shutil.copytree(DBT_DIR / "metrics", project / "metrics")
    free = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
    # `mf` asks on the internet for a newer version of itself, and keeps the answer in the folder for temporary files.
    here = {"HTTPS_PROXY": "http://127.0.0.1:9", "TMPDIR": str(folder)}
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input="\n".join(commands),
        cwd=project,
        env={**free, **here, "GOUJI_TARGET": "published", "GOUJI_DATABASE": str(database)},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def asked(database: Path, folder: Path, *queries: str) -> list[list[dict[str, str]]]:
    """The rows that each query yields, such as `--metrics received --group-by metric_time__year`."""
    files = [folder / f"{number}.csv" for number, _ in enumerate(queries)]
    commands = (f"mf query --quiet {query} --csv {file}" for query, file in zip(queries, files, strict=True))
    printed(database, folder, "dbt parse", *commands)
    return [list(csv.DictReader(file.open(encoding="utf-8"))) for file in files]


def figures_of(rows: list[dict[str, str]], key: str, names: list[str]) -> dict[tuple[str, int], list[Decimal | None]]:
    """The figures of each region or agency and year, rounded as in the marts."""
    return {
        (row[key], int(row["metric_time__year"][:4])): [
            Decimal(row[name]).quantize(Decimal("0.0001"), ROUND_HALF_UP) if row[name] else None for name in names
        ]
        for row in rows
    }
