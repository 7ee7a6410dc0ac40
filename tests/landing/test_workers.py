"""Reading in separate processes: a fault costs one document, order and count are kept, memory is bounded."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from flows.documents import limits
from flows.documents.origin import Origin
from flows.landing import workers
from flows.landing.generations import pack
from flows.landing.pool import WorkerError
from flows.landing.sources import Source
from flows.landing.workers import read_all
from flows.reading.document import read
from flows.reading.records import Extraction, to_tables
from tests.faulty_readers import read_faulty, read_forgetting_nothing, read_keeping
from tests.shipped import shipped

REPORT = shipped("ruijin_city_2022.txt")
FAULTS = {
    b"segfault": "reader_crashed: 读取时程序出错：SIGSEGV",
    b"exit": "reader_crashed: 读取时程序出错：exit 3",
    b"killed": "reader_out_of_memory: 读取时内存超限",
    b"hang": "reader_timeout: 读取超时：> 3 s",
    b"hang natively": "reader_timeout: 读取超时：> 3 s",
    b"memory": "reader_out_of_memory: 读取时内存超限",
    b"memory, bit by bit": "reader_out_of_memory: 读取时内存超限",
    b"error": "reader_crashed: 读取时程序出错：RuntimeError no such luck",
    b"no room": "reader_crashed: 读取时程序出错：OSError No space left on device",
    b"no answer": "reader_crashed: 读取时程序出错：TimeoutError Connection timed out",
    b"no picture": "reader_crashed: 读取时程序出错：OSError cannot identify image file <_io.BytesIO object>",
}


def source(number: int, data: bytes) -> Source:
    return Source(f"{number}.txt", f"{number:064x}", data)


def outcomes(found: Sequence[Extraction]) -> list[tuple[str, str, str | None]]:
    """Name, status and reason for each document of a chunk. Runs in the worker."""
    return [(one.document, one.status, one.reason) for one in found]


def process(found: Sequence[Extraction]) -> list[int]:
    """The process that read each document of a chunk."""
    return [os.getpid()] * len(found)


def unpackable(found: Sequence[Extraction]) -> None:
    raise ValueError(f"{len(found)} documents cannot be packed")


def without_room(found: Sequence[Extraction]) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/some/where")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three seconds for each document, and half a GB for each process."""
    monkeypatch.setattr(limits, "SECONDS", 3)
    monkeypatch.setattr(limits, "MEMORY", 500_000_000)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("fault", FAULTS, ids=bytes.decode)
def test_a_fault_costs_one_document(fault: bytes) -> None:
    data = [b"a", REPORT, fault, REPORT + b"1", b"b"]
    (found,) = read_all((source(n, d) for n, d in enumerate(data)), outcomes, processes=1, read=read_faulty)
    assert [(name, status) for name, status, _ in found] == [
        ("0.txt", "rejected"),
        ("1.txt", "extracted"),
        ("2.txt", "rejected"),
        ("3.txt", "extracted"),
        ("4.txt", "rejected"),
    ]
    assert found[2][2] == FAULTS[fault]


def test_a_document_whose_reader_was_killed_from_outside_is_read_again(tmp_path: Path) -> None:
    data = [REPORT, b"killed once: " + bytes(tmp_path / "mark"), REPORT + b"1"]
    (found,) = read_all((source(n, d) for n, d in enumerate(data)), outcomes, processes=1, read=read_faulty)
    assert [(status, (reason or "").split(":")[0]) for _, status, reason in found] == [
        ("extracted", ""),
        ("rejected", "not_a_report"),
        ("extracted", ""),
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_document_that_finds_the_memory_full_of_others_is_read_again_in_a_new_process(processes: int) -> None:
    sources = (source(n, REPORT + b" " * n) for n in range(400))
    chunks = read_all(sources, outcomes, processes=processes, read=read_forgetting_nothing)
    assert [one for chunk in chunks for one in chunk] == [(f"{n}.txt", "extracted", None) for n in range(400)]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="without /proc nothing tells what is reserved")
def test_a_process_that_holds_half_of_what_it_may_makes_room_for_another() -> None:
    """Before a library ends it: not every one says that it found no memory."""
    # Seven chunks: what a process has reserved before the first may be 100 MB or 400, and each leaves 320 more.
    sources = (source(n, REPORT + b" " * n) for n in range(400))
    found = [one for chunk in read_all(sources, read_by, processes=1, read=read_keeping) for one in chunk]
    assert [status for status, _ in found] == ["extracted"] * 400
    assert 2 < len({process for _, process in found}) < 7


def read_by(found: Sequence[Extraction]) -> list[tuple[str, int]]:
    """The status of each document of a chunk, and the process that read it."""
    return [(one.status, os.getpid()) for one in found]


def test_what_finds_the_memory_full_as_it_is_packed_is_read_again_in_a_new_process() -> None:
    chunks = read_all((source(n, REPORT) for n in range(200)), packed_once, processes=1)
    assert [one for chunk in chunks for one in chunk] == [(f"{n}.txt", "extracted", None) for n in range(200)]


_packed: list[int] = []


