"""Ways in which the process that reads a file goes wrong; the content of the file names one."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from flows.desk.worker import Upload


def serve_faulty(connection: Connection, folder: str, _: Callable[..., object], file: Upload, *__: object) -> None:
    """In place of `flows.desk.worker.serve`."""
    os.setsid()
    tempfile.tempdir = folder
    (Path(tempfile.mkdtemp()) / "source.doc").write_bytes(file.data)
    if file.data == b"segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if file.data == b"exit":
        os._exit(3)
    if file.data == b"hang":
        time.sleep(60)
    connection.send_bytes(b"{}")
