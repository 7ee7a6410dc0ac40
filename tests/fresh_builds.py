"""Builds from nothing, of which only the first in a test session parses the models and writes their documentation."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from flows.warehouse import build as building

SPARE = "GOUJI_TESTS_SPARE"
"""The variable that names where it is for the processes of this session."""
_LEFT = (Path(".dbt/build/partial_parse.msgpack"), Path("docs/index.html"), Path("docs/.made_of"))
"""What a build leaves for the next one, and is the same in all warehouses, as it depends on the models alone."""


def prepare(warehouse: Path) -> Path:
    """Put what depends on the models alone into a warehouse that is to be built, if any has been built before."""
    spare = Path(os.environ[SPARE])
    if spare.exists() and not warehouse.exists():
        shutil.copytree(spare, warehouse)
    return warehouse


def keep(warehouse: Path) -> None:
    """Keep what depends on the models alone for the next warehouse."""
    spare = Path(os.environ[SPARE])
    if not spare.exists():
        # Below a folder that others may not look into, which would be copied.
        made = Path(tempfile.mkdtemp(dir=spare.parent)) / "spare"
        for file in _LEFT:
            (made / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(warehouse / file, made / file)
        # Another process may have been faster.
        with suppress(OSError):
            made.rename(spare)


def build(records: Path, warehouse: Path, *arguments: Any, **options: Any) -> None:
    """Build as `flows.warehouse.build` does."""
    building.build(records, prepare(warehouse), *arguments, **options)
    keep(warehouse)
