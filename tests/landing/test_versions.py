"""What two installations have to share to make the same records of documents."""

from __future__ import annotations

import sys
from importlib.metadata import packages_distributions

from flows.landing.versions import LIBRARIES, differences, versions
from tests.test_architecture import below, packages

CARRIERS = {"dask", "distributed", "obstore"}
"""They carry documents and records, and do not look into them."""

OF_THE_RECOGNISER = {"onnxruntime"}
"""What rapidocr calculates with."""


def test_every_library_that_reads_is_compared() -> None:
    known = packages_distributions()
    used = set().union(*map(packages, below("flows/documents", "flows/reading", "flows/landing")))
    others = used - set(sys.stdlib_module_names) - {"flows", "expectations"}
    assert {known[name][0].lower() for name in others} - CARRIERS == set(LIBRARIES) - OF_THE_RECOGNISER


def test_a_difference_is_told_from_both_sides() -> None:
    here = versions()
    assert differences(here, here) == "" and "none" not in (here["reader"], here["lxml"], here["Python"])
    there = {**here, "lxml": "5.0", "reader": "1"}
    told = differences(there, here)
    assert told == f"reader 1 instead of {here['reader']}, lxml 5.0 instead of {here['lxml']}"
    del there["lxml"]
    assert differences(there, here).endswith(f"lxml none instead of {here['lxml']}")
