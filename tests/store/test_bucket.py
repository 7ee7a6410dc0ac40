"""A store as it is asked: what is created once, documents read in place, and errors of one line without secrets."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.cli import main
from flows.landing import bucket as buckets
from flows.landing.bucket import SETTING, Bucket, MissingError, StoreError
from flows.landing.files import LandingError
from flows.landing.originals import Found, InBucket
from flows.landing.seen import find, peek, unchanged
from tests.runs.processes import happens
from tests.store.conftest import Place
from tests.store.s3_server import KEYS, Server

NAMES = ["报告 2023.html", "a%20b.txt", "a#b?c+d*e~.txt", "deep/er/x.txt", "'; drop.csv"]
MANY = 12


def found(raw: Path) -> dict[str, str]:
    return {file.document: file.sha256 for file in find(raw)}


def gets(server: Server) -> int:
    """How many documents were fetched since this was asked last."""
    return sum(line.startswith("GET") and "list-type" not in line for line in server.requests())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are made again once only."""
    monkeypatch.setattr(buckets, "_RETRIES", 1)


def test_of_many_that_create_an_object_at_once_one_does(place: Place) -> None:
    bucket = place.bucket
    with ThreadPoolExecutor(MANY) as pool:
        won = list(pool.map(lambda n: bucket.create("manifests/1", b"%d" % n), range(MANY)))
    assert sum(won) == 1
    assert bucket.read("manifests/1") == b"%d" % won.index(True)


def test_documents_are_found_under_any_name_without_what_is_hidden_and_marks_of_folders(
    place: Place, tmp_path: Path
) -> None:
    for number, name in enumerate(NAMES):
        place.put(f"documents/{name}", b"%d" % number)
    for name in (".hidden", "deep/.part", "deep/", "deep/er/"):
        place.put(f"documents/{name}", b"" if name.endswith("/") else b"not a document")
    place.put("documents/empty.txt", b"")
    expected = {name: hashlib.sha256(b"%d" % number).hexdigest() for number, name in enumerate(NAMES)}
    assert found(tmp_path) == {**expected, "empty.txt": hashlib.sha256().hexdigest()}


def test_a_document_that_is_unchanged_is_not_fetched_again(place: Place, tmp_path: Path, server: Server) -> None:
    for name in NAMES:
        place.put(f"documents/{name}", b"1")
    find(tmp_path)
    server.requests()
    assert unchanged(tmp_path) is not None and len(found(tmp_path)) == len(NAMES)
    assert gets(server) == 0
    # Of the same size.
    place.put(f"documents/{NAMES[0]}", b"2")
    assert unchanged(tmp_path) is None
    assert [file.document for file in peek(tmp_path) if not file.sha256] == [NAMES[0]]
    assert found(tmp_path)[NAMES[0]] == hashlib.sha256(b"2").hexdigest()
    assert gets(server) == 1


def test_a_document_that_is_replaced_while_it_is_landed_is_not_read(place: Place, tmp_path: Path) -> None:
    place.put("documents/a.txt", b"1")
    (file,) = find(tmp_path)
    place.put("documents/a.txt", b"2")
    with (
        pytest.raises(LandingError, match=r"documents/a\.txt: changed while it was being landed"),
        InBucket(place.bucket).opened(file),
    ):
        pytest.fail("it was opened")


def test_documents_are_fetched_ahead_of_their_turn_and_each_once(place: Place, tmp_path: Path, server: Server) -> None:
    for number in range(MANY):
        place.put(f"documents/{number:02}.txt", b"%d" % number)
        place.put(f"documents/{number:02}.txt.copy", b"%d" % number)
    files = find(tmp_path)
    documents, contents, asked = InBucket(place.bucket), [], []
    server.requests()
    for file in documents.in_turn(files, lambda file: not file.document.startswith("03")):
        if file.document == "00.txt":
            assert happens(lambda: asked.append(gets(server)) or sum(asked) == MANY - 1, 10)
        if not file.document.endswith(".copy"):
            with documents.opened(file) as opened:
                contents.append(opened.read())
    assert contents == [b"%d" % number for number in range(MANY)]
    assert sum(asked) + gets(server) == MANY


def test_what_is_too_large_for_memory_is_read_from_a_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.documents.limits.BYTES", 3)
    place.put("documents/a", b"12345")
    file = Found("a", hashlib.sha256(b"12345").hexdigest(), 5, "a")
    with InBucket(place.bucket).opened(file) as opened:
        assert opened.fileno() > 0 and opened.seek(2) == 2 and opened.read() == b"345"


def test_a_name_that_no_path_has_is_told(place: Place, tmp_path: Path) -> None:
    place.put("documents/a//b.txt", b"1")
    with pytest.raises(LandingError, match=r"^s3://.*/documents: .*a//b\.txt.*empty path segment$"):
        find(tmp_path)


@pytest.mark.parametrize(
    "address", ["file:///x", "s3://", "s3://key:word@bucket/x", "bucket/x", "s3://b/x?y", "S3://b"]
)
def test_an_address_that_is_none_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(StoreError, match="is no address such as s3://bucket/prefix") as raised:
        Bucket(address)
    assert "word@" not in str(raised.value)


def test_a_bucket_that_is_not_there_is_told_in_one_line(server: Server) -> None:
    bucket = Bucket("s3://missing/lake")
    for call in (lambda: list(bucket.objects("manifests")), lambda: bucket.put("a", b"1"), lambda: bucket.read("a")):
        with pytest.raises(
            StoreError, match=r"^s3://missing/lake/\w+: the store refuses \(NoSuchBucket\): .*$"
        ) as told:
            call()
        assert not isinstance(told.value, MissingError)


@pytest.mark.usefixtures("impatient")
def test_a_store_that_cannot_be_reached_is_told_in_one_line_without_secrets(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(StoreError, match=r"^s3://reports/a/b: .*error sending request$") as told:
        Bucket("s3://reports/a").read("b")
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in str(told.value) and "\n" not in str(told.value)


@pytest.mark.usefixtures("impatient")
def test_a_store_that_fails_is_asked_again_and_then_told(place: Place, server: Server) -> None:
    with server.failing("PUT .*/once", times=1):
        place.bucket.put("once", b"1")
    assert place.read("once") == b"1"
    with (
        server.failing("PUT .*/never"),
        pytest.raises(StoreError, match=r"/never: the store refuses \(InternalError\)"),
    ):
        place.bucket.put("never", b"1")
    with (
        server.failing("GET .*/once", "403 Forbidden", "AccessDenied"),
        pytest.raises(StoreError, match=r"/once: the store refuses \(AccessDenied\): made to fail$"),
    ):
        place.bucket.read("once")


def test_without_tls_a_store_is_asked_only_where_its_address_says_so(
    place: Place, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "_RETRIES", 0)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint.replace("http://", "https://"))
    server.requests()
    with pytest.raises(StoreError):
        place.bucket.put("a", b"1")
    assert not server.requests()


def test_an_address_that_is_none_is_bad_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SETTING, "")
    assert main(["run", "--store", "file:///x", "--raw", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "gouji: GOUJI_STORE: file:///x is no address such as s3://bucket/prefix\n"
    assert not list(tmp_path.iterdir())


def test_commands_begin_without_what_a_store_needs() -> None:
    asked = "import sys, flows.cli; print([name for name in sys.modules if 'bucket' in name or 'obstore' in name])"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "[]\n"
