"""What `gouji extract` prints: one JSON object per document."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from flows.check import plain
from flows.reading import read
from flows.records import Extraction, Report


def paths_of(arguments: list[Path]) -> list[Path]:
    """The files named, and all files below the folders named, in order of their paths."""
    found: list[Path] = []
    for argument in arguments:
        if argument.is_dir():
            below = (p for p in argument.rglob("*") if p.is_file())
            found += sorted(p for p in below if not any(x.startswith(".") for x in p.relative_to(argument).parts))
        else:
            found.append(argument)
    return found


def line_of(path: Path) -> str:
    """Read one document; raises OSError where it cannot be opened."""
    return json.dumps(_object(read(path.read_bytes(), str(path))), ensure_ascii=False)


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
    }


def _report(report: Report) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in report._asdict().items()}
