"""Ways in which the process that checks a draft goes wrong; the content of the draft names one."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from flows.desk.worker import Upload


def serve_faulty(connection: Connection, folder: str, draft: Upload, previous: Upload | None) -> None:
    """In place of `flows.desk.worker.serve`."""
    os.setsid()
    tempfile.tempdir = folder
    (Path(tempfile.mkdtemp()) / "source.doc").write_bytes(draft.data)
    if draft.data == b"segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if draft.data == b"exit":
        os._exit(3)
    if draft.data == b"hang":
        time.sleep(60)
    connection.send_bytes(b"{}")
