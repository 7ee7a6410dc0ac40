"""A reader in another process never meets an error or half a state, while publishes end or are killed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.changing_lake import Lake
from tests.publish.conftest import ROOT, STATE, Warehouses, outcome, publish, start
from tests.publish.server import Postgres
from tests.runs.processes import happens
from tests.shipped import environment

pytestmark = pytest.mark.heavy

KILLS = 5


@contextmanager
def read(target: object, answers: set[tuple[int, int]]) -> Iterator[None]:
    """Ask for the state of the target all the while; afterwards every answer was one of these, and both were seen."""
    command = [sys.executable, "-m", "tests.publish.reader", str(target), STATE]
    pipe = subprocess.PIPE
    reader = subprocess.Popen(command, cwd=ROOT, env=environment(), stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert reader.stdout is not None and reader.stdout.readline() == "reading\n"
    try:
        yield
        out, err = reader.communicate("stop\n", timeout=60)
    finally:
        reader.kill()
    assert err == "" and reader.returncode == 0
    seen = json.loads(out)
    assert {tuple(answer) for answer in seen["answers"]} == answers and seen["count"] > 50


def publish_and_kill(warehouses: Warehouses, to: object) -> None:
    """Publish both states by turns; of each publish that ends, one before it was killed at some point."""
    chance = random.Random(1)
    for turn in range(KILLS):
        warehouse = (warehouses.other, warehouses.one)[turn % 2]
        began = time.monotonic()
        assert publish_patiently(warehouse, to) == (0, "")
        took = time.monotonic() - began
        killed = start((warehouses.one, warehouses.other)[turn % 2], to)
        time.sleep(took * chance.uniform(0.3, 1))
        killed.kill()
        killed.communicate()


def publish_patiently(warehouse: Path, to: object) -> tuple[int, str]:
    """Publish once a server has noticed that the publish before was killed."""
    until = time.monotonic() + 20
    while (answer := publish(warehouse, to))[0] and "another publish" in answer[1] and time.monotonic() < until:
        time.sleep(0.1)
    return answer


def test_of_the_database_file(warehouses: Warehouses, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    assert publish(warehouses.one, folder) == (0, "")
    with read(folder / "gouji.duckdb", set(warehouses.states.values())):
        publish_and_kill(warehouses, folder)
    assert publish(warehouses.one, folder) == (0, "")
    assert len(list(tmp_path.glob(".export.published/*/"))) == 2


def test_of_a_server(warehouses: Warehouses, server: Postgres) -> None:
    assert publish(warehouses.one, server.url) == (0, "")
    with read(server.url, set(warehouses.states.values())):
        publish_and_kill(warehouses, server.url)
    assert publish_patiently(warehouses.one, server.url) == (0, "")
    assert server.schemas() == ["marts"]


@pytest.mark.heavy
def test_while_the_warehouse_is_built(server: Postgres, tmp_path: Path) -> None:
    """A publish takes the warehouse as it was before an update, or as it is after it, one that is killed included."""
    lake, warehouse, targets = Lake(tmp_path, seed=5), tmp_path / "warehouse", (tmp_path / "export", server.url)
    assert build(lake, warehouse).wait() == 0
    states = {state_of(warehouse)}
    assert [publish(warehouse, to) for to in targets] == [(0, ""), (0, "")]
    # The second one is another version of a report.
    lake.add()
    lake.add()
    lake.land()
    with read(targets[0] / "gouji.duckdb", states), read(targets[1], states):
        for seconds in (2, 4):
            killed = build(lake, warehouse)
            time.sleep(seconds)
            killed.kill()
            killed.wait()
        updating = build(lake, warehouse)
        while updating.poll() is None:
            assert [publish(warehouse, to) for to in targets] == [(0, ""), (0, "")]
        assert updating.returncode == 0
        states.add(state_of(warehouse))
        assert [publish(warehouse, to) for to in targets] == [(0, ""), (0, "")]
    assert len(states) == 2, "nothing has changed that a reader could see"


def build(lake: Lake, warehouse: Path) -> subprocess.Popen[bytes]:
    """Start a build in a process of its own, an update if there is a warehouse."""
    program = (
        "import sys; from pathlib import Path; from flows.warehouse.build import build; build(*map(Path, sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, str(lake.raw / "records"), str(warehouse)]
    return subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)


def state_of(warehouse: Path) -> tuple[int, int]:
    with duckdb.connect(warehouse / "gouji.duckdb", read_only=True) as connection:
        ((*state,),) = connection.execute(STATE).fetchall()
    return state[0], state[1]


def test_a_long_query_is_waited_for(warehouses: Warehouses, server: Postgres) -> None:
    """Short ones that come after it meanwhile do not wait for the publish to get its turn."""
    publish(warehouses.one, server.url)
    program = "import sys; from tests.publish.reader import *; print(ask_server(*sys.argv[1:]))"
    command = [sys.executable, "-c", program, server.url, f"{STATE} where pg_sleep(4) is not null"]
    reader = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    sleeping = "select 1 from pg_stat_activity where query like '%sleep(4)%' and pid <> pg_backend_pid()"
    assert happens(lambda: bool(server.rows(sleeping)), 30)
    process, waits = start(warehouses.other, server.url), []
    while process.poll() is None:
        began = time.monotonic()
        assert server.rows(STATE)[0] in warehouses.states.values()
        waits.append(time.monotonic() - began)
    assert outcome(process) == (0, "")
    assert reader.communicate()[0] == f"{[warehouses.states[warehouses.one]]}\n"
    assert server.rows(STATE) == [warehouses.states[warehouses.other]]
    assert len(waits) > 10 and max(waits) < 3
