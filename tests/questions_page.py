"""The answers on the page of questions; `python -m tests.questions_page` writes them anew."""

from __future__ import annotations

import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from bench.demonstration import write

PAGE = Path(__file__).parents[1] / "docs" / "questions.md"
_QUERY = re.compile(r"```sql\n([^`]*)```\n\n((?:\|.*\n)*)\n?")
_NUMBERS = ("INTEGER", "BIGINT", "DECIMAL", "DOUBLE")


class Answer(NamedTuple):
    """What a query gives: its columns, whether each holds numbers, and its rows as the page prints them."""

    columns: list[str]
    is_number: list[bool]
    rows: list[tuple[str, ...]]

    def picked(self, columns: list[str]) -> list[tuple[str, ...]]:
        """The rows with these columns only."""
        places = [self.columns.index(column) for column in columns]
        return [tuple(row[place] for place in places) for row in self.rows]

    def table(self) -> str:
        """The answer as a table of the page."""
        aligned = ["--:" if number else "---" for number in self.is_number]
        lines = [f"| {' | '.join(row)} |\n" for row in (self.columns, aligned, *self.rows)]
        return "".join(lines).replace("|  |", "| |")


class Asked(NamedTuple):
    """A query of the page, and the table below it."""

    query: str
    table: str


def asked(text: str) -> list[Asked]:
    """The queries of a text, in order."""
    return [Asked(*found) for found in _QUERY.findall(f"{text}\n\n")]


def ask(database: Path, query: str) -> Answer:
    """Run a query on a published database."""
    with duckdb.connect(database, read_only=True) as connection:
        found = connection.execute(query)
        columns = [(name, str(kind)) for name, kind, *_ in found.description or ()]
        rows = [tuple(_printed(value) for value in row) for row in found.fetchall()]
    return Answer([name for name, _ in columns], [kind.startswith(_NUMBERS) for _, kind in columns], rows)


def _printed(value: Any) -> str:
    if isinstance(value, Decimal):
        # Figures as printed are whole ones with eight decimals; what a query rounds has as many as it asks for.
        return f"{value.normalize():f}" if value.as_tuple().exponent == -8 else f"{value:f}"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def main() -> None:
    """Write the answers of a new demonstration into the page."""
    with tempfile.TemporaryDirectory() as folder:
        database = write(Path(folder))
        text = f"{PAGE.read_text('utf-8').rstrip()}\n\n"
        text = _QUERY.sub(lambda found: f"```sql\n{found[1]}```\n\n{ask(database, found[1]).table()}\n", text)
    PAGE.write_text(f"{text.rstrip()}\n", "utf-8")


if __name__ == "__main__":
    main()
