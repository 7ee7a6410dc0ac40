"""Content that a page hides, strikes out or loses through a damaged tag is never read as a figure."""

from __future__ import annotations

import re
import time

import pytest

from flows.documents import open_document
from flows.documents.html.scan import scan
from flows.documents.html.tree import read_tree
from flows.reading.document import read
from flows.reading.layouts.values import parse
from tests.rendering import figures, form, judging
from tests.rendering.markup import page

TRUTH = figures.different("2021", "three_rows", 17)
PAGE = page(form.compose("2021", "three_rows", TRUTH), "clean").text


def rows(body: str, head: str = "") -> list[list[str]]:
    """The texts of a table's cells."""
    text = f"<!DOCTYPE html><html><head>{head}</head><body><p>x</p><table>{body}</table></body></html>"
    return [[cell.text for cell in row] for row in open_document(text.encode()).grids[0].rows]


def cell(markup: str, head: str = "") -> str:
    return "".join(rows(f"<tr><td>{markup}</td></tr>", head)[0][0].split())


STRUCK = (
    "text-decoration: line-through",
    "TEXT-DECORATION:underline LINE-THROUGH red",
    "text-decoration-line:line-through !important",
)
HIDING = (
    *STRUCK,
    *(
        "display:none",
        "display:/**/none",
        "d\\69splay:none",
        "display&#58;none",
        "display:block;display:none",
        "mso-hide:all",
    ),
    *("display:none !important;display:block", "visibility:hidden", "visibility:collapse", "opacity:0", "opacity: .0"),
    *("font-size:0", "font-size:0.0em;color:red", "font:0/0 a", "text-indent:-9999px", "margin-left:-1000em"),
    *("position:absolute;left:-999px", "position:fixed;top:-9999px", "position:relative;left:-5000pt"),
    *("position:absolute;clip:rect(0,0,0,0)", "position:absolute;clip:rect(1px 1px 1px 1px)"),
    *("display:block;height:0;overflow:hidden", "display:inline-block;width:0px;overflow-x:hidden"),
    "display:block;transform:scale(0)",
)
SHOWING = (
    *(
        "text-decoration:underline",
        "opacity:0.9",
        "font-size:0.9em",
        "font:14px/0 a",
        "text-indent:-21.0pt",
        "left:-9999px",
    ),
    *("display:none;display:inline", "height:0;overflow:hidden", "visibility:visible", "left:-99px"),
    *("transform:scale(0)", "height:0", "border:none;overflow:hidden", "*display:none"),
)


@pytest.mark.parametrize("style", HIDING)
def test_what_a_style_hides_is_not_read(style: str) -> None:
    assert cell(f'<span style="{style}">30</span>254') == "254"
    assert cell(f'<span style="{style}"><b><i>30</i></b></span>254') == "254"
    assert cell(f"<font style='{style}'><p>30</p></font>254") == "254"


@pytest.mark.parametrize("style", SHOWING)
def test_what_a_style_shows_is_read(style: str) -> None:
    assert cell(f'2<span style="{style}">5</span>4') == "254"


@pytest.mark.parametrize("style", HIDING)
@pytest.mark.parametrize("tag", ["tr", "tbody"])
def test_hidden_rows_give_no_figures(tag: str, style: str) -> None:
    row = f'<{tag} style="{style}"><tr><td>2</td><td>3</td></tr></{tag}>'.replace("<tr ", "<tr x ").replace(
        '"><tr>' if tag == "tr" else "\0", '">'
    )
    assert not re.search("[23]", str(rows(f"<tr><td>1</td></tr></tbody>{row}<tbody><tr><td>4</td></tr>")))


def test_cells_that_appear_empty_keep_their_place() -> None:
    assert rows('<tr><td>1</td><td style="visibility:hidden">2</td><td>3</td></tr>') == [["1", "", "3"]]
    assert rows('<tr><td>1</td><td style="text-decoration:line-through">2</td><td>3</td></tr>') == [["1", "", "3"]]
    assert rows('<tr><td>1</td><td style="display:none">2</td><td>3</td></tr>') == [["1", "3"]]
    assert rows('<tr><td>1</td><td style="height:0;overflow:hidden">2</td></tr>') == [["1", "2"]]


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ('<div style="font-size:0"><span style="font-size:14px">254</span></div>', "254"),
        ('<div style="font-size:0"><b style="font-size:2em">30</b><font size="3">254</font></div>', "254"),
        ('<div style="font-size:0"><b style="font-size:120%"><i style="font-size:9pt">254</i>30</b></div>', "254"),
        ('<div style="visibility:hidden">30<b style="visibility:visible">254</b></div>', "254"),
        ('<div style="opacity:0">30<b style="opacity:1">254</b></div>', ""),
        ('<b hidden style="display:inline">254</b>', "254"),
    ],
)
def test_nested_elements_can_be_made_visible_again(markup: str, seen: str) -> None:
    assert cell(markup) == seen


