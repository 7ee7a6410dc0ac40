"""The data of the site as scripts that a page loads when it needs them: a page opened from a folder may not fetch.

Each piece is one call, `gouji.put(name, {columns, rows})`. `queries/` says what is in them: every file is a query over
the marts whose first column is the key of the piece; the folder's name of a piece is that of the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from flows.landing.replacing import replace

QUERIES = Path(__file__).parent / "queries"
BYTES = 900_000
"""A piece is a little smaller than the megabyte that a page may load at once."""


class Piece(NamedTuple):
    """One script: its name, such as `findings/2023-320000`, and what it puts, as JSON."""

    name: str
    body: str


def tables(connection: duckdb.DuckDBPyConnection, kind: str) -> Iterator[Piece]:
    """The pieces of one query, split where they would be too large; the first part has the plain name."""
    relation = connection.sql((QUERIES / f"{kind}.sql").read_text("utf-8"))
    key, *columns = relation.columns
    types = dict(zip(relation.columns, relation.types, strict=True))
    row = ", ".join(plain(name, str(types[name])) for name in columns)
    head = json.dumps(columns)
    for name, lines in _by_key(relation.project(f"{key}, json_array({row})").fetchall()):
        for part, chunk in enumerate(_chunks(lines)):
            rows = ",\n".join(chunk)
            yield Piece(f"{kind}/{name}" + (f"~{part}" if part else ""), f'{{"columns":{head},"rows":[{rows}]}}')


def plain(name: str, kind: str) -> str:
    """A column of a type, as JSON has it: whole figures without decimals, days as text."""
    if kind.startswith("DECIMAL"):
        whole = f"to_json(cast({name} as bigint))"
        return f"case when {name} = trunc({name}) then {whole} else to_json(cast({name} as double)) end"
    return f"cast({name} as varchar)" if kind == "DATE" else name


def _by_key(rows: list[tuple[Any, str]]) -> Iterator[tuple[str, list[str]]]:
    key, lines = None, list[str]()
    for name, line in rows:
        if name != key and lines:
            yield str(key), lines
            lines = []
        key = name
        lines.append(line)
    if lines:
        yield str(key), lines


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    chunk, size = list[str](), 0
    for line in lines:
        length = len(line.encode()) + 2
        if chunk and size + length > BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(line)
        size += length
    yield chunk


class Folder:
    """The folder of the pieces: writes those that are new or differ, and at the end removes the others."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._note = place / "written.json"
        try:
            self._before: dict[str, str] = json.loads(self._note.read_text("utf-8"))
        except (OSError, ValueError):
            self._before = {}
        self.written: dict[str, str] = {}

    def put(self, piece: Piece) -> None:
        """Write a piece, unless the one that is there says the same."""
        text = f"gouji.put({json.dumps(piece.name)}, {piece.body});\n".encode()
        digest = hashlib.sha256(text).hexdigest()[:16]
        path = self.place / f"{piece.name}.js"
        if self._before.get(piece.name) != digest or not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, text)
        self.written[piece.name] = digest

    def keep(self, name: str) -> bool:
        """Leave a piece as the last build wrote it; False where it is not there."""
        digest = self._before.get(name)
        if digest is None or not (self.place / f"{name}.js").exists():
            return False
        self.written[name] = digest
        return True

    def close(self) -> None:
        """Remove the pieces that this build no longer has, and note the others."""
        for name in self._before.keys() - self.written.keys():
            (self.place / f"{name}.js").unlink(missing_ok=True)
        replace(self._note, json.dumps(self.written).encode())
