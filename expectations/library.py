"""Great Expectations as `gx`, loaded with less work: with one new document a run would mostly wait for this."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_UNUSED = ("scipy", "stats")
"""Package and module that expectations on distributions need, a fifth of all that is loaded. We have none of these."""
_SPARK = "pyspark"


def _load() -> ModuleType:
    _defer(*_UNUSED)
    with _absent(_SPARK):
        return importlib.import_module("great_expectations")


@contextmanager
def _absent(package: str) -> Iterator[None]:
    """As if a package were not installed, unless it has been loaded.

    Spark, which no suite here asks, warns while it is loaded, and in a process without a script (`python -c`) takes
    itself for tested and ends the process as if all were done.
    """
    if package in sys.modules:
        yield
        return
    hidden: dict[str, Any] = {package: None}
    sys.modules.update(hidden)
    try:
        yield
    finally:
        del sys.modules[package]


def _defer(package: str, name: str) -> None:
    """Let a module be loaded when something in it is first asked for, unless it has been loaded."""
    full = f"{package}.{name}"
    spec = None if full in sys.modules else importlib.util.find_spec(full)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = sys.modules[full] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    setattr(sys.modules[package], name, module)


gx = _load()
