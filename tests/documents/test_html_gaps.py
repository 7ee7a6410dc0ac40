"""Two figures of a cell with a visible gap between them are not one number, however the page produces the gap."""

from __future__ import annotations

import pytest

from tests.documents.test_html_visibility import figure, styled

TWO = '<span class="k">5</span><span class="k">50</span>'
BARE = "<span>5</span><span>50</span>"


@pytest.mark.parametrize(
    "markup",
    [
        '<div style="display:flex"><span>5</span><span>50</span></div>',
        '<td style="display:flex"><span>5</span><span>50</span></td>',
        '<td style="display:grid;grid-template-columns:1fr 1fr"><b>5</b><b>50</b></td>',
        '<span style="display:inline-flex;gap:20px"><i>5</i>50</span>',
        '<div style="display:flex"><span style="display:contents"><b>5</b><b>50</b></span></div>',
        '<span style="display:table-cell">5</span><span style="display:table-cell">50</span>',
        '<span style="display:block">5</span><span>50</span>',
        '<span style="letter-spacing:2em">5</span>50',
        '<td style="letter-spacing:2em">5<b>50</b></td>',
        '<span style="padding:0 2em 0 0">5</span>50',
        '<span style="margin-inline-end:1em">5</span>50',
        '<span style="border-right:1px solid">5</span>50',
        '5<span style="padding-left:9px"></span>50',
        "5<q>50</q>",
        '<span style="padding-right:1em">&#53;</span>50',
        '<span style="padding-right:1em">５</span>５０',
    ],
)
def test_figures_separated_by_a_style_are_two(markup: str) -> None:
    assert figure(markup).value is None
    assert figure(markup).note in ("broken_number", "sight_unclear")


@pytest.mark.parametrize(
    ("css", "markup"),
    [
        (".k{display:block}", TWO),
        (".k{display:inline-block}", TWO),
        (".k{padding:0 5px}", TWO),
        (".k+.k{margin-left:9px}", TWO),
        ("@media screen{.k{margin-right:2em}}", TWO),
        (":root{--p:9px} .k{padding:var(--p)}", TWO),
        (".k::after{content:' '}", TWO),
        (".k:before{content:'\\a0'}", TWO),
        (".k{letter-spacing:2em}", TWO),
        ("span[class]{padding:3px}", TWO),
        ("td span{margin-left:1em}", BARE),
        ("td>*{padding-left:1em}", BARE),
        ("span:first-child{margin-right:1em}", BARE),
        ("span::after{content:'\\2003'}", BARE),
        ("td,th{display:grid}", BARE),
        ("td{letter-spacing:1em}", BARE),
        (".row{display:flex}", f'<div class="row">{BARE}</div>'),
    ],
)
def test_figures_separated_by_a_style_sheet_are_two(css: str, markup: str) -> None:
    assert styled(css, markup).value is None
    assert styled(css, markup).note in ("broken_number", "sight_unclear")


@pytest.mark.parametrize(
    ("css", "markup"),
    [
        (".k{color:#333}", '<span class="k">1</span><span class="k">2</span>'),
        ("td{padding:0 5px} p{margin:0} .nav{display:flex} .nav a{padding:3px}", "<span>1</span><span>2</span>"),
        ("*{margin:0;padding:0;border:0}", '<span class="k">1</span><span>2</span>'),
        (".k{letter-spacing:.5px}", '<span class="k">1</span>2'),
        (".c:after{content:'';display:block;clear:both}", '<div class="c">12</div>'),
        (".c:after{content:'.';visibility:hidden;display:block}", '<div class="c">12</div>'),
        (".k{padding:0 9px;margin-left:5px}", '<span class="k">12</span>'),
        ("td{display:flex}", "<span>12</span>"),
        ("", '<span style="margin:0cm 0cm .0001pt;border:none windowtext 1.0pt;padding:0cm">1</span>2'),
        ("", '<td style="padding:0 5.4pt;border:solid 1pt"><p><span>1</span><span>2</span></p></td>'),
        ("", '<span style="letter-spacing:-.2pt">1</span><span style="letter-spacing:-.2pt">2</span>'),
    ],
)
def test_digits_without_a_gap_are_one_number(css: str, markup: str) -> None:
    assert styled(css, markup).value == 12


@pytest.mark.parametrize("markup", ['5<span class="k"></span>5', '5<span class="k"></span>', '<b class="k"></b>'])
def test_a_figure_written_into_an_empty_element_leaves_no_value(markup: str) -> None:
    assert styled(".k::before{content:'0'}", markup).note == "sight_unclear"
    assert styled("td:empty::before{content:'0'}", "").note == "sight_unclear"


def test_css_variables_apply_and_an_unknown_one_leaves_no_value() -> None:
    assert styled(":root{--w:#fff}", '<td style="color:var(--w)">15</td>').note == "blank"
    assert styled(":root{--w:#000}", '<td style="color:var(--w)">15</td>').value == 15
    assert figure('<td style="color:var(--w)">15</td>').note == "sight_unclear"
    assert styled(":root{--w:#000} td{color:var(--w)}", '<td style="--w:#fff">15</td>').value is None
