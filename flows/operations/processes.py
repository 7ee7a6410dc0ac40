"""Which process began a run, and whether it is still there. Loads no library."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

_IS_POSIX = sys.platform != "win32"


def this_process() -> dict[str, Any]:
    """What identifies this process for as long as the machine runs."""
    return {"pid": os.getpid(), "started": _started(os.getpid()), "host": os.uname().nodename if _IS_POSIX else ""}


def is_alive(known: Any) -> bool:
    """Whether the process that began a run is still there: on this machine, and not another one with its number."""
    if not isinstance(known, dict) or not isinstance(pid := known.get("pid"), int) or pid <= 0 or not _IS_POSIX:
        return False
    if known.get("host") != os.uname().nodename or known.get("started") != _started(pid):
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _started(pid: int) -> str:
    """When a process was started, as the system counts; blank where it does not say."""
    try:
        # The name, in brackets, may hold anything.
        state, *rest = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return "" if state == "Z" else f"{_boot()} {rest[18]}"
    except (OSError, IndexError, ValueError):
        return ""


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
