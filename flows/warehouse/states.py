"""Whether what was published is as a build left it. Loads nothing, as a run asks this even if nothing is new."""

from __future__ import annotations

from pathlib import Path


def states(warehouse: Path, *others: Path) -> dict[str, list[int]]:
    """Size and time of the database, the marts as Parquet and other files: whoever writes to one changes them.

    Raises FileNotFoundError where one of the others is not there.
    """
    files = [*warehouse.glob("gouji.duckdb"), *others, *sorted((warehouse / "marts").rglob("*.parquet"))]
    found = {file.relative_to(warehouse).as_posix(): file.stat() for file in files}
    return {name: [state.st_size, state.st_mtime_ns] for name, state in found.items()}
