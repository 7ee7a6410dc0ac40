"""What runs on an object store ask of it: requests and bytes, on the shipped documents and a server on this machine.

`python -m bench.store` prints a line for each of: a first run, one that finds nothing new, one on another machine, and
one that finds a new document.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.shipped import DOCUMENTS
from tests.store.s3_server import BUCKET, Server, serving

NEW = "suichang_county_2023.txt"
ADDRESS = f"s3://{BUCKET}/lake"
KINDS = ("list", "get", "put", "delete")


def kind_of(request: str) -> str:
    """What a store charges a request as; the parts of a large object are puts."""
    if request.startswith("POST"):
        return "delete" if "delete" in request.partition("?")[2] else "put"
    return "list" if "list-type" in request else request.split()[0].lower()


def bytes_in(server: Server) -> int:
    pages = server.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix="lake/files/")
    return sum(one["Size"] for page in pages for one in page.get("Contents", ()))


def run(what: str, server: Server, folder: Path) -> None:
    """Do a run, and print what it asked for."""
    before, began = bytes_in(server), time.monotonic()
    server.requests()
    command = [sys.executable, "-m", "flows.cli", "run", "--raw", str(folder / "raw")]
    command += ["--warehouse", str(folder / "warehouse"), "--store", ADDRESS]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **server.environment})
    seconds = time.monotonic() - began
    asked = Counter(map(kind_of, server.requests()))
    counts = " | ".join(str(asked[kind]) for kind in KINDS)
    sys.stdout.write(f"| {what} | {counts} | {bytes_in(server) - before:,} | {seconds:.1f} |\n")
    sys.stdout.flush()


def main() -> None:
    """Do the runs."""
    with tempfile.TemporaryDirectory() as place, serving(Path(place)) as server:
        for path in DOCUMENTS.iterdir():
            if path.name != NEW:
                server.put(f"lake/documents/{path.name}", path.read_bytes())
        first, second = Path(place, "first"), Path(place, "second")
        run("the first one", server, first)
        run("nothing new", server, first)
        run("nothing new, on another machine", server, second)
        server.put(f"lake/documents/{NEW}", (DOCUMENTS / NEW).read_bytes())
        run("a new document", server, second)
        run("taken up by the first machine", server, first)


if __name__ == "__main__":
    main()
