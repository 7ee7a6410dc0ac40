"""What supervisors decided on findings: a CSV file that people can read, to which `gouji decide` appends."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from flows.landing.files import InputError, quoted
from flows.landing.guarding import bare, guarded
from flows.landing.locks import only_writer
from flows.landing.replacing import replace
from flows.messages import told

FILE = "decisions.csv"
STATES = ("confirmed", "unfounded", "accepted", "open")
REASONED = ("unfounded", "accepted")
"""The states that need a reason, as the finding then no longer counts."""
_FIGURE = re.compile(r"-?\d{1,30}(\.\d{1,8})?", re.ASCII)


class DecisionError(InputError):
    """A decision that cannot be accepted; the message says where and what is wrong.

    Of a line of the file it says so in English, for operators; `in_chinese` is what a supervisor is told.
    """

    def __init__(self, said: str, in_chinese: str = "") -> None:
        super().__init__(said)
        self.in_chinese = in_chinese or said


class Decision(NamedTuple):
    """One decision on one finding, with the figures and the message of the finding when it was made.

    `reported` and `computed` are None where the finding compares no figures.
    """

    finding_id: str
    state: str
    reason: str
    decided_by: str
    decided_on: dt.date
    reported: Decimal | None
    computed: Decimal | None
    message: str


def read(raw: Path) -> list[tuple[int, Decision]]:
    """All decisions with their lines in the file, none where there is no file. Raises DecisionError with the line."""
    path = raw / FILE
    return list(_parsed(path, path.read_bytes())) if path.exists() else []


def append(raw: Path, *decisions: Decision) -> None:
    """Add decisions to the file, all or nothing. Raises DecisionError where one or the file is invalid."""
    path = raw / FILE
    with only_writer(raw):
        before = path.read_bytes() if path.exists() else _line(Decision._fields).encode("utf-8-sig")
        gap = b"" if before.endswith(b"\n") else b"\r\n"
        lines = "".join(_line(_fields(decision)) for decision in decisions)
        after = before + gap + lines.encode("utf-8")
        list(_parsed(path, after))
        replace(path, after)


def text_of(name: str, value: str) -> str:
    """What a person entered, on one line. Raises DecisionError for unprintable characters."""
    squeezed = " ".join(value.split())
    if not squeezed.isprintable():
        raise DecisionError(told("unprintable", name=name, text=ascii(squeezed)))
    return squeezed


def _fields(decision: Decision) -> list[str]:
    figures = {"reported", "computed"}
    return [
        "" if value is None else f"{value:f}" if name in figures else guarded(str(value))
        for name, value in decision._asdict().items()
    ]


def _line(fields: tuple[str, ...] | list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(fields)
    return text.getvalue()


def _parsed(path: Path, content: bytes) -> Iterator[tuple[int, Decision]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _damaged(path, line, "is not UTF-8; save it as CSV in UTF-8") from error
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if (header := next(rows, [])) != list(Decision._fields):
            raise ValueError(f"the header must be {','.join(Decision._fields)}, not {quoted(','.join(header))}")
        for row in rows:
            if row:
                yield rows.line_num, _decision(row)
    except (ValueError, csv.Error) as error:
        raise _damaged(path, max(rows.line_num, 1), f"{error}; fix or remove the line") from error


def _damaged(path: Path, line: int, why: str) -> DecisionError:
    return DecisionError(f"{path}:{line}: {why}", told("decisions_damaged", file=path, line=line))


def _decision(row: list[str]) -> Decision:
    if len(row) != len(Decision._fields):
        raise ValueError(f"{len(row)} fields, {len(Decision._fields)} are wanted")
    finding_id, state, reason, by, on, reported, computed, message = map(bare, row)
    if not re.fullmatch("[0-9a-f]{16}", finding_id):
        raise ValueError(f"finding_id: {quoted(finding_id)} is not 16 hexadecimal digits")
    if state not in STATES:
        raise ValueError(f"state: {quoted(state)} is none of {', '.join(STATES)}")
    if not by.strip():
        raise ValueError("decided_by is blank")
    if state in REASONED and not reason.strip():
        raise ValueError(f"{state} needs a reason")
    figures = _figure("reported", reported), _figure("computed", computed)
    return Decision(finding_id, state, reason, by, _day(on), *figures, message)


def _day(text: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(f"decided_on: {quoted(text)} is not written as 2026-01-31")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"decided_on: {text!r} is no day") from error


def _figure(name: str, text: str) -> Decimal | None:
    if text and not _FIGURE.fullmatch(text):
        raise ValueError(f"{name}: {quoted(text)} is no figure")
    return Decimal(text) if text else None
