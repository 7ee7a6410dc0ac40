"""Further pages of lists, as links and scripts of several makes name them."""

from __future__ import annotations

import json

import pytest

from flows.harvest.finding.pages import read_list
from tests.harvest.test_finding_lists import TITLE, page

ROOT = "http://www.example/xxgk/nb/"
_LINK = f"<li><a href='/r.html'>{TITLE}</a></li>"


def more(markup: str, name: str = "index.html") -> list[str]:
    """The further pages that a page names, without the folder they are in."""
    answer = page(f"<html><body><ul>{_LINK}</ul>{markup}</body></html>", ROOT + name)
    return [url.removeprefix(ROOT) for url in read_list(answer, None).more]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<script>createPageHTML(4, 0, "index", "html");</script>', ["index_1.html", "index_2.html", "index_3.html"]),
        ("<script>createPageHTML(3,1,'list','shtml')</script>", ["list_1.shtml", "list_2.shtml"]),
        ("<script>createPageHTML('page_div',3, 1,'fg','shtml',89);</script>", ["fg_2.shtml", "fg_3.shtml"]),
        ("<script>createPageHTML(1, 0, 'index', 'html')</script>", []),
        ("<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}</script>", []),
        (
            '<script>var currentPage = 0; var countPage = 3; document.write("index_"+i+".html")</script>',
            ["index_1.html", "index_2.html"],
        ),
        ("<a href='list2.htm'>下一页&gt;&gt;</a><a href='list9.htm'>尾页</a>", ["list2.htm", "list9.htm"]),
        ("<a href='2.html'>&gt;</a>", ["2.html"]),
        ("<a href='2.html'>2</a><a href='3.html'>3</a><a href='/calendar/7.html'>7</a>", ["2.html", "3.html"]),
        ("<a href='?page=2'>下一页</a>", ["index.html?page=2"]),
        ("<a href=\"javascript:go('index_2.html')\">下页</a>", ["index_2.html"]),
        ("<a href='index.html'>下一页</a><a href='#'>下页</a><a href='javascript:;'>末页</a>", []),
        ("<a href='http://other.example/2.html'>下一页</a>", []),
        ("<a href='/news/2.html'>上一页</a><a href='/news/3.html'>更多</a>", []),
    ],
)
def test_further_pages(markup: str, expected: list[str]) -> None:
    assert more(markup) == expected


@pytest.mark.parametrize(
    ("query", "told", "numbers"),
    [
        ("page=1&size=10", {"total": 25}, [2, 3]),
        ("page=1", {"total": 3}, [2, 3]),
        ("page=0", {"pages": 3, "page": 0}, [1, 2]),
        ("pageNo=1&x=2", {"totalPage": "3"}, [2, 3]),
        ("page=2", {"total": 25}, []),
        ("x=1", {"total": 25}, []),
        ("page=1", {"total": 10**9}, None),
    ],
)
def test_further_pages_of_json(query: str, told: dict[str, object], numbers: list[int] | None) -> None:
    body = json.dumps({**told, "rows": [{"title": TITLE, "url": "/r.html"}]})
    found = read_list(page(body, f"{ROOT}api?{query}", "application/json"), None).more
    if numbers is None:
        assert len(found) < 1_000
    else:
        name = query.partition("=")[0]
        assert [int(url.partition(f"{name}=")[2].partition("&")[0]) for url in found] == numbers


def test_a_list_that_has_no_reports_may_be_elsewhere() -> None:
    markup = (
        "<meta http-equiv='refresh' content='0; url=/nb/'><iframe src='/frame/list.html'></iframe>"
        "<script src='/a.js'></script><script>$.get('/api/list.do?page=1'); img='/x/list.png'</script>"
    )
    found = read_list(page(f"<html><body>{markup}</body></html>"), None).more
    assert [url.removeprefix("http://www.example") for url in found] == [
        "/nb/", "/frame/list.html", "/api/list.do?page=1",
    ]  # fmt: skip
    assert not read_list(page(f"<html><body>{_LINK}{markup}</body></html>"), None).more


def test_the_groups_of_a_data_island_follow_one_another() -> None:
    record = f'<record><![CDATA[<li><a href="/art/1.html" title="{TITLE}">x</a></li>]]></record>'
    store = '<datastore><nextgroup><![CDATA[<a href="{}"></a>]]></nextgroup><recordset>{}</recordset></datastore>'
    proxy = "/module/web/jpage/dataproxy.jsp?page={}&amp;columnid=7"
    first = read_list(
        page(f"<html><body><script type='text/xml'>{store.format(proxy.format(1), record)}</script>"), None
    )
    assert first.more == ("http://www.example/module/web/jpage/dataproxy.jsp?page=1&columnid=7",)
    last = read_list(page(store.format("", record), first.more[0], "text/xml"), None)
    assert last.more == () and len(first.reports) == len(last.reports) == 1
    counted = f"<datastore><totalrecord>50</totalrecord><totalpage>3</totalpage><recordset>{record}</recordset>"
    assert len(read_list(page(counted, first.more[0], "text/xml"), None).more) == 2
