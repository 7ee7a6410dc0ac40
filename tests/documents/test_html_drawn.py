"""What a picture draws or a script writes in a page is not a figure, nor is its placeholder."""

from __future__ import annotations

import pytest

from flows.documents import open_document
from flows.reading.document import read
from flows.reading.layouts.values import parse

_PIXEL = '<img src="a.gif" width="1" height="1">'


def _note(markup: str, head: str = "", after: str = "") -> str | None:
    """Why a cell with this markup has no value; None where it is 254."""
    text = (
        f"<html><head>{head}</head><body><p>文</p><table><tr><td>规章</td><td>{markup}</td><td>3</td></tr></table>"
        f"<p>完</p>{after}</body></html>"
    )
    found = parse(open_document(text.encode()).grids[0].texts[0][1])
    assert found.note is not None or found.value == 254
    return found.note


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="2.gif">54',
        '25<img src="4.png" alt="">',
        '<svg width="8"><path d="M1 1"/></svg>54',
        "25<canvas></canvas>",
        '<object data="2.swf"></object>54',
        '<i style="background:url(n.png) -20px 0;display:inline-block;width:8px"></i>54',
        '<b style="background-image:url(2.png)"></b>54',
        '<img src="254.png">',
        "<script>document.write(2)</script>54",
        "<script>show(3)</script>",
        '<span data-to="254">0</span>',
        '<span data-count="254">1</span>',
        '<span v-text="total">12</span>',
        '<span ng-bind="total">12</span>',
        "<math><msqrt><mn>254</mn></msqrt></math>",
        "<math><semantics><mn>25</mn><annotation>4</annotation></semantics></math>",
        '<i class="iconfont icon-2"></i>54',
        '<span class="fa fa-2"></span>54',
        '<font face="Wingdings">254</font>',
        "<span style=\"font-family:'Wingdings 2'\">254</span>",
        '<span style="font:12px/1 Webdings">254</span>',
        '<div><template shadowrootmode="open"><slot name="a"></slot></template><b slot="a">25</b><b>4</b></div>',
    ],
)
def test_content_that_is_not_in_the_markup_is_unclear(markup: str) -> None:
    assert _note(markup) == "sight_unclear"


@pytest.mark.parametrize(
    "markup",
    [
        f"254{_PIXEL}",
        '<b style="background:#eee">254</b>',
        '<span data-target="#menu">254</span>',
        '<span data-colwidth="95">254</span>',
        '<font face="宋体, Wingdings">254</font>',
        '<i class="fat small"></i><span class="fangsong">254</span>',
        "<template><b>3</b></template>254",
    ],
)
def test_elements_that_show_nothing_leave_the_figure_alone(markup: str) -> None:
    assert _note(markup) is None


def test_the_content_of_a_shadow_tree_is_not_the_text_around_it() -> None:
    page = (
        '<p>文</p><div><template shadowrootmode="open">5</template><table><tr><td>254</td></tr></table></div><p>完</p>'
    )
    figure = parse(open_document(f"<html><body>{page}</body></html>".encode()).grids[0].texts[0][0])
    assert figure.note == "sight_unclear"


def test_a_figure_that_a_script_addresses_by_id_or_class_is_unclear() -> None:
    by_id = "<script>document.getElementById('total').innerHTML = 254</script>"
    by_class = '<script>$(".num").text(254)</script>'
    assert _note('<span id="total">0</span>', after=by_id) == "sight_unclear"
    assert _note('<span class="num big">0</span>', head=by_class) == "sight_unclear"
    assert _note('<span id="other" class="x">254</span>', after=by_id + by_class) is None


def test_a_style_sheet_sprite_is_a_picture() -> None:
    assert _note('<i class="n2"></i>54', "<style>.n2{background:url(n.png) -16px 0}</style>") == "sight_unclear"


def test_counters_and_nested_rules_are_understood() -> None:
    assert _note('<b class="n">25</b>', "<style>.n{counter-reset:z 4}.n::after{content:counter(z)}</style>") is not None
    nested = "<style>.n{ color:black; & i{display:none} b{display:none} }</style>"
    assert _note('<span class="n"><i>7</i>254<b>8</b></span>', nested) is None


def test_a_figure_spanning_two_rows_belongs_to_neither() -> None:
    labels = ("（一）予以公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    rows = [f"<td>{labels[0]}</td><td rowspan='2'>5</td>" + "<td>1</td>" * 5 + "<td>10</td>"]
    rows.append(f"<td>{labels[1]}</td>" + "<td>1</td>" * 5 + "<td>10</td>")
    head = "<td>自然人</td><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td>"
    table = "".join(f"<tr>{row}</tr>" for row in (f"<td></td>{head}<td>总计</td>", *rows))
    page = f"<html><body><p>某县教育局2022年政府信息公开工作年度报告</p><table>{table}</table></body></html>"
    cells = {(c.item, c.measure): c for c in read(page.encode(), "a.html").cells}
    assert cells["granted", "natural_person"].value is None and cells["granted", "enterprise"].value == 1
    assert cells["partly_granted", "natural_person"].value is None
