"""Checks reports as `gouji check` does, by whatever form the environment names: for a process of its own.

`main` takes the folder of the models and the reports, and prints as JSON what is said of each report.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from flows.checking.check import check
from flows.checking.check_table import table_of
from flows.warehouse import rules


def checked(path: Path) -> dict[str, Any]:
    """The values of the cells, the findings, and the table that a drafter reads."""
    found = check(path)
    cells = {f"{cell.section}.{cell.item}.{cell.measure}": str(cell.value) for cell in found.extraction.cells}
    return {"cells": cells, "findings": found.findings, "table": table_of(found)}


def main() -> None:
    """Print what is said of the reports that the arguments name."""
    models, *paths = map(Path, sys.argv[1:])
    rules.DBT_DIR = models
    sys.stdout.write(json.dumps({path.name: checked(path) for path in paths}, ensure_ascii=False, default=str))
