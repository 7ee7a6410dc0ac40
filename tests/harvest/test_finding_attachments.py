"""Attachments of pages: linked, embedded, opened by scripts, scanned; not what belongs to the site."""

from __future__ import annotations

import pytest

from flows.harvest.finding.pages import read_report
from tests.harvest.test_finding_lists import TITLE, page

ROOT = "http://www.example/xxgk/nb/"
_TEXT = "<p>" + "主动公开政府信息情况。" * 100 + "</p>"


def attached(body: str) -> list[str]:
    """The attachments of a page with this body, without the folder of the page."""
    markup = f"<html><head><title>{TITLE}</title></head><body><div class='main'>{body}</div></body></html>"
    return [link.url.removeprefix(ROOT) for link in read_report(page(markup, ROOT + "r.html")).attachments]


@pytest.mark.parametrize(
    "body",
    [
        "<a href='x/1.pdf'>报告</a>",
        "<a href='x/1.pdf'><img src='/icons/pdf.gif'></a>",
        "<p>附件：<a href='x/1.pdf'>遂昌县年度报告</a></p>",
        "<iframe src='x/1.pdf' width=100%></iframe>",
        "<embed src='x/1.pdf' type='application/pdf'>",
        "<object data='x/1.pdf'></object>",
        "<iframe src='/pdfjs/web/viewer.html?file=%2Fxxgk%2Fnb%2Fx%2F1.pdf#page=1'></iframe>",
        "<a href='/viewer?url=/xxgk/nb/x/1.pdf'>在线阅读</a>",
        "<div class='wp_pdf_player' pdfsrc='x/1.pdf'></div>",
        "<script>showVsbpdfIframe('x/1.pdf','100%')</script>",
        '<script>location.href = "x\\/1.pdf";</script>',
        "<a onclick=\"window.open('x/1.pdf')\">查看</a>",
    ],
)
def test_a_file_is_attached_however_it_is_shown(body: str) -> None:
    assert attached(body) == ["x/1.pdf"]


@pytest.mark.parametrize(
    "href",
    [
        "downfile.jsp?classid=0&filename=ab12.docx", "download.jsp?urltype=news&wbfileid=B1F0", "/attach/1003",
        "virtual_attach_file.vsb?afc=x&e=.pdf", "a.DOC", "a.wps", "a.xls", "a.ofd", "a.zip", "a.rar",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "shape", ["<p><a href='{}'>附件：年报</a></p>", "<li>附件【<a href='{}'>年报.docx</a>】已下载8次</li>"]
)
def test_what_is_called_an_attachment_is_one(href: str, shape: str) -> None:
    assert attached(shape.format(href)) == [href if not href.startswith("/") else f"http://www.example{href}"]


def test_pictures_are_a_report_only_where_there_is_no_text() -> None:
    pictures = (
        "<p><img src='p1.jpg'><img data-src='p2.png' src='/images/loading.gif'><img src='W020240118.JPG' width=640></p>"
    )
    decoration = "<img src='logo.png'><img src='a.gif'><img src='b.png' width=16><img src='/skins/c.png'>"
    assert attached(pictures + decoration) == ["p1.jpg", "p2.png", "W020240118.JPG"]
    assert attached(_TEXT + pictures) == []


def test_what_belongs_to_the_site_is_not_attached() -> None:
    around = (
        "<div class='header'><img src='h.png'><a href='manual.pdf'>办事指南</a></div><nav><a href='n.pdf'>x</a></nav>"
        "<div id='footer'><a href='f.docx'>网站声明</a><img src='f.jpg'></div>"
        "<a href='/'>首页</a><a href='next.html'>下一篇</a>"
    )
    assert attached(around + "<a href='r.html'>本页</a>") == []


def test_other_reports_and_explanations_are_not_attached() -> None:
    links = (
        "<a href='old.pdf'>遂昌县2021年政府信息公开工作年度报告.pdf</a><a href='jd.pdf'>年报解读.pdf</a>"
        f"<a href='own.pdf'>{TITLE}.pdf</a><a href='own.pdf'>下载</a>"
    )
    assert attached(links) == ["own.pdf"]
