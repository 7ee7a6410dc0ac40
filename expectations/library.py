"""Great Expectations as `gx`, loaded with less work: with one new document a run would mostly wait for this."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

_UNUSED = ("scipy", "stats")
"""Package and module that expectations on distributions need, a fifth of all that is loaded. We have none of these."""


def _load() -> ModuleType:
    _defer(*_UNUSED)
    return importlib.import_module("great_expectations")


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
