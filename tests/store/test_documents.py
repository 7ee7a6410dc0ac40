"""Documents that lie in the local folder: each goes into the store once, whole, and replaces nothing there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.landing.bucket import StoreError
from flows.store.documents import put_documents
from flows.store.kept import in_store
from flows.store.lake import Lake
from tests.store.conftest import Place, place_in
from tests.store.lakes import contents, fill, first, lake_in, write


def nobody(told: str) -> None:
    pytest.fail(told)


def put(place: Place, lake: Lake) -> int:
    return put_documents(place.bucket, lake.raw, nobody)


@contextmanager
def growing(path: Path) -> Iterator[None]:
    """Let another program write a file all the time."""
    ended, begun = threading.Event(), threading.Event()

    def write_on() -> None:
        with path.open("ab", buffering=0) as file:
            while not ended.wait(0.005):
                file.write(b"more")
                begun.set()

    writer = threading.Thread(target=write_on)
    writer.start()
    assert begun.wait(10)
    try:
        yield
    finally:
        ended.set()
        writer.join()


def test_local_documents_are_put_once_and_never_replace_one(place: Place, tmp_path: Path) -> None:
    lake = lake_in(tmp_path)
    place.put("documents/there.txt", b"there")
    for name, content in {"new.warc.gz": "new", "there.txt": "there", ".half.part": "half"}.items():
        write(lake, f"raw/documents/{name}", content)
    assert put(place, lake) == 2
    assert place.keys("documents") == ["documents/new.warc.gz", "documents/there.txt"]
    place.server.requests()
    assert put(place, lake) == 0 and not place.server.requests()
    write(lake, "raw/documents/there.txt", "another")
    said = rf"there\.txt: the store has another document of this name; give \S+ another name, or remove {place.address}"
    with pytest.raises(StoreError, match=said):
        put(place, lake)
    assert place.read("documents/there.txt") == b"there"


def test_documents_are_put_into_another_store_too(place: Place, tmp_path: Path) -> None:
    lake, another = lake_in(tmp_path), place_in(place.server)
    write(lake, "raw/documents/a.txt", "a")
    assert [put(one, lake) for one in (place, another, another)] == [1, 1, 0]
    assert another.read("documents/a.txt") == b"a"


def test_a_document_that_is_being_written_is_left_for_the_next_run(place: Place, tmp_path: Path) -> None:
    lake, told = lake_in(tmp_path), list[str]()
    write(lake, "raw/documents/a.txt", "whole")
    half = lake.place("raw/documents/half.zip")
    with growing(half):
        assert put_documents(place.bucket, lake.raw, told.append) == 1
    assert told == [f"{half}: is being written; the next run puts it into the store"]
    assert place.keys("documents") == ["documents/a.txt"]
    assert put(place, lake) == 1
    assert place.read("documents/half.zip") == half.read_bytes()


def test_a_store_that_replaces_what_is_there_is_refused_before_anything_is_put(place: Place, tmp_path: Path) -> None:
    lake = lake_in(tmp_path)
    place.put("documents/a.txt", b"of somebody else")
    write(lake, "raw/documents/a.txt", "a")
    refused = pytest.raises(StoreError, match=r"it does not refuse to replace an object \(If-None-Match\)")
    # As long as it does so.
    for _ in range(2):
        with place.server.replacing(), refused, in_store(lake.raw, lake.warehouse, nobody):
            pytest.fail("it runs")
    assert place.read("documents/a.txt") == b"of somebody else"
    assert place.keys("manifests") == [] and place.keys("files") == ["files/probe"]


def test_a_store_without_any_document_is_refused_before_anything_here_is_replaced(place: Place, tmp_path: Path) -> None:
    lake = first(place, tmp_path / "a")
    write(lake, "warehouse/marts/a.parquet", "changed here")
    before = contents(lake)
    for is_preview in (False, True):
        with (
            pytest.raises(StoreError, match=rf"^{place.address}/documents: there is no document in it yet$"),
            in_store(lake.raw, lake.warehouse, nobody, is_preview=is_preview),
        ):
            pytest.fail("it runs")
        assert contents(lake) == before
    # One that is here will be put there, but not by a preview.
    write(lake, "raw/documents/a.txt", "a")
    with in_store(lake.raw, lake.warehouse, nobody):
        fill(lake, "2")
    assert place.keys("documents") == ["documents/a.txt"]
