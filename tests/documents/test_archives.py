"""Archives: every member is a separate document or refused with a reason, within bounds, whatever the bytes."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pytest

from flows.documents import limits
from flows.documents.archives.members import archive_kind, members

Outcome = dict[str, bytes | str]


def unpacked(data: bytes, name: str = "a") -> Outcome:
    """The contents of an archive by name: the bytes, or the reason why they cannot be read."""
    found = list(members(io.BytesIO(data), name))
    outcome = {m.name: m.refusal.reason if m.refusal else m.data for m in found}
    assert len(outcome) == len(found), "two documents have one name"
    return outcome


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", encoding=encoding) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file.getvalue()


GZIPPED, CHUNKED = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip", "HTTP/1.1 206 OK\r\nTransfer-Encoding: chunked"


def record(uri: str, body: bytes, head: str = "HTTP/1.1 200 OK", kind: str = "response") -> bytes:
    """A WARC record."""
    block = f"{head}\r\n\r\n".encode() + body
    headers = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nContent-Length: {len(block)}\r\n\r\n"
    return headers.encode() + block + b"\r\n\r\n"


FILES = {"年报/一.html": b"one", "二.txt": b"two"}
INNER = {f"a!/{name}": data for name, data in FILES.items()}
PAGE = b"<html><body>" + "政府信息公开".encode() * 500


@pytest.mark.parametrize(
    "data",
    [
        zipped(FILES),
        zipped(FILES, zipfile.ZIP_STORED),
        tarred(FILES),
        tarred(FILES, "gb18030"),
        gzip.compress(tarred(FILES)),
        record("年报/一.html", b"one") + record("二.txt", b"two"),
        gzip.compress(record("年报/一.html", b"one")) + gzip.compress(record("二.txt", b"two")),
    ],
    ids=["zip", "zip, stored", "tar", "tar with names in GBK", "tar.gz", "warc", "warc.gz"],
)
def test_members_are_documents_with_their_own_names(data: bytes) -> None:
    assert unpacked(data) == INNER


def test_names_in_gbk_are_read_as_they_were_written() -> None:
    names = {"政府信息公开年报.html": b"1", "繁體·龘.txt": b"2"}
    written = zipped({"x" * len(name.encode("gb18030")): data for name, data in names.items()})
    for name in names:
        raw = name.encode("gb18030")
        written = written.replace(b"x" * len(raw), raw)
    assert unpacked(written) == {f"a!/{name}": data for name, data in names.items()}


def test_one_file_packed_with_gzip_is_named_without_the_suffix() -> None:
    assert unpacked(gzip.compress(PAGE), "in/报告.html.gz") == {"in/报告.html.gz!/报告.html": PAGE}


def test_archives_in_archives_are_opened_down_to_the_depth_limit() -> None:
    data, name = PAGE, "page.html"
    for level in range(limits.ARCHIVE_DEPTH):
        data, name = zipped({name: data}), f"{level}.zip"
    assert list(unpacked(data).values()) == [PAGE]
    deeper = unpacked(zipped({name: data}))
    assert deeper == {"a!/2.zip!/1.zip!/0.zip": "archive_too_deep"}


@pytest.mark.parametrize("name", ["../../x.html", "/etc/passwd", "..\\x.html", "a\nb.html", "C:\\x", "a/./b"])
def test_a_member_name_is_never_used_as_a_path(name: str) -> None:
    assert unpacked(zipped({name: b"x"})) == {f"a!/{name.replace(chr(92), '/')}": b"x"}


def test_folders_and_system_files_are_not_documents() -> None:
    left = ["__MACOSX/._a.html", ".DS_Store", "x/.hidden/a.html", "Thumbs.db", "desktop.ini", "~$a.docx", "folder/"]
    assert unpacked(zipped(dict.fromkeys(left, b"x") | {"a.html": b"y"})) == {"a!/a.html": b"y"}


def test_two_members_with_one_name_are_two_documents() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("a", b"1")
            archive.writestr("a", b"2")
    assert unpacked(file.getvalue()) == {"a!/a": b"1", "a!/a#2": b"2"}
    repeated = record("http://a", b"1") + record("http://a", b"2")
    assert unpacked(repeated) == {"a!/http://a": b"1", "a!/http://a#2": b"2"}


def test_office_files_are_documents_rather_than_archives() -> None:
    for name in ("word/document.xml", "xl/workbook.xml", "[Content_Types].xml", "OFD.xml"):
        assert archive_kind(io.BytesIO(zipped({name: b"<x/>"}))) is None
    assert archive_kind(io.BytesIO(zipped({"document.xml": b"<x/>"}))) == "zip"


def test_successful_responses_of_a_saved_site_are_read() -> None:
    data = b"".join([
        record("http://a/moved", b"x", "HTTP/1.1 302 Found"),
        record("http://a/none", b"x", "HTTP/1.1 404 Not Found"),
        record("http://a/asked", b"", "GET / HTTP/1.1", "request"),
        record("http://a/plain", PAGE),
        record("http://a/gzip", gzip.compress(PAGE), GZIPPED),
        record("http://a/deflate", zlib.compress(PAGE), "HTTP/1.1 200 OK\r\nContent-Encoding: deflate"),
        record("http://a/chunks", b"3\r\none\r\n3;x=1\r\ntwo\r\n0\r\n\r\n", CHUNKED),
        record("http://a/joined", PAGE, CHUNKED),
        record("http://a/br", b"x", "HTTP/1.1 200 OK\r\nContent-Encoding: br"),
        record("http://a/cut", gzip.compress(PAGE)[:-20], GZIPPED),
        record("http://a/cut chunk", b"9\r\none", CHUNKED),
    ])  # fmt: skip
    assert unpacked(data) == {
        "a!/http://a/plain": PAGE,
        "a!/http://a/gzip": PAGE,
        "a!/http://a/deflate": PAGE,
        "a!/http://a/chunks": b"onetwo",
        "a!/http://a/joined": PAGE,
        "a!/http://a/br": "archive_method",
        "a!/http://a/cut": "damaged_file",
        "a!/http://a/cut chunk": "damaged_file",
    }


def encrypted() -> bytes:
    data = bytearray(zipped({"a": b"x" * 50}, zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def damaged() -> bytes:
    data = bytearray(zipped({"good": b"1", "bad": b"x" * 50, "fine": b"2"}, zipfile.ZIP_STORED))
    data[data.index(b"x" * 50)] = 0
    return bytes(data)


def lying() -> bytes:
    """A ZIP archive whose table of contents says that a member of 40 MB has 5 bytes."""
    data = bytearray(zipped({"a": bytes(40_000_000)}))
    for at in (22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", 5)
    return bytes(data)


def nested_bomb() -> bytes:
    data = bytes(31_000_000)
    for level in range(3):
        data = zipped({f"{level}-{n}": data for n in range(10)})
    return data


BAD: dict[str, tuple[Callable[[], bytes], Outcome]] = {
    "encrypted": (encrypted, {"a!/a": "encrypted"}),
    "damaged member": (damaged, {"a!/good": b"1", "a!/bad": "damaged_file", "a!/fine": b"2"}),
    "other method": (lambda: zipped({"a": b"x" * 99}, zipfile.ZIP_LZMA), {"a!/a": "archive_method"}),
    "large member": (lambda: zipped({"a": bytes(40_000_000), "b": b"1"}), {"a!/a": "too_large", "a!/b": b"1"}),
    "lying sizes": (lying, {"a!/a": "damaged_file"}),
    "gzip bomb": (lambda: gzip.compress(bytes(40_000_000)), {"a!/a": "too_large"}),
    "tar.gz bomb": (
        lambda: gzip.compress(tarred({"a": bytes(60_000_000)})),
        {"a!/a": "too_large", "a": "archive_too_large"},
    ),
    "bomb of many": (
        lambda: zipped({str(n): bytes(30_000_000) for n in range(4)}),
        {"a!/0": bytes(30_000_000), "a": "archive_too_large"},
    ),
    "cut": (lambda: zipped(FILES)[:-5], {"a": "damaged_file"}),
    "empty": (lambda: zipped({}), {"a": "empty"}),
    "cut gzip": (lambda: gzip.compress(PAGE)[:-9], {"a": "damaged_file"}),
    "cut tar": (lambda: tarred({"a": PAGE * 9})[:9000], {"a": "damaged_file"}),
    "warc without end": (
        lambda: record("u", b"1") + b"WARC/1.0\r\nContent-Length: 9\r\n\r\n12",
        {"a!/u": b"1", "a": "damaged_file"},
    ),
    "warc of a long line": (lambda: b"WARC/1.0\r\n" + b"x" * 40_000_000, {"a": "damaged_file"}),
    "warc of a record of no length": (lambda: b"WARC/1.0\r\nContent-Length: -1\r\n\r\n", {"a": "damaged_file"}),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_unpacked_is_named_with_the_reason(what: str) -> None:
    make, expected = BAD[what]
    assert unpacked(make()) == expected


def test_nested_archive_bombs_end_quickly() -> None:
    data = nested_bomb()
    given = sum(len(member.data) for member in members(io.BytesIO(data), "a"))
    assert 0 < given < limits.BYTES + limits.ARCHIVE_RATIO * len(data)


def test_an_archive_among_the_answers_of_a_warc_costs_no_other_answer() -> None:
    records = [("http://a.example/1", b"one"), ("http://a.example/bomb", nested_bomb()), ("http://a.example/2", b"two")]
    data = gzip.compress(b"".join(record(address, body) for address, body in records))
    given, told, size = dict[str, bytes](), set[str](), 0
    for member in members(io.BytesIO(data), "a"):
        size += len(member.data)
        if member.refusal:
            told.add(member.name)
        else:
            given[member.name] = member.data[:9]
    assert given["a!/http://a.example/1"] == b"one" and given["a!/http://a.example/2"] == b"two"
    assert told and all(name.startswith("a!/http://a.example/bomb") for name in told)
    assert size < 2 * (limits.BYTES + limits.ARCHIVE_RATIO * len(data))


def test_too_many_members_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({str(n): b"" for n in range(1000)})
    monkeypatch.setattr(limits, "ARCHIVE_MEMBERS", 10)
    assert list(unpacked(data).values()) == [b""] * 10 + ["archive_too_large"]
    monkeypatch.setattr(limits, "ARCHIVE_DIRECTORY", 10_000)
    assert unpacked(data) == {"a": "archive_too_large"}


def test_endlessly_nested_archives_stop_at_the_depth_limit() -> None:
    data = PAGE
    for _ in range(20):
        data = zipped({"r.zip": data})
    assert unpacked(data) == {"a!/r.zip!/r.zip!/r.zip": "archive_too_deep"}


@pytest.mark.parametrize("whole", [zipped(FILES), tarred(FILES), gzip.compress(tarred(FILES)), record("u", PAGE)])
def test_random_damage_raises_nothing(whole: bytes) -> None:
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(whole[: chance.randrange(len(whole)) if chance.random() < 0.3 else len(whole)])
        for _ in range(chance.randrange(1, 6)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        file = io.BytesIO(bytes(data))
        if archive_kind(file) is not None:
            assert list(members(file, "a"))
