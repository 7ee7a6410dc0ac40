"""Lets a command start quickly."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_OBJECTS = 1_000_000


class _NoPandas:
    """Finds no pandas, and leaves other modules alone."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not used here", name=name)


@contextmanager
def at_once() -> Iterator[None]:
    """For a command that loads much, does little and ends; its imports belong inside.

    Without pandas, unless it is already loaded: pyarrow and DuckDB import it as soon as they are given a list, to check
    for its types, which takes a quarter of a second. And garbage is collected only after every million objects.
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *thresholds[1:])
    sys.meta_path.insert(0, _NoPandas)
    try:
        yield
    finally:
        sys.meta_path.remove(_NoPandas)
        gc.set_threshold(*thresholds)
        gc.freeze()
