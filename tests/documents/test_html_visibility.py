"""Content drawn raised, faint, elsewhere or out of order in a page never becomes part of a figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from flows.documents import open_document
from flows.reading.layouts.values import Figure, parse


def figure(markup: str, head: str = "", row: str = "<tr>", table: str = "<table>", body: str = "<body>") -> Figure:
    """What is read from a cell with this markup."""
    cell = markup if markup.startswith("<td") else f"<td>{markup}</td>"
    text = f"<!DOCTYPE html><html><head>{head}</head>{body}<p>文</p>{table}{row}{cell}</tr></table></body></html>"
    return parse(open_document(text.encode()).grids[0].texts[0][0])


def styled(css: str, markup: str) -> Figure:
    return figure(markup, f"<style>{css}</style>")


RAISED = (
    "15<sup>1</sup>",
    "15<sub>1</sub>",
    "<sup>1</sup>15",
    '15<span style="vertical-align:super">1</span>',
    '15<span style="VERTICAL-ALIGN: Sub">1</span>',
    '15<span style="vertical-align:0.5em">1</span>',
    '15<span style="vertical-align:40%;">1</span>',
    '15<i style="font-size:60%">1</i>',
    "15<small><small>1</small></small>",
    '15<font size="1">1</font>',
    '15<b style="font:8px/1 宋体">1</b>',
    '15<b style="font:bold 0.6em 宋体">1</b>',
    '<span style="font-size:14pt">15<span style="font-size:7pt">1</span></span>',
    '15<a href="#fn1">1</a>',
    '15<a href="report.html#_ftn1" name="_ftnref1">1</a>',
    '15<span style="position:relative;top:-.5em">1</span>',
    '15<span style="position:relative; bottom:4pt">1</span>',
    '15<span class="sup">1</span>',
    '15<em class="footnote-ref">1</em>',
    "<ruby>15<rt>1</rt></ruby>",
    '15<span style="display:inline-block;transform:translateY(-5px)">1</span>',
    '15<span style="font-variant-position:super">1</span>',
)
RAISED_BY_SHEET = (
    ".a{vertical-align:super}",
    "td .a{font-size:8px}",
    "span{font-size:smaller}",
    "td > span:last-child{vertical-align:text-top}",
    ".a{position:relative;top:-6px}",
    "@media screen and (min-width:600px){.a{vertical-align:super}}",
    ":root{--up:super} .a{vertical-align:var(--up)}",
)


@pytest.mark.parametrize("between", ["\ufeff", "\u200b", "\u2060 ", "&#8203;"])
@pytest.mark.parametrize("markup", RAISED)
def test_zero_width_content_does_not_turn_a_raised_figure_into_a_digit(markup: str, between: str) -> None:
    for text in (markup.replace("15<", f"15{between}<"), markup.replace(">1<", f">{between}1<")):
        assert figure(text).value is None, text


@pytest.mark.parametrize("markup", RAISED)
def test_a_raised_figure_is_not_a_digit(markup: str) -> None:
    assert figure(markup).value in (None, 15)
    assert figure(markup).note not in ("blank",)


@pytest.mark.parametrize("css", RAISED_BY_SHEET)
def test_a_figure_raised_by_a_style_sheet_is_not_a_digit(css: str) -> None:
    assert styled(css, '15<span class="a">1</span>').value in (None, 15)


def test_a_cell_with_only_a_raised_figure_is_neither_a_value_nor_blank() -> None:
    assert figure("<sup>1</sup>").note == "sight_unclear"
    assert styled(".x{vertical-align:super}", '<b class="x">1</b>').note == "sight_unclear"


STRUCK = (
    "<s>7</s>",
    "<strike>7</strike>",
    "<del>7</del>",
    '<span style="text-decoration:line-through solid red 2px">7</span>',
    '<span style="text-decoration-line:underline line-through">7</span>',
    '<span style="-webkit-text-decoration-line:line-through">7</span>',
    '<span style="-webkit-text-decoration:line-through">7</span>',
    '<u style="text-decoration:underline"><b style="text-decoration:line-through"><i>7</i></b></u>',
)
UNSEEN = (
    '<span style="color:#fff">7</span>',
    '<span style="color:white">7</span>',
    "<font color=white>7</font>",
    '<font color="#FFFFFF">7</font>',
    '<span style="color:rgb(255, 255, 255)">7</span>',
    '<span style="color:rgb(100% 100% 100%)">7</span>',
    '<span style="color:hsl(0,0%,100%)">7</span>',
    '<span style="color:#fffffffe">7</span>',
    '<span style="color:transparent">7</span>',
    '<span style="color:rgba(0,0,0,0)">7</span>',
    '<span style="color:rgb(0 0 0 / 0%)">7</span>',
    '<span style="-webkit-text-fill-color:transparent">7</span>',
    '<span style="color:#fefefe">7</span>',
    '<span style="color:white"><b>7</b></span>',
    '<span style="background:#000">7</span>',
    '<span style="background:#cc0000;color:#c00">7</span>',
    '<span style="opacity:.01">7</span>',
    '<span style="opacity:0%">7</span>',
    '<span style="filter:opacity(0)">7</span>',
    '<span style="filter:opacity(0%)">7</span>',
    '<span style="content-visibility:hidden">7</span>',
    '<span style="display:inline-block;clip-path:inset(100%)">7</span>',
    '<span style="clip-path:circle(0)">7</span>',
    '<span style="position:absolute;clip:rect(0 0 0 0)">7</span>',
    '<span style="display:inline-block;width:1px;height:1px;overflow:hidden">7</span>',
    '<div style="max-height:0;overflow:hidden">7</div>',
    '<div style="max-height:2px;overflow:clip">7</div>',
    '<span style="display:inline-block;transform:scale(0)">7</span>',
    '<span style="display:inline-block;transform:scale(.01)">7</span>',
    '<span style="display:inline-block;scale:0">7</span>',
    '<span style="font-size:1px">7</span>',
    '<span style="font-size:.1em">7</span>',
    '<span style="font:1px 宋体">7</span>',
    '<span style="zoom:0.01">7</span>',
    '<span style="display:inline-block;text-indent:-200px;overflow:hidden">7</span>',
    '<span style="position:relative;left:-5000px">7</span>',
    '<span style="margin-left:-9999px">7</span>',
    '<span style="display:inline-block;transform:translateX(-9999px)">7</span>',
    "<details><summary></summary>7</details>",
    "<dialog>7</dialog>",
    "<canvas>7</canvas>",
    '<b hidden="until-found">7</b>',
    '<input type="hidden" value="7">',
    '<span style="mask:linear-gradient(transparent,transparent)">7</span>',
    '<span style="letter-spacing:-1em">7</span>',
    '<span style="position:relative;z-index:-1">7</span>',
)


@pytest.mark.parametrize("markup", [*STRUCK, *UNSEEN])
@pytest.mark.parametrize("around", ["15{}", "{}15", "1{}5"])
def test_struck_out_or_invisible_text_is_not_printed(markup: str, around: str) -> None:
    assert figure(around.format(markup)).value in (None, 15)


@pytest.mark.parametrize(
    "css",
    [
        ".a{color:#fff}",
        "td .a{color:#fff!important} .a{color:#000}",
        "@supports (display:block){.a{display:none}}",
        "@layer x{.a{visibility:hidden}}",
        "@media (min-width:1px){.a{display:none}}",
        "@media print{.b{color:#000}} .a{opacity:0}",
        "span.a:nth-child(1){display:none}",
        ":root{--n:none} .a{display:var(--n)}",
        "td>*{font-size:0}",
        ".a{text-decoration:line-through}",
        "[class=a]{color:rgba(0,0,0,0)}",
        "td{background:#333;color:#eee} .a{color:#333}",
        "span:not(.b){display:none}",
    ],
)
def test_text_hidden_by_a_style_sheet_is_not_printed(css: str) -> None:
    assert styled(css, '15<span class="a">7</span>').value in (None, 15)


@pytest.mark.parametrize(
    "css", [".a::before{content:'1'}", ".a:after{content:attr(data-n)}", "td i:before{content:'\\31'}"]
)
def test_a_figure_that_a_style_sheet_adds_to_another_leaves_no_value(css: str) -> None:
    assert styled(css, '<i class="a" data-n="1">5</i>').value is None


@pytest.mark.parametrize(
    "around",
    [
        {"row": '<tr style="color:#fff">'},
        {"row": '<tr bgcolor="black">'},
        {"table": '<table style="color:white">'},
        {"table": '<table style="background-color:#000">'},
        {"table": '<table style="opacity:0">'},
        {"body": '<body text="#ffffff">'},
        {"body": '<body bgcolor="#000000">'},
    ],
)
def test_the_surrounding_background_and_colour_decide(around: dict[str, str]) -> None:
    assert figure("15", **around).value is None


def test_the_shadow_of_a_transparent_figure_may_be_seen() -> None:
    assert figure('<b style="color:transparent;text-shadow:0 0 1px #000">7</b>15').note == "sight_unclear"
    assert figure('<b style="color:transparent;text-shadow:none">7</b>15').value == 15
    assert figure('<b style="color:#333;text-shadow:0 1px 0 #fff">15</b>').value == 15


def test_light_text_on_a_dark_background_is_read() -> None:
    assert figure('<td style="background:#036;color:#fff">15</td>').value == 15
    assert figure('<td bgcolor="#003366"><font color="#ffffff">15</font></td>').value == 15
    assert styled("td{background:#036} .a{color:#fff}", '<b class="a">15</b>').value == 15


def test_colours_are_ignored_where_a_pages_style_sheets_are_elsewhere() -> None:
    linked = '<link rel="stylesheet" href="a.css">'
    assert figure('<td style="color:#fff">15</td>', linked).note == "sight_unclear"
    assert figure('<td style="color:#333">15</td>', linked).value == 15


ORDER = (
    '<span style="display:inline-flex"><i style="order:2">1</i><i style="order:1">2</i></span>',
    '<span style="display:flex;flex-direction:row-reverse"><i>1</i><i>2</i></span>',
    '<span style="display:flex;flex-flow:row-reverse nowrap"><i>1</i><i>2</i></span>',
    '<i style="float:right">1</i>2',
    '1<i style="float:left">2</i>',
    '1<i style="position:absolute;left:0">2</i>',
    '<i style="position:relative;left:20px">1</i><i style="position:relative;left:-20px">2</i>',
    '<bdo dir="rtl">12</bdo>',
    '<span style="unicode-bidi:bidi-override;direction:rtl">12</span>',
    '<span style="direction:rtl"><i style="display:inline-block">1</i><i style="display:inline-block">2</i></span>',
    "\u202e12\u202c",
    "&#x202E;12",
    "&#8238;1<b>2</b>&#8236;",
    '<span style="display:inline-block;transform:scaleX(-1)">12</span>',
    '<span style="display:inline-block;transform:rotate(180deg)">12</span>',
    '<span style="display:inline-block;rotate:180deg">12</span>',
    '<span style="display:grid"><i style="grid-column:2">1</i><i style="grid-column:1">2</i></span>',
    '<div style="writing-mode:vertical-rl">1<br>2</div>',
    '<span style="display:inline-block;transform:translateX(10px)">1</span>2',
    '<i style="margin-left:20px">1</i><i style="margin-left:-20px">2</i>',
)


@pytest.mark.parametrize("markup", ORDER)
def test_figures_drawn_out_of_order_have_no_value(markup: str) -> None:
    assert figure(markup).value is None
    assert figure(markup).note != "blank"


@pytest.mark.parametrize(
    "markup",
    [
        '<i style="float:right">12</i>',
        '<div style="text-align:right">12</div>',
        '<span style="float:left">12</span> 件',
        "\u202e8\u202c",
        "\u202d12\u202c",
        '<td style="vertical-align:top;text-align:center">12</td>',
        '<span aria-hidden="true">12</span>',
        '<span style="position:relative">1</span>2',
        '<td style="position:relative">12</td>',
        '<span style="color:#333;background:#fafafa">12</span>',
        '<a name="_GoBack"></a>1<a href="http://a.cn/b.html">2</a>',
        '<span style="font-size:14.0pt">1</span><span style="font-size:14.0pt">2</span>',
        '<p class="MsoNormal"><span class="x" lang="EN-US">1</span><span>2</span></p>',
        '<span style="filter:grayscale(1)">12</span>',
        '<span style="letter-spacing:-.5pt">12</span>',
        "<details open><summary>x</summary></details>12",
    ],
)
def test_harmless_markup_is_read(markup: str) -> None:
    found = figure(markup).value
    assert found == (8 if "8" in markup and "12" not in markup else 12) or "summary" in markup


def test_cells_of_a_row_drawn_out_of_order_have_no_value() -> None:
    def notes(row: str, cell: str) -> list[Decimal | None]:
        body = f"<table><tr{row}><td>甲</td><td{cell}>1</td><td>2</td></tr><tr><td>乙</td><td>3</td></tr></table>"
        grid = open_document(f"<html><body><p>x</p>{body}</body></html>".encode()).grids[0]
        return [parse(text).value for row in grid.texts for text in row[1:]]

    assert notes(' style="display:flex;flex-direction:row-reverse"', "") == [None, None, 3]
    assert notes(' style="display:flex"', ' style="order:3"') == [None, None, 3]
    assert notes("", ' style="float:right"') == [None, None, 3]
    assert notes("", ' style="position:relative;left:60px"') == [None, None, 3]
    assert notes("", ' style="vertical-align:middle"') == [1, 2, 3]


def test_a_box_drawn_over_a_figure_leaves_no_value() -> None:
    cover = '12<i style="position:absolute;left:0;width:100%;height:100%;background:#fff"></i>'
    assert figure(cover).note == "sight_unclear"


def test_the_style_sheets_saved_with_a_page_count() -> None:
    page = "<html><head></head><body><p>x</p><table><tr><td>15<b class=a>7</b></td></tr></table></body></html>"
    parts = [("text/html", page), ("text/css", ".a{display:none}")]
    saved = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n" + "".join(
        f"--x\nContent-Type: {kind}; charset=utf-8\n\n{text}\n" for kind, text in parts
    )
    assert parse(open_document(f"{saved}--x--\n".encode()).grids[0].texts[0][0]).value == 15
