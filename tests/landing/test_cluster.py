"""Reading on a Dask cluster: the same records as here, whatever dies, hangs or is not as it should be."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from expectations.catalogue import FORMAT_DIR
from flows import logs
from flows.documents import limits
from flows.landing import cluster, land, workers
from flows.landing.cluster import ClusterError
from flows.landing.pool import WorkerError
from flows.landing.sources import Source
from flows.landing.workers import read_all
from flows.reading.records import Extraction
from tests.dask_cluster import DaskCluster, dask_cluster, kill
from tests.faulty_readers import read_deadly, read_faulty
from tests.runs.processes import happens
from tests.shipped import DOCUMENTS, put, shipped

pytestmark = pytest.mark.slow

REPORT = shipped("ruijin_city_2022.txt")
FAULTS = {
    b"segfault": "reader_crashed: 读取时程序出错：SIGSEGV",
    b"exit": "reader_crashed: 读取时程序出错：exit 3",
    b"killed": "reader_out_of_memory: 读取时内存超限",
    b"hang natively": f"reader_timeout: 读取超时：> {limits.SECONDS} s",
    b"memory, bit by bit": "reader_out_of_memory: 读取时内存超限",
    b"error": "reader_crashed: 读取时程序出错：RuntimeError no such luck",
}


def source(number: int, data: bytes) -> Source:
    return Source(f"{number}.txt", f"{number:064x}", data)


def outcomes(found: Sequence[Extraction]) -> list[tuple[str, str, str | None, int]]:
    """Name, status and reason for each document of a chunk, and the process that has read it."""
    return [(one.document, one.status, one.reason, os.getpid()) for one in found]


def unpackable(found: Sequence[Extraction]) -> None:
    raise ValueError(f"{len(found)} documents cannot be packed")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A cluster of two workers, for tests that leave it as it is."""
    with dask_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as found:
        yield found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few documents make as many chunks and batches as thousands do."""
    monkeypatch.setattr(workers, "_CHUNK", 8)
    monkeypatch.setattr(land, "_BATCH", 30)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ANSWERS", 5.0)


def lake(raw: Path) -> Path:
    """A folder like `raw/` with a hundred documents of several formats."""
    (raw / "documents").mkdir(parents=True)
    for number, path in enumerate(sorted(DOCUMENTS.iterdir()) * 8):
        put(raw, f"{number}{path.suffix}", path.read_bytes() + b" " * number)
    return raw


def landed(raw: Path) -> dict[str, str]:
    """The SHA-256 of every Parquet file of the records."""
    records = (raw / "records").resolve()
    return {
        path.relative_to(records).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in records.rglob("*.parquet")
    }


@pytest.mark.usefixtures("small")
def test_records_are_the_same_bytes_whatever_reads_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, found = lake(tmp_path / "raw"), []
    for processes in (1, 2):
        monkeypatch.setattr(os, "cpu_count", lambda processes=processes: processes)
        land.land(raw, full_refresh=True)
        found.append(landed(raw))
    with dask_cluster(tmp_path) as one:
        for _ in range(3):
            one.worker()
            land.land(raw, full_refresh=True, cluster=one.address)
            found.append(landed(raw))
    monkeypatch.setattr(workers, "_FEW", 1_000)
    monkeypatch.setattr(workers, "_FEW_BYTES", 1_000_000_000)
    monkeypatch.setattr(workers, "_is_binary", lambda source: False)
    land.land(raw, full_refresh=True)
    assert len([name for name in found[0] if name.startswith("cells/")]) > 3
    assert [landed(raw)] * len(found) == found


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("whom", ["worker", "group"])
def test_what_a_killed_worker_was_reading_is_read_by_another(tmp_path: Path, whom: str) -> None:
    """The worker alone, which its nanny starts again, or both of them; another one joins meanwhile."""
    data = [REPORT + b" " * n for n in range(96)]
    with dask_cluster(tmp_path) as one:
        first = one.worker("--no-nanny") if whom == "worker" else one.worker()
        chunks = read_all((source(n, d) for n, d in enumerate(data)), outcomes, cluster=one.address)
        found = next(chunks)
        one.worker()
        (first.kill if whom == "worker" else lambda: kill(first))()
        readers = {process for *_, process in found}
        assert happens(lambda: not readers & set(one.family.running()), 20)
        found += [outcome for chunk in chunks for outcome in chunk]
    assert [outcome[:3] for outcome in found] == [(f"{n}.txt", "extracted", None) for n in range(96)]
    assert len({process for *_, process in found}) == 2


def test_a_hostile_document_costs_only_itself(shared: DaskCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 3)
    monkeypatch.setattr(limits, "MEMORY", 500_000_000)
    monkeypatch.setattr(workers, "_CHUNK", 3)
    data = [one for fault in FAULTS for one in (REPORT, fault)]
    kept = logs.Kept()
    logs.LOGGER.addHandler(kept)
    read = read_all((source(n, d) for n, d in enumerate(data)), outcomes, cluster=shared.address, read=read_faulty)
    found = [outcome for chunk in read for outcome in chunk]
    logs.LOGGER.removeHandler(kept)
    assert [(name, reason) for name, _, reason, _ in found] == [
        (f"{n}.txt", FAULTS.get(one)) for n, one in enumerate(data)
    ]
    assert [event for event, *_ in kept.take()] == ["the reader failed"]


def test_a_document_that_ends_its_workers_is_read_here(tmp_path: Path) -> None:
    data = [REPORT, b"deadly", REPORT + b"1"]
    with dask_cluster(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1") as one:
        for _ in range(2):
            one.worker("--no-nanny")
        sources = [source(n, d) for n, d in enumerate(data)]
        (found,) = read_all(sources, outcomes, cluster=one.address, read=read_deadly)
        here = {process for *_, process in found} - set(one.family.running())
    assert [(status, (reason or "").split(":")[0]) for _, status, reason, _ in found] == [
        ("extracted", ""), ("rejected", "not_a_report"), ("extracted", ""),
    ]  # fmt: skip
    assert len(here) == 1


def test_what_cannot_be_packed_is_an_error_of_ours(shared: DaskCluster) -> None:
    for _ in range(2):
        with pytest.raises(WorkerError, match="ValueError: 1 documents cannot be packed"):
            list(read_all([source(1, b"x")], unpackable, cluster=shared.address))


@pytest.mark.heavy
def test_what_has_been_read_leaves_the_memory_of_gouji_and_of_the_scheduler(tmp_path: Path) -> None:
    held = []
    with dask_cluster(tmp_path, workers=1) as one:
        sources = (source(n, b"\0\1" + os.urandom(4_000)) for n in range(64 * 120))
        for number, _ in enumerate(read_all(sources, outcomes, cluster=one.address)):
            if number in (20, 119):
                held.append([megabytes(process) for process in (os.getpid(), one.scheduler.pid)])
    # A hundred chunks have 26 MB.
    assert all(after - before < 13 for before, after in zip(*held, strict=True)), held


def megabytes(process: int) -> float:
    """The memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]) / 1000


