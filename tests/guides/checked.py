"""Checks reports as `gouji check` does, by whatever form the environment names: for a process of its own.

`checked_with` starts that process. `main` takes the folder of the models and the reports, and prints as JSON what is
said of each report.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flows.checking.check import check
from flows.checking.check_table import table_of
from flows.warehouse import rules
from flows.warehouse.project import DBT_DIR
from tests.shipped import environment


def checked(path: Path) -> dict[str, Any]:
    """The values of the cells, the figures stated, the findings, and the table that a drafter reads."""
    found = check(path)
    cells = {f"{cell.section}.{cell.item}.{cell.measure}": str(cell.value) for cell in found.extraction.cells}
    stated = {statement.fact: str(statement.value) for statement in found.extraction.statements}
    return {"cells": cells, "stated": stated, "findings": found.findings, "table": table_of(found)}


def checked_with(form: Path, reports: Iterable[Path], models: Path = DBT_DIR) -> dict[str, Any]:
    """What is said of reports by the form in a folder: the stem of each name -> what `checked` returns."""
    program = f"from {__name__} import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", program, str(models), *map(str, reports)],
        env=environment(GOUJI_FORMAT=str(form)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    return {Path(name).stem: said for name, said in json.loads(run.stdout).items()}


def messages(said: dict[str, Any], rule: str, status: str = "fail") -> dict[str, str]:
    """By scope, what is said of a report where a rule has this status."""
    return {f["scope"]: f["message"] for f in said["findings"] if (f["rule"], f["status"]) == (rule, status)}


def main() -> None:
    """Print what is said of the reports that the arguments name."""
    models, *paths = map(Path, sys.argv[1:])
    rules.DBT_DIR = models
    sys.stdout.write(json.dumps({path.name: checked(path) for path in paths}, ensure_ascii=False, default=str))
