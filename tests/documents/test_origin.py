"""Where the members of archives come from: what a crawl says of it, and what of that can be believed."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import random

import pytest

from flows.documents.archives.members import members
from flows.documents.origin import UNKNOWN, Origin, address_of, moment_of, name_of, region_code_of
from tests.documents.test_archives import record, zipped
from tests.warc_files import FETCHED, Fetched, warc

PAGE, PAPER = "https://www.qingxi.example/2024/report.html", "https://www.qingxi.example/2024/P01.pdf"
MOMENT = dt.datetime(2025, 2, 1, 18, 30, 5)
SITE = {"site": "qingxi", "region_code": "331123", "agency": "遂昌县教育局"}
TITLE = "遂昌县教育局2023年政府信息公开工作年度报告"
COVER = f"<html><head><title>\n{TITLE}&nbsp;</title></head><body><a href='P01.pdf'>附件</a></body></html>".encode()
PUBLICATION = (Fetched(PAGE, COVER), Fetched(PAPER, b"%PDF-1.7", via=PAGE, media_type="application/pdf"))


def origins(data: bytes) -> list[Origin]:
    return [member.origin for member in members(io.BytesIO(data), "a")]


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_harvest_says_where_its_documents_come_from(is_packed: bool) -> None:
    page, paper = origins(warc(PUBLICATION, SITE, is_packed=is_packed))
    assert page == Origin(PAGE, MOMENT, "qingxi", None, "331123", "遂昌县教育局")
    assert paper == page._replace(address=PAPER, page=PAGE, page_title=TITLE)


def test_another_crawlers_file_gives_address_and_time() -> None:
    assert origins(warc(PUBLICATION[:1])) == [Origin(PAGE, MOMENT)]
    # Heritrix writes where a link was found after the answer, and says of the crawl what is no concern of ours.
    info = b"software: Heritrix/3.4.0\r\nformat: WARC File Format 1.0\r\nhostname: crawler\r\n"
    after = b"via: https://www.qingxi.example/\r\nhopsFromSeed: L\r\n"
    answer = record(f"<{PAGE}>", b"x").replace(
        b"\r\nContent-Length", f"\r\nWARC-Date: {FETCHED}\r\nContent-Length".encode(), 1
    )
    fields = f"WARC/1.0\r\nWARC-Type: %b\r\nWARC-Target-URI: {PAGE}\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n".encode()
    data = fields % (b"warcinfo", len(info), info) + answer + fields % (b"metadata", len(after), after)
    assert origins(data + record(PAPER, b"y")) == [Origin(PAGE, MOMENT), Origin(PAPER)]


def test_the_page_of_another_answer_is_not_the_page_of_this_one() -> None:
    data = warc(PUBLICATION, SITE, is_packed=False)
    moved = data.replace(b"WARC-Concurrent-To: <urn:uuid:00000000", b"WARC-Concurrent-To: <urn:uuid:00000009")
    assert moved != data and [one.page for one in origins(moved)] == [None, None]


def test_in_a_file_put_together_each_part_has_its_own_site() -> None:
    other = warc([Fetched(PAPER, b"x")], {"site": "other"})
    assert [one.site for one in origins(warc(PUBLICATION[:1], SITE) + other)] == ["qingxi", "other"]


def test_what_is_packed_in_an_answer_comes_from_its_address() -> None:
    packed = zipped({"a.txt": b"1", "b.txt": b"2"})
    assert [one.address for one in origins(warc([Fetched(PAPER, packed)], SITE))] == [PAPER, PAPER]
    assert origins(zipped({"saved.warc.gz": warc(PUBLICATION[:1], SITE)})) == origins(warc(PUBLICATION[:1], SITE))
    assert origins(packed) == [UNKNOWN, UNKNOWN]


def test_an_answer_is_a_document_whatever_its_address_looks_like() -> None:
    (member,) = members(io.BytesIO(warc([Fetched("https://www.qingxi.example/.well-known/~$a.html", COVER)])), "a")
    assert (member.data, member.refusal) == (COVER, None)


WRONG = [
    "", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://a.example/x", "//a.example/x", "https://",
    "https:///x", "http://a.example:0/", "http://a.example:99999/", "http://[::1", "http://user:secret@a.example/",
    "http://a.example/\x1b[31m", "http://a.example/a b", "http://a.example/\N{RIGHT-TO-LEFT OVERRIDE}fdp",
    "http://a.example/\ufffd", "http://a.example/" + "a" * 2_100, "dns:a.example", "urn:uuid:1", "java\tscript:x",
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_web_address_is_none(text: str) -> None:
    assert address_of(text) is None


@pytest.mark.parametrize(
    "text", [PAGE, "http://a.example:8080/年报.html?id=1#x", "HTTP://A.example", "https://[2001:db8::1]/"]
)
def test_a_web_address_stays_as_it_is_written(text: str) -> None:
    assert address_of(f" {text} ") == text


def test_a_moment_is_one_that_can_be() -> None:
    assert moment_of(FETCHED) == moment_of("2025-02-01T18:30:05.123456789Z") == MOMENT
    for text in (
        "",
        "2025-02-30T00:00:00Z",
        "2025-02-01",
        "0001-01-01T00:00:00Z",
        "9999-12-31T00:00:00Z",
        "٢025-02-01T18:30:05Z",
    ):
        assert moment_of(text) is None


def test_names_and_codes_are_short_and_printable() -> None:
    assert (name_of(" 遂昌县教育局 "), region_code_of(" 331123 ")) == ("遂昌县教育局", "331123")
    for text in ("", "a\x07b", "县" * 101, "\ufffd"):
        assert name_of(text) is None
    for text in ("", "33112", "3311233", "٣٣١١٢٣", "33112a"):
        assert region_code_of(text) is None


def test_damaged_and_hostile_records_end_and_say_nothing_false() -> None:
    whole, rng = warc(PUBLICATION, SITE, is_packed=False), random.Random(3)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 12)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        for origin in origins(gzip.compress(bytes(data), 1)):
            assert origin.address is None or address_of(origin.address) == origin.address
            assert origin.page is None or address_of(origin.page) == origin.page
            assert origin.page_title is None or origin.page is not None
    lines = "".join(f"x{number}: {'y' * 100}\r\n" for number in range(100_000))
    (first, *_) = origins(warc(PUBLICATION, {"software": f"x\r\n{lines}site: late"}))
    assert first == Origin(PAGE, MOMENT)
