"""Loads the form from `expectations/format/*.csv` and refuses a catalogue that contradicts itself.

The CSV files are the single source of truth for editions, rows, columns, labels, rules and terms: the reader,
dbt (as seeds) and Great Expectations all take them from here or from the same files. `GOUJI_FORMAT` names another
folder with these files.
"""

from __future__ import annotations

import csv
import io
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from expectations import form, indicators, rule, words
from expectations.consistency import CatalogueError, Places, check

__all__ = ["FORMAT_DIR", "CatalogueError", "load"]

FORMAT_DIR = Path(os.environ.get("GOUJI_FORMAT") or Path(__file__).parent / "format").resolve()

_FILES: dict[str, type[Any]] = {
    "editions": form.Edition,
    "blocks": form.Block,
    "rows": form.Row,
    "columns": form.Column,
    "groups": form.Group,
    "headings": form.Heading,
    "labels": form.Label,
    "rules": rule.Rule,
    "terms": rule.Term,
    "watched": rule.Watched,
    "thresholds": rule.Threshold,
    "marks": form.Mark,
    "wordings": words.Wording,
    "facts": words.Fact,
    "reasons": form.Reason,
    "result_reasons": rule.ResultReason,
    "notes": form.Note,
    "notices": form.NoticeKind,
    "agency_endings": form.AgencyEnding,
    "bodies": form.Body,
    "likenesses": rule.Likeness,
    "deadlines": rule.Deadline,
    "losses": rule.Loss,
    "conformed": form.Conformed,
    "indicators": indicators.Indicator,
    "words": words.Word,
}


@lru_cache(maxsize=4)
def load(folder: Path = FORMAT_DIR) -> form.Catalogue:
    """Read and check the catalogue in `folder`.

    Raises CatalogueError with file and line where a field is missing or malformed, or lines contradict one another.
    """
    places: Places = {}
    lists = {name: _read(folder / f"{name}.csv", kind, places) for name, kind in _FILES.items()}
    catalogue = form.Catalogue(**lists)
    check(catalogue, places)
    return catalogue


def _read(path: Path, kind: type[Any], places: Places) -> list[Any]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name}:1: cannot be read: {error}") from error
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        if tuple(next(reader, [])) != kind._fields:
            raise CatalogueError(f"{path.name}:1: the header must be {','.join(kind._fields)}")
        return [_line(path, reader.line_num, kind, record, places) for record in reader]
    except csv.Error as error:
        raise CatalogueError(f"{path.name}:{reader.line_num}: {error}") from error


def _line(path: Path, number: int, kind: type[Any], record: list[str], places: Places) -> Any:
    if len(record) != len(kind._fields):
        raise CatalogueError(f"{path.name}:{number}: {len(record)} fields where {len(kind._fields)} are needed")
    values = []
    for (name, annotation), text in zip(kind.__annotations__.items(), record, strict=True):
        try:
            values.append(_typed(str(annotation), text))
        except ValueError:
            raise CatalogueError(f"{path.name}:{number}: {name} must be a whole number, not {text!r}") from None
    line = kind(*values)
    places[id(line)] = f"{path.name}:{number}"
    return line


def _typed(annotation: str, text: str) -> int | str | None:
    if "int" not in annotation:
        return text
    if text == "" and "None" in annotation:
        return None
    return int(text)
