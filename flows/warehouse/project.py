"""Where the dbt project is. Loads nothing, so that asking whether anything has changed stays cheap."""

from __future__ import annotations

from pathlib import Path

DBT_DIR = (Path(__file__).parent / "dbt").resolve()
_PARTS = ("dbt_project.yml", "profiles.yml", "macros", "models", "tests")
PROJECT = tuple((DBT_DIR / part).as_posix() for part in _PARTS)
"""The files and folders of the project, without what dbt leaves beside them when it is used by hand."""
