"""A process that checks one draft and ends: nothing of the draft outlives it, and a fault harms no other."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from multiprocessing.connection import Connection
from typing import NamedTuple

from flows.checking.check import judge
from flows.checking.drafts import CheckError, of_report
from flows.desk.report import answer_of
from flows.documents import limits
from flows.landing.sources import Source
from flows.landing.worker import answer, confine
from flows.reading.document import read
from flows.reading.records import Extraction
from flows.warehouse.rules import Rules


class Upload(NamedTuple):
    """A file that was handed in, in memory; `name` is what its owner calls it."""

    name: str
    data: bytes


def serve(connection: Connection, folder: str, draft: Upload, previous: Upload | None) -> None:
    """Send the answer for a draft as JSON; `previous` is last year's report, temporary files go to `folder`."""
    if hasattr(os, "setsid"):
        # A group of its own, so that what it starts can be ended with it.
        os.setsid()
    confine(limits.MEMORY)
    tempfile.tempdir = folder
    try:
        found = _checked(draft, previous)
    except CheckError as error:
        found = {"error": str(error)}
    connection.send_bytes(json.dumps(found, ensure_ascii=False).encode())


def _checked(draft: Upload, previous: Upload | None) -> dict[str, object]:
    report = _read(draft)
    before = None if previous is None else _read(previous)
    with Rules() as rules:
        return answer_of(judge(report, before, rules))


def _read(upload: Upload) -> Extraction:
    source = Source(upload.name, hashlib.sha256(upload.data).hexdigest(), upload.data)
    return of_report(answer(source, read))