def test_nothing_to_read_needs_no_cluster() -> None:
    assert list(read_all([], outcomes, cluster="tcp://127.0.0.1:1")) == []


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tls://127.0.0.1:1", "nonsense://host", "tcp://h:port"])
def test_an_address_at_which_nobody_answers(tmp_path: Path, address: str) -> None:
    raw = lake(tmp_path / "raw")
    began = time.monotonic()
    with pytest.raises(ClusterError, match=f"^cluster {address}: no scheduler answers there \\([^\\n]+\\)$"):
        land.land(raw, cluster=address)
    assert time.monotonic() - began < 20 and not (raw / "records").exists()


@pytest.mark.usefixtures("small")
def test_a_scheduler_that_dies_ends_the_reading(tmp_path: Path) -> None:
    with dask_cluster(tmp_path, workers=1) as one:
        chunks = read_all((source(n, REPORT) for n in range(400)), outcomes, cluster=one.address)
        next(chunks)
        began = time.monotonic()
        kill(one.scheduler)
        with pytest.raises(ClusterError, match=f"cluster {one.address}: the scheduler "):
            list(chunks)
    assert time.monotonic() - began < 90


@pytest.mark.usefixtures("impatient", "small")
def test_a_scheduler_that_stands_still_ends_the_reading(tmp_path: Path) -> None:
    with dask_cluster(tmp_path, workers=1) as one:
        chunks = read_all((source(n, REPORT) for n in range(400)), outcomes, cluster=one.address)
        next(chunks)
        began = time.monotonic()
        one.scheduler.send_signal(signal.SIGSTOP)
        with pytest.raises(ClusterError, match="the scheduler does not answer any more"):
            list(chunks)
    assert time.monotonic() - began < 90


@pytest.mark.heavy
@pytest.mark.usefixtures("small")
def test_the_last_worker_that_dies_leaves_the_old_records_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = lake(tmp_path / "raw")
    land.land(raw)
    before = landed(raw)
    with dask_cluster(tmp_path) as one:
        last = one.worker()

        def each(done: int, total: int, land_next: land.Each) -> int:
            if last.poll() is None and done:
                monkeypatch.setattr(cluster, "_WORKERS", 3.0)
                kill(last)
            return land_next()

        with pytest.raises(ClusterError, match=f"^cluster {one.address}: it has had no worker for 3 s$"):
            land.land(raw, full_refresh=True, each=each, cluster=one.address)
    assert landed(raw) == before


def test_a_worker_with_another_form_is_named(tmp_path: Path) -> None:
    shutil.copytree(FORMAT_DIR, tmp_path / "form")
    with dask_cluster(tmp_path, LACKING="flows") as one:
        one.worker(LACKING="", GOUJI_FORMAT=str(tmp_path / "form"))
        with pytest.raises(ClusterError, match=r"the worker tcp://127\.0\.0\.1:\d+ has reader \w+ instead of \w+;"):
            list(read_all([source(1, REPORT)], outcomes, cluster=one.address))


def test_a_worker_without_gouji_is_named_and_a_scheduler_needs_none(tmp_path: Path) -> None:
    with dask_cluster(tmp_path, LACKING="flows") as one:
        one.worker()
        problem = r"the worker tcp://127\.0\.0\.1:\d+ cannot take documents \(No module named 'flows'\); install "
        with pytest.raises(ClusterError, match=problem):
            list(read_all([source(1, REPORT)], outcomes, cluster=one.address))
