"""The data dictionary: what every column of the marts is called, means and holds, in Chinese and in English.

`_dictionary.csv` beside the models is the one place for it, but for the columns that indicators make: what these mean
is in `indicators.csv`, and the dictionary has an example only. A line without marts is about the column in every mart
that has no line of its own for it; a line without a column is about a mart.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from expectations import catalogue
from expectations.indicators import meanings
from flows.warehouse.project import DBT_DIR

FILE = DBT_DIR / "models" / "marts" / "_dictionary.csv"


class Entry(NamedTuple):
    """A line of the dictionary; `marts` are the names of the marts it is about, with spaces between, or empty."""

    column: str
    marts: str
    label_zh: str
    label_en: str
    unit: str
    example: str
    definition_zh: str
    definition_en: str
    caveat_zh: str
    caveat_en: str

    @property
    def block(self) -> str:
        """The name of its text in dbt."""
        return f"{self.marts.split()[0]}__{self.column}" if self.marts else self.column

    @property
    def text(self) -> str:
        """Everything but the Chinese sentences, as one paragraph: the description in dbt, the comment in DuckDB."""
        parts = [f"{self.label_zh} · {self.label_en}.", self.definition_en, self.caveat_en]
        parts += [f"Unit: {self.unit}." if self.unit else "", f"Example: `{self.example}`."]
        return " ".join(filter(None, parts))


def entries() -> Iterator[Entry]:
    """All lines, those about indicators with what `indicators.csv` says."""
    made = {meaning.column: meaning._asdict() for meaning in meanings(catalogue.load().indicators)}
    with FILE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            entry = Entry(**line)
            yield entry if entry.label_zh else entry._replace(**made[entry.column])


def entry(mart: str, column: str = "") -> Entry:
    """The line about a mart, or about a column of it; raises KeyError where there is none."""
    known = _by_name()
    return known.get((mart, column)) or known["", column]


@cache
def _by_name() -> dict[tuple[str, str], Entry]:
    return {(mart, line.column): line for line in entries() for mart in line.marts.split() or [""]}
