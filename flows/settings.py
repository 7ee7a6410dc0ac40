"""What the libraries are told before they are loaded: stay quiet, stay at home, do not report anything."""

from __future__ import annotations

import os
from pathlib import Path

_ALWAYS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
    # Without a server Prefect starts one of its own, which takes long on a small machine.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
}


def apply(warehouse: Path, log_level: str = "CRITICAL") -> None:
    """Set the environment of this process; what a user has set himself stays.

    By default Prefect logs nothing of a failed step: the command says it in one line itself.
    """
    for name, value in {**_ALWAYS, "PREFECT_LOGGING_LEVEL": log_level}.items():
        os.environ.setdefault(name, value)
    home = (warehouse / ".prefect").resolve()
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))
