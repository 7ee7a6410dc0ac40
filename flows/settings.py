"""Environment variables that keep the libraries quiet and local, without telemetry; set before they are loaded."""

from __future__ import annotations

import os
from pathlib import Path

_ALWAYS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
    # Prefect would start a server of its own where none is named, and leave it running if the run were killed.
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    # After so many a run goes on without its server: some six seconds, where Prefect would take a minute.
    "PREFECT_CLIENT_MAX_RETRIES": "2",
}


def apply(warehouse: Path, log_level: str = "CRITICAL") -> None:
    """Set the environment of this process, keeping what the user has set.

    By default Prefect logs nothing of a failed step: the command reports it in one line.
    """
    levels = {"PREFECT_LOGGING_LEVEL": log_level, "PREFECT_INTERNAL_LOGGING_LEVEL": "CRITICAL"}
    for name, value in {**_ALWAYS, **levels}.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str((warehouse / ".prefect").resolve()))


def make_prefect_home() -> None:
    """Make the folder that Prefect keeps its database in; Prefect itself does not make those above it.

    Only its owner may look into it: the database can hold passwords for other services.
    """
    Path(os.environ["PREFECT_HOME"]).mkdir(mode=0o700, parents=True, exist_ok=True)
