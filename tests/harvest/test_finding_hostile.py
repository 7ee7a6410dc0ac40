"""Whatever a server sends: bounded time, nothing raised but UnreadablePage, nothing but addresses of pages."""

from __future__ import annotations

import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.harvest.answers import Answer
from flows.harvest.finding.pages import UnreadablePage, read_list, read_report
from flows.harvest.finding.wanted import wanted
from tests.harvest.test_finding_lists import TITLE

_PIECES = (
    "<a href='", '<a href="', "'>", '">', "<li>", "</li>", "<tr onclick=\"f('", "<script>", "</script>", "<!--",
    "-->", "<", ">", "<![CDATA[", "]]>", "<record>", "</record>", "<nextgroup>", "</nextgroup>", "<iframe src=",
    "<img src=", "<base href=", "createPageHTML(3,0,'index','html')", "&#0;", "&#x110000;", '{"title":"', '","url":"',
    '"}', "[", "]", ".jpage({totalRecord:9,perPage:2,proxyUrl:'/p',ajaxParam:{a:'1'}})", "{", "}", '"total":1e999',
    "Infinity", "-1", "9" * 50, TITLE, "2023年", "附件：", "http://a.example/1.pdf", "//", "../", "http://[::1]:99999/",
    "javascript:", "user:pw@", "http://xn--/", "http://\u3002/", "\ufeff", "\0", "\ud800", "\u202e", "?page=1",
    "?file=", ".pdf", "=", "'", '"', " ", "\n", "<meta http-equiv=refresh content='0;url=", "<div class=header>",
    "<a" + " x" * 99, "<title>", "</title>", "http://www.example/index.html",
)  # fmt: skip
_bodies = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=8)), max_size=40).map(
    lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
)
_addresses = st.sampled_from(
    [
        "http://www.example/index.html",
        "http://a.example/api?page=1&size=2",
        "https://b.example:8443",
        "http://[2001:db8::1]/",
    ]
)
_TYPES = st.sampled_from(["text/html", "application/json", "text/xml", ""])
_WORDS = st.sampled_from(
    (
        *[
            "政府",
            "信息",
            "公开",
            "工作",
            "年度",
            "报告",
            "2023年",
            "(",
            ")",
            "…",
            "、",
            ":",
            "-",
            "县",
            "司法局",
            "《",
            "》",
        ],
        " ",
    )
)


@given(_bodies | st.binary(max_size=200), _addresses, _TYPES)
def test_nothing_is_raised_and_addresses_are_those_of_pages(body: bytes, url: str, media_type: str) -> None:
    answer = Answer(url, 200, (), body, media_type, None)
    found: list[str] = []
    for years in (None, frozenset({2023}), "report"):
        try:
            page = read_report(answer) if years == "report" else read_list(answer, years)
        except UnreadablePage as error:
            assert str(error)
            continue
        links = [link.url for link in page[0]]
        assert len(links) == len(set(links))
        found += links + list(getattr(page, "more", ()))
    for address in found:
        parts = urlsplit(address)
        assert parts.scheme in ("http", "https") and parts.hostname and parts.username is None and not parts.fragment
        assert address.isascii() and len(address) <= 2_000 and (parts.port or 0) < 65_536


@given(st.lists(_WORDS))
def test_any_title_is_judged(parts: list[str]) -> None:
    text = "".join(parts)
    found = wanted([text], in_column=True, is_dated=True)
    assert found is None or found.text


_ENDLESS = (
    "<div>", "<p>", "<a ", "<a href=\"", "<a b='\" ", "<", "</", "<!--", "<![CDATA[", "<option>x", "<b x='1' ",
    "<li><span>", "<img src=a.png>", "<h1>政府信息公开年报</h1>", f"<li><a href='/a'>{TITLE}</a></li>", " ",
    "<b onclick=\"f('/a')\">x</b>", "<record>", "<nextgroup>", '[{"a":', '{"title":"', "createPageHTML( ", ".jpage({ ",
    "'/a/list?b=c',", "\"'", "=[{", "<iframe src=a.pdf></iframe>", "<script>'/a.pdf'</script>",
    "政府信息公开年度报告20",
)  # fmt: skip


@pytest.mark.parametrize("frame", ["<html><body><p>{}", "<html><body><p><script>{}", "<script><record>{}"])
def test_the_time_it_takes_grows_with_the_length_only(frame: str) -> None:
    for piece in _ENDLESS:
        body = frame.format(piece * (100_000 // len(piece))).encode()
        answer = Answer("http://www.example/", 200, (), body, "text/html", None)
        began = time.process_time()
        with suppress(UnreadablePage):
            assert len(read_list(answer, None).reports) <= 20_000
        with suppress(UnreadablePage):
            assert len(read_report(answer).attachments) <= 200
        assert time.process_time() - began < 2, piece


def test_a_long_list_of_different_reports_is_read() -> None:
    rows = "".join(f"<li><a href='/{i}.html'>某县第{i}中学{TITLE}</a><b>2024-01-18</b></li>" for i in range(1_000))
    answer = Answer("http://www.example/", 200, (), f"<ul>{rows}</ul>".encode(), "text/html", None)
    began = time.process_time()
    assert len(read_list(answer, None).reports) == 1_000
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"), (b"   ", "empty"), (b"%PDF-1.7", "a file"), (b"\x01\x02\x03" * 50, "no text"),
        (b"<div>" * 3_000, "nested deeper"), (b"<br>" * 300_001, "more than 300,000 elements"),
        (b"x" * 8_000_001, "more than 8,000,000 bytes"), (b"[" * 100_000, "JSON is nested too deep"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePage, match=reason):
        read_list(Answer("http://www.example/", 200, (), body, "text/html", None), None)
