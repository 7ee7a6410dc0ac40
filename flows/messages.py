"""What Python code tells supervisors and drafters, in commands and at the desk: a line of `messages.csv` each.

The table is no part of the form: a change of wording makes nothing be read or built again.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path


def told(code: str, **values: object) -> str:
    """The sentence with this code, its placeholders filled. Raises KeyError for a code or a value that is missing."""
    return table()[code].format_map(values)


@cache
def table() -> dict[str, str]:
    """Every sentence by its code, with its placeholders."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return {line["code"]: line["text_zh"] for line in csv.DictReader(file)}