@pytest.mark.parametrize(
    ("css", "seen"),
    [
        (".x{display:none}", "254"),
        ("#i { color: red; visibility : hidden }", "254"),
        ("b.x, p{text-decoration:line-through}", "254"),
        ("<!-- table td .x{font-size:0} -->", "254"),
        ("@media screen{.x{display:none}}", "254"),
        (".x{display:none!important} b{display:inline}", "254"),
        ("b{display:inline} .x{display:none}", "254"),
        ("@media print{.x{display:none}}", "30254"),
        ("@media (max-width:600px){.x{display:none}} @import 'a.css';", "30254"),
        (".x:after{visibility:hidden}", "30254"),
        (".x .y{display:none}", "30254"),
        ("div .x{display:none}", "30254"),
        (".x{display:none} .x.y{display:inline}", "30254"),
        (".x{display:none} td .x{display:inline}", "30254"),
        ("/* .x{display:none} */", "30254"),
        (".z{display:none}", "30254"),
        ("a{text-decoration:none}", "30254"),
        ("body,html{visibility:hidden}", "30254"),
    ],
)
def test_the_pages_own_style_sheet_hides_content(css: str, seen: str) -> None:
    assert cell('<b class="x y" id="i">30</b>254', f"<style>{css}</style>") == seen


def test_a_style_sheet_for_print_or_without_scripts_hides_nothing() -> None:
    for head in (
        '<style media="print">.x{display:none}</style>',
        "<noscript><style>.x{display:none}</style></noscript>",
    ):
        assert cell('<b class="x">30</b>254', head) == "30254"


def test_a_style_sheet_that_hides_nothing_does_not_require_a_tree() -> None:
    for css, is_scanned in (
        (".menu{display:none}", True),
        ("a:hover{display:none}", True),
        ("#q{display:none}", False),
    ):
        body = "<p id='q'>1</p><table><tr><td>2</td></tr></table>"
        text = f"<html><head><style>{css}</style></head><body>{body}</body></html>"
        assert (scan(text.encode(), "utf-8") is not None) is is_scanned


LOST = ('"', ">", "<", "/")


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("instead", ["", "é", " "])
def test_a_page_that_lost_a_character_of_a_tag_is_never_read_wrong(lost: str, instead: str) -> None:
    text = PAGE.replace("<td>", '<td class="a">').replace("<tr>", '<tr class="b">')
    places = [found.start() for found in re.finditer(re.escape(lost), text)]
    for at in places[len(lost + instead) :: 29]:
        found = read((text[:at] + instead + text[at + 1 :]).encode(), "damaged")
        assert not judging.wrong(found, TRUTH), text[at - 40 : at + 40]


@pytest.mark.parametrize(
    "row",
    [
        '<td class="a>12</td><td class="b">13</td><td>14</td>',
        "<td>12</td<td>13</td>",
        "<td12</td><td>13</td>",
        '<td title="<td>12</td>">13</td>',
    ],
)
def test_figures_next_to_a_damaged_tag_are_not_certain(row: str) -> None:
    data = f"<html><body><table><tr>{row}</tr><tr><td>15</td></tr></table></body></html>"
    first, *_, last = read_tree(data, None).grids[0].rows
    assert parse(first[0].text).value is None
    assert parse(last[0].text).value == 15
    assert scan(data.encode(), None) is None


def test_a_cell_whose_tag_lost_its_beginning_keeps_its_place() -> None:
    assert [parse(text).value for text in rows("<tr><td>12</td>td>13</td><td>14</td></tr>")[0]] == [12, None, 14]


@pytest.mark.parametrize(
    ("markup", "is_one"),
    [("525<br>99", False), ("0<br>5", False), ("0<br>0", True), ("1<br><br>2", False), ("52<wbr>599", True)],
)
def test_a_line_keeps_two_numbers_apart(markup: str, is_one: bool) -> None:
    assert (parse(rows(f"<tr><td>{markup}</td></tr>")[0][0]).value is not None) is is_one


@pytest.mark.parametrize("sheet", ["a", "@", "@media screen{", "{", "/*", ".a,"])
def test_a_long_style_sheet_is_read_quickly(sheet: str) -> None:
    styles = ".x{display:none}" + sheet * (400_000 // len(sheet))
    page = f"<html><head><style>{styles}</style></head><body><i class=x>1</i></body></html>"
    start = time.process_time()
    read(page.encode(), "page")
    # With quadratic time it would take a minute.
    assert time.process_time() - start < 10


@pytest.mark.parametrize("end", ["", "</span>", "</span><sp", "</b></span>\n", "</p>", "<br>"])
def test_the_last_figure_of_a_page_that_ends_within_its_cell_is_broken(end: str) -> None:
    begin = "<html><body><table><tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>"
    (cell,) = read(f"{begin}<p><span><b>26{end}".encode(), "cut").cells
    assert (cell.value, cell.note) == (None, "broken_number")
    (cell,) = read(f"{begin}<p><span><b>26</b></span></p></td>".encode(), "whole").cells
    assert cell.value == 26
