"""How sites of several makes write their lists and pages, as is publicly known of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from tests.harvest.made_reports import Made

Pages = dict[str, "Content"]
PER_PAGE = 5


class Content(NamedTuple):
    """What is at an address: Content-Type and body."""

    media_type: str
    body: bytes


class Row(NamedTuple):
    """A line of a list: title, the same as the list cuts it, where it leads, and its date."""

    title: str
    cut: str
    target: str
    day: dt.date


class Builder(NamedTuple):
    """A make of sites: `entry` is what SITES names, `files` where attachments are, `body` how a page shows them."""

    host: str
    place: str
    region_code: str
    entry: str
    page: Callable[[Made], str]
    file: Callable[[Made, str], str]
    body: Callable[[Made, Sequence[tuple[str, str]]], str]
    lists: Callable[[list[list[Row]]], Pages]
    encoding: str = "utf-8"


def framed(title: str, body: str, encoding: str = "utf-8") -> Content:
    """A page with the header, navigation and footer of a site around its body."""
    text = f"""<!DOCTYPE html><html><head><meta charset="{encoding}"><title>{title}</title>
<link rel="stylesheet" href="/css/site.css"><script src="/js/jquery.min.js"></script></head><body>
<div class="header"><a href="/"><img src="/images/logo.png" alt="门户网站"></a>
<ul class="nav"><li><a href="/index.html">首页</a></li><li><a href="/xxgk/zn.html">政府信息公开指南</a></li>
<li><a href="/xxgk/nb/">政府信息公开年报</a></li><li><a href="/files/manual.pdf">办事手册</a></li></ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/xxgk/">政府信息公开</a> &gt; 政府信息公开年报</div>
<div class="main">{body}</div>
<div class="footer"><a href="mailto:office@site.example">联系我们</a> <a href="javascript:void(0)">网站地图</a>
<img src="/images/beian.png"><img src="/images/jiucuo.gif"><p>版权所有</p></div></body></html>"""
    return Content(f"text/html; charset={encoding}", text.encode(encoding))


def as_json(value: object) -> Content:
    """An answer in JSON."""
    return Content("application/json;charset=UTF-8", json.dumps(value, ensure_ascii=False).encode())


def _stamp(made: Made) -> str:
    return f"{made.published_on:%Y%m%d}_{1000 + made.number}"


def links(files: Sequence[tuple[str, str]], name: str = "附件：") -> str:
    """A paragraph with a link for each attachment, given as address and name."""
    return "".join(f'<p><a href="{target}" target="_blank">{name}{shown}</a></p>' for target, shown in files)


def pictures_in(files: Sequence[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """The markup of those attachments that are pictures, and the other ones."""
    shown = "".join(f'<p><img src="{target}"></p>' for target, _ in files if target.endswith(".png"))
    return shown, [file for file in files if not file[0].endswith(".png")]


# TRS WCM: index.html, index_1.html, … whose number of pages is an argument of createPageHTML.
def _trs_body(made: Made, files: Sequence[tuple[str, str]]) -> str:
    pictures, others = pictures_in([(f"./{target.rpartition('/')[2]}", shown) for target, shown in files])
    return f'<div class="TRS_Editor">{pictures}</div><div class="fjxz">{links(others)}</div>'


def _trs_lists(pages: list[list[Row]]) -> Pages:
    found: Pages = {}
    for i, rows in enumerate(pages):
        items = "".join(
            f'<li><a href=".{row.target.removeprefix("/xxgk/nb")}" target="_blank" title="{row.title}">{row.cut}</a>'
            f"<span>{row.day}</span></li>"
            for row in rows
        )
        pager = f'<script>createPageHTML({len(pages)}, {i}, "index","html");</script>'
        content = framed("政府信息公开年报", f'<ul class="list">{items}</ul><div class="page">{pager}</div>')
        found |= {f"/xxgk/nb/index{f'_{i}' if i else ''}.html": content} | ({} if i else {"/xxgk/nb/": content})
    return found


# Hanweb jpage: the records are in a data island; the next group comes from dataproxy.jsp.
def _jpage_body(made: Made, files: Sequence[tuple[str, str]]) -> str:
    pictures, others = pictures_in(files)
    return f'<div id="zoom">{pictures}</div><div class="xgfj">{links(others)}</div>'


def _record(row: Row) -> str:
    return (
        f'<record><![CDATA[<li><a href="{row.target}" title="{row.title}" target="_blank">{row.cut}</a>'
        f"<span>[{row.day}]</span></li>]]></record>"
    )


def _jpage_lists(pages: list[list[Row]]) -> Pages:
    proxy = "/module/web/jpage/dataproxy.jsp?"
    rest = "&appid=1&webid=110&path=/&columnid=12377&unitid=38486&webname=%E4%BF%A1%E6%81%AF&permissiontype=0"
    found: Pages = {}
    for i, rows in enumerate(pages):
        following = f"{proxy}page={i + 1}{rest}" if i + 1 < len(pages) else ""
        store = (
            f'<datastore><nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>'
            f"<recordset>{''.join(map(_record, rows))}</recordset></datastore>"
        )
        if i:
            found[f"{proxy}page={i}{rest}"] = Content("text/xml; charset=utf-8", store.encode())
        else:
            content = framed("政府信息公开年报", f'<div id="38486"><script type="text/xml">{store}</script></div>')
            found |= {"/col/col12377/index.html": content}
    return found


# The same with the numbers of records in the address, for which the page gives the parameters.
def _records_lists(pages: list[list[Row]]) -> Pages:
    total, proxy = sum(map(len, pages)), "/module/web/jpage/dataproxy.jsp?"
    first = "".join(map(_record, pages[0]))
    found = {
        "/col/col7/index.html": framed(
            "政府信息公开年报",
            f'<div id="77"><script type="text/xml"><datastore><recordset>{first}</recordset></datastore></script></div>'
            f"<script>$(function(){{$('#77').jpage({{themeName:'default',showMode:'full',totalRecord:{total},groupSize:1,"
            f"proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:{PER_PAGE},barPosition:'bottom',ajaxParam:{{col:1,"
            "appid:'1',webid:3,path:'/',columnid:7,unitid:'77',webname:'某县',permissiontype:0}});});</script>",
        )
    }
    rest = f"&col=1&appid=1&webid=3&path=/&columnid=7&unitid=77&webname={quote('某县')}&permissiontype=0"
    for i, rows in enumerate(pages):
        target = f"{proxy}startrecord={i * PER_PAGE + 1}&endrecord={(i + 1) * PER_PAGE}&perpage={PER_PAGE}{rest}"
        store = f"<datastore><totalrecord>{total}</totalrecord><recordset>{''.join(map(_record, rows))}</recordset>"
        found[target] = Content("text/xml; charset=utf-8", f"{store}</datastore>".encode())
    return found


# Webplus: list.htm, list2.htm, …, and a player for PDF.
def _webplus_body(made: Made, files: Sequence[tuple[str, str]]) -> str:
    pictures, others = pictures_in(files)
    shown = "".join(
        f'<div class="wp_pdf_player" pdfsrc="{target}" sudy-wp-player="true"></div>' if target.endswith(".pdf")
        else f'<p><img src="/_ueditor/themes/default/images/icon_doc.gif"><a href="{target}">{name}</a></p>'
        for target, name in others
    )  # fmt: skip
    return f'<div class="wp_articlecontent">{pictures}{shown}</div>'


def _webplus_lists(pages: list[list[Row]]) -> Pages:
    found: Pages = {}
    for i, rows in enumerate(pages, start=1):
        items = "".join(
            f"<li class='news n{n}'><span class='news_title'><a href='{row.target}' title='{row.title}'>{row.title}</a>"
            f"</span><span class='news_meta'>{row.day}</span></li>"
            for n, row in enumerate(rows)
        )
        following = f"/nb/list{i + 1}.htm" if i < len(pages) else "javascript:void(0);"
        body = (
            f'<ul class="news_list">{items}</ul><div class="wp_paging"><ul><li class="page_nav">'
            f'<a class="prev" href="javascript:void(0);">上一页</a><a class="next" href="{following}">'
            f'<span>下一页&gt;&gt;</span></a></li><li class="page_jump">页码 <em class="curr_page">{i}</em>/'
            f'<em class="all_pages">{len(pages)}</em></li></ul></div>'
        )
        content = framed("年度报告", body)
        found |= {f"/nb/list{i}.htm": content} | ({"/nb/list.htm": content} if i == 1 else {})
    return found


def path(pattern: str) -> Callable[[Made], str]:
    """Where the page of a report is, by its number, day and stamp."""
    return lambda made: pattern.format(number=1000 + made.number, day=made.published_on, stamp=_stamp(made))


def file(pattern: str) -> Callable[[Made, str], str]:
    """Where a file of a report is, by the same and its suffix."""
    return lambda made, suffix: pattern.format(
        number=1000 + made.number, day=made.published_on, stamp=_stamp(made), suffix=suffix
    )


STATIC = (
    Builder(
        "trs.example", "遂昌县", "331123", "/xxgk/nb/",
        path("/xxgk/nb/{day:%Y%m}/t{stamp}.html"), file("/xxgk/nb/{day:%Y%m}/P0{number}.{suffix}"),
        _trs_body, _trs_lists,
    ),
    Builder(
        "jpage.example", "青田县", "331121", "/col/col12377/index.html",
        path("/art/{day.year}/{day.month}/{day.day}/art_12377_{number}.html"),
        file("/module/download/downfile.jsp?classid=0&filename=ab{number}.{suffix}"), _jpage_body, _jpage_lists,
    ),
    Builder(
        "records.example", "缙云县", "331122", "/col/col7/index.html",
        path("/art/{day.year}/{day.month}/{day.day}/art_7_{number}.html"),
        file("/attach/0/{number}.{suffix}"), _jpage_body, _records_lists,
    ),
    Builder(
        "webplus.example", "松阳县", "331124", "/nb/list.htm",
        path("/{day:%Y/%m%d}/c12a{number}/page.htm"), file("/_upload/article/files/{number}/report.{suffix}"),
        _webplus_body, _webplus_lists,
    ),
)  # fmt: skip
"""Makes whose lists are pages, or islands of data in pages."""
