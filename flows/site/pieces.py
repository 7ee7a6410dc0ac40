"""The data of the site as scripts that a page loads when it needs them: a page opened from a folder may not fetch.

Each piece is one call, `gouji.put(name, {columns, rows})`. `queries/` says what is in them: every file is a query over
the marts whose first column is the key of the piece; the folder's name of a piece is that of the file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import duckdb

from flows.landing.replacing import replace

QUERIES = Path(__file__).parent / "queries"
BYTES = 900_000
"""A piece is a little smaller than the megabyte that a page may load at once."""


def script(name: str, body: str) -> str:
    """The script of a piece."""
    return f"gouji.put({json.dumps(name)}, {body});\n"


class Folder:
    """The folder of the pieces: writes those whose content has changed, and at the end removes those that are gone.

    A piece is known by its name, such as `findings/2023-320000`, and by a state that is the same only if its content
    is. One that would be too large is in several parts, of which the first has the plain name.
    """

    def __init__(self, place: Path, writer: str) -> None:
        self._place, self._writer = place, writer
        self._note = place / "written.json"
        self._before = self._read()
        self._begun = False
        self.written: dict[str, tuple[str, int]] = {}
        """Name -> state and number of parts."""

    def _read(self) -> dict[str, tuple[str, int]]:
        try:
            found = json.loads(self._note.read_text("utf-8"))
            same = found["writer"] == self._writer
            return {name: (state if same else "", parts) for name, (state, parts) in found["pieces"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def keep(self, name: str, state: str) -> bool:
        """Leave a piece as it is; False where it has to be written, having changed or being gone."""
        before = self._before.get(name)
        if before is None or before[0] != state or not all(p.exists() for p in self._files(name, before[1])):
            return False
        self.written[name] = before
        return True

    def put(self, name: str, state: str, bodies: list[str]) -> None:
        """Write a piece; `bodies` are its parts as JSON."""
        self._begin()
        for path, body in zip(self._files(name, len(bodies)), bodies, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{path.name}.draft")
            called = path.relative_to(self._place).with_suffix("").as_posix()
            # Made sure to be on the disk all at once, in the end: there are tens of thousands.
            draft.write_text(script(called, body), "utf-8")
            os.replace(draft, path)
        self.written[name] = state, len(bodies)

    def _begin(self) -> None:
        """Before the first piece is written: should this build not end, the next one trusts none of them."""
        if not self._begun:
            self._place.mkdir(parents=True, exist_ok=True)
            replace(self._note, json.dumps({"writer": "", "pieces": self._before}).encode())
            self._begun = True

    def put_text(self, name: str, body: str) -> None:
        """Write a piece in one part unless the one there says the same, whoever wrote it."""
        state = hashlib.sha256(body.encode()).hexdigest()[:16]
        (path,) = self._files(name, 1)
        is_same = path.exists() and path.read_bytes() == script(name, body).encode()
        if not (self.keep(name, state) and is_same):
            self.put(name, state, [body])

    def close(self) -> None:
        """Remove the parts that this build no longer has, and note the others."""
        there = {path for name, (_, parts) in self.written.items() for path in self._files(name, parts)}
        for name, (_, parts) in self._before.items():
            for path in self._files(name, parts):
                if path not in there:
                    path.unlink(missing_ok=True)
        if hasattr(os, "sync") and self._begun:
            os.sync()
        replace(self._note, json.dumps({"writer": self._writer, "pieces": self.written}).encode())

    def _files(self, name: str, parts: int) -> list[Path]:
        return [self._place / f"{name}{f'~{part}' if part else ''}.js" for part in range(parts)]


def put_tables(connection: duckdb.DuckDBPyConnection, kind: str, folder: Folder) -> None:
    """Write the pieces of one query that have changed."""
    lines = connection.sql((QUERIES / f"{kind}.sql").read_text("utf-8"))
    key, *columns = lines.columns
    states = connection.execute(
        f"select {key}, concat(count(*), '-', bit_xor(hash(lines)), '-', sum(hash(lines))) from lines group by all"
    ).fetchall()
    changed = {name: state for name, state in states if not folder.keep(f"{kind}/{name}", state)}
    if not changed:
        return
    row = ", ".join(plain(name, str(kind_)) for name, kind_ in zip(columns, lines.types[1:], strict=True))
    keys = ", ".join(f"'{name}'" for name in changed)
    found = connection.execute(f"select {key}, json_array({row}) from lines where {key} in ({keys})").fetchall()
    head = json.dumps(columns)
    for name, group in groupby(found, key=lambda line: line[0]):
        bodies = [f'{{"columns":{head},"rows":[{part}]}}' for part in parts(line for _, line in group)]
        folder.put(f"{kind}/{name}", changed[name], bodies)


def plain(name: str, kind: str) -> str:
    """A column of a type, as JSON has it: whole figures without decimals, days as text."""
    if kind.startswith("DECIMAL"):
        whole = f"to_json(cast({name} as bigint))"
        return f"case when {name} = trunc({name}) then {whole} else to_json(cast({name} as double)) end"
    return f"cast({name} as varchar)" if kind == "DATE" else name


def parts(lines: Iterable[str]) -> Iterator[str]:
    """Lines joined by commas, in texts of at most BYTES, unless a single line is longer."""
    chunk, size = list[str](), 0
    for line in lines:
        length = len(line.encode()) + 2
        if chunk and size + length > BYTES:
            yield ",\n".join(chunk)
            chunk, size = [], 0
        chunk.append(line)
        size += length
    yield ",\n".join(chunk)
