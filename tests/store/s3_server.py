"""An S3 server (moto) in a process of its own, which notes its requests and can be made to fail them.

`python -m tests.store.s3_server PORT FOLDER` runs it: a line of FOLDER/requests for each request, and what
FOLDER/fault says happens to those that it is for.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import boto3

KEYS = {"AWS_ACCESS_KEY_ID": "gouji", "AWS_SECRET_ACCESS_KEY": "a-secret-of-the-store", "AWS_REGION": "us-east-1"}
BUCKET = "reports"
_STARTS_WITHIN = 60


class _Faulty:
    """The application of the server, with the faults that a file names."""

    def __init__(self, application: Callable[..., Any], folder: Path) -> None:
        self._application, self._folder = application, folder
        self._creating = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Any:
        asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
        with (self._folder / "requests").open("a") as file:
            file.write(f"{asked.encode('latin-1').decode('utf-8', 'replace')}\n")
        if (self._folder / "replacing").exists():
            environ.pop("HTTP_IF_NONE_MATCH", None)
        fault = self._fault(asked)
        if fault is None and "HTTP_IF_NONE_MATCH" in environ:
            # S3 decides at once, where moto looks first and writes then.
            with self._creating:
                return self._application(environ, start)
        if fault is None:
            return self._application(environ, start)
        if fault["is_done"]:
            list(self._application(environ, lambda *_: lambda _: None))
        start(fault["status"], [("Content-Type", "application/xml"), ("ETag", '"0"')])
        return [f"<Error><Code>{fault['code']}</Code><Message>made to fail</Message></Error>".encode()]

    def _fault(self, asked: str) -> dict[str, Any] | None:
        path = self._folder / "fault"
        if not path.exists():
            return None
        fault: dict[str, Any] = json.loads(path.read_text())
        if not re.search(fault["requests"], asked):
            return None
        if fault["times"] is not None:
            fault["times"] -= 1
            path.write_text(json.dumps(fault))
            return fault if fault["times"] >= 0 else None
        return fault


class Server:
    """The server, with one bucket."""

    def __init__(self, port: int, folder: Path) -> None:
        self._folder = folder
        self.endpoint = f"http://127.0.0.1:{port}"
        self.environment = {**KEYS, "AWS_ENDPOINT_URL": self.endpoint}
        keys = {"aws_access_key_id": KEYS["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": KEYS["AWS_SECRET_ACCESS_KEY"]}
        self.client: Any = boto3.client("s3", endpoint_url=self.endpoint, region_name=KEYS["AWS_REGION"], **keys)
        self.client.create_bucket(Bucket=BUCKET)

    def put(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=BUCKET, Key=key, Body=content)

    def read(self, key: str) -> bytes:
        content: bytes = self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return content

    def remove(self, key: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=key)

    def keys(self, prefix: str) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return sorted(one["Key"] for page in pages for one in page.get("Contents", ()))

    def requests(self) -> list[str]:
        """The requests since this was asked last."""
        path = self._folder / "requests"
        lines = path.read_text().splitlines()
        path.write_text("")
        return lines

    @contextmanager
    def failing(
        self,
        requests: str,
        status: str = "500 Internal Server Error",
        code: str = "InternalError",
        *,
        times: int | None = None,
        is_done: bool = False,
    ) -> Iterator[None]:
        """Let requests that a pattern fits fail, so many `times` or always; or let only their answer be lost."""
        fault = {"requests": requests, "status": status, "code": code, "times": times, "is_done": is_done}
        (self._folder / "fault").write_text(json.dumps(fault))
        try:
            yield
        finally:
            (self._folder / "fault").unlink()

    @contextmanager
    def replacing(self) -> Iterator[None]:
        """Let objects be replaced by requests that are not to replace any."""
        (self._folder / "replacing").touch()
        try:
            yield
        finally:
            (self._folder / "replacing").unlink()


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server, until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.store.s3_server", str(port), str(folder)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait_for(port, process)
            yield Server(port, folder)
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the S3 server did not start: {process.poll()}")


def _main(port: int, folder: Path) -> None:
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import run_simple

    application = _Faulty(DomainDispatcherApplication(create_backend_app), folder)
    run_simple("127.0.0.1", port, application, threaded=True)


if __name__ == "__main__":
    _main(int(sys.argv[1]), Path(sys.argv[2]))
