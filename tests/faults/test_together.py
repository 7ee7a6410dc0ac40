"""Commands at once on one warehouse: a second run says why it cannot, decisions are kept, readers see one state."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import httpx
import pytest

from flows.warehouse.decisions import read
from tests.conftest import FinishedRun
from tests.desk.server import desk
from tests.runs.again import run_again
from tests.runs.processes import happens
from tests.shipped import environment, put, shipped

ROOT = Path(__file__).parents[2]
_OPEN = "select finding_id from marts.fct_finding_history where gone_since is null order by all limit 3"


def command(lake: FinishedRun, *arguments: str) -> list[str]:
    places = ["--warehouse", str(lake.warehouse)]
    places += ["--raw", str(lake.raw)] if arguments[0] != "publish" else []
    return [sys.executable, "-m", "flows.cli", *arguments, *places]


def call(lake: FinishedRun, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(lake, *arguments), cwd=ROOT, env=environment(), capture_output=True, text=True)


def findings(lake: FinishedRun, query: str) -> list[str]:
    with duckdb.connect(lake.warehouse / "gouji.duckdb", read_only=True) as connection:
        return [str(name) for (name,) in connection.execute(query).fetchall()]


@pytest.mark.heavy
def test_a_run_another_one_decisions_a_publish_and_the_desk_at_once(copied: FinishedRun, tmp_path: Path) -> None:
    put(copied.raw, "new.html", shipped("hongze_district_2023.html").replace("洪泽".encode(), "遂昌".encode()))
    chosen = findings(copied, _OPEN)
    with desk(tmp_path) as served:
        run = subprocess.Popen(command(copied, "run"), cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)
        assert happens(lambda: (copied.warehouse / ".building").exists() or run.poll() is not None, 120)
        second = call(copied, "run")
        assert (second.returncode, "another run is writing there" in second.stderr) == (1, True)
        for finding in chosen:
            assert call(copied, "decide", finding, "unfounded", "--by", "王某", "--reason", "误读").returncode == 0
            assert httpx.get(f"{served.url}/data/meta.js").status_code == 200
        assert call(copied, "publish", "--to", str(tmp_path / "export"), "--format", "duckdb").returncode == 0
        while run.poll() is None:
            assert httpx.get(f"{served.url}/index.html").status_code == 200
        assert run.returncode == 0
    assert [decision.finding_id for _, decision in read(copied.raw)] == chosen
    assert run_again(copied) == 0
    decided = "select finding_id from marts.fct_findings where state = 'unfounded' and is_latest order by all"
    assert findings(copied, decided) == chosen
    put(copied.raw, "another.txt", b"another")
    # A build, not only decisions: it has to accept what was decided, too.
    assert run_again(copied) == 0
    assert findings(copied, decided) == chosen
