"""Sites that count their pages backwards, that list in tables, and whose lists come as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from tests.harvest.builders import (
    STATIC,
    Builder,
    Pages,
    Row,
    as_json,
    file,
    framed,
    links,
    path,
    pictures_in,
)
from tests.harvest.made_reports import Made

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


# Boda: nb.htm, then nb/2.htm and nb/1.htm; PDF in a frame that a script opens; all in GB 18030.
def _boda_body(made: Made, files: Sequence[tuple[str, str]]) -> str:
    pictures, others = pictures_in(files)
    shown = "".join(
        f"<p><script>showVsbpdfIframe('{target}','100%','600','0','','{made.number}')</script></p>"
        if ".pdf" in target
        else f'<ul><li>附件【<a href="{target}" target="_blank">{name}</a>】已下载<span>8</span>次</li></ul>'
        for target, name in others
    )
    return f'<div id="vsb_content" class="v_news_content">{pictures}{shown}</div>'


def _boda_lists(pages: list[list[Row]]) -> Pages:
    found: Pages = {}
    for i, rows in enumerate(pages):
        items = "".join(
            f'<li id="line_u8_{n}"><a href="{row.target}">{row.cut}</a><i>{row.day:%Y年%m月%d日}</i></li>'
            for n, row in enumerate(rows)
        )
        left = len(pages) - 1 - i
        following = f"/xxgk/nb/{left}.htm" if left else ""
        link = f'<span class="p_next p_fun"><a href="{following}">下页</a></span>' if following else "下页"
        target = f"/xxgk/nb/{len(pages) - i}.htm" if i else "/xxgk/nb.htm"
        found[target] = framed("政府信息公开年报", f"<ul>{items}</ul><div>{link}</div>", "gb18030")
    return found


# Pages in ASP.NET: rows of a table that open on a click, pages as a parameter, attachments without an ending.
def _table_file(made: Made, suffix: str) -> str:
    return f"/attach/{1000 + made.number}" if suffix == "docx" else f"/upload/2024/{1000 + made.number}.{suffix}"


def _table_body(made: Made, files: Sequence[tuple[str, str]]) -> str:
    pictures, others = pictures_in(files)
    shown = "".join(
        f'<iframe src="/pdfjs/web/viewer.html?file={target}" width="100%"></iframe>' if target.endswith(".pdf")
        else f'<p>附件：<a href="{target}">{name}</a></p>'
        for target, name in others
    )  # fmt: skip
    return f'<div class="content">{pictures}{shown}</div>'


def _table_lists(pages: list[list[Row]]) -> Pages:
    found: Pages = {}
    for i, rows in enumerate(pages, start=1):
        cells = "".join(
            f"<tr onclick=\"window.open('{row.target}')\"><td>{n}</td><td>{row.title}</td><td>{row.day}</td></tr>"
            for n, row in enumerate(rows, start=1)
        )
        pager = "".join(
            f'<a href="?cid=7&amp;page={n}">{n}</a>' if n != i else f"<b>{n}</b>" for n in range(1, len(pages) + 1)
        )
        content = framed(
            "政府信息公开年报", f"<table><tr><th>序号</th><th>标题</th><th>日期</th></tr>{cells}</table>{pager}"
        )
        found |= {f"/list.aspx?cid=7&page={i}": content} | ({"/list.aspx?cid=7": content} if i == 1 else {})
    return found


def _plain_body(made: Made, files: Sequence[tuple[str, str]]) -> str:
    pictures, others = pictures_in(files)
    return f'<div class="article-content">{pictures}{links(others)}</div>'


# The catalogue of Guangdong: JSON with the number of all articles.
def _feed_lists(pages: list[list[Row]]) -> Pages:
    total = sum(map(len, pages))
    found: Pages = {}
    for i, rows in enumerate(pages, start=1):
        articles = [
            {"id": n, "title": row.title, "url": f"http://feed.example{row.target}", "post_url": "",
             "display_publish_time": int(row.day.strftime("%s")), "created_at": f"{row.day} 09:00:00"}
            for n, row in enumerate(rows)
        ]  # fmt: skip
        found[f"/gkmlpt/api/all/2811?page={i}&sid=755031"] = as_json({"total": total, "articles": articles})
    return found


# A page whose unit names, as attributes, where its list is built; the answer is markup within JSON.
def _unit_lists(pages: list[list[Row]]) -> Pages:
    found: Pages = {}
    for i, rows in enumerate(pages, start=1):
        query = f"{{'parseType':'bulidstatic','webId':'8d82','pageType':'column','pageNo':'{i}','pageId':'ca51'}}"
        unit = f'<script src="/js/unitbuild.js" parseType="bulidstatic" url="{_UNIT}" queryData="{query}"></script>'
        following = f'<a href="/xxgk/nb/index_{i + 1}.html">下一页</a>' if i < len(pages) else ""
        shell = framed("政府信息公开年报", f'<div class="clist_con">{unit}</div>{following}')
        found[f"/xxgk/nb/index{f'_{i}' if i > 1 else ''}.html"] = shell
        items = "".join(
            f"<li><a href='{row.target}' title='{row.title}'>{row.cut}</a><span>{row.day}</span></li>" for row in rows
        )
        answer = as_json({"success": True, "code": "200", "data": {"html": f"<ul>{items}</ul>"}})
        found[f"{_UNIT}?parseType=bulidstatic&webId=8d82&pageType=column&pageNo={i}&pageId=ca51"] = answer
    return found


# A page whose script names an interface; items have names of their own.
def _named_lists(pages: list[list[Row]]) -> Pages:
    shell = (
        '<div id="list"></div><script>var listUrl = "/api/news/nb/list?pageNo=1&pageSize=5"; load(listUrl);</script>'
    )
    found = {"/nb.html": framed("政府信息公开年报", shell)}
    for i, rows in enumerate(pages, start=1):
        records = [
            {"articleId": n, "subject": row.title, "thumb": "/images/t.png", "linkUrl": row.target,
             "publishTime": f"{row.day} 09:30:00"}
            for n, row in enumerate(rows)
        ]  # fmt: skip
        data = {"code": 0, "data": {"current": i, "pages": len(pages), "records": records}}
        found[f"/api/news/nb/list?pageNo={i}&pageSize=5"] = as_json(data)
    return found


BUILDERS = (
    *STATIC,
    Builder(
        "boda.example", "云和县", "331125", "/xxgk/nb.htm",
        path("/info/1043/{number}.htm"), file("/virtual_attach_file.vsb?afc=ab{number}&e=.{suffix}"),
        _boda_body, _boda_lists, "gb18030",
    ),
    Builder(
        "table.example", "庆元县", "331126", "/list.aspx?cid=7",
        path("/show.aspx?id={number}"), _table_file, _table_body, _table_lists,
    ),
    Builder(
        "feed.example", "龙泉市", "331181", "/gkmlpt/api/all/2811?page=1&sid=755031",
        path("/gkmlpt/content/11/{number}/post_{number}.html"), file("/attachment/0/531/{number}.{suffix}"),
        _plain_body, _feed_lists,
    ),
    Builder(
        "unit.example", "莲都区", "331102", "/xxgk/nb/index.html",
        path("/xxgk/nb/art/{day.year}/art_{number}.html"), file("/cms_files/{number}.{suffix}"),
        _plain_body, _unit_lists,
    ),
    Builder(
        "named.example", "景宁畲族自治县", "331127", "/nb.html",
        path("/article/{number}"), file("/upload/{number}.{suffix}"), _plain_body, _named_lists,
    ),
)  # fmt: skip
"""Every make that is imitated."""
