"""The Chinese labels of marts and columns: the one place for them is `labels.csv` beside this file.

A line without a mart is the label of its column in every mart that has no line of its own for it; a line without a
column is the label of a mart.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("labels.csv")


def label(mart: str, column: str = "") -> str:
    """The label of a column or a mart; its name where there is none."""
    found = _lines().get((mart, column)) or (_lines().get(("", column)) if column else None)
    return found or column or mart


@cache
def _lines() -> dict[tuple[str, str], str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(line["mart"], line["column"]): line["label_zh"] for line in csv.DictReader(file)}
