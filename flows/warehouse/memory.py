"""How much memory DuckDB may use for a build. Loads no library unless somebody asks for another amount."""

from __future__ import annotations

import os

from flows.landing.files import InputError, quoted

VARIABLE = "GOUJI_MEMORY"
# Beyond this DuckDB writes to disk; Python, and what DuckDB does not count, take up to as much again.
_USUAL = "3GB"


def for_a_build() -> str:
    """The amount as DuckDB understands it. Raises InputError where `GOUJI_MEMORY` names none."""
    asked = os.environ.get(VARIABLE)
    if not asked:
        return _USUAL
    import duckdb

    try:
        duckdb.connect(config={"memory_limit": asked}).close()
    except duckdb.Error as error:
        raise InputError(f"{VARIABLE}: {quoted(asked)} is not an amount of memory, such as 12GB") from error
    return asked
