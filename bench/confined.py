"""Runs a command where nothing can get out: without a network, and with every file outside one folder read-only.

The system sees to it (`unshare`), so what is run cannot help it. Where that is not permitted it is not done, and `IS`
says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_MARK = "GOUJI_CONFINED"
IS = bool(os.environ.get(_MARK))
"""Whether this process is confined."""

_SCRIPT = """
mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,ro,bind / && shift && exec "$@"
"""
# What a program that wants to send something out makes the system count, in `/proc/self/net/snmp`.
_SENT = (("Tcp", "ActiveOpens"), ("Udp", "OutDatagrams"), ("Ip", "OutRequests"), ("Ip", "OutNoRoutes"))


def again(module: str, folder: Path) -> int | None:
    """Run this module confined to a folder, with the same arguments; its exit code, None where it may not be."""
    unshare = shutil.which("unshare")
    confine = [unshare, "--mount", "--net", "sh", "-c", _SCRIPT, "confined", str(folder)] if unshare else []
    if not confine or subprocess.run([*confine, "true"], capture_output=True).returncode:
        return None
    environment = {**os.environ, _MARK: str(folder), "TMPDIR": str(folder), "HOME": str(folder)}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return subprocess.run([*confine, sys.executable, "-m", module, *sys.argv[1:]], env=environment).returncode


def sent() -> int:
    """How often any process in this network has tried to reach another machine, or this one by the network."""
    lines = Path("/proc/self/net/snmp").read_text("ascii").splitlines()
    counts: dict[tuple[str, str], int] = {}
    for head, values in zip(lines[::2], lines[1::2], strict=True):
        kind, *names = head.split()
        counts.update({(kind.rstrip(":"), n): int(v) for n, v in zip(names, values.split()[1:], strict=True)})
    return sum(counts[one] for one in _SENT)
