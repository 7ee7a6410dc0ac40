"""Bytes to text and cells: what stands apart on the page is apart, and no damage or false label costs a document."""

from __future__ import annotations

from decimal import Decimal

import pytest

from flows.documents import Unreadable, limits, open_document
from flows.documents.decoding import decode
from flows.layouts.labels import labels
from flows.layouts.values import is_remark, is_value, parse
from flows.reading import read
from tests.rendering import figures, form
from tests.rendering.markup import page
from tests.rendering.text import printed

REPORT = form.compose("2021", "three_rows", figures.different("2021", "three_rows", 11))
PAGE = page(REPORT, "clean").text
TEXT = printed(REPORT, "lines_apart").text
FALSE = (
    "undefined unicode_escape raw_unicode_escape idna punycode rot13 base64 hex utf-7 iso-8859-1 x-user-defined "
    "latin-1 windows-1252 big5 utf-8 no-such-thing gbk"
)
SCRIPT = f"<script>{'var a = 1;' * 10_000}</script>"


def cell(markup: str) -> str:
    """The text of a table's only cell."""
    return open_document(f"<html><body><table><tr><td>{markup}</td></tr></table>".encode()).grids[0].rows[0][0].text


@pytest.mark.parametrize(
    "markup",
    [
        "52599<sup>1</sup>",
        "52599<sub>1</sub>",
        "<sup>1</sup>52599",
        "<p>52599</p><p>3</p>",
        "<div>52599</div> <div><span>3</span></div>",
        "52599<p>3</p>",
    ],
)
def test_numbers_apart_on_the_page_are_not_one_number(markup: str) -> None:
    assert parse(cell(markup)).note == "not_a_number"


@pytest.mark.parametrize(
    "markup",
    [
        "<del>12</del>52599",
        "<s>12</s>52599",
        "<strike>12</strike>52599",
        '<span style="font-size:0">5</span>52599',
        '<span style="font-size: 0px; color: red">5</span>52599',
        "<p>52<span>59</span>9</p>",
        "<p>525<br/>99</p>",
        "<p></p><p>52599</p><p>&nbsp;</p>",
        '<div style="font-size:0"><span style="font-size:14px">52599</span></div>',
        '<span style="font-size:0.8em">52599</span>',
    ],
)
def test_what_is_struck_out_or_has_no_height_is_not_read_and_broken_numbers_are_whole(markup: str) -> None:
    assert "".join(cell(markup).split()) == "52599"


@pytest.mark.parametrize("markup", ["<p>商业</p><p>企业</p>", "商业企业<sup>1</sup>", "<p>商业<br/>企业</p>"])
def test_a_label_in_two_paragraphs_is_one(markup: str) -> None:
    assert "商业企业" in "".join(cell(markup).split())
    assert labels().of_cell(cell(markup).removesuffix("1"))


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ("3（减）", None, None),
        ("3(减少)", None, None),
        ("3（下降）", None, None),
        ("3（減）", None, None),
        ("3（增）", 3, None),
        ("3（其中修订1件）", 3, None),
        ("12（亿元）", 12, "亿元"),
        ("12.5（万元）", Decimal("12.5"), "万元"),
        ("12 万元", 12, "万元"),
        ("12元（万元）", None, None),
    ],
)
def test_what_is_said_beside_a_number_counts(raw: str, value: Decimal | None, unit: str | None) -> None:
    figure = parse(raw)
    assert (figure.value, figure.unit) == (value, unit)
    assert figure.note == (None if value is not None else "not_a_number")
    assert is_value(raw)


@pytest.mark.parametrize(("text", "belongs"), [("万元", True), ("(亿元)", True), ("件", True), ("元旦", False)])
def test_a_unit_apart_from_its_number_belongs_to_it(text: str, belongs: bool) -> None:
    assert is_remark(text) is belongs


@pytest.mark.parametrize(
    "declared",
    FALSE.split(),
)
@pytest.mark.parametrize("written", ["gb18030", "utf-8"])
def test_a_false_declaration_changes_nothing(declared: str, written: str) -> None:
    text = PAGE.replace('charset="utf-8"', f'charset="{declared}"')
    assert f'charset="{declared}"' in text
    assert decode(text.encode(written)) == (text, written)


@pytest.mark.parametrize("before", ["", SCRIPT])
@pytest.mark.parametrize("written", ["utf-8", "gb18030", "big5hkscs"])
def test_one_damaged_byte_costs_no_document(written: str, before: str) -> None:
    said = '<meta charset="big5-hkscs">' if written == "big5hkscs" else ""
    text = f"<html>{said}<body>{before}" + "國務院關於機關主動公開政府信息的規定，" * 200 + "</body></html>"
    data = bytearray(text.encode(written))
    data[-200] = 0xFF
    found, encoding = decode(bytes(data))
    assert encoding == written
    assert found.startswith(text[:-120])


def test_undeclared_big5_is_not_taken_for_gb18030() -> None:
    text = "國務院關於機關主動公開政府信息的規定，各單位應當遵照執行。" * 100
    assert decode(text.encode("big5"))[0] == text


def test_a_damaged_report_is_read_whole() -> None:
    data = TEXT.encode()
    whole, damaged = read(data, "whole"), read(data[:40] + b"\xff" + data[40:], "damaged")
    assert damaged.status == "extracted"
    assert damaged.cells == whole.cells


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unreadable, match="not_text"):
        decode(b"\xff\x80" * 500)


def test_text_beyond_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(Unreadable, match="too_large"):
        open_document(b"1\n" * (limits.TEXT_BYTES // 2 + 1))
