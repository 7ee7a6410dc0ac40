"""Builds the models on Spark as the docs say, with dbt in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.warehouse.project import DBT_DIR

MARTS = "marts.db"


def need_spark() -> None:
    """Skip where dbt could not start Spark, and say what is missing."""
    pytest.importorskip("dbt.adapters.spark", reason="dbt-spark is not installed")
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java to run Spark with")


# For few records, Java need not compile well what runs once, Spark not write programs for it nor look for a better plan
# on its way, and nothing need be divided.
_FOR_FEW = {
    "JDK_JAVA_OPTIONS": " ".join(
        (
            "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",
            "-Dspark.sql.codegen.wholeStage=false -Dspark.sql.codegen.factoryMode=NO_CODEGEN",
            "-Dspark.sql.adaptive.enabled=false",
        )
    ),
    "GOUJI_SPARK_PARTITIONS": "1",
}


def build(folder: Path, records: Path, inputs: Path, *, few: bool = True, tested: bool = False) -> Path:
    """Build all models into `folder`, `tested` with the tests of their data; return where the marts are.

    For `few` records Java is not made ready for many. A second build is an update.
    """
    environment = {
        "GOUJI_RECORDS": str(records),
        "GOUJI_INPUTS": str(inputs),
        "GOUJI_SPARK_WAREHOUSE": str(folder / "warehouse"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "target"),
        "DO_NOT_TRACK": "1",
    }
    command = [str(Path(sys.executable).parent / "dbt"), "build", "--target", "spark", "--no-use-colors"]
    done = subprocess.run(
        [*command, *(f"--exclude-resource-type={kind}" for kind in ("unit_test", *([] if tested else ["test"])))],
        cwd=DBT_DIR,
        env={**os.environ, **environment, **(_FOR_FEW if few else {})},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder / "warehouse" / MARTS
