"""Lets a command start quickly."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_OBJECTS = 1_000_000
_WITHOUT = ("pandas", "pyarrow.dataset")


class _Absent:
    """Does not find what a command does without, and leaves other modules alone."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: object = None) -> None:
        if name in _WITHOUT:
            raise ModuleNotFoundError(f"{name} is not used here", name=name)


@contextmanager
def at_once() -> Iterator[None]:
    """For a command that loads much, does little and ends; its imports belong inside.

    Without pandas and data sets of pyarrow, unless they are already loaded: pyarrow and DuckDB import them as soon as
    they are given a list or a table, to check for their types, which takes a quarter of a second. Without the threads
    that numpy starts for linear algebra. And garbage is collected only after every million objects.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    thresholds = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *thresholds[1:])
    sys.meta_path.insert(0, _Absent)
    try:
        yield
    finally:
        sys.meta_path.remove(_Absent)
        gc.set_threshold(*thresholds)
        gc.freeze()
