"""A process that reads what one person hands in and ends: nothing of it is left, and a fault harms no other."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Callable
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
from flows.replies import ReplyError
from flows.replies import rows as replies
from flows.warehouse.rules import Rules


class Upload(NamedTuple):
    """A file that was handed in, in memory; `name` is what its owner calls it."""

    name: str
    data: bytes


def serve(connection: Connection, folder: str, work: Callable[..., dict[str, object]], *files: Upload | None) -> None:
    """Send what `work` answers for the files as JSON; temporary files go to `folder`."""
    if hasattr(os, "setsid"):
        # A group of its own, so that what it starts can be ended with it.
        os.setsid()
    confine(limits.MEMORY)
    tempfile.tempdir = folder
    try:
        found = work(*files)
    except (CheckError, ReplyError) as error:
        found = {"error": str(error)}
    connection.send_bytes(json.dumps(found, ensure_ascii=False).encode())


def check(draft: Upload, previous: Upload | None) -> dict[str, object]:
    """A draft judged; `previous` is last year's report. Raises CheckError for what is no report."""
    report = _read(draft)
    before = None if previous is None else _read(previous)
    with Rules() as rules:
        return answer_of(judge(report, before, rules))


def rows(reply: Upload) -> dict[str, object]:
    """The rows of a list that came back. Raises ReplyError for anything but a list of findings."""
    return {"rows": replies.read(reply.name, io.BytesIO(reply.data))}


def _read(upload: Upload) -> Extraction:
    source = Source(upload.name, hashlib.sha256(upload.data).hexdigest(), upload.data)
    return of_report(answer(source, read))
