"""Builds the models on Spark as the docs say, with dbt in a process of its own: Spark in it, or on a server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from time import sleep

import pytest

from flows.warehouse.project import DBT_DIR

MARTS = "marts.db"
_SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"


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
    settings = {"GOUJI_SPARK_WAREHOUSE": str(folder / "warehouse"), **(_FOR_FEW if few else {})}
    run_dbt("spark", folder, records, inputs, settings, tested=tested)
    return folder / "warehouse" / MARTS


def run_dbt(
    target: str, folder: Path, records: Path, inputs: Path, settings: Mapping[str, str], *, tested: bool
) -> None:
    """Build all models with a target of `profiles.yml`."""
    environment = {
        "GOUJI_RECORDS": str(records),
        "GOUJI_INPUTS": str(inputs),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "target"),
        "DO_NOT_TRACK": "1",
    }
    command = [sys.executable, "-m", "dbt.cli.main", "build", "--target", target]
    done = subprocess.run(
        [*command, *(f"--exclude-resource-type={kind}" for kind in ("unit_test", *([] if tested else ["test"])))],
        cwd=DBT_DIR,
        env={**os.environ, **environment, **settings},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@contextmanager
def served(folder: Path) -> Iterator[dict[str, str]]:
    """A Thrift server of Spark on this machine, for few records; gives the variables that name it."""
    home = Path(find_spec("pyspark").origin).parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "spark.sql.warehouse.dir": folder / "warehouse",
        "spark.sql.shuffle.partitions": 1,
        "spark.ui.enabled": "false",
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={folder / 'metastore'};create=true",
        "spark.hadoop.hive.server2.thrift.bind.host": "127.0.0.1",
        "spark.hadoop.hive.server2.thrift.port": port,
    }
    command = [home / "bin" / "spark-submit", "--class", _SERVER, "--master", "local[2]", "--driver-memory", "2g"]
    options = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(
            [*command, *options, "spark-internal"],
            cwd=folder,
            env={**os.environ, **_FOR_FEW, "SPARK_HOME": str(home)},
            stdout=log,
            stderr=log,
        ) as server,
    ):
        try:
            _wait_for(port, server, folder / "server.log")
            yield {"GOUJI_SPARK_HOST": "127.0.0.1", "GOUJI_SPARK_PORT": str(port)}
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(60)
            server.kill()


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(120):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        assert server.poll() is None, log.read_text("utf-8")[-3000:]
        sleep(0.5)
    raise TimeoutError(f"the server of Spark does not answer: {log.read_text('utf-8')[-3000:]}")
