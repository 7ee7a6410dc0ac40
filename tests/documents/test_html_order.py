"""Where style sheets place figures, what they add to them, and which of their rules apply."""

from __future__ import annotations

import pytest

from flows.documents import open_document
from flows.documents.model import UNCLEAR
from tests.documents.test_html_visibility import figure, styled


@pytest.mark.parametrize("written", ["上年", "\\2212", "%", "\\767e\\4ef6", "约", "+"])
def test_a_word_or_sign_that_a_style_sheet_adds_to_a_figure_leaves_no_value(written: str) -> None:
    css = f".a::before{{content:'{written}'}} .a:after{{content:'';clear:both}}"
    assert styled(css, '<b class="a">15</b>').note == "sight_unclear"
    assert styled(css, '<td class="a">15</td>').note == "sight_unclear"
    assert figure("15", f"<style>{css}</style>", '<tr class="a">').note == "sight_unclear"


@pytest.mark.parametrize("written", ["\\e600", "»", "\\25aa", ""])
def test_a_symbol_that_a_style_sheet_adds_next_to_a_figure_is_not_part_of_it(written: str) -> None:
    assert styled(f".a::before{{content:'{written}'}}", '<b class="a">15</b>').value == 15


@pytest.mark.parametrize(
    ("css", "is_hidden"),
    [
        (".md\\:a{display:none}", True),
        (".\\61{display:none}", True),
        ("[data-s='OLD' i]{display:none}", True),
        ("td .a:not(:hover){display:none}", True),
        ("td .a:hover{display:none}", False),
        ("@layer x{.a{display:none!important}} .a{display:inline!important}", True),
        ("@layer x{span.a{display:none}} .a{display:inline}", False),
        ("@layer x{@layer y{.a{display:none}}}", True),
    ],
)
def test_rules_apply_however_they_are_written(css: str, is_hidden: bool) -> None:
    assert styled(css, '<span class="a md:a" data-s="old">7</span>15').value == (15 if is_hidden else 715)


def placed(*styles: str) -> list[str]:
    """The lines of a page without tables whose figures 11, 12 and so on have these styles."""
    figures = "".join(f'<div style="{style}">{at}</div>' for at, style in enumerate(styles, 11))
    text = f"<!DOCTYPE html><html><head></head><body><p>文</p><div>{figures}</div><p>13</p></body></html>"
    return [line.text for line in open_document(text.encode()).lines]


@pytest.mark.parametrize(
    "styles",
    [
        ("position:absolute;left:9px;top:40px", "position:absolute;left:9px;top:20px"),
        ("position:absolute;left:90px;top:20px", "position:absolute;left:9px;top:20px"),
        ("position:absolute;bottom:1px", "position:absolute;bottom:9px"),
        ("grid-row:3/span 1;grid-column:2", "grid-row:2;grid-column:2"),
        ("order:2", "order:1"),
        ("position:absolute;transform:translate(9px,20px)", "position:absolute;transform:translate(9px,9px)"),
    ],
)
def test_figures_reordered_by_a_style_are_left_in_doubt(styles: tuple[str, ...]) -> None:
    assert placed(*styles) == ["文", f"11{UNCLEAR}", f"12{UNCLEAR}", "13"]


@pytest.mark.parametrize(
    "styles",
    [
        ("position:absolute;left:9px;top:20px", "position:absolute;left:40px;top:21px"),
        ("position:absolute;left:90px;top:20px", "position:absolute;left:9px;top:40px"),
        ("grid-row:2;grid-column:2/span 3", "grid-row:2;grid-column:5"),
        ("float:left;width:20%", "float:left;width:20%"),
    ],
)
def test_figures_that_a_style_keeps_in_text_order_are_read(styles: tuple[str, ...]) -> None:
    assert placed(*styles) == ["文", "11", "12", "13"]


def test_a_figure_outside_tables_is_left_in_doubt_where_a_style_sheet_adds_text_to_it() -> None:
    css = "<style>.a::before{content:'上年'} .b::after{content:''}</style>"
    body = '<p>文</p><div class="a">15</div><p class="a">共15件</p><p class="b">7</p>'
    text = f"<!DOCTYPE html><html><head>{css}</head><body>{body}</body></html>"
    assert [line.text for line in open_document(text.encode()).lines] == ["文", f"15{UNCLEAR}", "共15件", "7"]
