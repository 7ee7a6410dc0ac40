"""Links of lists, however they are written: which are reports, where they lead, and the day beside them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from flows.harvest.answers import Answer
from flows.harvest.finding.pages import Link, read_list
from flows.harvest.finding.wanted import wanted

TITLE = "遂昌县2023年政府信息公开工作年度报告"
URL = "http://www.example/xxgk/nb/index.html"
DAY = dt.date(2024, 1, 18)


def page(markup: str | bytes, url: str = URL, media_type: str = "text/html") -> Answer:
    """An answer with this body."""
    body = markup if isinstance(markup, bytes) else markup.encode()
    return Answer(url, 200, (), body, media_type, None)


def in_column(markup: str) -> Answer:
    """A page that says it lists reports."""
    return page(f"<html><head><title>政府信息公开年报</title></head><body>{markup}</body></html>")


@pytest.mark.parametrize("name", ["list_titles.csv", "list_titles_held_out.csv"])
def test_titles_of_reports_are_told_from_others(name: str) -> None:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    wrong = [
        line["title"]
        for line in lines
        if (line["is_report"] == "yes")
        != (wanted([line["title"]], in_column=line.get("in_column") == "yes", is_dated=False) is not None)
    ]
    assert len(lines) > 70 and not wrong


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        pytest.param(f'<ul><li><a href="1.html">{TITLE}</a><span>2024-01-18</span></li></ul>', DAY, id="list"),
        pytest.param(f'<li>[2024-01-18]<a href=1.html title="{TITLE}">遂昌县2023年政…</a>', DAY, id="title attribute"),
        pytest.param(f"<li><a href='1.html'>{TITLE[:-3]}…</a><i>2024年1月18日</i></li>", DAY, id="cut short"),
        pytest.param(
            f"<table><tr><td>1<td><a href=1.html>{TITLE}</a><td>2024/01/18<tr><td>2<td>x<td>2023-01-01</table>",
            DAY,
            id="table without ends",
        ),
        pytest.param(
            f"<tr><td>{TITLE}</td><td>2024.1.18</td><td><a href='1.html'>查看</a></td></tr>", DAY, id="title in the row"
        ),
        pytest.param(
            f"<tr onclick=\"window.open('1.html')\"><td>{TITLE}</td><td>2024-01-18</td></tr>", DAY, id="onclick"
        ),
        pytest.param(f"<a href=\"javascript:openUrl('7','./1.html')\">{TITLE}</a>", None, id="javascript"),
        pytest.param(f"<dl><dt><a href=1.html>{TITLE}</a></dt><dd>2024-01-18</dd></dl>", DAY, id="definition list"),
        pytest.param(
            f"<div><div><a href=1.html><h4>{TITLE}</h4><p>摘要…</p><em>2024-01-18</em></a></div></div>", DAY, id="card"
        ),
        pytest.param("<a href=1.html>遂昌县2023年<b>政府信息</b>公开<br>工作年度报告</a>", None, id="broken title"),
        pytest.param(f"<div data-href='1.html'><span>{TITLE}</span></div>", None, id="data-href"),
        pytest.param(f"<a href=' 1.html;jsessionid=AB12?x=1#top'>{TITLE}</a>".replace("?x=1", ""), None, id="session"),
        pytest.param(f"<a href='../nb/./x/../1.html'>{TITLE}</a>", None, id="dots"),
        pytest.param(f"<a href='..\\nb\\1.html'>{TITLE}</a>", None, id="backslashes"),
        pytest.param(f"<base href='/xxgk/nb/'><a href='1.html'>{TITLE}</a>", None, id="base"),
        pytest.param(
            f"<a href=1.html title='标题：{TITLE}&#10;发布时间：2024-01-18'>{TITLE[:9]}</a>",
            None,
            id="title of several lines",
        ),
        pytest.param(f"<p>上一页<p><a href=1.html>{TITLE}</a><p>下一页", None, id="paragraphs without ends"),
    ],
)
def test_a_link_to_a_report(markup: str, day: dt.date | None) -> None:
    found = read_list(page(f"<html><body><div class='main'>{markup}</div></body></html>"), None).reports
    assert [(link.url, link.published_on) for link in found] == [("http://www.example/xxgk/nb/1.html", day)]


def test_a_report_that_is_linked_twice_is_one() -> None:
    linked = f"<li><a href=1.html><img src=x.png></a><a href=1.html>{TITLE}</a><a href='./1.html#a'>{TITLE}</a>"
    assert len(read_list(page(f"<ul>{linked}</ul>"), None).reports) == 1


@pytest.mark.parametrize(
    "written",
    [
        "javascript:void(0)", "data:text/html,x", "mailto:a@b.example", "file:///etc/passwd", "ftp://a.example/x", "#",
        "http://user:secret@a.example/x", "http://", "http://[::1", "//", "http://a.example:99999999/", "x" * 3_000,
        "vbscript:x", "java\nscript:alert(1)", "",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_no_link(written: str) -> None:
    assert not read_list(page(f'<html><body><p><a href="{written}">{TITLE}</a></p></body></html>'), None).reports


def test_addresses_are_written_one_way() -> None:
    links = "".join(
        f'<li><a href="{href}">{TITLE}</a></li>'
        for href in ("http://政务.example/年报/1.html", "HTTP://WWW.Example:80/a", "/b?x=年&y=1")
    )
    assert [link.url for link in read_list(page(f"<ul>{links}</ul>"), None).reports] == [
        "http://xn--fiq89z.example/%E5%B9%B4%E6%8A%A5/1.html".replace("xn--fiq89z", "政务".encode("idna").decode()),
        "http://www.example/a",
        "http://www.example/b?x=%E5%B9%B4&y=1",
    ]


def test_years_are_those_reported_on_or_that_of_publication_less_one() -> None:
    rows = (
        f"<li><a href=1.html>{TITLE}</a>2024-01-18</li><li><a href=2.html>遂昌县2022年政府信息公开工作年度报告</a></li>"
        "<li><a href=3.html>遂昌县司法局政府信息公开工作年度报告</a>2024-01-19</li>"
        "<li><a href=4.html>遂昌县教育局政府信息公开工作年度报告</a>2023-01-19</li>"
    )
    found = read_list(page(f"<ul>{rows}</ul>"), frozenset({2023})).reports
    assert [link.url[-6:] for link in found] == ["1.html", "3.html"]


def test_a_column_of_reports_may_leave_out_what_it_says_itself() -> None:
    rows = "<li><a href=1.html>2023年年报</a></li><li><a href=2.html>遂昌县司法局2023年度报告</a></li>"
    assert len(read_list(in_column(f"<ul>{rows}</ul>"), None).reports) == 2
    assert not read_list(page(f"<html><body><ul>{rows}</ul></body></html>"), None).reports


def test_a_table_of_agencies_by_years() -> None:
    row = "<tr><td>遂昌县司法局</td><td><a href=a.html>2022年</a></td><td><a href=b.html>2023年</a></td></tr>"
    found = read_list(in_column(f"<table>{row}</table>"), frozenset({2023})).reports
    assert found == (Link("http://www.example/xxgk/nb/b.html", "遂昌县司法局 2023年", None, 2023),)


def test_lists_of_single_years_are_further_pages() -> None:
    links = "<a href=2023/>2023年</a><a href=2015/>2015年</a><a href=/other/>2023年</a>"
    assert read_list(in_column(links), frozenset({2023})).more == ("http://www.example/xxgk/nb/2023/",)


def test_a_link_to_an_explanation_beside_a_report_is_none() -> None:
    row = f"<tr><td>{TITLE}</td><td><a href=1.html>查看</a></td><td><a href=2.html>解读</a></td></tr>"
    assert [link.url[-6:] for link in read_list(page(f"<table>{row}</table>"), None).reports] == ["1.html"]


def test_lists_of_kinds_of_agencies_are_further_pages() -> None:
    links = (
        "<a href=bm/>部门年报</a><a href=xz/>乡镇政府信息公开年度报告</a><a href=jd/>年报解读</a><a href=zn/>指南</a>"
    )
    found = read_list(in_column(links), None).more
    assert [url.removeprefix("http://www.example/xxgk/nb/") for url in found] == ["bm/", "xz/"]


def test_a_page_that_is_a_report_leads_to_itself() -> None:
    found = read_list(page(f"<html><head><title>{TITLE}</title></head><body><p>全文</p></body></html>"), None).reports
    assert [link.url for link in found] == [URL]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"data": {"rows": [{"bt": TITLE, "fbrq": "20240118", "lj": "/xxgk/nb/1.html"}]}}),
        json.dumps([{"name": f"<em>遂昌县</em>{TITLE[3:]}", "link": "1.html", "publishDate": 1705540000}]),
        "callback_1(" + json.dumps({"list": [{"TITLE": TITLE, "URL": "./1.html", "time": 1705540000000}]}) + ");",
        json.dumps({"html": f"<li><a href='1.html'>{TITLE}</a><b>2024-01-18</b></li>"}),
        f'<html><body><script>var list = [{{"t":"{TITLE}","u":"./1.html","rq":"2024-01-18"}}];</script></body></html>',
    ],
    ids=["other names", "seconds", "callback", "markup", "in a script"],
)
def test_a_list_in_json(text: str) -> None:
    found = read_list(page(text), None).reports
    assert [(link.url, link.published_on) for link in found] == [("http://www.example/xxgk/nb/1.html", DAY)]


def test_a_list_in_any_encoding() -> None:
    text = f'<html><head><meta charset="gb2312"></head><body><p><a href="1.html">{TITLE}</a></p></body></html>'
    for body in (text.encode("gb18030"), text.encode("utf-8"), text.encode("utf-16")):
        assert len(read_list(page(body), None).reports) == 1
