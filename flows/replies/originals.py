"""Keeps the lists that came back, as they came: they are what decisions rest on.

`raw/replies/<sha256>.xlsx` is the file, and `raw/replies/received.csv` says who handed it in, when, and how many
decisions were taken from it.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from pathlib import Path
from typing import NamedTuple

from flows.landing.guarding import guarded
from flows.landing.locks import only_writer
from flows.landing.replacing import put_in_place, replace, sync

FOLDER, FILE = "replies", "received.csv"
_ENDING = re.compile(r"\.[a-z]{3,4}", re.ASCII)


class Received(NamedTuple):
    """A list that came back: a line of the file, in UTC."""

    received_at: str
    received_by: str
    name: str
    sha256: str
    decisions: int


def keep(raw: Path, name: str, data: bytes, by: str, decisions: int) -> Received:
    """Keep a file of this name, handed in by somebody now, from which so many decisions follow.

    To be called before these are written, so that there is none without what it rests on.
    """
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    received = Received(at, by, Path(name).name, hashlib.sha256(data).hexdigest(), decisions)
    folder = raw / FOLDER
    with only_writer(raw):
        folder.mkdir(mode=0o700, exist_ok=True)
        place = folder / f"{received.sha256}{_ending(name)}"
        if not place.exists():
            draft = folder / ".draft"
            draft.unlink(missing_ok=True)
            draft.touch(0o600)
            draft.write_bytes(data)
            draft.chmod(0o400)
            put_in_place(draft, place)
        path = folder / FILE
        before = path.read_bytes() if path.exists() else b"\xef\xbb\xbf" + _line(Received._fields)
        replace(path, before + _line([guarded(str(value)) for value in received]))
        sync(folder)
    return received


def _ending(name: str) -> str:
    ending = Path(name).suffix.lower()
    return ending if _ENDING.fullmatch(ending) else ""


def _line(values: tuple[str, ...] | list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(values)
    return text.getvalue().encode("utf-8", "backslashreplace")
