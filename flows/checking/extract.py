"""What `gouji extract` prints: one JSON object per document."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from flows.checking.check import plain
from flows.documents.origin import UNKNOWN, Origin
from flows.landing.files import as_text, paths
from flows.landing.sources import Source, sources_in
from flows.landing.workers import read_all
from flows.reading.records import Extraction, Report


def paths_of(arguments: Iterable[Path]) -> list[Path]:
    """The files named, and all files below the folders named, in order of their paths."""
    found: list[Path] = []
    for argument in arguments:
        found += sorted(paths(argument)) if argument.is_dir() else [argument]
    return found


def lines_of(files: Iterable[Path], report_error: Callable[[str], object]) -> Iterator[str]:
    """A line per document of these files and archives, in order; `report_error` is called for what cannot be opened."""
    for lines in read_all(_sources(files, report_error), to_lines):
        yield from lines


def _sources(files: Iterable[Path], report_error: Callable[[str], object]) -> Iterator[Source]:
    first: dict[str, str] = {}
    for path in files:
        try:
            for source in sources_in(path, as_text(path)):
                original = first.get(source.sha256)
                first.setdefault(source.sha256, source.document)
                yield source if original is None else source._replace(data=b"", duplicate_of=original)
        except OSError as error:
            report_error(f"{path}: cannot be opened ({error.strerror})")


def to_lines(found: Sequence[Extraction]) -> list[str]:
    """The lines of some documents."""
    return [json.dumps(_object(one), ensure_ascii=False) for one in found]


def _object(found: Extraction) -> dict[str, Any]:
    return {
        "document": found.document,
        "sha256": found.sha256,
        "media_type": found.media_type,
        "encoding": found.encoding,
        "status": found.status,
        "reason": found.reason,
        "report": _report(found.report) if found.report else None,
        "cells": [{**c._asdict(), "value": plain(c.value), "where": c.where._asdict()} for c in found.cells],
        "statements": [{**s._asdict(), "value": plain(s.value), "where": s.where._asdict()} for s in found.statements],
        "notices": [{**n._asdict(), "where": n.where._asdict()} for n in found.notices],
        "evidence": [{**e._asdict(), "where": e.where._asdict()} for e in found.evidence],
        "origin": _origin(found.origin),
    }


def _origin(origin: Origin) -> dict[str, Any] | None:
    """Where a document was fetched from, the moment in UTC; None where nothing is known of that."""
    moment = origin.fetched_at
    known = {**origin._asdict(), "fetched_at": f"{moment.isoformat()}Z" if moment else None}
    return known if origin != UNKNOWN else None


def _report(report: Report) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in report._asdict().items()}
