"""`gouji run --cluster`: what a person sees of a cluster, and that nothing of it is there without one."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows.runs.deployments import DEPLOYMENTS
from flows.runs.schedule import Wanted, chosen
from tests.conftest import FinishedRun
from tests.dask_cluster import ROOT, dask_cluster, startup
from tests.fresh_builds import prepare
from tests.harvest.test_tls import certificate
from tests.shipped import copy_documents, environment

LOADED = """
import sys
from pathlib import Path
import flows.cli, flows.runs.run, flows.runs.terminal
from flows.landing.land import land
land(Path(sys.argv[1]), full_refresh=True)
print(sorted({name.split(".")[0] for name in sys.modules} & {"dask", "distributed", "tornado"}))
"""


def gouji(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command of gouji's with these variables in its environment."""
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment(**variables), capture_output=True, text=True)


def landed(raw: Path) -> dict[str, str]:
    """The SHA-256 of every Parquet file of the records."""
    records = (raw / "records").resolve()
    return {
        path.relative_to(records).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in records.rglob("*.parquet")
    }


@pytest.mark.slow
def test_a_run_on_a_cluster_over_tls_leaves_what_a_run_here_leaves(finished_run: FinishedRun, tmp_path: Path) -> None:
    """Its scheduler, workers and client take their certificates from Dask's own settings, and reach nobody else."""
    raw, pem, reached = copy_documents(tmp_path / "raw"), certificate(tmp_path / "office.pem"), tmp_path / "reached"
    warehouse = prepare(tmp_path / "warehouse")
    tls = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(pem)}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        tls |= {f"DASK_DISTRIBUTED__COMM__TLS__{role}__{what}": str(pem) for what in ("CERT", "KEY")}
    with dask_cluster(tmp_path, "--protocol", "tls", workers=1, REACHED=str(reached), **tls) as one:
        told = tls | {"REACHED": str(reached), "PYTHONPATH": startup(tmp_path)}
        answer = gouji("run", "--raw", raw, "--warehouse", warehouse, "--cluster", one.address, **told)
        plain = gouji("run", "--raw", raw, "--warehouse", tmp_path / "w", "--full-refresh", "--cluster", one.address)
    assert (answer.returncode, answer.stderr) == (0, "") and one.address.startswith("tls://")
    assert answer.stdout.splitlines()[0] == finished_run.out.splitlines()[0]
    assert landed(raw) == landed(finished_run.raw)
    # The last two are what they listen on.
    assert set(reached.read_text("utf-8").split()) <= {"127.0.0.1", "localhost", "0.0.0.0", "None"}
    assert plain.returncode == 1 and plain.stderr.count("\n") == 1
    assert plain.stderr.startswith(f"gouji: cluster {one.address}: no scheduler answers there (")


@pytest.mark.slow
def test_without_dask_a_cluster_is_refused_and_the_records_are_as_they_were(tmp_path: Path) -> None:
    raw = copy_documents(tmp_path / "raw")
    lacking = {"LACKING": "distributed", "PYTHONPATH": startup(tmp_path)}
    answer = gouji("run", "--raw", raw, "--warehouse", tmp_path, "--cluster", "tcp://127.0.0.1:1", **lacking)
    problem = "a cluster needs distributed, which is not installed; install gouji with its extra scale, gouji[scale]"
    assert (answer.returncode, answer.stderr) == (2, f"gouji: {problem}\n")
    assert not (raw / "records").exists()


def test_nothing_of_dask_is_loaded_without_a_cluster(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOADED, str(copy_documents(tmp_path / "raw"))]
    assert subprocess.check_output(command, cwd=ROOT, env=environment(), text=True) == "[]\n"


def test_deployments_that_read_take_a_cluster_and_the_schedule_hands_it_on(tmp_path: Path) -> None:
    taking = [one.name for one in DEPLOYMENTS if "cluster" in one.parameters]
    assert taking == ["run", "backfill"] and {one.parameters.get("cluster") for one in DEPLOYMENTS} == {None}
    served = chosen(Wanted(tmp_path / "raw", tmp_path / "warehouse", cluster="tls://office:8786"))
    assert [one.parameters["cluster"] for one in served] == ["tls://office:8786"] * 2


def test_the_guide_starts_scheduler_and_workers_with_options_they_have() -> None:
    guide = (ROOT / "docs/scale.md").read_text("utf-8")
    for role in ("scheduler", "worker"):
        command = [sys.executable, "-m", "dask", role, "--help"]
        known = subprocess.check_output(command, text=True, env=environment(COLUMNS="200"))
        named = {
            option
            for line in re.findall(f"^dask {role} .*", guide, re.MULTILINE)
            for option in re.findall("--[a-z-]+", line)
        }
        assert named and {option for option in named if not re.search(rf"{option}\b", known)} == set()
