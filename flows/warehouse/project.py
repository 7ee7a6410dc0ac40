"""Where the dbt project is, and what it says of the marts.

Loads nothing at first, so that asking whether anything has changed stays cheap.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

DBT_DIR = (Path(__file__).parent / "dbt").resolve()
_PARTS = ("dbt_project.yml", "profiles.yml", "macros", "models", "tests")
PROJECT = tuple((DBT_DIR / part).as_posix() for part in _PARTS)
"""The files and folders of the project, without what dbt leaves beside them when it is used by hand."""


def marts() -> list[dict[str, Any]]:
    """The marts as their YAML files declare them, with columns, tests and keys, in order of their names."""
    from ruamel.yaml import YAML

    files = DBT_DIR.glob("models/marts/_*__models.yml")
    found = [model for file in files for model in YAML(typ="safe").load(file)["models"]]
    return sorted(found, key=lambda model: str(model["name"]))
