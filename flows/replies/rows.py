"""Reads the rows that people fill in from a workbook, whichever program has saved it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple

import python_calamine as calamine

from flows.findings.seal import plain, seal
from flows.findings.sheet import FEEDBACK, FEEDBACK_BEFORE, FILLED_IN, KEY, SEAL, STATE, STATE_BEFORE
from flows.findings.workbook import MESSAGE, RETURNED
from flows.messages import told
from flows.replies import ReplyError

LARGEST = 100_000_000
"""No list has more bytes."""


class Row(NamedTuple):
    """One row: where it is, which finding it is about, and what was filled in; `state` is a word."""

    place: str
    finding_id: str
    message: str
    state: str
    feedback: str
    state_before: str
    feedback_before: str
    is_altered: bool

    @property
    def is_filled_in(self) -> bool:
        """Whether anything was decided or said that the list did not say before."""
        return (self.state, self.feedback) != (self.state_before, self.feedback_before)


def read(name: str, file: IO[bytes]) -> list[Row]:
    """All rows of all sheets that come back; `name` is what messages call the file.

    Raises ReplyError for anything but a list of findings.
    """
    # One byte beyond the limit shows that there is more: what is named may be endless.
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReplyError(told("list_too_large", name=name))
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        there = {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                 for sheet in RETURNED if sheet in book.sheet_names}  # fmt: skip
    except calamine.CalamineError as error:
        raise ReplyError(told("list_unopened", name=name)) from error
    if not there:
        raise ReplyError(told("list_no_sheet", name=name, sheets="”“".join(RETURNED)))
    return [row for sheet, lines in there.items() for row in _rows(name, sheet, lines)]


def _rows(name: str, sheet: str, lines: Sequence[Sequence[object]]) -> Iterator[Row]:
    wanted = [column.header for column in RETURNED[sheet]]
    headers = [plain(cell) for cell in lines[0]] if lines else []
    if missing := [header for header in wanted if header not in headers]:
        raise ReplyError(told("list_no_column", name=name, sheet=sheet, columns="”“".join(missing[:3])))
    for number, cells in enumerate(lines[1:], start=2):
        texts = dict(zip(headers, map(plain, cells), strict=False))
        # A remark below the table, or on a sheet without findings.
        if any(texts.get(header) for header in (KEY, SEAL, STATE, FEEDBACK)):
            sealed = seal(texts[header] for header in wanted if header not in (*FILLED_IN, SEAL))
            yield Row(
                told("list_row", sheet=sheet, number=number), texts[KEY], texts[MESSAGE], texts[STATE], texts[FEEDBACK],
                texts[STATE_BEFORE], texts[FEEDBACK_BEFORE], sealed != texts[SEAL],
            )  # fmt: skip
