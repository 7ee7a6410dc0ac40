"""Pages that differ at every visit are stored once, and every change of what they say again."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from flows.harvest.answers import Answer
from flows.harvest.digests import digest_of
from tests.harvest.county import counts, files, line
from tests.harvest.server import Handler, Server, fetch, listing

FIGURE = "<td>120</td>"


def digest(page: str, url: str = "http://a.example/1.html", encoding: str = "utf-8") -> str:
    return digest_of(Answer(url, 200, (), page.encode(encoding), "text/html", None))


@pytest.mark.parametrize(
    ("page", "later"),
    [
        ("<p>浏览次数：123</p>", "<p>浏览次数：4567</p>"),
        ("<p> 点击数: <span id='hits'>1</span></p>", "<p> 点击数: <span id='hits'>20</span></p>"),
        ("<li>阅读次数：9次</li>", "<li>阅读次数：10次</li>"),
        ("<div>今天是2026年3月1日 星期日</div>", "<div>今天是2026年3月12日 星期四</div>"),
        ("<script nonce='abc'>f()</script>", "<script nonce='xyz'>f()</script>"),
        ('<meta name="csrf-token" content="a1">', '<meta name="csrf-token" content="b2">'),
        ('<input type="hidden" name="__VIEWSTATE" value="a">', '<input type="hidden" name="__VIEWSTATE" value="b">'),
        ("<!-- made at 12:00:01 -->", "<!-- made at 12:00:02 -->"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_says_nothing_makes_no_version(page: str, later: str, encoding: str) -> None:
    before = digest(f"<html><p>县</p>{page}{FIGURE}", encoding=encoding)
    assert digest(f"<html><p>县</p>{later}{FIGURE}", encoding=encoding) == before
    assert digest(f"<html><p>县</p>{later}<td>121</td>", encoding=encoding) != before
    assert digest(f"<html><p>县</p>{page}{FIGURE}", "http://a.example/2.html", encoding) != before


@pytest.mark.parametrize(
    ("page", "later"),
    [
        ("<p>微信公众号阅读次数：123</p>", "<p>微信公众号阅读次数：124</p>"),
        ("<td>浏览次数</td><td>1</td>", "<td>浏览次数</td><td>2</td>"),
        ("<p>点击数：1，受理申请2件</p>", "<p>点击数：1，受理申请3件</p>"),
        ("<p>浏览次数：1 来源：县政府</p>", "<p>浏览次数：1 来源：市政府</p>"),
        ("<input type='text' name='token' value='1'>", "<input type='text' name='token' value='2'>"),
        ("<input type='hidden' name='count' value='1'>", "<input type='hidden' name='count' value='2'>"),
        ("<meta name='PubDate' content='2026-01-28'>", "<meta name='PubDate' content='2026-02-28'>"),
        ("<script>a='<!--'</script><td>1</td><!-- x -->", "<script>a='<!--'</script><td>2</td><!-- x -->"),
        ("<script nonce='a' src='1.js'></script>", "<script nonce='a' src='2.js'></script>"),
        ("<a href='/1.pdf'>附件</a><!-- 1 -->", "<a href='/2.pdf'>附件</a><!-- 1 -->"),
        ("<p style='display:none'>1</p>", "<p style=''>1</p>"),
    ],
)
def test_what_says_something_makes_a_version(page: str, later: str) -> None:
    assert digest(f"<html>{page}") != digest(f"<html>{later}")


def test_a_page_with_a_counter_is_stored_once_and_again_when_its_figures_change(server: Server, tmp_path: Path) -> None:
    visits, figure = count(1), "120"

    def counted(handler: Handler) -> None:
        handler.give(f"<html><p>浏览次数：{next(visits)}</p><td>{figure}</td>".encode())

    server.pages["/list"], server.pages["/2025.html"] = listing("/2025.html"), counted
    assert counts(fetch(tmp_path, line(server))[0]) == (1, 1, 0, 0, 0)
    assert counts(fetch(tmp_path, line(server))[0]) == (1, 0, 0, 1, 0)
    (tmp_path / "raw" / "harvest" / "state.sqlite").unlink()
    assert counts(fetch(tmp_path, line(server))[0]) == (1, 0, 0, 1, 0)
    figure = "121"
    assert counts(fetch(tmp_path, line(server))[0]) == (1, 0, 1, 0, 0) and len(files(tmp_path)) == 2
