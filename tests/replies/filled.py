"""Fills in a list of findings as a person does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from flows.findings.sheet import KEY

SHEET = "问题清单"


class List:
    """A list of findings as a person has it open: cells by row number and header."""

    def __init__(self, path: Path) -> None:
        self.path, self._book = path, openpyxl.load_workbook(path)

    def at(self, row: int, header: str, sheet: str = SHEET) -> Any:
        headers = [cell.value for cell in self._book[sheet][1]]
        return self._book[sheet].cell(row, headers.index(header) + 1)

    def fill(self, row: int, sheet: str = SHEET, **values: object) -> str:
        """Write into some columns, and return the number of the finding."""
        for header, value in values.items():
            cell = self.at(row, header, sheet)
            cell.value = value
            # As a person enters it where a text begins with =.
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
        return str(self.at(row, KEY, sheet).value)

    def rows(self) -> list[int]:
        """The numbers of the rows that hold findings."""
        sheet = self._book[SHEET]
        return [row for row in range(2, sheet.max_row + 1) if self.at(row, KEY).value]

    def save(self) -> Path:
        self._book.save(self.path)
        return self.path
