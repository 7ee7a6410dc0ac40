"""Great Expectations is loaded as a part of gouji, whatever else is installed."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = "from expectations.library import gx; import sys; print(gx.__version__, 'pyspark' in sys.modules)"


def test_an_installed_spark_is_neither_loaded_nor_ends_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split()[1:] == ["False"]
    assert done.stderr == ""


def test_spark_can_be_loaded_afterwards() -> None:
    program = f"{_PROGRAM}; import pyspark; print(pyspark.__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split()[1:] == ["False", "pyspark"]