def packed_once(found: Sequence[Extraction]) -> list[tuple[str, str, str | None]]:
    """The outcomes of a chunk, in a process that has packed no other; raises MemoryError from then on."""
    _packed.append(len(found))
    if len(_packed) > 1:
        raise MemoryError
    return outcomes(found)


@pytest.mark.usefixtures("short")
def test_each_fault_costs_only_its_own_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_CHUNK", 4)
    data = [b"segfault" if n % 3 == 0 else b"exit" if n % 7 == 0 else b"text" for n in range(60)]
    chunks = read_all((source(n, d) for n, d in enumerate(data)), outcomes, processes=2, read=read_faulty)
    found = [one for chunk in chunks for one in chunk]
    assert [name for name, _, _ in found] == [f"{n}.txt" for n in range(60)]
    codes = {b"segfault": "reader_crashed", b"exit": "reader_crashed", b"text": "not_a_report"}
    assert [reason.split(":")[0] for _, _, reason in found] == [codes[d] for d in data]


def test_the_records_are_the_same_in_any_number_of_processes() -> None:
    data = [REPORT, *(shipped(name) for name in ("hongze_district_2023.html", "wuxing_district_office_2024.txt")), b"?"]
    sources = [source(n, data[n % 4] + b" " * n) for n in range(200)]
    expected = to_tables(read(one.data, one.document) for one in sources)
    for processes in (1, 2):
        batches = list(read_all(sources, pack, processes=processes))
        assert len(batches) > 2
        accounts = [account for batch in batches for account in batch.accounts]
        assert [account.document for account in accounts] == [one.document for one in sources]
        for name in ("reports", "cells", "notices"):
            rows = [row for batch in batches for row in batch.tables[name].to_pylist()]
            assert rows == expected[name].to_pylist()


def test_a_few_texts_are_read_in_this_process() -> None:
    assert list(read_all([source(1, REPORT), source(2, b"<p>")], process)) == [[os.getpid()] * 2]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG\r\n\x1a\n"]
)
def test_a_single_document_of_another_format_is_read_in_another_process(data: bytes) -> None:
    ((process_id,),) = read_all([source(1, data)], process)
    assert process_id != os.getpid()


def test_many_texts_are_read_in_other_processes() -> None:
    found = [one for chunk in read_all((source(n, b"x" * n) for n in range(100)), process) for one in chunk]
    assert len(found) == 100 and os.getpid() not in found


@pytest.mark.parametrize("size", [0, 1, 300_000])
def test_any_number_of_documents_is_accounted_for(size: int) -> None:
    for number in (0, 1, 16, 17, 64, 65, 129):
        data = b"a" * (size if number < 17 else min(size, 1000))
        sources = [source(n, data) for n in range(number)]
        assert [one[0] for chunk in read_all(sources, outcomes) for one in chunk] == [one.document for one in sources]


def test_documents_are_fetched_only_as_they_are_read() -> None:
    asked = 0

    def endless() -> Iterator[Source]:
        nonlocal asked
        while True:
            asked += 1
            yield source(asked, b"text")

    results = read_all(endless(), outcomes, processes=2)
    for _ in range(3):
        next(results)
    assert asked < 64 * 16
    results.close()
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        (unpackable, "ValueError: 1 documents cannot be packed"),
        (without_room, "OSError: /some/where: No space left on device; make room there, then try again"),
    ],
)
def test_an_unpicklable_result_is_an_internal_error(pack: Callable[[Sequence[Extraction]], None], said: str) -> None:
    with pytest.raises(WorkerError, match=f"^{said}$"):
        list(read_all([source(1, b"x")], pack, processes=1))
    assert not multiprocessing.active_children()


class Fatal:
    """A reader that kills the process that unpickles it."""

    def __call__(self, data: bytes, document: str, origin: Origin) -> Extraction:
        raise NotImplementedError

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (9,)


def test_a_process_that_cannot_start_is_an_error_rather_than_a_rejection() -> None:
    with pytest.raises(WorkerError, match="did not start: it ended with 9"):
        list(read_all([source(1, REPORT)], outcomes, processes=1, read=Fatal()))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="without /proc nothing tells what is reserved")
def test_tables_that_are_made_reserve_no_more_than_they_take() -> None:
    """What is reserved counts for the limit, whether it is used or not."""
    sources = (source(n, REPORT + b" " * n) for n in range(200))
    assert max(read_all(sources, reserved, processes=1)) < 400_000_000


def reserved(found: Sequence[Extraction]) -> int:
    """The bytes that this process has reserved, once it has made tables of a chunk."""
    pack(found)
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmData:")).split()[1]) * 1024


def test_a_process_holds_no_more_memory_than_the_limit() -> None:
    ((limit, peak),) = read_all([source(1, REPORT)], memory, processes=1)
    assert limit == limits.MEMORY and peak < limits.MEMORY


def memory(_: Sequence[Extraction]) -> tuple[int, int]:
    """The memory limit and the peak memory of this process, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return resource.getrlimit(resource.RLIMIT_DATA)[0], peak * (1 if sys.platform == "darwin" else 1024)
